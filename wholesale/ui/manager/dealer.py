"""A dealer's card: his money, orders, agreements, people, requisites."""

from __future__ import annotations

from datetime import date

from nicegui import ui

from wholesale.core.access import Permission
from wholesale.flow.view_dealers import DealerView, view_dealer
from wholesale.ledger.rules import Standing
from wholesale.points.queries import AgreementRow
from wholesale.points.rules import AccountForm, SignatoryForm
from wholesale.ui import live
from wholesale.ui.call import look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.manager.order import payment_terms
from wholesale.ui.session import amount, may, t, word
from wholesale.ui.supervisor import agreement_form, dealer_forms

ORDERS = 10
ENTRIES = 20

AGES = ("not due yet", "1–30 days", "31–60 days", "61–90 days", "over 90 days")


async def show(dealer_id: int) -> None:
    """The page ``/dealers/{dealer_id}``."""
    frame = ui.element("div").classes("stack-4")

    async def fill() -> None:
        view = await look(view_dealer, dealer_id=dealer_id, latest=ORDERS)
        frame.clear()
        with frame:
            _content(view)

    live.watch(
        lambda notice: notice.dealer_id == dealer_id and notice.kind != "order.message", fill
    )
    await fill()


def _content(view: DealerView) -> None:
    form = view.card.form
    manages = may(Permission.MANAGE_DEALERS)
    note = " · ".join(filter(None, (form.code, view.card.point, form.phone)))
    with page.head(form.name, note=note, back=(t("Dealers"), "/dealers")):
        page.link_button(t("All orders"), f"/orders?tab=all&dealer={view.card.id}")
        if may(Permission.VIEW_ANALYTICS):
            page.link_button(t("Figures"), f"/dashboard?dealer={view.card.id}", icon="chart-column")
        if manages:
            page.primary(t("Edit"), lambda: dealer_forms.edit(view.card), icon="pencil")
    if not form.active:
        marks.chip(t("not served"), "warning")
    _money(view)
    with ui.element("div").classes("split wide-left"):
        with ui.element("div").classes("stack-4"):
            _orders(view)
            _ledger(view)
        with ui.element("div").classes("stack-4"):
            _ageing(view.standing)
            _agreements(view, manages)
            _people(view)
            _requisites(view)


def _money(view: DealerView) -> None:
    standing, agreement = view.standing, view.agreement
    with ui.element("div").classes("figures"):
        prepaid = standing.debt < 0
        page.figure(
            t("Prepaid") if prepaid else t("Debt"),
            abs(standing.debt),
            t("orders under way for {sum} ₽", sum=amount(view.under_way)) if view.under_way else "",
        )
        page.figure(
            t("Overdue"),
            standing.overdue,
            t("since {day}", day=standing.overdue_since) if standing.overdue_since else "",
            note_meaning="bad",
        )
        if agreement is None:
            page.figure(t("Credit limit"), t("none"), t("there is no agreement in force"))
        elif agreement.credit_limit is None:
            page.figure(t("Credit limit"), t("none"), payment_terms(agreement.payment_days))
        else:
            page.figure(
                t("Left of the limit"),
                view.left,
                t("of {limit} ₽", limit=amount(agreement.credit_limit)),
                note_meaning="bad" if view.left is not None and view.left < 0 else "",
            )


def _orders(view: DealerView) -> None:
    with page.panel(t("Orders")):
        if not view.orders:
            ui.label(t("He has not ordered anything yet.")).classes("quiet")
            return
        DataTable(
            [
                Column("number", t("Order"), lambda row: row.number, "title", phone="title"),
                Column("at", t("Submitted"), lambda row: row.submitted_at, "moment"),
                Column("status", t("Status"), lambda row: row.status, "status", phone="end"),
                Column("total", t("Sum"), lambda row: row.total, "money", phone="side"),
            ],
            key=lambda row: row.id,
            link=lambda row: f"/orders/{row.number}",
            rows=view.orders,
        )


