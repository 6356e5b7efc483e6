"""The dialog of an agreement: its fields, with the effect on the dealer's prices beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wholesale.core.vocabulary import DiscountPolicy
from wholesale.flow import manage_dealers
from wholesale.points import queries as points
from wholesale.points.queries import AgreementRow
from wholesale.points.rules import AgreementForm
from wholesale.pricing import browse
from wholesale.pricing.browse import Choices
from wholesale.pricing.forms import Form, TermsForm
from wholesale.ui.call import call, look
from wholesale.ui.components import toast
from wholesale.ui.components.forms import Field
from wholesale.ui.session import t, word
from wholesale.ui.supervisor import prices_effect
from wholesale.ui.supervisor.prices_forms import Dialog


async def edit(dealer_id: int, row: AgreementRow | None) -> None:
    """Sign an agreement with a dealer, or change one."""
    lists = await look(points.price_list_choices)
    sellers = await look(points.organization_choices)

    contract_id = Field(
        "contract_id",
        t("Contract identifier"),
        value=row.contract_id if row else "",
        hint=t("Of a state contract, line 8 of tax documents"),
    )

    async def rehearsed(values: dict[str, Any]) -> Form:
        terms = {name: value for name, value in values.items() if name != contract_id.name}
        return TermsForm(dealer_id=dealer_id, **_typed(terms))

    async def save(values: dict[str, Any]) -> None:
        form = AgreementForm(**_typed(values))
        if row is None:
            await call(manage_dealers.add_agreement, dealer_id=dealer_id, form=form)
        else:
            await call(manage_dealers.change_agreement, agreement_id=row.id, form=form)
        toast.good(t("Saved"))

    prices_effect.dialog(
        t("Change the agreement") if row else t("New agreement"),
        [*_fields(row, lists, sellers), contract_id],
        rehearsed,
        save,
        rule_id=row.id if row else None,
        dealer_id=dealer_id,
        note=t("New terms apply to orders submitted from now on."),
    )


async def on_paper(rule_id: int | None, choices: Choices) -> Dialog:
    """An agreement in a set of changes."""
    form = None
    if rule_id is not None:
        form = await look(browse.form_of, kind=TermsForm, rule_id=rule_id)
    sellers = await look(points.organization_choices)
    whose = Field(
        "dealer_id",
        t("Dealer"),
        "choice",
        form.dealer_id if form else None,
        options=choices.dealers,
        required=True,
    )

    async def made(values: dict[str, Any]) -> Form:
        return TermsForm(dealer_id=values.pop("dealer_id"), **_typed(values))

    return Dialog(t("Agreement"), [whose, *_fields(form, choices.lists, sellers)], made, rule_id)


def _fields(
    form: AgreementRow | TermsForm | None, lists: Mapping[int, str], sellers: Mapping[int, str]
) -> list[Field]:
    seller = form.organization_id if form else next(iter(sellers), None)
    return [
        Field("number", t("Number"), value=form.number if form else "", required=True),
        Field("organization_id", t("Seller"), "choice", seller, required=True,
              options=dict(sellers)),
        Field("signed_on", t("Signed on"), "date", form and form.signed_on, required=True),
        Field("valid_to", t("Valid to"), "date", form and form.valid_to),
        Field("price_list_id", t("Price list"), "choice",
              (form.price_list_id if form else None) or 0,
              options={0: t("As at the trading point"), **lists}),
        Field("policy", t("Several discounts"), "choice",
              form.policy if form else DiscountPolicy.BEST,
              options={policy: word(policy) for policy in DiscountPolicy}),
        Field("payment_days", t("Days to pay"), "number", form.payment_days if form else 0,
              hint=t("Zero is prepayment")),
        Field("credit_limit", t("Credit limit, ₽"), "number", form.credit_limit if form else None,
              hint=t("Empty is without a limit")),
    ]  # fmt: skip


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {
        **values,
        "price_list_id": values["price_list_id"] or None,
        "payment_days": int(values["payment_days"] or 0),
    }
