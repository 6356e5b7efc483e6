"""A whole rule set comes in from one workbook: all of it or nothing, every bad row told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError, InvalidForm, Problem
from wholesale.core.vocabulary import (
    LONGEST_DELAY,
    Audience,
    DiscountPolicy,
    DiscountSource,
    PromotionEffect,
)
from wholesale.db import rehearsal
from wholesale.flow.price_rule_sheets import SHEETS, RuleSet
from wholesale.pricing import forms, rule_set
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    FormulaForm,
    Goods,
    MarginForm,
    PriceListForm,
    PromotionForm,
)
from wholesale.pricing.rule_set import Floor, NamedList, Names, Trade

__all__ = ["LoadedRules", "load_rules"]


@dataclass(frozen=True, slots=True)
class LoadedRules:
    """How many rules of each sheet stand now. With ``problems`` nothing was changed."""

    rules: dict[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def load_rules(ctx: Context, *, parsed: RuleSet, file_name: str) -> LoadedRules:
    """Write the rules of a workbook.

    A sheet takes the place of what was there of its kind: prices of the lists it names,
    contract prices of the dealers it names, all formulas of the lists, all discounts, all
    margins. Lists, clubs and promotions are found by code and changed or added; floors and
    agreements by article and dealer. All or nothing.
    """
    ctx.actor.require(Permission.MANAGE_PRICES)
    unknown = tuple(parsed.unknown)
    with rehearsal(ctx.session):
        _, problems = _write(ctx, parsed)
    if problems:
        order = {title: at for at, title in enumerate(parsed.titles.values())}
        problems.sort(key=lambda problem: (order.get(problem.params["sheet"], -1), problem.row))
        return LoadedRules({}, unknown, problems)
    counts, _ = _write(ctx, parsed)
    events.record(
        ctx.session,
        "prices.rules_loaded",
        subject=("price_rule", 0),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
        file=file_name,
        **counts,
    )
    return LoadedRules(counts, unknown)


def _write(ctx: Context, parsed: RuleSet) -> tuple[dict[str, int], list[Problem]]:
    """Write sheet by sheet, for later sheets name what earlier ones brought.

    After the first problem the others are looked for, and nothing more is written.
    """
    problems = list(parsed.problems)
    counts: dict[str, int] = {}
    for sheet in SHEETS:
        if sheet not in parsed.sheets:
            continue
        names = rule_set.names(
            ctx.session, today=ctx.today, promised=_promised(parsed) if problems else None
        )
        made = _made(parsed, sheet, names, problems)
        if problems:
            continue
        try:
            rule_set.write(ctx.session, sheet, made, names)
        except rule_set.RowRefused as refused:
            row = parsed.sheets[sheet][refused.index].row
            return {}, _problems(parsed, sheet, row, refused.error)
        except DomainError as of_sheet:
            return {}, _problems(parsed, sheet, 0, of_sheet)
        counts[sheet] = len(made)
    return counts, problems


def _promised(parsed: RuleSet) -> dict[str, list[str]]:
    """Codes of lists and clubs the workbook brings: no unknown ones to its other sheets."""
    return {
        sheet: [row.values["code"] for row in parsed.sheets.get(sheet, ()) if "code" in row.values]
        for sheet in ("lists", "clubs")
    }


def _made(parsed: RuleSet, sheet: str, names: Names, problems: list[Problem]) -> list[Any]:
    made = []
    seen: dict[tuple[Any, ...], int] = {}
    for row in parsed.sheets[sheet]:
        if row.unread:
            continue
        try:
            form = _MAKERS[sheet](row.values, names)
            if type(form) in forms.FORMS:
                forms.check(form)
            made.append(form)
        except DomainError as error:
            problems += _problems(parsed, sheet, row.row, error)
            continue
        first = seen.setdefault(_same(sheet, form), row.row)
        if first != row.row:
            problems.append(parsed.problem(sheet, row.row, "rule_same_as_row", other=first))
    return made


_SCOPED = ("product_id", "category_id", "brand")
_SAME: dict[str, tuple[str, ...]] = {
    "lists": ("code",),
    "prices": ("price_list_id", "product_id", "min_quantity", "valid_from"),
    "formulas": ("price_list_id", *_SCOPED, "valid_from"),
    "floors": ("product_id",),
    "margins": _SCOPED,
    "clubs": ("code",),
    "agreements": ("dealer_id",),
    "contract_prices": ("dealer_id", "product_id", "min_quantity", "valid_from"),
    "discounts": (
        "source", "dealer_id", "club_id", "point_id", *_SCOPED, "threshold", "days", "valid_from",
    ),
    "promotions": ("code",),
}  # fmt: skip
"""What makes two rows of a sheet say different things of the same."""


def _same(sheet: str, form: Any) -> tuple[Any, ...]:
    return tuple(getattr(form, name) for name in _SAME[sheet])


def _problems(parsed: RuleSet, sheet: str, row: int, refused: DomainError) -> list[Problem]:
    if not isinstance(refused, InvalidForm):
        return [parsed.problem(sheet, row, refused.code, **refused.params)]
    columns = _COLUMNS if "min_quantity" in SHEETS[sheet] else {**_COLUMNS, "min_quantity": "from"}
    return [
        parsed.problem(sheet, row, "rule_field", column=columns.get(name, name), why=why)
        for name, why in refused.fields.items()
    ]


_COLUMNS = {
    "parent_id": "parent",
    "is_base": "base",
    "price_list_id": "list",
    "product_id": "article",
    "category_id": "category",
    "dealer_id": "dealer",
    "club_id": "club",
    "gift_product_id": "gift",
}
"""Columns that are not called as the field they fill."""


def _list(values: Any, _: Names) -> NamedList:
    """The columns that are there; one that is not leaves what the list has."""
    code = values.get("code", "")
    given: dict[str, Any] = {
        field: values[column] or otherwise
        for column, field, otherwise in (
            ("name", "name", code),
            ("currency", "currency", "RUB"),
            ("rounding", "rounding", Decimal("0.01")),
            ("ending", "ending", Decimal("0.00")),
        )
        if column in values
    }
    if "includes_vat" in values:
        given["includes_vat"] = _or(values["includes_vat"], True)
    if "base" in values:
        given["is_base"] = bool(values["base"])
    forms.check(PriceListForm(**{"code": code, "name": code, **given}))
    return NamedList(code, given, values.get("parent"))


def _entry(values: Any, names: Names) -> EntryForm:
    return EntryForm(
        price_list_id=names.need("lists", values["list"], "list"),
        product_id=names.need("products", values["article"], "article"),
        price=_or(values.get("price"), Decimal(0)),
        min_quantity=_or(values.get("from"), Decimal(1)),
        **_dates(values),
    )


def _formula(values: Any, names: Names) -> FormulaForm:
    return FormulaForm(
        price_list_id=names.need("lists", values["list"], "list"),
        percent=_or(values.get("percent"), Decimal(0)),
        **_scope(values, names),
        **_dates(values),
    )


def _floor(values: Any, names: Names) -> Floor:
    _within(values, cost=forms.LARGEST_PRICE, minimum_price=forms.LARGEST_PRICE)
    return Floor(
        names.need("products", values["article"], "article"),
        values.get("cost"),
        values.get("minimum_price"),
    )


def _within(values: Any, **most: int) -> None:
    """Raise ``InvalidForm`` for numbers under zero or over the most of their columns."""
    errors = {
        column: DomainError("number_out_of_range", least=Decimal(0), most=Decimal(top))
        for column, top in most.items()
        if values.get(column) is not None and not 0 <= values[column] <= top
    }
    if errors:
        raise InvalidForm(errors)


def _margin(values: Any, names: Names) -> MarginForm:
    return MarginForm(percent=_or(values.get("percent"), Decimal(0)), **_scope(values, names))


def _club(values: Any, names: Names) -> ClubForm:
    return ClubForm(
        code=values.get("code", ""),
        name=values.get("name") or values.get("code", ""),
        rank=_or(values.get("rank"), 100),
        price_list_id=names.maybe("lists", values.get("list"), "list"),
        members=tuple(names.need("dealers", code, "members") for code in values.get("members", ())),
    )


def _agreement(values: Any, names: Names) -> Trade:
    _within(values, payment_days=LONGEST_DELAY, credit_limit=forms.LARGEST_SUM)
    return Trade(
        dealer_id=names.need("dealers", values["dealer"], "dealer"),
        price_list_id=names.maybe("lists", values.get("list"), "list"),
        policy=_word(DiscountPolicy, values["policy"], "policy") if values.get("policy") else None,
        payment_days=values.get("payment_days"),
        credit_limit=values.get("credit_limit"),
    )


def _contract(values: Any, names: Names) -> ContractPriceForm:
    return ContractPriceForm(
        dealer_id=names.need("dealers", values["dealer"], "dealer"),
        product_id=names.need("products", values["article"], "article"),
        price=_or(values.get("price"), Decimal(0)),
        min_quantity=_or(values.get("from"), Decimal(1)),
        discountable=bool(values.get("discountable")),
        below_floor=bool(values.get("below_floor")),
        **_dates(values),
    )


def _discount(values: Any, names: Names) -> DiscountForm:
    return DiscountForm(
        source=_word(DiscountSource, values.get("source") or "personal", "source"),
        percent=_or(values.get("percent"), Decimal(0)),
        dealer_id=names.maybe("dealers", values.get("dealer"), "dealer"),
        club_id=names.maybe("clubs", values.get("club"), "club"),
        point_id=names.maybe("points", values.get("point"), "point"),
        threshold=values.get("threshold") or Decimal("0.00"),
        days=_or(values.get("days"), 365),
        **_scope(values, names),
        **_dates(values),
    )


def _promotion(values: Any, names: Names) -> PromotionForm:
    return PromotionForm(
        code=values.get("code", ""),
        name=values.get("name") or values.get("code", ""),
        effect=_word(PromotionEffect, values.get("effect") or "percent", "effect"),
        exclusive=_or(values.get("exclusive"), True),
        active=_or(values.get("active"), True),
        min_quantity=values.get("min_quantity") or Decimal(0),
        min_sum=values.get("min_sum") or Decimal("0.00"),
        gift_product_id=names.maybe("products", values.get("gift"), "gift"),
        gift_quantity=values.get("gift_quantity"),
        goods=tuple(_goods(part, names) for part in values.get("goods", ())),
        dealers=tuple(names.need("dealers", code, "dealers") for code in values.get("dealers", ())),
        clubs=tuple(names.need("clubs", code, "clubs") for code in values.get("clubs", ())),
        points=tuple(names.need("points", code, "points") for code in values.get("points", ())),
        **{
            name: values.get(name)
            for name in ("percent", "price", "buy", "pay", "limit_total", "limit_per_dealer")
        },
        **_dates(values),
    )


def _goods(part: str, names: Names) -> Goods:
    """``A-1``, ``A-1 * 2``, ``#Крепёж / Болты``, ``@РОСТ`` or ``#Крепёж @РОСТ``."""
    if part[0] in "#@":
        path, _, brand = part.partition("@")
        path = path.strip().removeprefix("#").strip()
        category = names.maybe("categories", path, "goods")
        return Goods(category_id=category, brand=_brand(brand.strip(), names, "goods"))
    article, found, amount = part.replace("×", "*").rpartition("*")
    if not found:
        return Goods(product_id=names.need("products", part, "goods"))
    try:
        quantity = Decimal(amount.strip().replace(",", "."))
    except ArithmeticError as error:
        raise DomainError("rule_not_a_number", value=amount, column="goods") from error
    return Goods(product_id=names.need("products", article.strip(), "goods"), quantity=quantity)


def _scope(values: Any, names: Names) -> dict[str, Any]:
    return {
        "product_id": names.maybe("products", values.get("article"), "article"),
        "category_id": names.maybe("categories", values.get("category"), "category"),
        "brand": _brand(values.get("brand"), names, "brand"),
    }


def _brand(word: str | None, names: Names, column: str) -> str | None:
    """The brand, which some product has: a rule of another would silently do nothing."""
    if not word:
        return None
    names.need("brands", word, column)
    return word


def _dates(values: Any) -> dict[str, Any]:
    return {"valid_from": values.get("valid_from"), "valid_to": values.get("valid_to")}


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _word(words: Any, value: str, column: str) -> Any:
    try:
        return words(value)
    except ValueError as error:
        allowed = ", ".join(word.value for word in words)
        params = {"value": value, "column": column, "allowed": allowed}
        raise DomainError("rule_word_unknown", **params) from error


_MAKERS: dict[str, Callable[[Any, Names], Any]] = {
    "lists": _list,
    "prices": _entry,
    "formulas": _formula,
    "floors": _floor,
    "margins": _margin,
    "clubs": _club,
    "agreements": _agreement,
    "contract_prices": _contract,
    "discounts": _discount,
    "promotions": _promotion,
}
