"""Dialogs of the supervisor: a dealer's card, his agreements and delivery addresses."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from nicegui import ui

from wholesale.core.vocabulary import DiscountPolicy
from wholesale.flow import manage_dealers
from wholesale.points import queries as points
from wholesale.points.queries import AgreementRow, DealerCard
from wholesale.points.rules import AgreementForm, DealerForm
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.session import t, word


async def add() -> None:
    """Ask for a new dealer and open his card."""

    async def save(values: dict[str, Any]) -> None:
        dealer_id = await call(manage_dealers.add_dealer, form=_form(values))
        toast.good(t("The dealer {name} is added", name=values["name"]))
        ui.navigate.to(f"/dealers/{dealer_id}")

    choices = await look(points.point_choices)
    blank = DealerForm(code="", name="", point_id=next(iter(choices), 0))
    forms.dialog(t("New dealer"), _fields(blank, choices), save, wide=True)


async def edit(card: DealerCard) -> None:
    """Change a dealer's card and delivery addresses."""

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
    extra = [
        Field(
            "addresses",
            t("Delivery addresses"),
            "long",
            "\n".join(f"{name}: {address}" for name, address in card.addresses),
            hint=t("One a line: name: address"),
            wide=True,
        )
    ]
    forms.dialog(card.form.name, [*_fields(card.form, choices), *extra], save, wide=True)


async def agreement(dealer_id: int, row: AgreementRow | None) -> None:
    """Sign an agreement, or change one."""
    lists = await look(points.price_list_choices)
    sellers = await look(points.organization_choices)

    async def save(values: dict[str, Any]) -> None:
        form = AgreementForm(
            **{
                **values,
                "price_list_id": values["price_list_id"] or None,
                "payment_days": int(values["payment_days"] or 0),
            }
        )
        if row is None:
            await call(manage_dealers.add_agreement, dealer_id=dealer_id, form=form)
        else:
            await call(manage_dealers.change_agreement, agreement_id=row.id, form=form)
        toast.good(t("Saved"))

    forms.dialog(
        t("Change the agreement") if row else t("New agreement"),
        [
            Field("number", t("Number"), value=row.number if row else "", required=True),
            Field(
                "organization_id",
                t("Seller"),
                "choice",
                row.organization_id if row else next(iter(sellers), None),
                required=True,
                options=sellers,
            ),
            Field("signed_on", t("Signed on"), "date", row and row.signed_on, required=True),
            Field("valid_to", t("Valid to"), "date", row and row.valid_to),
            Field(
                "price_list_id",
                t("Price list"),
                "choice",
                (row.price_list_id if row else None) or 0,
                options={0: t("As at the trading point"), **lists},
            ),
            Field(
                "policy",
                t("Several discounts"),
                "choice",
                row.policy if row else DiscountPolicy.BEST,
                options={policy: word(policy) for policy in DiscountPolicy},
            ),
            Field(
                "payment_days",
                t("Days to pay"),
                "number",
                row.payment_days if row else 0,
                hint=t("Zero is prepayment"),
            ),
            Field(
                "credit_limit",
                t("Credit limit, ₽"),
                "number",
                row.credit_limit if row else None,
                hint=t("Empty is without a limit"),
            ),
            Field(
                "contract_id",
                t("Contract identifier"),
                value=row.contract_id if row else "",
                hint=t("Of a state contract, line 8 of tax documents"),
            ),
        ],
        save,
        wide=True,
        note=t("New terms apply to orders submitted from now on."),
    )


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
        Field("bank", t("Bank"), value=form.bank),
        Field("bic", t("BIC"), value=form.bic),
        Field("account", t("Settlement account"), value=form.account),
        Field(
            "correspondent_account",
            t("Correspondent account"),
            value=form.correspondent_account,
        ),
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
