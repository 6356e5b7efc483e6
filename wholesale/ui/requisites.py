"""Requisites as organizations and dealers have them: own fields, bank accounts, signatories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from nicegui import ui

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import SignatoryRole
from wholesale.points.organizations import OrganizationForm
from wholesale.points.rules import AccountForm, DealerForm, SignatoryForm
from wholesale.ui.components import marks, page
from wholesale.ui.components.forms import Field, Form
from wholesale.ui.session import t, word

T = TypeVar("T")


class PartyForm:
    """One form over a whole organization or dealer, laid out where it is made.

    Used as ``forms.Form`` is: ``values()`` has ``accounts`` and ``signatories`` beside ``own``.
    ``main`` names the mark of the main account; ``classes`` are those of its sections;
    ``no_account`` is said while there is none.
    """

    def __init__(
        self,
        own: Sequence[Field],
        party: OrganizationForm | DealerForm,
        *,
        main: str,
        title: str = "",
        classes: str = "",
        no_account: str = "",
    ) -> None:
        with ui.element("section").classes(classes):
            if title:
                with ui.element("div").classes("panel-head"):
                    marks.text(title, tag="h2")
            self._own = Form(own)
        with ui.element("section").classes(classes):
            self._accounts = Parts(
                t("Bank accounts"),
                party.accounts,
                fields=lambda account: _account_fields(account, main),
                make=AccountForm,
                fresh=AccountForm,
                add=t("Add an account"),
                empty=no_account,
            )
        with ui.element("section").classes(classes):
            self._signatories = Parts(
                t("Signatories"),
                party.signatories,
                fields=_signatory_fields,
                make=SignatoryForm,
                fresh=lambda: SignatoryForm(SignatoryRole.DIRECTOR),
                add=t("Add a signatory"),
            )

    def values(self) -> dict[str, Any] | None:
        """Everything by name; None when some field is wrong (and says so)."""
        own = self._own.values()
        accounts, signatories = self._accounts.values(), self._signatories.values()
        if own is None or accounts is None or signatories is None:
            return None
        return {**own, "accounts": accounts, "signatories": signatories}

    def refuse(self, error: DomainError) -> bool:
        """Show a refusal beside the fields it fits, which it names as ``accounts.1.bic``; False
        when some of it fits no field."""
        if not isinstance(error, InvalidForm):
            return self._own.refuse(error)
        groups: dict[str, dict[str, DomainError]] = {}
        for name, mistake in error.fields.items():
            group, _, field = name.rpartition(".")
            groups.setdefault(group, {})[field] = mistake
        forms = {
            "": self._own,
            **self._accounts.forms("accounts"),
            **self._signatories.forms("signatories"),
        }
        fits = [
            group in forms and forms[group].refuse(InvalidForm(mistakes))
            for group, mistakes in groups.items()
        ]
        return all(fits)


class Parts(Generic[T]):
    """The rows of one list inside a form, laid out where it is made.

    ``fields`` are those of a row, ``make`` makes a row of what was typed. ``empty`` is said while
    there is none.
    """

    def __init__(
        self,
        title: str,
        rows: Iterable[T],
        *,
        fields: Callable[[T], list[Field]],
        make: Callable[..., T],
        fresh: Callable[[], T],
        add: str,
        empty: str = "",
    ) -> None:
        self._fields, self._make = fields, make
        self._forms: list[Form] = []
        with ui.element("div").classes("panel-head"):
            marks.text(title, tag="h2")
            with ui.element("div").classes("acts"):
                page.secondary(add, lambda: self._add(fresh()), icon="plus")
        self._list = ui.element("div").classes("parts")
        self._empty = ui.label(empty).classes("quiet")
        for row in rows:
            self._add(row)
        self._tell_empty()

    def values(self) -> tuple[T, ...] | None:
        """The rows as typed; None when some field is wrong (and says so)."""
        typed = [form.values() for form in self._forms]
        if any(values is None for values in typed):
            return None
        return tuple(self._make(**values) for values in typed if values is not None)

    def forms(self, name: str) -> dict[str, Form]:
        """The form of each row by the place it has in the list: ``accounts.0``."""
        return {f"{name}.{index}": form for index, form in enumerate(self._forms)}

    def _add(self, row: T) -> None:
        with self._list, ui.element("div").classes("part") as part:
            with ui.element("div").classes("grow"):
                form = Form(self._fields(row))

            def take_out() -> None:
                self._forms.remove(form)
                part.delete()
                self._tell_empty()

            page.icon_button("trash-2", t("Take out"), take_out)
        self._forms.append(form)
        self._tell_empty()

    def _tell_empty(self) -> None:
        self._empty.set_visibility(not self._forms and bool(self._empty.text))


def _account_fields(form: AccountForm, main: str) -> list[Field]:
    return [
        Field("bank", t("Bank"), value=form.bank),
        Field("bic", t("BIC"), value=form.bic),
        Field("account", t("Settlement account"), value=form.account),
        Field("correspondent_account", t("Correspondent account"),
              value=form.correspondent_account),
        Field("is_main", main, "flag", form.is_main),
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
