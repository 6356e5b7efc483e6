"""Every kind of rule a set of changes may hold: how one is made, found, changed or taken away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import DiscountSource
from wholesale.pricing import browse
from wholesale.pricing.browse import Choices, RuleRow
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    EntryForm,
    Form,
    FormulaForm,
    MarginForm,
    PriceListForm,
    PromotionForm,
    TermsForm,
)
from wholesale.pricing.whatif import Change
from wholesale.ui.call import look
from wholesale.ui.components import forms, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.session import amount, quantity, sign, t, word
from wholesale.ui.supervisor import agreement_form, prices_forms
from wholesale.ui.supervisor.prices import dates_text, scope_text
from wholesale.ui.supervisor.prices_forms import Dialog

Add = Callable[[Change], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rules. ``rules`` names those in force by id; ``open`` edits one, or a new one."""

    title: str
    form: type[Any]
    rules: Callable[[], Awaitable[dict[int, str]]]
    open: Callable[[int | None, Choices], Awaitable[Dialog]]
    source: DiscountSource | None = None

    @property
    def name(self) -> str:
        """How the kind reads in a menu."""
        if self.source is None:
            return t(self.title)
        return t("Discount: {source}", source=word(self.source).lower())


async def add(kind: Kind, put: Add) -> None:
    """Make a new rule of the kind on paper."""
    choices = await look(browse.choices)
    _edit(await kind.open(None, choices), put)


async def change(kind: Kind, put: Add) -> None:
    """Choose a rule of the kind that is there; change it on paper, or take it away."""
    choices = await look(browse.choices)
    if kind.form is EntryForm:
        _ask_for_entry(choices, put)
        return
    _choose(kind, await kind.rules(), choices, put)


def _choose(kind: Kind, rules: dict[int, str], choices: Choices, put: Add) -> None:
    if not rules:
        toast.bad(t("There are no such rules yet"))
        return

    async def chosen(values: dict[str, Any]) -> None:
        if values["remove"]:
            await put(Change(kind.form, None, values["rule"]))
        else:
            _edit(await kind.open(values["rule"], choices), put)

    which = Field("rule", kind.name, "choice", next(iter(rules)), options=rules,
                  required=True, wide=True)  # fmt: skip
    remove = Field("remove", t("Take it away"), "flag", False)
    forms.dialog(t("Change or take away"), [which, remove], chosen, save=t("Continue"))


def _ask_for_entry(choices: Choices, put: Add) -> None:
    """A list has too many prices to choose from: the article is asked first."""

    async def found(values: dict[str, Any]) -> None:
        rows, _ = await look(browse.entries_page, list_id=values["list"], text=values["article"])
        currency = sign(choices.currencies[values["list"]])
        rules = {
            row.id: f"{row.article} · {quantity(row.min_quantity)} → "
            f"{amount(row.price)} {currency} · {dates_text(row)}"
            for row in rows
            if row.article == values["article"]
        }
        _choose(ENTRY, rules, choices, put)

    article = Field("article", t("Article"), required=True)
    forms.dialog(t("Price of a list"), [_which_list(choices), article], found, save=t("Continue"))


def _edit(made: Dialog, put: Add) -> None:
    async def save(values: dict[str, Any]) -> None:
        form: Any = await made.form(values)
        rule_id = made.rule_id
        if isinstance(form, EntryForm) and rule_id is None:
            rule_id = await look(
                browse.entry_id,
                list_id=form.price_list_id,
                product_id=form.product_id,
                min_quantity=form.min_quantity,
                valid_from=form.valid_from,
            )
        await put(Change(type(form), form, rule_id))

    forms.dialog(made.title, made.fields, save, wide=True)


def _which_list(choices: Choices) -> Field:
    return Field("list", t("Price list"), "choice", next(iter(choices.lists), None),
                 options=choices.lists, required=True)  # fmt: skip


async def _of_list(
    kind: type[Any],
    rule_id: int | None,
    choices: Choices,
    opened: Callable[[int], Awaitable[Dialog]],
) -> Dialog:
    """The dialog of a rule of a list; of a new one the list is asked too."""
    if rule_id is not None:
        form = await look(browse.form_of, kind=kind, rule_id=rule_id)
        return await opened(form.price_list_id)
    made = await opened(0)

    async def with_list(values: dict[str, Any]) -> Form:
        list_id = values.pop("list")
        form: Any = await made.form(values)
        changed: Form = replace(form, price_list_id=list_id)
        return changed

    return Dialog(made.title, [_which_list(choices), *made.fields], with_list)


async def _entry(rule_id: int | None, choices: Choices) -> Dialog:
    return await _of_list(
        EntryForm, rule_id, choices, lambda list_id: prices_forms.entry(rule_id, list_id)
    )


async def _formula(rule_id: int | None, choices: Choices) -> Dialog:
    return await _of_list(
        FormulaForm,
        rule_id,
        choices,
        lambda list_id: prices_forms.formula(rule_id, list_id, choices),
    )


async def _no_rules() -> dict[int, str]:
    return {}


async def _contracts() -> dict[int, str]:
    rows = await look(browse.contract_prices)
    return {
        row.id: f"{row.dealer}: {row.article} · {quantity(row.min_quantity)} → "
        f"{amount(row.price)} ₽"
        for row in rows
    }


async def _promotions() -> dict[int, str]:
    return {row.id: f"{row.name} ({row.code})" for row in await look(browse.promotions)}


