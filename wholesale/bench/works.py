"""What is measured: the works of the main job, each as the screens and commands do it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from wholesale.bench import client, files, papers, prices
from wholesale.bench.measure import Figure, measure, of
from wholesale.bench.site import Say, Site, made
from wholesale.catalog import queries as catalog
from wholesale.flow.browse_catalog import browse_catalog
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.ui import desktop
from wholesale.ui.app import settle

TYPED = "саморез по дереву 4.8 жёлтый"
WORDS = ("болт", "дюбель", "краска", "лампа", "шланг", "rhfcrf", "самрез", "гвозди")


def all_works(site: Site) -> Iterator[Figure]:
    """The figures of one size of catalogue, in the order of the report, as the server is set."""
    settle()
    yield from files.preview(site)
    yield from orders(site)
    yield from shelf(site)
    yield from papers.documents(site)
    yield from server(site)
    yield from prices.prices(site)


def once(say: Say) -> Iterator[Figure]:
    """The figures that are promised at one size only."""
    with made(5_000, say=say) as site:
        yield from files.corpus(site, products=site.products)
        yield from papers.bulk(site)
    yield from prices.many_dealers(say)


def orders(site: Site) -> Iterator[Figure]:
    """Placing: numbered, priced, reserved, journalled, committed."""
    items = [OrderItem(product_id, quantity) for product_id, quantity in site.items(1_000)]

    def place() -> None:
        with site.acting() as ctx:
            place_order(ctx, dealer_id=site.dealer_id, items=items)

    yield measure(
        "Place an order of 1,000 lines", place, products=site.products, runs=5, goal=300.0
    )


def shelf(site: Site) -> Iterator[Figure]:
    """The catalogue page of 50 and search, as the dealer types."""

    def page(text: str = "") -> None:
        with site.reading() as ctx:
            browse_catalog(ctx, dealer_id=site.dealer_id, text=text)

    yield measure(
        "Catalogue page of 50 at personal prices",
        page,
        products=site.products,
        runs=40,
        goal=60.0,
        at_p95=True,
    )
    typed = [TYPED[:length] for length in range(3, len(TYPED) + 1)] + list(WORDS)
    taken: list[float] = []
    for round_ in range(3):
        for text in typed:
            started = time.perf_counter()
            with site.reading() as ctx:
                catalog.search(ctx, text, limit=50)
            if round_:
                taken.append(time.perf_counter() - started)
    yield of("Search, one keystroke", taken, products=site.products, goal=15.0, at_p95=True)
    taken = []
    for text in typed:
        started = time.perf_counter()
        page(text)
        taken.append(time.perf_counter() - started)
    yield of("Search, one keystroke, with the page of prices", taken, products=site.products)


def server(site: Site) -> Iterator[Figure]:
    """Starting the program, and opening pages over HTTP."""
    url = site.database.url.render_as_string(hide_password=False)
    started = time.perf_counter()
    with desktop.embedded_server(url) as address:
        yield of(
            "Start-up, from the command to the first answer",
            [time.perf_counter() - started],
            products=site.products,
        )
        browser = client.signed_in(address, site.login, site.password)
        for path in ("/catalog", "/orders", "/basket"):
            yield measure(
                f"Open the page {path} (HTML over HTTP)",
                lambda path=path: client.get(browser, f"{address}{path}"),  # type: ignore[misc]
                products=site.products,
                runs=15,
            )
