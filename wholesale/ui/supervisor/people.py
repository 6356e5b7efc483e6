"""Accounts as a table with dialogs: the supervisor's managers, the administrator's everybody.

A new password is made here, shown once, and leaves as a hash only.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.accounts import passwords
from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import Role
from wholesale.flow import manage_users
from wholesale.points import queries
from wholesale.points.queries import UserRow
from wholesale.points.rules import UserForm
from wholesale.ui.call import action, aside, call, look
from wholesale.ui.components import forms, marks, page, toast
from wholesale.ui.components.forms import Field
from wholesale.ui.components.table import Act, Column, DataTable
from wholesale.ui.session import quantity, t, word

# No letters and digits that are taken for one another when read aloud or from paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose accounts are kept here, and by which use cases."""

    title: str
    new: str
    rows: Callable[..., list[UserRow]]
    add: Callable[..., int]
    change: Callable[..., None]
    reset: Callable[..., None]
    roles: tuple[Role, ...]


MANAGERS = Desk(
    "Managers",
    "New manager",
    queries.staff_list,
    manage_users.add_manager,
    manage_users.change_manager,
    manage_users.reset_manager_password,
    (Role.MANAGER,),
)
EVERYBODY = Desk(
    "Users",
    "New user",
    queries.user_list,
    manage_users.add_user,
    manage_users.change_user,
    manage_users.reset_password,
    (Role.DEALER, Role.MANAGER, Role.SUPERVISOR, Role.ADMIN),
)


async def show_managers() -> None:
    """The page ``/staff`` of the supervisor."""
    await People(MANAGERS).build()


async def show_everybody() -> None:
    """The page ``/users`` of the administrator."""
    await People(EVERYBODY).build()


