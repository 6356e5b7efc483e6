"""A naive pricing engine, one line at a time, written from docs/pricing.md alone.

It knows nothing of the real one: plain rows, ``Fraction`` and loops. Whatever it says the
vectorised engine must say too, to the kopeck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

KOPECK = Fraction(1, 100)


@dataclass(frozen=True)
class Product:
    id: int
    category: int | None = None
    brand: str = ""
    vat: str = "standard"
    cost: Decimal | None = None
    minimum: Decimal | None = None


@dataclass(frozen=True)
class Rule:
    """A percentage on a scope; a discount when it has a source."""

    id: int
    percent: Decimal
    product: int | None = None
    category: int | None = None
    brand: str | None = None
    source: str = ""
    dealer: int | None = None
    club: int | None = None
    point: int | None = None
    threshold: Decimal = Decimal(0)
    days: int = 365
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    id: int
    product: int
    quantity: Decimal
    price: Decimal
    since: date | None = None
    until: date | None = None
    discountable: bool = False
    below_floor: bool = False


@dataclass(frozen=True)
class PriceList:
    id: int
    entries: tuple[Entry, ...] = ()
    step: Decimal = Decimal("0.01")
    ending: Decimal = Decimal(0)
    includes_vat: bool = True
    parent: int | None = None
    formula: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Promotion:
    id: int
    effect: str
    exclusive: bool = True
    scope: tuple[Rule, ...] = ()
    min_quantity: Decimal = Decimal(0)
    min_sum: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    buy: int = 0
    pay: int = 0
    gift: int = 0
    gift_quantity: Decimal = Decimal(0)
    parts: tuple[tuple[int, Decimal], ...] = ()
    left: int | None = None


@dataclass(frozen=True)
class Company:
    """All the rules one dealer meets, and the goods."""

    products: tuple[Product, ...]
    parents: dict[int, int | None]  # of categories
    lists: dict[int, PriceList] = field(default_factory=dict)
    levels: tuple[int, ...] = ()  # agreement's, clubs', point's, base list
    base_list: int | None = None
    contract: tuple[Entry, ...] = ()
    discounts: tuple[Rule, ...] = ()
    margins: tuple[Rule, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    policy: str = "best"
    regime: str = "general"
    on: date = date(2026, 6, 15)
    dealer: int = 1
    clubs: tuple[int, ...] = ()
    point: int = 1
    shipped: tuple[tuple[date, Decimal], ...] = ()  # shipments, returns negative


@dataclass(frozen=True)
class Line:
    base: Decimal | None
    unit: Decimal | None
    rate: Decimal | None
    net: Decimal
    vat: Decimal
    total: Decimal


@dataclass
class _Row:
    """What is known of a line on its way."""

    product: Product
    quantity: Fraction
    base: Fraction | None = None
    step: Decimal = Decimal("0.01")
    ending: Decimal = Decimal(0)
    open: bool = False
    floor: Fraction | None = None
    manual: Decimal = Decimal(0)
    price: Fraction = Fraction(0)
    charged: Fraction = Fraction(0)
    off: Fraction = Fraction(0)
    promoted: bool = False

    @property
    def amount(self) -> Fraction:
        return rounded(self.charged * self.quantity) - self.off


def rounded(value: Fraction, step: Fraction = KOPECK) -> Fraction:
    """Half up; for numbers that are not negative."""
    return (value / step + Fraction(1, 2)).__floor__() * step


def to_ladder(value: Fraction, step: Decimal, ending: Decimal) -> Fraction:
    """The nearest number of the ladder, half up, never zero; but nothing stays nothing."""
    if value <= 0:
        return Fraction(0)
    result = rounded_signed(value - Fraction(ending), Fraction(step)) + Fraction(ending)
    least = Fraction(ending or step)
    return max(least, result)


def rounded_signed(value: Fraction, step: Fraction) -> Fraction:
    return (value / step + Fraction(1, 2)).__floor__() * step


def in_force(row: Rule | Entry, on: date) -> bool:
    return (row.since is None or row.since <= on) and (row.until is None or row.until >= on)


def ancestors(company: Company, category: int | None) -> list[int]:
    path = []
    while category is not None:
        path.append(category)
        category = company.parents[category]
    return path


def best_rule(company: Company, rules: Sequence[Rule], product: Product) -> Rule | None:
    """The most specific rule; of equal ones the larger percentage, then the smaller id."""
    path = ancestors(company, product.category)

    def rank(rule: Rule) -> tuple[int, int] | None:
        if rule.product is not None:
            return (5, 0) if rule.product == product.id else None
        if rule.category is not None:
            if rule.category not in path or (rule.brand and rule.brand != product.brand):
                return None
            return (4 if rule.brand else 3, -path.index(rule.category))
        if rule.brand:
            return (2, 0) if rule.brand == product.brand else None
        return (1, 0)

    fitting = [(rank(rule), rule.percent, -rule.id, rule) for rule in rules if rank(rule)]
    return max(fitting, key=lambda item: item[:3])[3] if fitting else None


def vat_rate(category: str, regime: str, on: date) -> Decimal | None:
    if regime == "no_vat" or category == "exempt":
        return None
    if regime != "general" and on < date(2025, 1, 1):
        return None
    if category == "zero":
        return Decimal(0)
    if regime in ("simplified_5", "simplified_7"):
        return Decimal(regime[-1])
    if category == "reduced":
        return Decimal(10)
    if on >= date(2026, 1, 1):
        return Decimal(22)
    return Decimal(20) if on >= date(2019, 1, 1) else Decimal(18)


def standing(entries: Sequence[Entry], product: Product, on: date) -> dict[Decimal, Entry]:
    """By quantity the entry in force that began last."""
    found: dict[Decimal, Entry] = {}
    for entry in sorted(entries, key=lambda e: (e.since or date.min, e.id)):
        if entry.product == product.id and in_force(entry, on):
            found[entry.quantity] = entry
    return found


def list_price(company: Company, list_id: int, row: _Row, reach: Fraction) -> Fraction | None:
    price_list = company.lists[list_id]
    own = standing(price_list.entries, row.product, company.on)
    if own:
        reached = [quantity for quantity in own if quantity <= reach]
        return Fraction(own[max(reached) if reached else min(own)].price)
    if price_list.parent is None:
        return None
    price = list_price(company, price_list.parent, row, reach)
    if price is None:
        return None
    formula = [rule for rule in price_list.formula if in_force(rule, company.on)]
    rule = best_rule(company, formula, row.product)
    percent = Fraction(rule.percent) if rule else Fraction(0)
    return to_ladder(price * (100 + percent) / 100, price_list.step, price_list.ending)


def kind(company: Company, list_id: int | None) -> bool:
    """Whether a list's prices contain VAT: as its topmost parent's do."""
    if list_id is None:
        return True
    price_list = company.lists[list_id]
    return kind(company, price_list.parent) if price_list.parent else price_list.includes_vat


def turned(
    price: Fraction, rate: Decimal | None, source: bool, target: bool, *, up: bool = False
) -> Fraction:
    """A price with VAT as one without, or the other way round."""
    if source == target:
        return price
    factor = (100 + Fraction(rate or 0)) / 100
    result = price / factor if source else price * factor
    return -(-result // KOPECK) * KOPECK if up else rounded(result)


def price_lines(
    company: Company,
    items: Sequence[tuple[int, Decimal]],
    *,
    manual: Sequence[Decimal] | None = None,
    approved: Sequence[bool] | None = None,
) -> tuple[list[Line], dict[int, Decimal]]:
    """Lines of an order, and the gifts: product → quantity."""
    products = {product.id: product for product in company.products}
    rows = [_Row(products[product], Fraction(quantity)) for product, quantity in items]
    with_vat = kind(company, company.levels[0]) if company.levels else True
    for index, row in enumerate(rows):
        row.manual = manual[index] if manual else Decimal(0)
        _base(company, rows, row, with_vat)
        free_of_floor = approved is not None and approved[index]
        row.floor = None if free_of_floor else _floor(company, row, rows, with_vat)
    for row in rows:  # without volume, promotions, manual discount
        row.price = _discounted(company, row, _discounts(company, row))
        row.charged = _charged(row, row.price)
    before = {id(row): row.amount for row in rows}
    volume = [
        rule
        for rule in _mine(company, "volume")
        if sum(before[id(row)] for row in rows if best_rule(company, [rule], row.product))
        >= rule.threshold
    ]
    for row in rows:
        percents = _discounts(company, row)
        rule = best_rule(company, volume, row.product) if row.open else None
        row.price = _discounted(company, row, [*percents, rule.percent if rule else Decimal(0)])
    own = {id(row): row.price for row in rows}

    def put(row: _Row, allowed: bool) -> None:
        row.price, row.off, row.promoted = own[id(row)], Fraction(0), False
        free = Fraction(0)
        if row.open and allowed:
            row.price, free, row.promoted = _promoted(company, row, rows, before)
        row.price *= 1 - Fraction(row.manual) / 100
        row.charged = _charged(row, row.price)
        _take_off(row, rounded(row.charged * free))

    for row in rows:
        put(row, True)
    _bundles(company, rows, put, before)
    gifts = _gifts(company, rows, before)
    return [_line(company, row, with_vat) for row in rows], gifts


def _base(company: Company, rows: Sequence[_Row], row: _Row, with_vat: bool) -> None:
    reach = sum((r.quantity for r in rows if r.product.id == row.product.id), Fraction(0))
    rate = vat_rate(row.product.vat, company.regime, company.on)
    contract = standing(company.contract, row.product, company.on)
    reached = [quantity for quantity in contract if quantity <= reach]
    if reached:
        entry = contract[max(reached)]
        row.base, row.open = Fraction(entry.price), entry.discountable
        return
    for list_id in company.levels:
        price = list_price(company, list_id, row, reach)
        if price is not None:
            row.base = turned(price, rate, kind(company, list_id), with_vat)
            row.open = True
            row.step, row.ending = company.lists[list_id].step, company.lists[list_id].ending
            return


def _floor(company: Company, row: _Row, rows: Sequence[_Row], with_vat: bool) -> Fraction | None:
    reach = sum((r.quantity for r in rows if r.product.id == row.product.id), Fraction(0))
    contract = standing(company.contract, row.product, company.on)
    reached = [quantity for quantity in contract if quantity <= reach]
    if reached and contract[max(reached)].below_floor:
        return None
    floors = []
    if row.product.minimum is not None:
        floors.append(Fraction(row.product.minimum))
    margin = best_rule(company, company.margins, row.product)
    if margin is not None and row.product.cost is not None:
        least = Fraction(row.product.cost) * (100 + Fraction(margin.percent)) / 100
        floors.append(-(-least // KOPECK) * KOPECK)
    if not floors:
        return None
    rate = vat_rate(row.product.vat, company.regime, company.on)
    return turned(max(floors), rate, kind(company, company.base_list), with_vat, up=True)


def _mine(company: Company, source: str) -> list[Rule]:
    """Rules of a source that are in force and for this dealer."""

    def fits(rule: Rule) -> bool:
        if rule.source != source or not in_force(rule, company.on):
            return False
        if source == "club":
            return rule.club in company.clubs
        if rule.dealer is not None:
            return rule.dealer == company.dealer
        if rule.club is not None:
            return rule.club in company.clubs
        return rule.point in (None, company.point)

    return [rule for rule in company.discounts if fits(rule)]


def _discounts(company: Company, row: _Row) -> list[Decimal]:
    """The percentages of the personal, club and turnover sources."""
    percents = []
    for source in ("personal", "club", "turnover"):
        rules = _mine(company, source)
        if source == "turnover":
            rules = [rule for rule in rules if _turnover(company, rule.days) >= rule.threshold]
        rule = best_rule(company, rules, row.product) if row.open else None
        percents.append(rule.percent if rule else Decimal(0))
    return percents


def _turnover(company: Company, days: int) -> Decimal:
    first = company.on - timedelta(days=days)
    return sum((amount for day, amount in company.shipped if first <= day < company.on), Decimal(0))


def _discounted(company: Company, row: _Row, percents: Sequence[Decimal]) -> Fraction:
    price = row.base or Fraction(0)
    if company.policy == "best":
        return price * (1 - Fraction(max(percents)) / 100)
    if company.policy == "sum":
        return price * (1 - Fraction(min(sum(percents), Decimal(100))) / 100)
    for percent in percents:
        price *= 1 - Fraction(percent) / 100
    return price


def _charged(row: _Row, price: Fraction) -> Fraction:
    floor = row.floor or Fraction(0)
    result = to_ladder(max(price, floor), row.step, row.ending)
    if result < floor:
        steps = -(-(floor - Fraction(row.ending)) // Fraction(row.step))
        result = steps * Fraction(row.step) + Fraction(row.ending)
    return result if row.base is not None else Fraction(0)


def _take_off(row: _Row, off: Fraction) -> None:
    row.off = min(off, _most_off(row, row.charged)) if off else Fraction(0)


def _most_off(row: _Row, charged: Fraction) -> Fraction:
    least = -(-(row.floor or Fraction(0)) * row.quantity // KOPECK) * KOPECK
    return max(rounded(charged * row.quantity) - least, Fraction(0))


def _covers(company: Company, promotion: Promotion, row: _Row) -> bool:
    if not promotion.scope:
        return True
    return best_rule(company, promotion.scope, row.product) is not None


def _usable(promotion: Promotion) -> bool:
    return promotion.left is None or promotion.left > 0


def _meets(
    company: Company,
    promotion: Promotion,
    row: _Row,
    rows: Sequence[_Row],
    before: dict[int, Fraction],
) -> bool:
    together = sum((r.quantity for r in rows if r.product.id == row.product.id), Fraction(0))
    covered = sum(before[id(r)] for r in rows if _covers(company, promotion, r))
    return (
        _usable(promotion)
        and _covers(company, promotion, row)
        and together >= promotion.min_quantity
        and covered >= promotion.min_sum
        and (promotion.effect != "n_for_m" or row.quantity >= promotion.buy)
    )


def _promoted(
    company: Company, row: _Row, rows: Sequence[_Row], before: dict[int, Fraction]
) -> tuple[Fraction, Fraction, bool]:
    """Price and free quantity by the best of the exclusive ones, or the stackable ones."""
    usable = [
        promotion
        for promotion in sorted(company.promotions, key=lambda p: p.id)
        if promotion.effect in ("percent", "fixed_price", "n_for_m")
        and _meets(company, promotion, row, rows, before)
    ]

    rate = vat_rate(row.product.vat, company.regime, company.on)
    with_vat = kind(company, company.levels[0]) if company.levels else True

    def fixed(promotion: Promotion) -> Fraction:
        price = Fraction(promotion.price)
        return turned(price, rate, kind(company, company.base_list), with_vat)

    def after(promotion: Promotion, price: Fraction) -> tuple[Fraction, Fraction]:
        if promotion.effect == "percent":
            return price * (1 - Fraction(promotion.percent) / 100), Fraction(0)
        if promotion.effect == "fixed_price":
            return min(price, fixed(promotion)), Fraction(0)
        sets = row.quantity // promotion.buy
        return price, Fraction(sets * (promotion.buy - promotion.pay))

    def worth(price: Fraction, free: Fraction) -> tuple[Fraction, Fraction]:
        """What is paid for the line; where it is equal, what the price alone would make of it."""
        charged = _charged(row, price * (1 - Fraction(row.manual) / 100))
        off = min(rounded(charged * free), _most_off(row, charged))
        return rounded(charged * row.quantity) - off, price * (row.quantity - free)

    best = (row.price, Fraction(0))
    promoted = False
    for promotion in usable:
        if promotion.exclusive:
            found = after(promotion, row.price)
            if worth(*found) < worth(*best):
                best, promoted = found, True
    price, free = row.price, Fraction(0)
    for promotion in usable:
        if not promotion.exclusive:
            price, more = after(promotion, price)
            free = max(free, more)
    if worth(price, free) < worth(*best):
        best, promoted = (price, free), True
    return *best, promoted


def _bundles(
    company: Company,
    rows: Sequence[_Row],
    put: Callable[[_Row, bool], None],
    before: dict[int, Fraction],
) -> None:
    """Whole sets, the larger benefit first; exclusive ones where they beat the rest."""
    with_offers = {id(row): (row.price, row.charged, row.off, row.promoted) for row in rows}
    promoted = {id(row): row.promoted or row.off > 0 for row in rows}
    amounts = {id(row): row.amount for row in rows}
    for row in rows:
        put(row, False)
    bare = {id(row): row.amount for row in rows}
    found = _possible(company, rows, before)
    for row in rows:
        row.price, row.charged, row.off, row.promoted = with_offers[id(row)]
    used: set[int] = set()
    given = []
    for negative, _, promotion, taken, times in sorted(found, key=lambda item: item[:2]):
        parts = {product for product, _ in promotion.parts}
        if used & parts:
            continue
        mine = [row for row in rows if row.product.id in parts]
        if promotion.exclusive and any(promoted[id(row)] for row in mine):
            if sum(bare[id(r)] for r in mine) + negative >= sum(amounts[id(r)] for r in mine):
                continue
            for row in mine:
                put(row, False)
        used |= parts
        given.append((promotion, taken, times))
    for promotion, taken, times in given:
        for index, off in _parts(company, promotion, rows, taken, times).items():
            _take_off(rows[index], rows[index].off + off)


def _possible(
    company: Company, rows: Sequence[_Row], before: dict[int, Fraction]
) -> list[tuple[Fraction, int, Promotion, dict[int, Fraction], int]]:
    """Bundles the order holds: minus what they save, id, promotion, its units, its times."""
    found = []
    for promotion in company.promotions:
        if promotion.effect != "bundle" or not _usable(promotion):
            continue
        taken, times = _sets(company, promotion, rows, before)
        if times:
            parts = _parts(company, promotion, rows, taken, times)
            if not any(parts.values()):
                continue
            off = sum(
                (min(part, _most_off(rows[i], rows[i].charged)) for i, part in parts.items()),
                Fraction(0),
            )
            found.append((-off, promotion.id, promotion, taken, times))
    return found


def _sets(
    company: Company, promotion: Promotion, rows: Sequence[_Row], before: dict[int, Fraction]
) -> tuple[dict[int, Fraction], int]:
    """Units of each line that belong to whole sets, and how many sets there are."""
    parts = {product for product, _ in promotion.parts}
    meets = {
        id(row)
        for row in rows
        if row.open and row.product.id in parts and _meets(company, promotion, row, rows, before)
    }
    times = min(
        sum((r.quantity for r in rows if r.product.id == product and id(r) in meets), Fraction(0))
        // Fraction(quantity)
        for product, quantity in promotion.parts
    )
    if promotion.left is not None:
        times = min(times, promotion.left)
    taken: dict[int, Fraction] = {}
    for product, quantity in promotion.parts:
        wanted = Fraction(quantity) * times
        for index, row in enumerate(rows):
            if row.product.id == product and id(row) in meets and wanted:
                taken[index] = min(wanted, row.quantity)
                wanted -= taken[index]
    return dict(sorted(taken.items())), times


def _parts(
    company: Company,
    promotion: Promotion,
    rows: Sequence[_Row],
    taken: dict[int, Fraction],
    times: int,
) -> dict[int, Fraction]:
    """What a bundle takes off each line."""
    cost = {
        index: rounded(rows[index].amount * units / rows[index].quantity)
        for index, units in taken.items()
    }
    whole = sum(cost.values(), Fraction(0))
    if promotion.percent:
        off = rounded(whole * Fraction(promotion.percent) / 100)
    else:
        off = max(whole - _set_price(company, promotion, rows, cost, times), Fraction(0))
    if not whole:
        return dict.fromkeys(cost, Fraction(0))
    parts = {index: rounded(off * value / whole) for index, value in cost.items()}
    largest = max(cost, key=lambda index: (cost[index], -index))
    parts[largest] += off - sum(parts.values())
    return parts


def _set_price(
    company: Company,
    promotion: Promotion,
    rows: Sequence[_Row],
    cost: dict[int, Fraction],
    times: int,
) -> Fraction:
    """The price of the sets in the dealer's kind: turned over as their goods are."""
    price = Fraction(promotion.price) * times
    with_vat = kind(company, company.levels[0]) if company.levels else True
    target = kind(company, company.base_list)
    if with_vat == target:
        return price
    base = Fraction(0)
    for index, value in cost.items():
        rate = vat_rate(rows[index].product.vat, company.regime, company.on)
        base += turned(value, rate, with_vat, target)
    return rounded(price * sum(cost.values()) / base) if base else Fraction(0)


