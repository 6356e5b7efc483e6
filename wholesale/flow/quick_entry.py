"""Order by code or name, from the keyboard or a scanner: what typed lines mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from wholesale.catalog import queries as catalog
from wholesale.catalog.queries import ProductFacts
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.codes import article_key
from wholesale.core.errors import DomainError, Problem
from wholesale.core.money import ZERO, plain, split
from wholesale.flow.read_order_file import near_names
from wholesale.intake import queries
from wholesale.intake.matching.match import Match, by_codes
from wholesale.intake.matching.near_names import by_name
from wholesale.intake.queries import Found
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import BLANK, read_quantity
from wholesale.intake.words.units import convert, raised
from wholesale.orders import queries as orders
from wholesale.orders.rules import check_quantity
from wholesale.pricing import queries as pricing
from wholesale.stock import queries as stock

MOST_LINES = 300
"""Of one sheet; whoever has more has a file."""

LONGEST_CODE = 200  # names are typed too
LONGEST_COUNT = 40


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A code or a name and a quantity («5 кор.», «1 200,00»), both as they were typed."""

    code: str
    count: str


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What a typed line means: the product, how much of it would be ordered, at what price.

    ``quantity`` is in the product's unit. Lines of one product are raised together to its minimum
    and to whole packs; the last of them holds what is added. ``notes`` are those of the intake,
    (code, params), and so is a problem whose code begins with ``intake.``. ``total`` is the
    line's share of the sum when everything without a ``problem`` is ordered together; a line with
    a problem cannot be ordered and costs nothing.
    """

    product: ProductFacts | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal = ZERO
    available: Decimal = ZERO
    problem: Problem | None = None
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()


def read_quick_lines(
    ctx: Context, *, dealer_id: int, typed: Sequence[TypedLine]
) -> list[QuickLine]:
    """Each typed line with its product, price and stock, in their order.

    A code is an article, a barcode, a maker's code, a word of the dealer's dictionary or a name.
    However many lines there are, the look-ups are the same few. Raises ``quick_lines_too_many``.
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
        available = max(free.get(product.id, ZERO), ZERO)
        begun = QuickLine(product, unit_price=unit_price, available=available)
        lines.append(_counted(number, line, product, begun))
    return _together(ctx, dealer_id, lines)


def _products(ctx: Context, dealer_id: int, codes: set[str]) -> dict[str, ProductFacts | str]:
    """The product of each code or name, or why there is none."""
    found = Found()
    queries.find_dictionary(ctx, dealer_id=dealer_id, into=found)
    queries.find_codes(ctx, codes, found)
    matches: dict[str, Match | None] = {}
    for code in codes:
        entry = Entry(0, 0, 0, {Part.ARTICLE: code}, "", BLANK)
        matches[code] = by_codes(entry, found) if article_key(code) else None
    unknown = [code for code, match in matches.items() if match is None and article_key(code)]
    matches |= _named(ctx, sorted(unknown), found)
    ids: dict[str, int] = {}
    meant: dict[str, ProductFacts | str] = {}
    for code, match in matches.items():
        if match is not None and match.item is not None:
            ids[code] = match.item.id
        else:
            meant[code] = _refusal(code, match)
    facts = catalog.products_by_ids(ctx, set(ids.values()))
    return meant | {code: facts[product_id] for code, product_id in ids.items()}


def _named(ctx: Context, texts: Collection[str], found: Found) -> dict[str, Match | None]:
    """What ``texts`` mean as names: taken where a file's row would be."""
    if not texts:
        return {}
    queries.find_names(ctx, texts, found)
    entries = [Entry(0, 0, 0, {}, text, BLANK) for text in texts]
    near = near_names(ctx, texts=list(texts))
    return {
        entry.name: by_codes(entry, found) or by_name(entry, alike)
        for entry, alike in zip(entries, near, strict=True)
    }


def _refusal(code: str, match: Match | None) -> str:
    """Why a code or name is no one product."""
    if not code.strip():
        return "quick_code_missing"
    if match is None or not match.candidates:
        return "quick_code_unknown"
    if match.code in {"name_unsure", "code_unknown"}:  # only near
        return "quick_name_unsure" if " " in code.strip() else "quick_code_unknown"
    return "quick_code_ambiguous"


def _counted(number: int, line: TypedLine, product: ProductFacts, begun: QuickLine) -> QuickLine:
    """The line with its quantity in the product's unit, or why it has none."""

    def refused(code: str, params: dict[str, Any]) -> QuickLine:
        return replace(begun, problem=Problem(number, code, {"code": line.code} | params))

    if not product.active:
        return refused("quick_product_not_sold", {})
    if begun.unit_price is None:
        return refused("quick_price_on_request", {})
    if not line.count.strip():
        return refused("quick_quantity_missing", {})
    amount = read_quantity(line.count)
    if amount.problem:
        return refused(f"intake.{amount.problem}", amount.params)
    if amount.value is None:
        return refused("quantity_not_positive", {"quantity": ZERO})
    converted = convert(amount, unit=product.unit, pack=product.pack)
    if converted.quantity is None:
        return refused(f"intake.{converted.problem}", converted.params)
    return replace(begun, quantity=converted.quantity, notes=converted.notes)


def _together(ctx: Context, dealer_id: int, lines: Sequence[QuickLine]) -> list[QuickLine]:
    """The lines raised to what can be sold, once for each product, and priced as one order."""
    read = list(lines)
    places: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(read):
        if line.product is not None and line.quantity is not None:
            places[line.product.id].append(place)
    items = []
    for product_id, same in list(places.items()):
        last = read[same[-1]]
        product = last.product
        assert product is not None and last.quantity is not None
        asked = plain(sum((read[place].quantity or ZERO for place in same), ZERO))
        wanted, notes = raised(asked, unit=product.unit, pack=product.pack, minimum=product.minimum)
        try:
            check_quantity(wanted)
        except DomainError as error:
            for place in same:
                refused = Problem(place + 1, error.code, error.params)
                read[place] = replace(read[place], quantity=None, problem=refused)
            del places[product_id]
            continue
        share = plain(last.quantity + wanted - asked)
        with_others = (("with_other_lines", {"quantity": wanted}),) if len(same) > 1 else ()
        read[same[-1]] = replace(last, quantity=share, notes=(*last.notes, *with_others, *notes))
        items.append((product_id, wanted))
    if not items:
        return read
    priced = pricing.price_lines(ctx, dealer_id=dealer_id, on=ctx.today, items=items)
    for same, price in zip(places.values(), priced, strict=True):
        shares = split(price.total, [read[place].quantity or ZERO for place in same])
        for place, total in zip(same, shares, strict=True):
            read[place] = replace(read[place], unit_price=price.unit_price, total=total)
    return read
