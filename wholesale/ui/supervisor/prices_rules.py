"""Discounts, contract prices, clubs and margins; promotions have a page of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from wholesale.core.vocabulary import DiscountSource
from wholesale.flow import change_prices
from wholesale.pricing import browse
from wholesale.pricing.browse import Choices, RuleRow
from wholesale.pricing.forms import (
    ClubForm,
    ContractPriceForm,
    DiscountForm,
    MarginForm,
    PromotionForm,
)
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, page, toast
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.session import amount, quantity, t, word
from wholesale.ui.supervisor import prices_forms
from wholesale.ui.supervisor.prices import dates_text, scope_columns
from wholesale.ui.supervisor.prices_forms import Dialog

Open = Callable[[int | None, Choices], Awaitable[Dialog]]


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of rules: its columns, its rows and the dialog that edits one."""

    title: str
    add: str
    nothing: str
    kind: type[Any]
    columns: Callable[[], list[Column]]
    rows: Callable[[], Awaitable[Sequence[Any]]]
    open: Open


async def show_discounts() -> None:
    """The page ``/discounts``."""
    with page.head(
        t("Discounts and terms"), note=t("The most specific scope wins within a source")
    ):
        pass
    registers = [*(_discounts(source) for source in DiscountSource), _CONTRACT, _CLUBS, _MARGINS]
    with ui.tabs().props("no-caps align=left inline-label") as tabs:
        heads = [ui.tab(str(n), label=t(one.title)) for n, one in enumerate(registers)]
    with ui.tab_panels(tabs, value=heads[0]).classes("w-full bare"):
        for tab, register in zip(heads, registers, strict=True):
            with ui.tab_panel(tab):
                await _Table(register).build()


async def show_promotions() -> None:
    """The page ``/promotions``."""
    table = _Table(_PROMOTIONS)
    with page.head(t("Promotions"), note=t("Of exclusive ones the best for the dealer wins")):
        page.primary(t(_PROMOTIONS.add), table.add, icon="plus")
    await table.build(with_button=False)


class _Table:
    """The rows of a register with their dialogs."""

    def __init__(self, register: Register) -> None:
        self.register = register

    async def build(self, *, with_button: bool = True) -> None:
        """Lay it out and fill it."""
        rows = await self.register.rows()
        if with_button:
            page.secondary(t(self.register.add), self.add, icon="plus")
        self._table = DataTable(
            self.register.columns(),
            key=lambda row: row.id,
            acts=[
                Act("edit", "pencil", t("Change"), self._edit),
                Act("remove", "x", t("Remove"), self._remove),
            ],
            rows=rows,
        )
        with ui.element("div") as self._none, page.empty("badge-percent", t(self.register.nothing)):
            pass
        self._show(rows)

    def _show(self, rows: Sequence[Any]) -> None:
        self._table.show(rows)
        self._table.table.set_visibility(bool(rows))
        self._none.set_visibility(not rows)

    async def _refresh(self) -> None:
        self._show(await self.register.rows())

    async def add(self) -> None:
        """Open an empty dialog."""
        choices = await look(browse.choices)
        prices_forms.edit(await self.register.open(None, choices), self._refresh)

    async def _edit(self, row: Any) -> None:
        choices = await look(browse.choices)
        prices_forms.edit(await self.register.open(row.id, choices), self._refresh)

    async def _remove(self, row: Any) -> None:
        async def agreed() -> None:
            await call(change_prices.remove_rule, kind=self.register.kind, rule_id=row.id)
            toast.good(t("Removed"))
            await self._refresh()

        forms.confirm(
            t("Remove this rule?"),
            t("Prices change at once for everybody it was for."),
            t("Remove"),
            agreed,
            bad=True,
        )


def _discounts(source: DiscountSource) -> Register:
    def columns() -> list[Column]:
        whom = Column("whom", t("For whom"), _whom, phone="wide")
        found = scope_columns()
        if source in (DiscountSource.TURNOVER, DiscountSource.VOLUME):
            found.insert(1, Column("threshold", t("From, ₽"), lambda row: row.threshold, "money"))
        return [whom, *found] if source is not DiscountSource.VOLUME else [*found, whom]

    async def rows() -> Sequence[RuleRow]:
        return await look(browse.discounts, source=source)

    async def opened(rule_id: int | None, choices: Choices) -> Dialog:
        return await prices_forms.discount(rule_id, source, choices)

    return Register(
        f"DiscountSource.{source.value}", "Add a discount", "No such discounts yet",
        DiscountForm, columns, rows, opened,
    )  # fmt: skip


def _whom(row: RuleRow) -> str:
    return row.dealer or row.club or row.point or t("everybody")


def _contract_columns() -> list[Column]:
    return [
        Column("dealer", t("Dealer"), lambda row: row.dealer, "title", phone="title"),
        Column("article", t("Article"), lambda row: row.article, "code"),
        Column("name", t("Product"), lambda row: row.name, phone="wide"),
        Column("from", t("From quantity"), lambda row: row.min_quantity, "number"),
        Column("price", t("Price, ₽"), lambda row: row.price, "money", phone="side"),
        Column("valid", t("In force"), dates_text),
        Column("flags", t("Notes"), _contract_notes, phone="hide"),
    ]


def _contract_notes(row: Any) -> str:
    notes = [t("with discounts")] if row.discountable else []
    return ", ".join([*notes, *([t("below the floor")] if row.below_floor else [])])


def _club_columns() -> list[Column]:
    return [
        Column("name", t("Club"), lambda row: row.name, "title", phone="title",
               sub=lambda row: row.code),
        Column("list", t("Price list"), lambda row: row.price_list or ""),
        Column("rank", t("Rank"), lambda row: row.rank, "number"),
        Column("members", t("Members"), lambda row: row.members, "number"),
    ]  # fmt: skip


def _promotion_columns() -> list[Column]:
    return [
        Column("name", t("Promotion"), lambda row: row.name, "title", phone="title",
               sub=lambda row: row.code),
        Column("effect", t("What it gives"), lambda row: word(row.effect), phone="wide"),
        Column("size", t("How much"), _size, right=True),
        Column("valid", t("In force"), dates_text),
        Column("mode", t("Together with others"), _mode, phone="hide"),
        Column("state", t("State"), _state, "status", phone="side"),
    ]  # fmt: skip


def _size(row: Any) -> str:
    if row.percent:
        return f"−{quantity(row.percent)} %"
    return f"{amount(row.price)} ₽" if row.price else ""


def _mode(row: Any) -> str:
    return t("no") if row.exclusive else t("yes")


def _state(row: Any) -> tuple[str, str]:
    return (t("in force"), "good") if row.active else (t("stopped"), "")


_CONTRACT = Register(
    "Contract prices", "Add a contract price", "No contract prices yet", ContractPriceForm,
    _contract_columns, lambda: look(browse.contract_prices), prices_forms.contract_price,
)  # fmt: skip
_CLUBS = Register(
    "Clubs", "New club", "No clubs yet", ClubForm,
    _club_columns, lambda: look(browse.clubs), prices_forms.club,
)  # fmt: skip
_MARGINS = Register(
    "Least margin", "Add a margin", "Only minimum prices hold prices up", MarginForm,
    scope_columns, lambda: look(browse.margins), prices_forms.margin,
)  # fmt: skip
_PROMOTIONS = Register(
    "Promotions", "New promotion", "No promotions yet", PromotionForm,
    _promotion_columns, lambda: look(browse.promotions), prices_forms.promotion,
)  # fmt: skip
