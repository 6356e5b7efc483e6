"""Writing a whole rule set: sheet by sheet, in bulk where rules are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import DiscountPolicy
from wholesale.models.goods import Category, Product, ProductCost
from wholesale.models.people import Agreement, Dealer, Point
from wholesale.models.prices import (
    Club,
    ContractPrice,
    Discount,
    MarginRule,
    PriceEntry,
    PriceFormula,
    PriceList,
)
from wholesale.models.promotions import Promotion
from wholesale.pricing import operations
from wholesale.pricing.forms import (
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    FormulaForm,
    PriceListForm,
    check,
)


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of everything rules refer to, by kind and by code, article or path."""

    ids: Mapping[str, Mapping[str, int]]
    points: Mapping[int, int]  # of dealers
    first_day: date

    def need(self, kind: str, word: str, column: str) -> int:
        """The id of what the column names. Raises ``rule_unknown``."""
        found = self.ids[kind].get(word.strip())
        if found is None:
            raise DomainError("rule_unknown", word=word, column=column)
        return found

    def maybe(self, kind: str, word: str | None, column: str) -> int | None:
        """The same, ``None`` for an empty cell."""
        return self.need(kind, word, column) if word else None


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list by its code: the fields that are ``given`` and the code of its parent.

    ``parent`` is empty for a list of its own; ``None`` leaves what is there.
    """

    code: str
    given: Mapping[str, Any]
    parent: str | None


class RowRefused(Exception):
    """A rule that cannot be written; ``index`` counts the rules of its sheet from 0."""

    def __init__(self, index: int, error: DomainError) -> None:
        super().__init__(index, error)
        self.index = index
        self.error = error


@dataclass(frozen=True, slots=True)
class Floor:
    """Cost and minimum price of a product; ``None`` leaves what is there."""

    product_id: int
    cost: Decimal | None
    minimum_price: Decimal | None


@dataclass(frozen=True, slots=True)
class Trade:
    """What a rule set says of a dealer's agreement; ``None`` leaves what is there."""

    dealer_id: int
    price_list_id: int | None
    policy: DiscountPolicy | None
    payment_days: int | None
    credit_limit: Decimal | None


def names(
    session: Session, *, today: date, promised: Mapping[str, Iterable[str]] | None = None
) -> Names:
    """Read the names once for a sheet; ``promised`` ones are known too, by ids under 0."""

    def by(word: Any, identity: Any) -> dict[str, int]:
        return {row[0]: row[1] for row in session.execute(select(word, identity))}

    dealers = session.execute(select(Dealer.id, Dealer.point_id))
    ids = {
        "lists": by(PriceList.name, PriceList.id) | by(PriceList.code, PriceList.id),
        "products": by(Product.article, Product.id),
        "categories": by(Category.path, Category.id),
        "brands": dict.fromkeys(session.scalars(select(Product.brand).distinct()), 0),
        "dealers": by(Dealer.code, Dealer.id),
        "clubs": by(Club.code, Club.id),
        "points": by(Point.code, Point.id),
        "promotions": by(Promotion.code, Promotion.id),
    }
    for kind, codes in (promised or {}).items():
        ids[kind] = {code: -n for n, code in enumerate(codes, start=1)} | ids[kind]
    return Names(
        ids=ids,
        points={row.id: row.point_id for row in dealers},
        first_day=today,
    )


def write(session: Session, sheet: str, rules: Sequence[Any], known: Names) -> None:
    """Write the rules of one sheet.

    Raises ``RowRefused`` for a rule that cannot stand, ``rule_twice`` and ``currencies_mixed``.
    """
    try:
        _WRITERS[sheet](session, rules, known)
        operations.refuse_mixed_currencies(session)
    except IntegrityError as error:
        raise DomainError("rule_twice") from error


def _lists(session: Session, rules: Sequence[NamedList], known: Names) -> None:
    """All lists first, then their parents, so that the order of rows does not matter."""
    for index in [at for at, rule in enumerate(rules) if rule.given.get("is_base")][1:]:
        raise RowRefused(index, InvalidForm({"is_base": DomainError("rule_second_base")}))
    made: dict[int, PriceListForm] = {}
    ids: dict[str, int] = {}
    for index, rule in enumerate(rules):
        there = known.ids["lists"].get(rule.code)
        form = replace(_list_form(session, there, rule), **rule.given)
        if rule.parent is not None:
            form = replace(form, parent_id=None)
        with _row(index):
            check(form)
            ids[rule.code] = operations.save(session, form, rule_id=there)
        made[index] = form
    for index, rule in enumerate(rules):
        if not rule.parent:
            continue
        with _row(index):
            parent = ids.get(rule.parent) or known.need("lists", rule.parent, "parent")
            form = replace(made[index], parent_id=parent)
            operations.save(session, form, rule_id=ids[rule.code])


def _list_form(session: Session, list_id: int | None, rule: NamedList) -> PriceListForm:
    """The list as it is now, else a new one."""
    row = None if list_id is None else session.get(PriceList, list_id, populate_existing=True)
    if row is None:
        return PriceListForm(rule.code, rule.code)
    return PriceListForm(**{name: getattr(row, name) for name in PriceListForm.__slots__})


