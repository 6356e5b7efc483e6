"""Dialogs of the supervisor: a dealer's card, his agreements and delivery addresses."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from nicegui import ui

from wholesale.flow import manage_dealers
from wholesale.points import queries as points
from wholesale.points.queries import DealerCard
from wholesale.points.rules import DealerForm
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.requisites import PartyForm
from wholesale.ui.session import t


async def add() -> None:
    """Ask for a new dealer and open his card."""

    async def save(values: dict[str, Any]) -> None:
        dealer_id = await call(manage_dealers.add_dealer, form=_form(values))
        toast.good(t("The dealer {name} is added", name=values["name"]))
        ui.navigate.to(f"/dealers/{dealer_id}")

    choices = await look(points.point_choices)
    blank = DealerForm(code="", name="", point_id=next(iter(choices), 0))
    own = _fields(blank, choices)
    forms.dialog(t("New dealer"), lambda: _party(own, blank), save, wide=True)


async def edit(card: DealerCard) -> None:
    """Change a dealer's card with accounts, signatories and delivery addresses."""

    async def save(values: dict[str, Any]) -> None:
        addresses = _addresses(values.pop("addresses"))
        await call(
            manage_dealers.change_dealer,
            dealer_id=card.id,
            form=_form(values),
            addresses=addresses,
        )
        toast.good(t("Saved"))

    choices = await look(points.point_choices)
    choices.setdefault(card.form.point_id, card.point)
    addresses = Field(
        "addresses",
        t("Delivery addresses"),
        "long",
        "\n".join(f"{name}: {address}" for name, address in card.addresses),
        hint=t("One a line: name: address"),
        wide=True,
    )
    own = [*_fields(card.form, choices), addresses]
    forms.dialog(card.form.name, lambda: _party(own, card.form), save, wide=True)


def _party(own: list[Field], form: DealerForm) -> PartyForm:
    return PartyForm(own, form, main=t("Printed in his requisites"))


def _fields(form: DealerForm, choices: dict[int, str]) -> list[Field]:
    return [
        Field("name", t("Title"), value=form.name, required=True),
        Field("code", t("Code"), value=form.code, required=True),
        Field("full_name", t("Full name"), value=form.full_name, wide=True),
        Field("point_id", t("Trading point"), "choice", form.point_id, options=choices),
        Field("active", t("Works with us"), "flag", form.active),
        Field("inn", t("INN"), value=form.inn),
        Field("kpp", t("KPP"), value=form.kpp),
        Field("ogrn", t("OGRN"), value=form.ogrn),
        Field("okpo", t("OKPO"), value=form.okpo),
        Field("phone", t("Phone"), value=form.phone),
        Field("email", t("E-mail"), value=form.email),
        Field("edo_id", t("Electronic exchange id"), value=form.edo_id),
        Field("address", t("Legal address"), value=form.address, wide=True),
    ]


def _form(values: dict[str, Any]) -> DealerForm:
    return DealerForm(**{field.name: values[field.name] for field in fields(DealerForm)})


def _addresses(text: str) -> list[tuple[str, str]]:
    """Lines «name: address»; a line without a colon is an address alone."""
    rows = []
    for line in text.splitlines():
        name, colon, address = line.partition(":")
        rows.append((name, address) if colon else ("", line))
    return rows