def _ledger(view: DealerView) -> None:
    with page.panel(t("Settlements")):
        if not view.entries:
            ui.label(t("No goods were shipped and nothing was paid yet.")).classes("quiet")
            return
        DataTable(
            [
                Column("day", t("Day"), lambda row: row.happened_on, "date"),
                Column("kind", t("Entry"), lambda row: word(row.kind), phone="title",
                       sub=lambda row: row.order_number),
                Column("due", t("Due"), lambda row: row.due_on, "date", phone="hide"),
                Column("amount", t("Sum"), lambda row: row.amount, "money", phone="side"),
                Column("balance", t("Balance"), lambda row: row.balance, "money", phone="end"),
            ],
            key=lambda row: row.id,
            link=lambda row: f"/orders/{row.order_number}" if row.order_number else None,
            rows=view.entries[:ENTRIES],
        )  # fmt: skip


def _ageing(standing: Standing) -> None:
    if standing.debt <= 0 and not standing.overdue:
        return
    with page.panel(t("Debt by age")):
        page.facts(
            [
                (t(name), lambda value=value: marks.money(value))
                for name, value in zip(AGES, standing.ageing, strict=True)
                if value
            ]
        )


def _agreements(view: DealerView, manages: bool) -> None:
    with page.panel() as panel:
        with ui.element("div").classes("panel-head"):
            marks.text(t("Agreements"), tag="h2")
            if manages:
                with ui.element("div").classes("acts"):
                    page.icon_button(
                        "plus",
                        t("New agreement"),
                        lambda: agreement_form.edit(view.card.id, None),
                    )
        if not view.card.agreements:
            ui.label(t("There is no agreement: base prices and prepayment apply.")).classes("quiet")
        for row in view.card.agreements:
            _agreement(view.card.id, row, manages)
    panel.classes("compact")


def _agreement(dealer_id: int, row: AgreementRow, manages: bool) -> None:
    with ui.element("div").classes("stack-2 gap-0"):
        with ui.element("div").classes("row-flex nowrap"):
            marks.text(t("№ {number} of {day}", number=row.number, day=row.signed_on), "strong")
            if row.current:
                marks.chip(t("in force"), "good")
            if manages:
                page.icon_button(
                    "pencil",
                    t("Change the agreement {number}", number=row.number),
                    lambda: agreement_form.edit(dealer_id, row),
                ).classes("push")
        until = [t("until {day}", day=row.valid_to)] if isinstance(row.valid_to, date) else []
        limit = (
            t("no credit limit")
            if row.credit_limit is None
            else t("limit {sum} ₽", sum=amount(row.credit_limit))
        )
        words = [row.price_list, word(row.policy), payment_terms(row.payment_days), limit, *until]
        marks.text(" · ".join(filter(None, words)), "quiet small")


def _people(view: DealerView) -> None:
    if not view.card.users:
        return
    with page.panel(t("People")):
        for person in view.card.users:
            with ui.element("div").classes("stack-2 gap-0"):
                marks.text(person.name, "strong")
                marks.text(
                    " · ".join(filter(None, (person.login, person.phone))), "quiet small wrap-any"
                )


def _requisites(view: DealerView) -> None:
    form = view.card.form
    with page.panel(t("Requisites")):
        page.facts(
            [
                (t("Full name"), form.full_name),
                (t("INN"), form.inn),
                (t("KPP"), form.kpp),
                (t("OGRN"), form.ogrn),
                (t("Address"), form.address),
                (t("E-mail"), form.email),
                *(row for account in form.accounts for row in _account(account)),
                *((word(person.role), _signatory(person)) for person in form.signatories),
                *((name, address) for name, address in view.card.addresses),
            ]
        )


def _account(account: AccountForm) -> list[tuple[str, str]]:
    return [
        (t("Account"), account.account),
        (t("Bank"), f"{account.bank}, {t('BIC')} {account.bic}"),
    ]


def _signatory(person: SignatoryForm) -> str:
    """Who signs and when, as far as it is bounded."""
    since = t("since {day}", day=person.valid_from) if person.valid_from else ""
    until = t("until {day}", day=person.valid_to) if person.valid_to else ""
    return ", ".join(filter(None, (person.name, person.position, person.authority, since, until)))
