"""The company's legal entities: requisites, bank accounts, signatories, each digit checked."""

from __future__ import annotations

from nicegui import ui

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import TaxRegime
from wholesale.flow import manage_organizations
from wholesale.points import organizations
from wholesale.points.organizations import OrganizationForm
from wholesale.ui.call import call, look
from wholesale.ui.components import page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.requisites import PartyForm
from wholesale.ui.session import refusal, t, word

PATH = "/organizations"
BLANK = OrganizationForm(name="", full_name="", inn="")


async def show() -> None:
    """The page ``/organizations``."""
    rows = await look(organizations.organization_list)
    with page.head(t("Organizations"), note=t("The sellers printed on invoices and waybills")):
        page.link_button(t("New organization"), f"{PATH}/new", icon="plus", kind="primary")
    if not rows:
        with page.empty(
            "building-2",
            t("There is no organization yet"),
            t("Invoices and waybills need the requisites of a seller."),
        ):
            pass
        return
    DataTable(
        [
            Column("name", t("Organization"), lambda row: row[1], "title", phone="title"),
            Column("inn", t("INN"), lambda row: row[2], "code", phone="side"),
        ],
        key=lambda row: row[0],
        link=lambda row: f"{PATH}/{row[0]}",
        rows=rows,
    )


async def show_new() -> None:
    """The page ``/organizations/new``."""
    Editor(None, BLANK)


async def show_one(organization_id: int) -> None:
    """The page ``/organizations/{organization_id}``."""
    form = await look(organizations.organization_form, organization_id=organization_id)
    Editor(organization_id, form)


class Editor:
    """The page of one organization, new or kept; mistakes stand beside their fields."""

    def __init__(self, organization_id: int | None, form: OrganizationForm) -> None:
        self._id = organization_id
        title = form.name or t("New organization")
        with page.head(title, back=(t("Organizations"), PATH)):
            if organization_id is not None:
                page.link_button(
                    t("Documents"), f"{PATH}/{organization_id}/documents", icon="files"
                )
            page.primary(t("Save"), self._save, icon="save")
        self._complaint = ui.element("div")
        self._form = PartyForm(
            _own_fields(form),
            form,
            main=t("Printed on invoices"),
            title=t("Requisites"),
            classes="panel",
            no_account=t("Without an account no invoice can be paid."),
        )

    async def _save(self) -> None:
        self._complaint.clear()
        values = self._form.values()
        if values is None:
            self._complain(refusal(DomainError("invalid_form")))
            return
        form = OrganizationForm(**values)
        try:
            if self._id is None:
                self._id = await call(manage_organizations.add_organization, form=form)
                ui.navigate.to(f"{PATH}/{self._id}")
            else:
                await call(
                    manage_organizations.change_organization, organization_id=self._id, form=form
                )
        except InvalidForm as error:
            self._complain(refusal(error))
            self._form.refuse(error)
            return
        toast.good(t("Saved. New documents bear these requisites."))

    def _complain(self, text: str) -> None:
        with self._complaint:
            page.notice("bad", text)


def _own_fields(form: OrganizationForm) -> list[Field]:
    return [
        Field("name", t("Short name"), value=form.name, required=True),
        Field("tax_regime", t("Taxation"), "choice", form.tax_regime,
              options={regime: word(regime) for regime in TaxRegime}),
        Field("full_name", t("Full name"), value=form.full_name, required=True, wide=True),
        Field("inn", t("INN"), value=form.inn, required=True),
        Field("kpp", t("KPP"), value=form.kpp),
        Field("ogrn", t("OGRN"), value=form.ogrn),
        Field("okpo", t("OKPO"), value=form.okpo),
        Field("address", t("Legal address"), value=form.address, wide=True),
        Field("phone", t("Phone"), value=form.phone),
        Field("email", t("E-mail"), value=form.email),
        Field("registered_on", t("Registered on (an entrepreneur)"), "date", form.registered_on),
        Field("edo_id", t("Electronic exchange id"), value=form.edo_id, wide=True,
              hint=t("As the operator of electronic documents gave it: 2BM-…, 2LT-…")),
    ]  # fmt: skip