def _gifts(
    company: Company, rows: Sequence[_Row], before: dict[int, Fraction]
) -> dict[int, Decimal]:
    given = []
    for promotion in sorted(company.promotions, key=lambda p: p.id):
        if promotion.effect != "gift" or not _usable(promotion):
            continue
        covered = [row for row in rows if row.open and _covers(company, promotion, row)]
        if not covered or sum(before[id(row)] for row in covered) < promotion.min_sum:
            continue
        times = 1
        if promotion.min_quantity:
            quantity = sum((row.quantity for row in covered), Fraction(0))
            times = quantity // Fraction(promotion.min_quantity)
        if promotion.left is not None:
            times = min(times, promotion.left)
        if times:
            given.append((promotion, promotion.gift_quantity * times))

    def worth(item: tuple[Promotion, Decimal]) -> Fraction:
        alone = [_Row(p, Fraction(item[1])) for p in company.products if p.id == item[0].gift]
        with_vat = kind(company, company.levels[0]) if company.levels else True
        _base(company, alone, alone[0], with_vat)
        alone[0].floor = _floor(company, alone[0], alone, with_vat)
        alone[0].charged = _charged(
            alone[0], _discounted(company, alone[0], _discounts(company, alone[0]))
        )
        return alone[0].amount

    exclusive = [item for item in given if item[0].exclusive]
    best = max(exclusive, key=lambda item: (worth(item), -item[0].id)) if exclusive else None
    gifts: dict[int, Decimal] = {}
    for item in given:
        if not item[0].exclusive or item is best:
            gifts[item[0].gift] = gifts.get(item[0].gift, Decimal(0)) + item[1]
    return gifts


def _line(company: Company, row: _Row, with_vat: bool) -> Line:
    rate = vat_rate(row.product.vat, company.regime, company.on)
    if row.base is None:
        zero = Decimal("0.00")
        return Line(None, None, rate, zero, zero, zero)
    amount, percent = row.amount, Fraction(rate or 0)
    vat = rounded(amount * percent / (100 + percent if with_vat else 100))
    net = amount - vat if with_vat else amount
    unit = rounded(amount / row.quantity) if row.off else row.charged
    return Line(money(row.base), money(unit), rate, money(net), money(vat), money(net + vat))


def money(value: Fraction) -> Decimal:
    """An exact number of kopecks as roubles."""
    kopecks = value / KOPECK
    assert kopecks.denominator == 1, value
    return Decimal(kopecks.numerator).scaleb(-2)
