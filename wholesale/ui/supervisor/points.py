"""Trading points: the list, and a dialog to open, change or close one."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from wholesale.flow import manage_points
from wholesale.points import queries
from wholesale.points.queries import PointRow
from wholesale.points.rules import PointForm
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.session import t


async def show() -> None:
    """The page ``/points``."""
    await _Points().build()


class _Points:
    async def build(self) -> None:
        rows = await look(queries.point_list)
        with page.head(t("Trading points")):
            page.primary(t("New trading point"), self._add, icon="plus")
        self._table = DataTable(
            [
                Column("name", t("Trading point"), lambda row: row.name, "title", phone="title",
                       sub=lambda row: row.code),
                Column("seller", t("Seller"), lambda row: row.organization, phone="wide"),
                Column("prices", t("Price list"), lambda row: row.price_list or t("base one")),
                Column("address", t("Address"), lambda row: row.address, phone="hide",
                       sub=lambda row: row.phone),
                Column("managers", t("Managers"), lambda row: Decimal(row.managers), "number"),
                Column("dealers", t("Dealers"), lambda row: Decimal(row.dealers), "number"),
                Column("state", t("State"), _state, "status", phone="side"),
            ],
            key=lambda row: row.id,
            link=lambda row: f"/orders?point={row.id}",
            acts=[Act("edit", "pencil", t("Change the trading point"), self._edit)],
            rows=rows,
        )  # fmt: skip

    async def _refresh(self) -> None:
        self._table.show(await look(queries.point_list))

    async def _add(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(manage_points.add_point, form=_form(values))
            toast.good(t("The trading point {name} is open", name=values["name"]))
            await self._refresh()

        sellers = await look(queries.organization_choices)
        blank = PointForm(code="", name="", organization_id=next(iter(sellers), 0))
        forms.dialog(t("New trading point"), await _fields(blank, sellers), save, wide=True)

    async def _edit(self, row: PointRow) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(manage_points.change_point, point_id=row.id, form=_form(values))
            toast.good(t("Saved"))
            await self._refresh()

        form = await look(queries.point_form, point_id=row.id)
        sellers = await look(queries.organization_choices)
        forms.dialog(row.name, await _fields(form, sellers), save, wide=True)


async def _fields(form: PointForm, sellers: dict[int, str]) -> list[Field]:
    lists = await look(queries.price_list_choices)
    return [
        Field("name", t("Title"), value=form.name, required=True),
        Field("code", t("Code"), value=form.code, required=True,
              hint=t("It begins the numbers of orders")),
        Field("organization_id", t("Seller"), "choice", form.organization_id, options=sellers),
        Field("price_list_id", t("Price list"), "choice", form.price_list_id or 0,
              options={0: t("Base price list"), **lists}),
        Field("free_delivery_from", t("Free delivery from, ₽"), "number",
              form.free_delivery_from, hint=t("Empty is never")),
        Field("address", t("Address"), value=form.address, wide=True),
        Field("phone", t("Phone"), value=form.phone),
        Field("active", t("Open"), "flag", form.active, fits=["point_has_dealers"]),
    ]  # fmt: skip


def _form(values: dict[str, Any]) -> PointForm:
    given = {field.name: values[field.name] for field in fields(PointForm)}
    return PointForm(**{**given, "price_list_id": given["price_list_id"] or None})


def _state(row: PointRow) -> tuple[str, str]:
    return ("", "") if row.active else (t("closed"), "")
