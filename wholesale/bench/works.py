"""What is measured: the works of the main job, each as the screens and commands do it."""

from __future__ import annotations

import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar

from sqlalchemy import select

from reports.frozen import Facts, thaw
from wholesale.bench.measure import Figure, measure, of
from wholesale.bench.site import Site
from wholesale.catalog import queries as catalog
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind, OrderStatus
from wholesale.documents import forms
from wholesale.flow.browse_catalog import browse_catalog
from wholesale.flow.change_order import accept_order, resume_order
from wholesale.flow.issue_documents import issue_document
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import place_order
from wholesale.flow.read_order_file import read_order_file
from wholesale.flow.ship_order import ship_order
from wholesale.intake.parse import parse
from wholesale.models.books import Document
from wholesale.pricing import queries as pricing
from wholesale.pricing.order import price_order as price_by_book
from wholesale.ui import desktop
from wholesale.ui.app import settle

SYSTEM = system("bench")
TYPED = "саморез по дереву 4.8 жёлтый"
WORDS = ("болт", "дюбель", "краска", "лампа", "шланг", "rhfcrf", "самрез", "гвозди")


def all_works(site: Site) -> Iterator[Figure]:
    """Every figure, in the order of the report, under the server's settings."""
    settle()
    yield from preview(site)
    yield from prices(site)
    yield from orders(site)
    yield from shelf(site)
    yield from documents(site)
    yield from server(site)


def preview(site: Site) -> Iterator[Figure]:
    """A dropped workbook becomes a priced preview: reading it, then matching and pricing."""
    goals = {100: None, 1_000: 500.0, 10_000: 2_000.0}
    for rows, goal in goals.items():
        content = site.workbook(rows)
        parsed = parse(content, "заявка.xlsx")

        def read(content: bytes = content) -> None:
            parse(content, "заявка.xlsx")

        def price(parsed: object = parsed) -> None:
            with site.acting() as ctx:
                read_order_file(ctx, dealer_id=site.dealer_id, parsed=parsed)  # type: ignore[arg-type]

        def whole(content: bytes = content) -> None:
            with_file = parse(content, "заявка.xlsx")
            with site.acting() as ctx:
                read_order_file(ctx, dealer_id=site.dealer_id, parsed=with_file)

        runs = 5 if rows == 10_000 else 9
        name = f"File of {rows:,} rows → priced preview"
        yield measure(name, whole, products=site.products, runs=runs, goal=goal)
        yield measure(f"{name}: reading the file", read, products=site.products, runs=runs)
        yield measure(
            f"{name}: matching, pricing, keeping", price, products=site.products, runs=runs
        )


def prices(site: Site) -> Iterator[Figure]:
    """Prices of one dealer by a warm book, and the book itself."""
    on = site.now().date()

    def lines(count: int) -> None:
        with site.reading() as ctx:
            pricing.price_lines(ctx, dealer_id=site.dealer_id, on=on, items=site.items(count))

    yield measure("Price 1 line, with its trace", lambda: lines(1), products=site.products, runs=50)
    yield measure(
        "Price 1,000 lines, with their traces",
        lambda: lines(1_000),
        products=site.products,
        runs=20,
    )
    with site.reading() as ctx:
        book = pricing.dealer_book(ctx, dealer_id=site.dealer_id, on=on)
    ids = [product_id for product_id, _ in site.items(1_000)]
    rows = book.goods.rows(ids)
    thousandths = rows * 0 + 2_000
    yield measure(
        "Price 1,000 lines, warm book",
        lambda: price_by_book(book, rows, thousandths),
        products=site.products,
        runs=50,
        goal=5.0,
    )

    def everything() -> None:
        with site.reading() as ctx:
            pricing.price_catalog(ctx, dealer_id=site.dealer_id, on=on)

    yield measure(
        "Price the whole catalogue for a dealer",
        everything,
        products=site.products,
        runs=15,
        goal=150.0,
    )


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


def documents(site: Site) -> Iterator[Figure]:
    """Drawing the PDF of an invoice and a waybill, and issuing the whole document."""
    goals = {10: None, 100: 120.0, 1_000: 1_000.0}
    for count, goal in goals.items():
        frozen = dict(_issued(site, count))
        for kind, name in ((DocumentKind.INVOICE, "Invoice"), (DocumentKind.TORG12, "ТОРГ-12")):
            facts = frozen[kind]
            yield measure(
                f"{name} PDF of {count:,} lines",
                lambda kind=kind, facts=facts: forms.files(kind, facts, {}),  # type: ignore[misc]
                products=site.products,
                runs=7,
                goal=goal if kind is DocumentKind.INVOICE else None,
            )


def _issued(site: Site, count: int) -> Iterator[tuple[DocumentKind, Facts]]:
    """The frozen facts of documents of an order with so many lines."""
    items = [OrderItem(product_id, quantity) for product_id, quantity in site.items(count)]
    with site.acting(SYSTEM) as ctx:
        placed = place_order(ctx, dealer_id=site.dealer_id, items=items)
        if placed.status is OrderStatus.ON_HOLD:  # over the credit limit
            resume_order(ctx, order_id=placed.order_id)
        accept_order(ctx, order_id=placed.order_id)
        ship_order(ctx, order_id=placed.order_id)
        for kind in (DocumentKind.INVOICE, DocumentKind.TORG12):
            issued = issue_document(ctx, order_id=placed.order_id, kind=kind)
            kept = ctx.session.scalars(select(Document.facts).where(Document.id == issued.id)).one()
            yield kind, thaw(forms.FORMS[kind].facts, kept)


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
        browser = _signed_in(address, site)
        for path in ("/catalog", "/orders", "/basket"):
            yield measure(
                f"Open the page {path} (HTML over HTTP)",
                lambda path=path: _get(browser, f"{address}{path}"),  # type: ignore[misc]
                products=site.products,
                runs=15,
            )


def _signed_in(address: str, site: Site) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = {"login": site.login, "password": site.password, "to": "/", "lang": "ru"}
    _get(browser, f"{address}/login")
    browser.open(f"{address}/login", urllib.parse.urlencode(form).encode()).read()
    return browser


def _get(browser: urllib.request.OpenerDirector, address: str) -> bytes:
    with browser.open(address) as answer:
        content: bytes = answer.read()
        return content
