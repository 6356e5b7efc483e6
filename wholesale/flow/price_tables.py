"""Prices as files people keep: a dealer's whole catalogue, one price list out and in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.sheet import SheetFacts, sheet_csv, sheet_xlsx
from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import from_minor, from_thousandths, plain
from wholesale.core.vocabulary import UNITS
from wholesale.flow.plan_prices import rehearse_draft
from wholesale.pricing import browse
from wholesale.pricing import queries as pricing
from wholesale.pricing.forms import PriceListForm
from wholesale.pricing.whatif import Moved

CATALOG_HEAD = (
    "article", "name", "category", "brand", "unit", "minimum", "base_price", "unit_price",
    "vat_rate", "next_quantity", "next_price",
)  # fmt: skip
ABOUT_HEAD = ("code", "name", "currency")
LIST_HEAD = ("list", "article", "name", "from", "price", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Made:
    """A file and how many rows are in it."""

    data: bytes
    rows: int


def catalog_file(ctx: Context, *, dealer_code: str, on: date, suffix: str) -> Made:
    """The dealer's price of every active product as ``.xlsx`` or ``.csv``.

    ``unit_price`` is empty for price on request. Raises ``NotFound`` and
    ``price_file_kind``.
    """
    ctx.actor.require(Permission.INSPECT_PRICES)
    if suffix not in (".xlsx", ".csv"):
        raise DomainError("price_file_kind", suffix=suffix)
    dealer_id = pricing.dealer_by_code(ctx, dealer_code)
    prices = pricing.price_catalog(ctx, dealer_id=dealer_id, on=on)
    facts = catalog.products_by_ids(ctx, prices.product_ids.tolist())
    columns = zip(
        prices.product_ids.tolist(),
        prices.base.tolist(),
        prices.unit.tolist(),
        prices.vat.tolist(),
        prices.next_quantity.tolist(),
        prices.next_unit.tolist(),
        strict=True,
    )
    rows = []
    for product_id, base, unit, vat, following, cheaper in columns:
        product = facts[product_id]
        if not product.active:
            continue
        sign = UNITS[product.unit].sign if product.unit in UNITS else product.unit
        rows.append(
            (
                product.article,
                product.name,
                product.category,
                product.brand,
                sign,
                product.minimum,
                None if unit < 0 else from_minor(base),
                None if unit < 0 else from_minor(unit),
                None if vat < 0 else plain(from_minor(vat).scaleb(-2)),
                None if following < 0 else from_thousandths(following),
                None if following < 0 else from_minor(cheaper),
            )
        )
    rows.sort(key=lambda row: row[0])
    sheet = SheetFacts("prices", CATALOG_HEAD, rows)
    return Made(sheet_xlsx([sheet]) if suffix == ".xlsx" else sheet_csv(sheet), len(rows))


def rehearsal_file(ctx: Context, *, draft_id: int, days: int) -> Made:
    """What a draft would have done, as a workbook: totals, dealers, products, catalogue."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    found = rehearse_draft(ctx, draft_id=draft_id, days=days)
    totals = [
        ("lines", found.lines, found.lines),
        ("orders", found.orders, found.orders),
        ("lines that change", 0, found.lines_moved),
        ("turnover without VAT", found.before, found.after),
        ("margin", found.margin_before, found.margin_after),
        ("lines held by the floor", found.held_before, found.held_after),
    ]
    moved_head = ("name", "before", "after", "difference", "margin before", "margin after")

    def moved(name: str, rows: Sequence[Moved]) -> SheetFacts:
        cells = [
            (row.name, row.before, row.after, row.difference, row.margin_before, row.margin_after)
            for row in rows
        ]
        return SheetFacts(name, moved_head, cells)

    catalogue = [(row.name, row.products, row.changed, row.mean_percent) for row in found.catalogue]
    sheets = [
        SheetFacts("totals", ("what", "before", "after"), totals),
        moved("dealers", found.dealers),
        moved("products", found.products),
        SheetFacts("catalogue", ("dealer", "prices", "changed", "mean %"), catalogue),
    ]
    return Made(sheet_xlsx(sheets), found.lines)


def list_file(ctx: Context, *, list_id: int) -> Made:
    """A price list as a workbook that ``load_rules`` takes back. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_PRICES)
    form = browse.form_of(ctx, kind=PriceListForm, rule_id=list_id)
    entries, _ = browse.entries_page(ctx, list_id=list_id, limit=1_000_000)
    rows = [
        (
            form.code,
            entry.article,
            entry.name,
            entry.min_quantity,
            entry.price,
            entry.valid_from,
            entry.valid_to,
        )
        for entry in entries
    ]
    told = [(form.code, form.name, form.currency)]
    sheets = [SheetFacts("lists", ABOUT_HEAD, told), SheetFacts("prices", LIST_HEAD, rows)]
    return Made(sheet_xlsx(sheets), len(rows))
