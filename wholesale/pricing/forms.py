"""Rules as they are edited: one frozen form for each kind, checked as a whole.

``FORMS`` ties a form to its table; ``check`` names every bad field at once. Nothing here
looks into the database: what is taken, unknown or goes in circles is found by ``operations``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import LONGEST_DELAY, DiscountPolicy, DiscountSource, PromotionEffect
from wholesale.models import people, prices, promotions
from wholesale.models.base import Base

Errors = dict[str, DomainError]

CURRENCY = re.compile("[A-Z]{3}")
LARGEST_PRICE = 10**12
LARGEST_SUM = 10**13


@dataclass(frozen=True, slots=True)
class PriceListForm:
    """A list; with ``parent_id`` a derived one. The base list is the last to be asked."""

    code: str
    name: str
    includes_vat: bool = True
    rounding: Decimal = Decimal("0.01")
    ending: Decimal = Decimal("0.00")
    is_base: bool = False
    parent_id: int | None = None
    currency: str = "RUB"


@dataclass(frozen=True, slots=True)
class FormulaForm:
    """How a derived list differs from its parent on a scope."""

    price_list_id: int
    percent: Decimal
    product_id: int | None = None
    category_id: int | None = None
    brand: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class EntryForm:
    """A price of a list from a quantity on."""

    price_list_id: int
    product_id: int
    price: Decimal
    min_quantity: Decimal = Decimal(1)
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ContractPriceForm:
    """A price agreed with one dealer. ``below_floor`` is a supervisor's approval."""

    dealer_id: int
    product_id: int
    price: Decimal
    min_quantity: Decimal = Decimal(1)
    discountable: bool = False
    below_floor: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class TermsForm:
    """A dealer's agreement: his list, how discounts combine, and how he pays.

    ``credit_limit`` None is «without limit»; no ``payment_days`` are prepayment.
    """

    dealer_id: int
    organization_id: int
    number: str
    signed_on: date | None
    valid_to: date | None = None
    price_list_id: int | None = None
    policy: DiscountPolicy = DiscountPolicy.BEST
    payment_days: int = 0
    credit_limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DiscountForm:
    """A discount of any source; see ``models.prices.Discount`` for what the fields mean."""

    source: DiscountSource
    percent: Decimal
    dealer_id: int | None = None
    club_id: int | None = None
    point_id: int | None = None
    product_id: int | None = None
    category_id: int | None = None
    brand: str | None = None
    threshold: Decimal = Decimal("0.00")
    days: int = 365
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class MarginForm:
    """The least margin over cost on a scope."""

    percent: Decimal
    product_id: int | None = None
    category_id: int | None = None
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class ClubForm:
    """A club with its members (ids of dealers)."""

    code: str
    name: str
    rank: int = 100
    price_list_id: int | None = None
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Goods:
    """A part of a promotion's scope; in a bundle ``quantity`` of the product."""

    product_id: int | None = None
    category_id: int | None = None
    brand: str | None = None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class PromotionForm:
    """A promotion with the goods it covers and the dealers, clubs and points it is for."""

    code: str
    name: str
    effect: PromotionEffect
    exclusive: bool = True
    active: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    min_quantity: Decimal = Decimal(0)
    min_sum: Decimal = Decimal("0.00")
    percent: Decimal | None = None
    price: Decimal | None = None
    buy: int | None = None
    pay: int | None = None
    gift_product_id: int | None = None
    gift_quantity: Decimal | None = None
    limit_total: int | None = None
    limit_per_dealer: int | None = None
    goods: tuple[Goods, ...] = ()
    dealers: tuple[int, ...] = ()
    clubs: tuple[int, ...] = ()
    points: tuple[int, ...] = ()


Form = (
    PriceListForm
    | FormulaForm
    | EntryForm
    | ContractPriceForm
    | TermsForm
    | DiscountForm
    | MarginForm
    | ClubForm
    | PromotionForm
)

FORMS: dict[type[Any], type[Base]] = {
    PriceListForm: prices.PriceList,
    FormulaForm: prices.PriceFormula,
    EntryForm: prices.PriceEntry,
    ContractPriceForm: prices.ContractPrice,
    TermsForm: people.Agreement,
    DiscountForm: prices.Discount,
    MarginForm: prices.MarginRule,
    ClubForm: prices.Club,
    PromotionForm: promotions.Promotion,
}

