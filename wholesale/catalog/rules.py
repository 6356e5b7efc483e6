"""What a product must look like to be kept. A form arrives as data, every bad field is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from wholesale.core.countries import COUNTRIES
from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import UNITS, VatCategory

LONGEST = 500


@dataclass(frozen=True, slots=True)
class ProductForm:
    """A product as edited. ``category`` is the path «Крепёж / Болты», "" for none.

    ``weight`` and ``gross_weight`` are kilograms of one unit, 0 when unknown; the main barcode
    stands first. ``country`` is a code of ОКСМ, ``declaration`` the number of a customs
    declaration (ГТД), ``lot`` of a traced lot (РНПТ), ``goods_code`` of ТН ВЭД.
    """

    article: str
    name: str
    category: str = ""
    brand: str = ""
    maker_code: str = ""
    unit: str = "796"
    pack: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    vat: VatCategory = VatCategory.STANDARD
    weight: Decimal = Decimal(0)
    barcodes: tuple[str, ...] = ()
    active: bool = True
    gross_weight: Decimal = Decimal(0)
    packing: str = ""
    country: str = ""
    declaration: str = ""
    lot: str = ""
    goods_code: str = ""


@dataclass(frozen=True, slots=True)
class CostForm:
    """What dealers never see: roubles for one unit, None when unknown."""

    cost: Decimal | None = None
    minimum_price: Decimal | None = None


def tidied(form: ProductForm) -> ProductForm:
    """``form`` with spaces trimmed and barcodes once each."""
    changed: dict[str, Any] = {
        field.name: " ".join(getattr(form, field.name).replace("\x00", " ").split())
        for field in fields(form)
        if type(getattr(form, field.name)) is str
    }
    path = " / ".join(part.strip() for part in changed["category"].split("/") if part.strip())
    barcodes = tuple(dict.fromkeys(filter(None, ("".join(c.split()) for c in form.barcodes))))
    return replace(form, **{**changed, "category": path, "barcodes": barcodes})


def check(form: ProductForm) -> None:
    """Raise ``InvalidForm`` unless the product can be kept."""
    errors: dict[str, DomainError] = {
        field.name: DomainError("text_too_long", most=LONGEST)
        for field in fields(form)
        if isinstance(getattr(form, field.name), str) and len(getattr(form, field.name)) > LONGEST
    }
    for name in ("article", "name"):
        if not getattr(form, name):
            errors[name] = DomainError("field_required")
    if form.unit not in UNITS:
        errors["unit"] = DomainError("unit_not_okei")
    if form.pack <= 0 or form.pack != round(form.pack, 3):
        errors["pack"] = DomainError("pack_wrong")
    for name in ("minimum", "weight", "gross_weight"):
        amount = getattr(form, name)
        if amount < 0 or amount != round(amount, 3):
            errors[name] = DomainError("amount_not_counted")
    if form.gross_weight and form.gross_weight < form.weight:
        errors["gross_weight"] = DomainError("gross_below_net")
    if form.country and form.country not in COUNTRIES:
        errors["country"] = DomainError("country_unknown", value=form.country)
    if form.goods_code and not re.fullmatch(r"\d{10}", form.goods_code):
        errors["goods_code"] = DomainError("goods_code_wrong")
    if any(len(code) > 64 for code in form.barcodes):
        errors["barcodes"] = DomainError("text_too_long", most=64)
    if errors:
        raise InvalidForm(errors)


def check_cost(form: CostForm) -> None:
    """Raise ``InvalidForm`` unless the amounts are roubles to the kopeck."""
    errors = {
        name: DomainError("amount_wrong")
        for name in ("cost", "minimum_price")
        if (amount := getattr(form, name)) is not None
        and (amount < 0 or amount != round(amount, 2))
    }
    if errors:
        raise InvalidForm(errors)
