"""Order by code, from the keyboard or a scanner: what typed codes and quantities mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from wholesale.catalog import queries as catalog
from wholesale.catalog.queries import ProductFacts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.codes import article_key
from wholesale.core.errors import DomainError, Problem
from wholesale.core.money import ZERO
from wholesale.intake import queries
from wholesale.intake.aliases import Part
from wholesale.intake.match import by_codes
from wholesale.intake.quantity import BLANK
from wholesale.intake.queries import Found
from wholesale.intake.rows import Entry
from wholesale.orders import queries as orders
from wholesale.orders.rules import check_quantity, fitting
from wholesale.pricing import queries as pricing
from wholesale.pricing.priced import PricedLine
from wholesale.stock import queries as stock

MOST_LINES = 300
"""Of one sheet; whoever has more has a file."""

LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A code and a quantity as they were typed; no quantity yet is None."""

    code: str
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What a typed line means: the product, how much of it would be ordered, at what price.

    ``quantity`` is raised to the minimum and to whole packs. ``total`` is the line's share of
    the sum when everything without a ``problem`` is ordered together; a line with a problem
    cannot be ordered and costs nothing.
    """

    product: ProductFacts | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal = ZERO
    available: Decimal = ZERO
    problem: Problem | None = None


def read_quick_lines(
    ctx: Context, *, dealer_id: int, typed: Sequence[TypedLine]
) -> list[QuickLine]:
    """Each typed line with its product, price and stock, in their order.

    A code is an article, a barcode, a maker's code or a word of the dealer's dictionary. However
    many lines there are, the look-ups are the same few. Raises ``quick_lines_too_many``.
    """
    ctx.actor.require(Permission.PLACE_ORDER)
    if len(typed) > MOST_LINES:
        raise DomainError("quick_lines_too_many", count=len(typed), most=MOST_LINES)
    point_id = orders.terms(ctx, dealer_id=dealer_id).point_id
    meant = _products(ctx, dealer_id, {line.code for line in typed})
    sold = [one for one in meant.values() if isinstance(one, ProductFacts) and one.active]
    ids = sorted({product.id for product in sold})
    free = stock.available(ctx, point_id=point_id, product_ids=ids)
    units = pricing.price_catalog(ctx, dealer_id=dealer_id, on=ctx.today, product_ids=ids)
    lines = []
    for number, line in enumerate(typed, 1):
        product = meant[line.code]
        if isinstance(product, str):
            lines.append(QuickLine(problem=Problem(number, product, {"code": line.code})))
            continue
        unit_price = units.unit_price(product.id) if product.active else None
        quantity, problem = _quantity(number, line, product, unit_price)
        available = max(free.get(product.id, ZERO), ZERO)
        lines.append(QuickLine(product, quantity, unit_price, ZERO, available, problem))
    return _priced(ctx, dealer_id, lines)


def _products(ctx: Context, dealer_id: int, codes: set[str]) -> dict[str, ProductFacts | str]:
    """The product of each code, or why there is none."""
    found = Found()
    queries.find_dictionary(ctx, dealer_id=dealer_id, into=found)
    queries.find_codes(ctx, codes, found)
    ids: dict[str, int] = {}
    meant: dict[str, ProductFacts | str] = {}
    for code in codes:
        entry = Entry(0, 0, 0, {Part.ARTICLE: code}, "", BLANK)
        match = by_codes(entry, found) if article_key(code) else None
        if match is not None and match.item is not None:
            ids[code] = match.item.id
        elif match is not None:
            meant[code] = "quick_code_ambiguous"
        else:
            meant[code] = "quick_code_unknown" if code.strip() else "quick_code_missing"
    facts = catalog.products_by_ids(ctx, set(ids.values()))
    return meant | {code: facts[product_id] for code, product_id in ids.items()}


def _quantity(
    number: int, line: TypedLine, product: ProductFacts, unit_price: Decimal | None
) -> tuple[Decimal | None, Problem | None]:
    """How much would be ordered, and why it cannot be."""
    named = {"code": line.code}
    if not product.active:
        return None, Problem(number, "quick_product_not_sold", named)
    if unit_price is None:
        return None, Problem(number, "quick_price_on_request", named)
    if line.quantity is None:
        return None, Problem(number, "quick_quantity_missing", named)
    try:
        check_quantity(line.quantity)
        wanted = fitting(line.quantity, pack=product.pack, minimum=product.minimum)
        return check_quantity(wanted), None
    except DomainError as error:
        return None, Problem(number, error.code, error.params)


def _priced(ctx: Context, dealer_id: int, lines: Sequence[QuickLine]) -> list[QuickLine]:
    """The lines with the prices of one order made of all that have no problem."""
    items = [
        (line.product.id, line.quantity)
        for line in lines
        if line.product and line.quantity and line.problem is None
    ]
    if not items:
        return list(lines)
    prices = iter(pricing.price_lines(ctx, dealer_id=dealer_id, on=ctx.today, items=items))
    return [line if line.problem else _at(line, next(prices)) for line in lines]


def _at(line: QuickLine, price: PricedLine) -> QuickLine:
    return replace(line, unit_price=price.unit_price, total=price.total)