PARTS = frozenset({"members", "goods", "dealers", "clubs", "points"})
"""Fields that are kept in tables of their own."""


def check(form: Form) -> None:
    """Raise ``InvalidForm`` unless the rule makes sense by itself."""
    errors: Errors = {}
    _texts(errors, form)
    _numbers(errors, form)
    _dates(errors, form)
    if isinstance(form, PriceListForm):
        if not 0 <= form.ending < form.rounding:
            errors.setdefault("ending", DomainError("ending_wrong"))
        if not CURRENCY.fullmatch(form.currency):
            errors["currency"] = DomainError("currency_wrong")
    elif isinstance(form, TermsForm):
        if form.signed_on is None:
            errors["signed_on"] = DomainError("field_required")
    elif isinstance(form, DiscountForm):
        if form.source is DiscountSource.PERSONAL and form.dealer_id is None:
            errors["dealer_id"] = DomainError("field_required")
        if form.source is DiscountSource.CLUB and form.club_id is None:
            errors["club_id"] = DomainError("field_required")
    elif isinstance(form, PromotionForm):
        _promotion(errors, form)
    if errors:
        raise InvalidForm(errors)


def _texts(errors: Errors, form: Form) -> None:
    for name in ("code", "name", "number"):
        value = getattr(form, name, "–")
        if not value.strip():
            errors[name] = DomainError("field_required")
        elif len(value) > 200:
            errors[name] = DomainError("text_too_long", most=200)


def _numbers(errors: Errors, form: Form) -> None:
    """Percentages, amounts and quantities within what can be kept and makes sense."""
    for name, places, least, most in (
        ("percent", 4, Decimal(-99) if isinstance(form, FormulaForm) else Decimal(0), 1000),
        ("price", 2, Decimal("0.01"), LARGEST_PRICE),
        ("rounding", 2, Decimal("0.01"), 10**6),
        ("ending", 2, Decimal(0), 10**6),
        ("threshold", 2, Decimal(0), LARGEST_SUM),
        ("min_sum", 2, Decimal(0), LARGEST_SUM),
        ("min_quantity", 3, Decimal(0), 10**9),
        ("gift_quantity", 3, Decimal("0.001"), 10**9),
        ("days", 0, Decimal(1), 3660),
        ("payment_days", 0, Decimal(0), LONGEST_DELAY),
        ("credit_limit", 2, Decimal(0), LARGEST_SUM),
        ("limit_total", 0, Decimal(1), 10**9),
        ("limit_per_dealer", 0, Decimal(1), 10**9),
    ):
        value = getattr(form, name, None)
        if value is None:
            continue
        top = 100 if name == "percent" and not isinstance(form, FormulaForm | MarginForm) else most
        if not least <= value <= top or value != round(Decimal(value), places):
            errors[name] = DomainError("number_out_of_range", least=least, most=Decimal(top))


def _dates(errors: Errors, form: Form) -> None:
    start = form.signed_on if isinstance(form, TermsForm) else getattr(form, "valid_from", None)
    end = getattr(form, "valid_to", None)
    if start is not None and end is not None and end < start:
        errors["valid_to"] = DomainError("ends_before_start")


_NEEDED = {
    PromotionEffect.PERCENT: ("percent",),
    PromotionEffect.FIXED_PRICE: ("price",),
    PromotionEffect.N_FOR_M: ("buy", "pay"),
    PromotionEffect.GIFT: ("gift_product_id", "gift_quantity"),
    PromotionEffect.BUNDLE: ("goods",),
}


def _promotion(errors: Errors, form: PromotionForm) -> None:
    for name in _NEEDED[form.effect]:
        if not getattr(form, name):
            errors.setdefault(name, DomainError("field_required"))
    if form.effect is PromotionEffect.N_FOR_M and form.buy and form.pay and form.pay >= form.buy:
        errors["pay"] = DomainError("pay_not_less_than_buy")
    if form.effect is PromotionEffect.BUNDLE:
        if any(part.product_id is None for part in form.goods):
            errors["goods"] = DomainError("bundle_of_products")
        if not form.percent and not form.price:
            errors.setdefault("percent", DomainError("field_required"))
