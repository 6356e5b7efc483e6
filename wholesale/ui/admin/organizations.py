"""The company's legal entities: requisites, bank accounts, signatories, each digit checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from nicegui import ui

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import SignatoryRole, TaxRegime
from wholesale.flow import manage_organizations
from wholesale.points import organizations
from wholesale.points.organizations import AccountForm, OrganizationForm, SignatoryForm
from wholesale.ui.call import call, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.components.forms import Field, Form
from wholesale.ui.components.table import Column, DataTable
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
    Editor(None, BLANK).build()


async def show_one(organization_id: int) -> None:
    """The page ``/organizations/{organization_id}``."""
    form = await look(organizations.organization_form, organization_id=organization_id)
    Editor(organization_id, form).build()


class Editor:
    """One form over the whole organization; mistakes stand beside their fields."""

    def __init__(self, organization_id: int | None, form: OrganizationForm) -> None:
        self._id = organization_id
        self._form = form
        self._accounts: list[Form] = []
        self._people: list[Form] = []

    def build(self) -> None:
        """Lay the page out."""
        title = self._form.name or t("New organization")
        with page.head(title, back=(t("Organizations"), PATH)):
            if self._id is not None:
                page.link_button(t("Documents"), f"{PATH}/{self._id}/documents", icon="files")
            page.primary(t("Save"), self._save, icon="save")
        self._complaint = ui.element("div")
        with page.panel(t("Requisites")):
            self._own = Form(_own_fields(self._form))
        self._parts = ui.element("div").classes("stack-4")
        self._show_parts()

    def _show_parts(self) -> None:
        self._parts.clear()
        with self._parts:
            with page.panel() as panel:
                _part_head(t("Bank accounts"), t("Add an account"), self._add_account)
                self._accounts = [
                    _part(_account_fields(account), self._taker("accounts", index))
                    for index, account in enumerate(self._form.accounts)
                ]
                if not self._accounts:
                    ui.label(t("Without an account no invoice can be paid.")).classes("quiet")
            panel.classes("parts")
            with page.panel() as panel:
                _part_head(t("Signatories"), t("Add a signatory"), self._add_signatory)
                self._people = [
                    _part(_signatory_fields(person), self._taker("signatories", index))
                    for index, person in enumerate(self._form.signatories)
                ]
            panel.classes("parts")

    def _add_account(self) -> None:
        self._keep()
        fresh = AccountForm(is_main=not self._form.accounts)
        self._form = replace(self._form, accounts=(*self._form.accounts, fresh))
        self._show_parts()

    def _add_signatory(self) -> None:
        self._keep()
        fresh = SignatoryForm(SignatoryRole.DIRECTOR)
        self._form = replace(self._form, signatories=(*self._form.signatories, fresh))
        self._show_parts()

    def _taker(self, name: str, index: int) -> Callable[[], None]:
        def take_out() -> None:
            self._keep()
            rest = list(getattr(self._form, name))
            del rest[index]
            self._form = replace(self._form, **{name: tuple(rest)})  # type: ignore[arg-type]
            self._show_parts()

        return take_out

    def _keep(self) -> bool:
        """Take what is typed into the form; False when a number or a date cannot be read."""
        own = self._own.values()
        accounts = [part.values() for part in self._accounts]
        people = [part.values() for part in self._people]
        self._form = OrganizationForm(
            **{field.name: (own or {}).get(field.name, getattr(self._form, field.name))
               for field in fields(OrganizationForm)
               if field.name not in {"accounts", "signatories"}},
            accounts=tuple(
                AccountForm(**values) if values else kept
                for values, kept in zip(accounts, self._form.accounts, strict=True)
            ),
            signatories=tuple(
                SignatoryForm(**values) if values else kept
                for values, kept in zip(people, self._form.signatories, strict=True)
            ),
        )  # fmt: skip
        return own is not None and None not in accounts and None not in people

    async def _save(self) -> None:
        self._complaint.clear()
        if not self._keep():
            self._complain(refusal(DomainError("invalid_form")))
            return
        try:
            if self._id is None:
                self._id = await call(manage_organizations.add_organization, form=self._form)
                ui.navigate.to(f"{PATH}/{self._id}")
            else:
                await call(
                    manage_organizations.change_organization,
                    organization_id=self._id,
                    form=self._form,
                )
        except InvalidForm as error:
            self._refuse(error)
            return
        toast.good(t("Saved. New documents bear these requisites."))

    def _refuse(self, error: InvalidForm) -> None:
        self._complain(refusal(error))
        groups: dict[str, dict[str, DomainError]] = {}
        for name, mistake in error.fields.items():
            group, _, field = name.rpartition(".")
            groups.setdefault(group, {})[field] = mistake
        named = {
            "": self._own,
            **{f"accounts.{index}": form for index, form in enumerate(self._accounts)},
            **{f"signatories.{index}": form for index, form in enumerate(self._people)},
        }
        for group, mistakes in groups.items():
            named[group].refuse(InvalidForm(mistakes))

    def _complain(self, text: str) -> None:
        with self._complaint:
            page.notice("bad", text)


def _part_head(title: str, add: str, on_add: Callable[[], None]) -> None:
    with ui.element("div").classes("panel-head"):
        marks.text(title, tag="h2")
        with ui.element("div").classes("acts"):
            page.secondary(add, on_add, icon="plus")


def _part(its: list[Field], take_out: Callable[[], None]) -> Form:
    with ui.element("div").classes("part"):
        with ui.element("div").classes("grow"):
            made = Form(its)
        page.icon_button("trash-2", t("Take out"), take_out)
    return made


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


def _account_fields(form: AccountForm) -> list[Field]:
    return [
        Field("bank", t("Bank"), value=form.bank),
        Field("bic", t("BIC"), value=form.bic),
        Field("account", t("Settlement account"), value=form.account),
        Field("correspondent_account", t("Correspondent account"),
              value=form.correspondent_account),
        Field("is_main", t("Printed on invoices"), "flag", form.is_main),
    ]  # fmt: skip


def _signatory_fields(form: SignatoryForm) -> list[Field]:
    return [
        Field("role", t("Signs as"), "choice", form.role,
              options={role: word(role) for role in SignatoryRole}),
        Field("position", t("Position"), value=form.position),
        Field("name", t("Name and initials"), value=form.name),
        Field("authority", t("Acts on the basis of"), value=form.authority),
        Field("valid_from", t("From"), "date", form.valid_from),
        Field("valid_to", t("To"), "date", form.valid_to),
    ]  # fmt: skip