class People:
    """The page: search, the table, and its dialogs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._all: Sequence[UserRow] = ()

    async def build(self) -> None:
        """Lay the page out and fill it."""
        self._all = await look(self.desk.rows)
        with page.head(t(self.desk.title)):
            page.primary(t(self.desk.new), self._add, icon="user-plus")
        with ui.element("div").classes("filters"):
            self._text = ui.input(placeholder=t("Name or login")).classes("search")
            self._text.props('clearable debounce=150 type=search data-search="" autocomplete=off')
            self._text.props["aria-label"] = t("Name or login")
            with self._text.add_slot("prepend"):
                marks.icon("search")
            self._role: ui.select | None = None
            if len(self.desk.roles) > 1:
                self._role = ui.select(
                    {"": t("All roles"), **{role.value: word(role) for role in self.desk.roles}},
                    value="",
                )
                self._role.props["aria-label"] = t("Role")
                self._role.on_value_change(action(self._narrow, once=False))
        self._text.on_value_change(action(self._narrow, once=False))
        self._table = self._made()
        self._narrow()

    def _made(self) -> DataTable:
        columns = [
            Column("name", t("Name"), lambda row: row.name, "title", phone="title",
                   sub=lambda row: row.login),
            Column("role", t("Role"), lambda row: word(row.role), phone="side"),
            Column("ties", t("Works with"), lambda row: row.dealer or row.points, phone="wide"),
            Column("phone", t("Phone"), lambda row: row.phone, phone="hide"),
            Column("limit", t("Own discount"), _limit, phone="hide"),
            Column("state", t("State"), _state, "status", phone="end"),
        ]  # fmt: skip
        if len(self.desk.roles) == 1:
            del columns[1]
        return DataTable(
            columns,
            key=lambda row: row.id,
            acts=[
                Act("edit", "pencil", t("Change the account"), self._edit),
                Act("reset", "key-round", t("New password"), self._ask_reset),
            ],
        )

    def _narrow(self) -> None:
        text = str(self._text.value or "").strip().lower()
        role = self._role.value if self._role else ""
        self._table.show(
            [
                row
                for row in self._all
                if (not text or text in f"{row.name} {row.login} {row.dealer}".lower())
                and (not role or row.role == role)
            ]
        )

    async def _refresh(self) -> None:
        self._all = await look(self.desk.rows)
        self._narrow()

    async def _add(self) -> None:
        async def save(values: dict[str, Any]) -> None:
            password = fresh_password()
            hashed = await aside(passwords.hash_password, password)
            form = _form(values, self.desk)
            await call(self.desk.add, form=form, password_hash=hashed)
            await self._refresh()
            _show_password(form.login, password)

        blank = UserForm(login="", name="", role=self.desk.roles[0])
        forms.dialog(t(self.desk.new), await self._fields(blank), save, wide=True)

    async def _edit(self, row: UserRow) -> None:
        async def save(values: dict[str, Any]) -> None:
            await call(self.desk.change, user_id=row.id, form=_form(values, self.desk))
            toast.good(t("Saved"))
            await self._refresh()

        form = await look(queries.user_form, user_id=row.id)
        forms.dialog(row.name, await self._fields(form), save, wide=True)

    def _ask_reset(self, row: UserRow) -> None:
        async def reset() -> None:
            password = fresh_password()
            hashed = await aside(passwords.hash_password, password)
            await call(self.desk.reset, user_id=row.id, password_hash=hashed)
            _show_password(row.login, password)

        forms.confirm(
            t("Make a new password for {name}?", name=row.name),
            t("The present one stops working, and every sign-in of this account ends."),
            t("New password"),
            reset,
        )

    async def _fields(self, form: UserForm) -> list[Field]:
        points = await look(queries.point_choices)
        fields = [
            Field("name", t("Name"), value=form.name, required=True),
            Field("login", t("Login"), value=form.login, required=True,
                  hint=t("An e-mail address or one word")),
            Field("phone", t("Phone"), value=form.phone),
        ]  # fmt: skip
        if len(self.desk.roles) > 1:
            dealers = await look(queries.dealer_list)
            fields += [
                Field("role", t("Role"), "choice", form.role,
                      options={role: word(role) for role in self.desk.roles}),
                Field("dealer_id", t("Dealer"), "choice", form.dealer_id or 0,
                      options={0: "—", **{row.id: row.name for row in dealers}},
                      hint=t("For dealers’ people")),
            ]  # fmt: skip
        return [
            *fields,
            Field("discount_limit", t("Own discount, %"), "number", form.discount_limit,
                  hint=t("How much a manager may give on his own")),
            Field("point_ids", t("Trading points of a manager"), "choices",
                  sorted(form.point_ids), options=points),
            Field("active", t("May sign in"), "flag", form.active),
        ]  # fmt: skip


def _form(values: dict[str, Any], desk: Desk) -> UserForm:
    role = values.get("role", desk.roles[0])
    if role not in desk.roles:
        raise NotFound("user")
    return UserForm(
        login=values["login"],
        name=values["name"],
        role=role,
        dealer_id=values.get("dealer_id") or None,
        point_ids=frozenset(values["point_ids"]),
        phone=values["phone"],
        discount_limit=values["discount_limit"] or Decimal(0),
        active=values["active"],
    )


def fresh_password() -> str:
    """A password to be read out once: three groups of four signs, 59 bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))


def _show_password(login: str, password: str) -> None:
    """The one time a password is seen."""
    with ui.dialog() as box, ui.card():
        ui.label(t("The new password")).classes("dialog-title")
        ui.label(t("It is shown this once. Hand it over; he changes it in his account.")).classes(
            "quiet"
        )
        page.facts([(t("Login"), lambda: marks.code(login)),
                    (t("Password"), lambda: marks.code(password, "strong"))])  # fmt: skip
        with ui.element("div").classes("dialog-acts"):
            page.primary(t("Done"), box.close)
    box.on("hide", box.delete)
    box.open()


def _limit(row: UserRow) -> str:
    return f"{quantity(row.discount_limit)} %" if row.role is Role.MANAGER else ""


def _state(row: UserRow) -> tuple[str, str]:
    if not row.active:
        return t("blocked"), ""
    if row.locked:
        return t("locked out"), "warning"
    return "", ""
