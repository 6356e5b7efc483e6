"""What a manager is asked while he processes an order: line, hold, cancel, part, payment.

The card behind hears of the change by itself, as every open page does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.core.money import ZERO
from wholesale.flow import change_order, take_payment
from wholesale.flow.frozen_lines import discount_of
from wholesale.orders.queries import LineRow, OrderCard
from wholesale.shipping.rules import scanned
from wholesale.ui import server
from wholesale.ui.call import call
from wholesale.ui.components import forms, toast
from wholesale.ui.dealer import price_words
from wholesale.ui.manager import order_approvals
from wholesale.ui.session import actor, amount, may, quantity, refusal, t, word
from wholesale.ui.units import sign_of


def edit_line(card: OrderCard, line: LineRow) -> None:
    """Another quantity, or a manual discount: within the own limit, else a supervisor is asked."""
    given = discount_of(line)

    async def save(values: dict[str, Any]) -> None:
        try:
            changed = await call(
                change_order.change_line,
                order_id=card.id,
                line_id=line.id,
                quantity=values["quantity"],
                discount=values["discount"] or Decimal(0),
                version=card.version,
            )
        except DomainError as error:
            if error.code not in order_approvals.REFUSALS:
                raise
            percent, wanted = values["discount"], values["quantity"]
            order_approvals.ask(card, line, error, percent=percent, wanted=wanted)
            return
        if changed.short > 0:
            toast.information(
                t("Not everything could be reserved: {count} is missing", count=changed.short)
            )

    limit = (
        t("Any: you approve discounts")
        if may(Permission.APPROVE)
        else t("Your limit is {percent} %, more is asked for", percent=actor().discount_limit)
    )
    forms.dialog(
        t("Change the line"),
        [
            forms.Field(
                "quantity",
                t("Quantity, {unit}", unit=sign_of(line.unit)),
                "number",
                line.quantity,
                required=True,
                hint=t("Zero takes the line off the order"),
                fits=["quantity_not_positive", "quantity_too_large", "quantity_too_fine"],
            ),
            forms.Field(
                "discount",
                t("Manual discount, %"),
                "number",
                given or None,
                hint=limit,
                fits=["discount_wrong"],
            ),
        ],
        save,
        note=f"{line.article} · {line.name}",
    )


def explain_price(line: LineRow) -> None:
    """The steps of the line's price, with those kept from the dealer."""
    price_words.show(
        line.article,
        line.name,
        line.staff_trace or line.trace,
        line.unit_price,
        sums=[(f"{quantity(line.quantity)} {sign_of(line.unit)}", line.total)],
        label=t("Price"),
    )


def hold(card: OrderCard) -> None:
    """Put the order aside; the dealer reads why."""

    async def save(values: dict[str, Any]) -> None:
        await call(
            change_order.hold_order,
            order_id=card.id,
            reason=values["reason"],
            version=card.version,
        )
        toast.good(t("The order is on hold"))

    forms.dialog(
        t("Put the order on hold"),
        [forms.Field("reason", t("Reason"), "long", required=True, fits=["reason_missing"])],
        save,
        note=t("The dealer sees the reason at once. The stock stays reserved."),
        save=t("Put on hold"),
    )


def cancel(card: OrderCard) -> None:
    """Cancel the order and let go of its stock."""

    async def save(values: dict[str, Any]) -> None:
        await call(
            change_order.cancel_order,
            order_id=card.id,
            reason=values["reason"],
            version=card.version,
        )
        toast.good(t("The order is cancelled"))

    forms.dialog(
        t("Cancel the order {number}?", number=card.number),
        [forms.Field("reason", t("Reason for the dealer"), "long")],
        save,
        note=t("The reserve is released. A cancelled order cannot be brought back."),
        save=t("Cancel the order"),
    )


def ship_in_part(articles: Sequence[str], ship: Callable[[], Awaitable[None]]) -> None:
    """Say what will not leave before the rest does."""
    shown = ", ".join(articles[:8]) + ("…" if len(articles) > 8 else "")
    forms.confirm(
        t("Ship what is reserved?"),
        t(
            "Not fully in stock: {articles}. What is missing is taken off the order.",
            articles=shown,
        ),
        t("Ship"),
        ship,
    )


def load(ship: Callable[..., Awaitable[None]]) -> None:
    """What papers say of the load, then ship it."""

    async def save(values: dict[str, Any]) -> None:
        places = values["places"]
        await ship(
            places=int(places) if places is not None else None,
            cargo=values["cargo"],
            marks=scanned(values["marks"]),
        )

    forms.dialog(
        t("Ship"),
        [
            forms.Field(
                "places", t("Places"), "number", hint=t("As counted; empty is not printed"),
                check=_whole, fits=["places_wrong"],
            ),
            forms.Field(
                "cargo", t("Carrier, car, driver"), fits=["text_too_long"],
                hint=t("Stands in line 9 of the УПД"),
            ),
            forms.Field(
                "marks", t("Marking codes"), "long",
                hint=t("One a line, as the scanner gives them; the product is found by itself"),
                fits=["mark_wrong", "mark_repeated", "mark_of_no_line", "marks_count_differs"],
            ),
        ],
        save,
        note=t("What is reserved leaves; the rest is taken off the order."),
        save=t("Ship"),
    )  # fmt: skip


def _whole(value: Decimal) -> str | None:
    return None if value == value.to_integral_value() else t("A whole number is expected")


def payment(card: OrderCard, paid_before: Decimal) -> None:
    """Mark money that came for the order; more than it costs is asked about once more."""

    async def save(values: dict[str, Any]) -> None:
        try:
            await take(values, overpaid=False)
        except DomainError as error:
            if error.code != "payment_over_total":
                raise
            with ui.context.client.content:  # it outlives the dialog it is asked from
                forms.confirm(
                    t("Take more than the order costs?"),
                    refusal(error),
                    t("Take the payment"),
                    lambda: take(values, overpaid=True),
                )

    async def take(values: dict[str, Any], *, overpaid: bool) -> None:
        paid = await call(
            take_payment.take_payment,
            order_id=card.id,
            amount=values["amount"],
            paid_on=values["paid_on"],
            comment=values["comment"],
            expected_paid=paid_before,
            overpaid=overpaid,
        )
        toast.good(
            t(
                "{state}. The dealer’s debt is {debt} ₽",
                state=word(paid.state),
                debt=amount(paid.debt),
            )
        )

    forms.dialog(
        t("Mark payment"),
        [
            forms.Field(
                "amount",
                t("Amount, ₽"),
                "number",
                max(card.total - paid_before, ZERO),
                required=True,
                fits=["payment_amount_wrong", "order_not_payable"],
            ),
            forms.Field(
                "paid_on",
                t("Day"),
                "date",
                today(),
                required=True,
                fits=["payment_in_future", "payment_too_early"],
            ),
            forms.Field("comment", t("Comment"), hint=t("Number of the payment order"), wide=True),
        ],
        save,
    )


def today() -> date:
    """The company's calendar day."""
    return server.now().astimezone(server.zone()).date()
