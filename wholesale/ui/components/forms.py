"""Dialogs with a form: labels above, mistakes beside the field, one main button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Protocol

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.events import ValueChangeEventArguments

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.i18n import date_text
from wholesale.core.money import plain
from wholesale.ui.call import action
from wholesale.ui.components import page
from wholesale.ui.session import language, refusal, t

Kind = Literal["text", "long", "password", "number", "date", "choice", "choices", "flag"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``value`` and what ``on_save`` receives by kind:

    text, long, password → str (stripped, except a password); number → ``Decimal | None``;
    date → ``date | None``; choice → a key of ``options``; choices → list of keys; flag → bool.
    ``check`` returns the sentence of a mistake or None. ``fits`` are codes of refusals that
    belong to this field: they are shown beside it. ``when`` is another field and the values of it
    with which this one is asked for; with others it is not shown and its value is None.
    """

    name: str
    label: str
    kind: Kind = "text"
    value: Any = None
    required: bool = False
    options: dict[Any, str] = field(default_factory=dict)
    hint: str = ""
    wide: bool = False
    check: Callable[[Any], str | None] | None = None
    fits: Sequence[str] = ()
    when: tuple[str, frozenset[Any]] | None = None


class Form:
    """The fields, laid out where it is made. ``values()`` validates them all."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._made: dict[str, Any] = {}
        with ui.element("div").classes("grid-2"):
            for one in fields:
                element = _control(one)
                if one.wide or one.kind in {"long", "choices"}:
                    element.style("grid-column: 1 / -1")
                self._made[one.name] = element
        for one in fields:
            if one.when is not None:
                name, fitting = one.when
                self._made[one.name].bind_visibility_from(
                    self._made[name], "value", backward=fitting.__contains__
                )

    def watch(self, name: str, on_value: Callable[[Any], Awaitable[None]]) -> None:
        """Call ``on_value`` with what a field comes to hold."""

        async def changed(event: ValueChangeEventArguments[Any]) -> None:
            await on_value(event.value)

        self._made[name].on_value_change(action(changed, once=False))

    def offer(self, name: str, options: dict[Any, str]) -> None:
        """Give a choice other ``options``, the first of them taken; one alone is not asked for."""
        element = self._made[name]
        element.set_options(options, value=next(iter(options), None))
        element.set_visibility(len(options) > 1)

    def values(self) -> dict[str, Any] | None:
        """The values by name; None when some field is wrong (and says so)."""
        found: dict[str, Any] = {}
        fine = True
        for one in self.fields:
            value, mistake = self._entered(one)
            self._say(one.name, mistake)
            fine = fine and mistake is None
            found[one.name] = value
        return found if fine else None

    def peek(self) -> dict[str, Any] | None:
        """The values by name, None while some field is empty or wrong; nothing is said of it."""
        read = {one.name: self._entered(one) for one in self.fields}
        if any(mistake for _, mistake in read.values()):
            return None
        return {name: value for name, (value, _) in read.items()}

    def _entered(self, one: Field) -> tuple[Any, str | None]:
        if one.when is not None and self._made[one.when[0]].value not in one.when[1]:
            return None, None
        return _read(one, self._made[one.name].value)

    def refuse(self, error: DomainError) -> bool:
        """Show a refusal beside the field it fits; False when some of it fits no field."""
        if isinstance(error, InvalidForm):
            for name, mistake in error.fields.items():
                self._say(name, refusal(mistake))
            return error.fields.keys() <= self._made.keys()
        for one in self.fields:
            if error.code in one.fits:
                self._say(one.name, refusal(error))
                return True
        return False

    def _say(self, name: str, mistake: str | None) -> None:
        element = self._made.get(name)
        if isinstance(element, ValidationElement):
            element.error = mistake


class Filled(Protocol):
    """What a dialog asks of the form in it, as ``Form`` has it."""

    def values(self) -> dict[str, Any] | None: ...

    def refuse(self, error: DomainError) -> bool: ...


def dialog(
    title: str,
    fields: Sequence[Field] | Callable[[], Filled],
    on_save: Callable[[dict[str, Any]], Awaitable[None]],
    *,
    note: str = "",
    save: str | None = None,
    wide: bool = False,
) -> None:
    """Open a form of ``fields``, or the one they make.

    ``on_save`` gets the values; it may raise ``DomainError``: the dialog stays. It closes after
    ``on_save`` returns; Ctrl+Enter saves, Esc closes. ``on_save`` works in the page and not in
    this dialog, so that one it opens itself does not go away with this.
    """
    opened_in = ui.context.slot.parent
    with ui.dialog() as box, ui.card().classes("dialog-wide" if wide else ""):
        ui.label(title).classes("dialog-title")
        if note:
            ui.label(note).classes("quiet")
        form = fields() if callable(fields) else Form(fields)
        complaint = ui.label().classes("bad")
        complaint.set_visibility(False)

        async def submit() -> None:
            values = form.values()
            if values is None:
                return
            complaint.set_visibility(False)
            try:
                with opened_in:
                    await on_save(values)
            except DomainError as error:
                if not form.refuse(error):
                    complaint.set_text(refusal(error))
                    complaint.set_visibility(True)
                return
            box.close()

        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Cancel"), box.close)
            page.primary(save or t("Save"), submit)
    box.on("keydown.ctrl.enter", action(submit))
    box.on("hide", box.delete)
    box.open()


def confirm(
    title: str, text: str, yes: str, on_yes: Callable[[], Awaitable[None]], *, bad: bool = False
) -> None:
    """Ask before what cannot be undone; where it can be, do it and offer undo in a toast.

    ``on_yes`` works in the page, as ``on_save`` of ``dialog`` does.
    """
    opened_in = ui.context.slot.parent
    with ui.dialog() as box, ui.card():
        ui.label(title).classes("dialog-title")
        ui.label(text).classes("quiet pre")

        async def agree() -> None:
            box.close()
            with opened_in:
                await on_yes()

        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Cancel"), box.close)
            (page.danger if bad else page.primary)(yes, agree)
    box.on("hide", box.delete)
    box.open()


def _control(one: Field) -> ui.element:
    if one.kind == "flag":
        return ui.checkbox(one.label, value=bool(one.value))
    element: Any
    if one.kind in {"choice", "choices"}:
        several = one.kind == "choices"
        element = ui.select(
            one.options,
            label=one.label,
            value=list(one.value or []) if several else one.value,
            multiple=several,
            with_input=len(one.options) > 12,
        )
        if several:
            element.props("use-chips")
    elif one.kind == "long":
        element = ui.textarea(one.label, value=one.value or "")
    elif one.kind == "password":
        element = ui.input(one.label, value="", password=True, password_toggle_button=True)
        element.props("autocomplete=new-password")
    else:
        element = ui.input(one.label, value=_written(one.value))
        if one.kind == "number":
            element.props("inputmode=decimal input-class=text-right")
        if one.kind == "date":
            element.props["placeholder"] = t("dd.mm.yyyy")
            element.props("mask=##.##.####")
    element.classes("w-full")
    if one.hint:
        element.props["hint"] = one.hint
    return element  # type: ignore[no-any-return]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        number = f"{plain(value):f}"
        return number.replace(".", ",") if language() == "ru" else number
    return date_text(value) if isinstance(value, date) else str(value)


def _read(one: Field, raw: Any) -> tuple[Any, str | None]:
    value: Any = raw
    if one.kind in {"text", "long"}:
        value = (raw or "").strip()
    elif one.kind == "number":
        value, mistake = read_number(raw)
        if mistake:
            return None, t("A number is expected")
    elif one.kind == "date":
        value, mistake = read_date(raw)
        if mistake:
            return None, t("A date such as 31.12.2026 is expected")
    if one.required and (value is None or value in ("", [])):
        return value, t("Fill this in")
    if one.check is not None and value not in (None, ""):
        return value, one.check(value)
    return value, None


def read_number(raw: Any) -> tuple[Decimal | None, bool]:
    """What a person typed as a number («1 200,50»); the flag says it is not one."""
    text = "".join(str(raw or "").split()).replace(",", ".").replace("\u2212", "-")
    if not text:
        return None, False
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None, True
    return (value, False) if value.is_finite() and abs(value) < Decimal("1e13") else (None, True)


def read_date(raw: Any) -> tuple[date | None, bool]:
    """A date typed as dd.mm.yyyy; the flag says it is not one."""
    text = str(raw or "").strip()
    if not text:
        return None, False
    try:
        day, month, year = (int(part) for part in text.split("."))
        return date(year, month, day), False
    except ValueError:
        return None, True