async def _margins() -> dict[int, str]:
    return {row.id: _percent_of(row) for row in await look(browse.margins)}


async def _formulas() -> dict[int, str]:
    return {
        row.id: f"{name}: {_percent_of(row)}"
        for list_id, name in (await _lists()).items()
        for row in await look(browse.formulas, list_id=list_id)
    }


async def _lists() -> dict[int, str]:
    return (await look(browse.choices)).lists


async def _clubs() -> dict[int, str]:
    return (await look(browse.choices)).clubs


async def _agreements() -> dict[int, str]:
    return await look(browse.agreements)


def _discounts(source: DiscountSource) -> Kind:
    async def rules() -> dict[int, str]:
        return {
            row.id: f"{row.dealer or row.club or row.point or t('everybody')}: {_percent_of(row)}"
            for row in await look(browse.discounts, source=source)
        }

    async def opened(rule_id: int | None, choices: Choices) -> Dialog:
        return await prices_forms.discount(rule_id, source, choices)

    return Kind("Discount", DiscountForm, rules, opened, source)


def _percent_of(row: RuleRow) -> str:
    return f"{quantity(row.percent)} % · {scope_text(row)}"


ENTRY = Kind("Price of a list", EntryForm, _no_rules, _entry)

KINDS = (
    ENTRY,
    Kind("Formula of a derived list", FormulaForm, _formulas, _formula),
    Kind("Price list", PriceListForm, _lists, prices_forms.price_list),
    Kind("Agreement", TermsForm, _agreements, agreement_form.on_paper),
    Kind("Contract price", ContractPriceForm, _contracts, prices_forms.contract_price),
    *(_discounts(source) for source in DiscountSource),
    Kind("Promotion", PromotionForm, _promotions, prices_forms.promotion),
    Kind("Club", ClubForm, _clubs, prices_forms.club),
    Kind("Least margin", MarginForm, _margins, prices_forms.margin),
)


@dataclass(frozen=True, slots=True)
class Words:
    """Names of what changes refer to, and the rules that are taken away, as they still are."""

    choices: Choices
    articles: dict[int, str]
    removed: dict[tuple[type[Any], int], Any]

    def what(self, made: Change) -> str:
        """The kind of rule, whose it is and on what."""
        form = self._form(made)
        source = form.source if isinstance(form, DiscountForm) else None
        kinds = [kind for kind in KINDS if kind.form is made.kind]
        kind = next((kind for kind in kinds if kind.source == source), kinds[0])
        return " · ".join([kind.name, *self._whose(form)])

    def how(self, made: Change) -> str:
        """What it is to be."""
        if made.form is None:
            return t("is taken away")
        form: Any = made.form
        parts = []
        if getattr(form, "percent", None) is not None:
            parts.append(f"{quantity(form.percent)} %")
        if getattr(form, "price", None) is not None:
            currency = self.choices.currencies.get(getattr(form, "price_list_id", 0), "RUB")
            parts.append(f"{amount(form.price)} {sign(currency)}")
        if getattr(form, "min_quantity", None) not in (None, 0, 1):
            parts.append(t("from {count}", count=quantity(form.min_quantity)))
        if isinstance(form, DiscountForm) and form.threshold:
            parts.append(t("from {sum} ₽", sum=amount(form.threshold)))
        if isinstance(form, TermsForm):
            parts += [self.choices.lists.get(form.price_list_id or 0, t("As at the trading point")),
                      word(form.policy)]  # fmt: skip
        if isinstance(form, PriceListForm):
            parts += [self.choices.lists.get(form.parent_id or 0, t("a list of its own")),
                      f"{amount(form.rounding)} {sign(form.currency)}"]  # fmt: skip
        if isinstance(form, ClubForm):
            parts += [self.choices.lists.get(form.price_list_id or 0, ""),
                      t("Members: {count}", count=len(form.members))]  # fmt: skip
        if getattr(form, "valid_from", None) or getattr(form, "valid_to", None):
            parts.append(dates_text(form))
        return " · ".join(filter(None, parts))

    def _form(self, made: Change) -> Any:
        return made.form or self.removed.get((made.kind, made.rule_id or 0))

    def _whose(self, form: Any) -> list[str]:
        if form is None:
            return [t("is not there any more")]
        names = [
            self.choices.lists.get(form.price_list_id)
            if isinstance(form, EntryForm | FormulaForm)
            else None,
            self.choices.dealers.get(getattr(form, "dealer_id", None) or 0),
            self.choices.clubs.get(getattr(form, "club_id", None) or 0),
            self.choices.points.get(getattr(form, "point_id", None) or 0),
            getattr(form, "name", None),
            self.articles.get(getattr(form, "product_id", None) or 0),
            self.choices.categories.get(getattr(form, "category_id", None) or 0),
            getattr(form, "brand", None),
        ]
        return [name for name in names if name]


async def words(changes: tuple[Change, ...]) -> Words:
    """The names that ``changes`` need."""
    removed: dict[tuple[type[Any], int], Any] = {}
    for made in changes:
        if made.form is None:
            kind, rule_id = made.kind, made.rule_id or 0
            with suppress(NotFound):
                removed[kind, rule_id] = await look(browse.form_of, kind=kind, rule_id=rule_id)
    given: list[Any] = [*(made.form for made in changes), *removed.values()]
    products: set[int] = {getattr(form, "product_id", None) or 0 for form in given} - {0}
    return Words(
        await look(browse.choices),
        await look(browse.articles, product_ids=sorted(products)),
        removed,
    )