@contextmanager
def _row(index: int) -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise RowRefused(index, error) from error


def _prices(session: Session, rules: Sequence[EntryForm], _: Names) -> None:
    lists = sorted({rule.price_list_id for rule in rules})
    session.execute(delete(PriceEntry).where(PriceEntry.price_list_id.in_(lists)))
    _insert(session, PriceEntry, rules)


def _formulas(session: Session, rules: Sequence[FormulaForm], _: Names) -> None:
    derived = set(session.scalars(select(PriceList.id).where(PriceList.parent_id.is_not(None))))
    for index, rule in enumerate(rules):
        if rule.price_list_id not in derived:
            error = DomainError("rule_list_not_derived")
            raise RowRefused(index, InvalidForm({"price_list_id": error}))
    session.execute(delete(PriceFormula))
    _insert(session, PriceFormula, rules)


def _margins(session: Session, rules: Sequence[Any], _: Names) -> None:
    session.execute(delete(MarginRule))
    _insert(session, MarginRule, rules)


def _floors(session: Session, rules: Sequence[Floor], _: Names) -> None:
    there = set(session.scalars(select(ProductCost.product_id)))
    fresh = [asdict(rule) for rule in rules if rule.product_id not in there]
    if fresh:
        session.execute(insert(ProductCost), fresh)
    for name in ("cost", "minimum_price"):
        changed = [
            {"product_id": rule.product_id, name: getattr(rule, name)}
            for rule in rules
            if rule.product_id in there and getattr(rule, name) is not None
        ]
        if changed:
            session.execute(update(ProductCost), changed)


def _clubs(session: Session, rules: Sequence[Any], known: Names) -> None:
    for index, rule in enumerate(rules):
        with _row(index):
            operations.save(session, rule, rule_id=known.ids["clubs"].get(rule.code))


def _promotions(session: Session, rules: Sequence[Any], known: Names) -> None:
    for index, rule in enumerate(rules):
        with _row(index):
            operations.save(session, rule, rule_id=known.ids["promotions"].get(rule.code))


def _contracts(session: Session, rules: Sequence[ContractPriceForm], known: Names) -> None:
    dealers = sorted({rule.dealer_id for rule in rules})
    session.execute(delete(ContractPrice).where(ContractPrice.dealer_id.in_(dealers)))
    rows = [{**_columns(rule), "point_id": known.points[rule.dealer_id]} for rule in rules]
    if rows:
        session.execute(insert(ContractPrice), rows)


def _discounts(session: Session, rules: Sequence[DiscountForm], known: Names) -> None:
    session.execute(delete(Discount))
    rows = [
        {
            **_columns(rule),
            "point_id": known.points[rule.dealer_id] if rule.dealer_id else rule.point_id,
        }
        for rule in rules
    ]
    if rows:
        session.execute(insert(Discount), rows)


_TERMS = ("price_list_id", "policy", "payment_days", "credit_limit")


def _agreements(session: Session, rules: Sequence[Trade], known: Names) -> None:
    """Change the agreement in force; a dealer without one gets one of today."""
    there = _in_force(session, known.first_day)
    for name in _TERMS:
        changed = [
            {"id": there[rule.dealer_id], name: getattr(rule, name)}
            for rule in rules
            if rule.dealer_id in there and getattr(rule, name) is not None
        ]
        if changed:
            session.execute(update(Agreement), changed)
    points = session.execute(select(Point.id, Point.organization_id))
    organizations = {row.id: row.organization_id for row in points}
    fresh = [
        {
            "dealer_id": rule.dealer_id,
            "point_id": (point_id := known.points[rule.dealer_id]),
            "organization_id": organizations[point_id],
            "number": str(rule.dealer_id),
            "signed_on": known.first_day,
            **{name: said for name in _TERMS if (said := getattr(rule, name)) is not None},
        }
        for rule in rules
        if rule.dealer_id not in there
    ]
    if fresh:
        session.execute(insert(Agreement), fresh)


def _in_force(session: Session, day: date) -> dict[int, int]:
    """The agreement in force by dealer; of several the one signed last."""
    rows = session.execute(
        select(Agreement.dealer_id, Agreement.id)
        .where(
            Agreement.signed_on <= day,
            or_(Agreement.valid_to.is_(None), Agreement.valid_to >= day),
        )
        .order_by(Agreement.signed_on, Agreement.id)
    )
    return {row.dealer_id: row.id for row in rows}


def _insert(session: Session, model: Any, rules: Sequence[Any]) -> None:
    if rules:
        session.execute(insert(model), [_columns(rule) for rule in rules])


def _columns(rule: Any) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in rule.__slots__}


_WRITERS: dict[str, Callable[[Session, Sequence[Any], Names], None]] = {
    "lists": _lists,
    "prices": _prices,
    "formulas": _formulas,
    "floors": _floors,
    "margins": _margins,
    "clubs": _clubs,
    "agreements": _agreements,
    "contract_prices": _contracts,
    "discounts": _discounts,
    "promotions": _promotions,
}
