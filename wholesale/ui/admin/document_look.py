"""How an organization's documents look and are numbered, with the sample beside the form.

The sample is drawn anew as soon as a field changes; nothing is kept before «Save».
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from nicegui import ui
from nicegui.events import UploadEventArguments

from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents.rules import PREFIXES, YEAR, Pattern
from wholesale.documents.settings import BLOCKS, LARGEST_PICTURE, SLOTS, LookForm
from wholesale.flow import choose_document_look
from wholesale.points import organizations
from wholesale.ui.call import action, call, look
from wholesale.ui.components import marks, page, toast
from wholesale.ui.session import refusal, t, word

PATH = "/organizations"

_BLOCKS = {
    "notice": "Notice",
    "qr": "Payment QR code",
    "due": "Pay until",
    "terms": "Terms",
}
_SLOTS = {
    "logo": "Logo",
    "stamp": "Stamp",
    "director_facsimile": "Signature of the head",
    "accountant_facsimile": "Signature of the accountant",
}


async def show(organization_id: int) -> None:
    """The page ``/organizations/{organization_id}/documents``."""
    card = await look(organizations.organization_form, organization_id=organization_id)
    form = await look(choose_document_look.document_look, organization_id=organization_id)
    await LookEditor(organization_id, form).build(card.name)


class LookEditor:
    """The form on the left, the sample invoice on the right."""

    def __init__(self, organization_id: int, form: LookForm) -> None:
        self._id, self.form = organization_id, form
        self._fields: dict[str, Any] = {}
        self._kind = DocumentKind.INVOICE
        self._asked = 0  # samples: the last one asked for is shown, whichever is drawn first

    async def build(self, name: str) -> None:
        """Lay the page out and draw the sample."""
        back = (name, f"{PATH}/{self._id}")
        with page.head(t("Look and numbers of documents"), back=back):
            page.primary(t("Save"), self._save, icon="save")
        columns = "grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); align-items: start"
        with ui.element("div").classes("grid-2").style(columns):
            with ui.element("div").classes("stack-4"):
                self._texts()
                self._blocks()
                self._pictures()
                self._numbers()
            with page.panel(t("Sample"), classes="sticky-side"):
                kinds = {kind: word(kind) for kind in choose_document_look.SAMPLES}
                shown = ui.select(kinds, value=self._kind).classes("w-full")
                shown.props["aria-label"] = t("Kind of document")
                shown.on_value_change(action(self._show_kind))
                self._complaint = ui.label().classes("bad")
                self._complaint.set_visibility(False)
                self._sample = ui.image().classes("w-full").style("border: 1px solid var(--line)")
                self._sample.props["alt"] = t("A sample with these choices")
        await self._draw()

    def _texts(self) -> None:
        with page.panel(t("Commercial papers")):
            marks.text(t("Legal forms stay as the law has them."), "quiet small")
            accent = ui.color_input(t("Colour"), value=self.form.accent or "#1f2937")
            accent.on_value_change(_typed(self._taker("accent")))
            self._fields["accent"] = accent
            for field, label in (("notice", t("Notice")), ("terms", t("Terms, a line each"))):
                area = ui.textarea(label, value=getattr(self.form, field))
                area.props("debounce=500 maxlength=1500").classes("w-full")
                area.on_value_change(_typed(self._taker(field)))
                self._fields[field] = area

    def _taker(self, field: str) -> Any:
        async def take(event: Any) -> None:
            await self._change(**{field: event.value or ""})

        return take

    def _blocks(self) -> None:
        """Parts of an invoice: shown or not, and in which order."""
        with page.panel(t("Parts of an invoice")):
            self._list = ui.element("div").classes("stack-2")
            self._show_blocks()

    def _show_blocks(self) -> None:
        chosen = self.form.blocks
        order = [*chosen, *(block for block in BLOCKS if block not in chosen)]
        self._list.clear()
        with self._list:
            for at, block in enumerate(order):
                with ui.element("div").classes("row-flex").style("flex-wrap: nowrap"):
                    box = ui.checkbox(t(_BLOCKS[block]), value=block in chosen)
                    box.on_value_change(_typed(self._toggler(block)))
                    ui.element("div").classes("grow")
                    if block in chosen and at:
                        page.icon_button("arrow-up", t("Higher"), self._lifter(block))

    def _toggler(self, block: str) -> Any:
        async def toggle(event: Any) -> None:
            rest = tuple(each for each in self.form.blocks if each != block)
            await self._change(blocks=(*rest, block) if event.value else rest)
            self._show_blocks()

        return toggle

    def _lifter(self, block: str) -> Any:
        async def lift() -> None:
            blocks = list(self.form.blocks)
            at = blocks.index(block)
            blocks[at - 1 : at + 1] = [block, blocks[at - 1]]
            await self._change(blocks=tuple(blocks))
            self._show_blocks()

        return lift

    def _pictures(self) -> None:
        with page.panel(t("Pictures")):
            note = t("PNG or JPEG up to 1 MB; a PNG may be transparent. Not on tax documents.")
            marks.text(note, "quiet small")
            self._slots = ui.element("div").classes("stack-2")
            self._show_pictures()

    def _show_pictures(self) -> None:
        self._slots.clear()
        with self._slots:
            for slot in SLOTS:
                with ui.element("div").classes("row-flex").style("flex-wrap: nowrap"):
                    upload = ui.upload(
                        label=t(_SLOTS[slot]),
                        auto_upload=True,
                        max_files=1,
                        max_file_size=LARGEST_PICTURE,
                        on_upload=action(self._uploader(slot)),
                    )
                    upload.props('accept=".png,.jpg,.jpeg" flat bordered').classes("grow")
                    if self.form.pictures.get(slot):
                        marks.chip(t("uploaded"), "good")
                        page.icon_button("trash-2", t("Take off"), self._remover(slot))

    def _uploader(self, slot: str) -> Any:
        async def uploaded(event: UploadEventArguments) -> None:
            content = await event.file.read()
            key = await call(choose_document_look.keep_picture, content=content)
            await self._change(pictures={**self.form.pictures, slot: key})
            self._show_pictures()

        return uploaded

    def _remover(self, slot: str) -> Any:
        async def remove() -> None:
            kept = {name: key for name, key in self.form.pictures.items() if name != slot}
            await self._change(pictures=kept)
            self._show_pictures()

        return remove

    def _numbers(self) -> None:
        with page.panel(t("Numbers")):
            note = t(
                "They run without gaps by kind and year; {year} in a prefix is the year.", year=YEAR
            )
            marks.text(note, "quiet small")
            for kind in PREFIXES:
                pattern = self.form.patterns[kind]
                with ui.element("div").classes("row-flex").style("flex-wrap: nowrap"):
                    ui.label(word(kind)).classes("grow")
                    prefix = ui.input(value=pattern.prefix).props("maxlength=16 debounce=500")
                    prefix.style("width: 7rem").props["aria-label"] = t("Prefix")
                    width = ui.number(value=pattern.width, min=1, max=9, format="%.0f")
                    width.style("width: 5rem").props["aria-label"] = t("Digits")
                    changed = _typed(self._renumber(kind, prefix, width))
                    prefix.on_value_change(changed)
                    width.on_value_change(changed)

    def _renumber(self, kind: DocumentKind, prefix: ui.input, width: ui.number) -> Any:
        async def renumber() -> None:
            pattern = Pattern(prefix.value or "", int(width.value or 0))
            await self._change(patterns={**self.form.patterns, kind: pattern})

        return renumber

    async def _show_kind(self, event: Any) -> None:
        self._kind = event.value
        await self._draw()

    async def _change(self, **changes: Any) -> None:
        self.form = replace(self.form, **changes)
        await self._draw()

    async def _draw(self) -> None:
        """The sample with what is typed, or what is wrong with it."""
        self._asked += 1
        asked = self._asked
        try:
            picture = await look(
                choose_document_look.preview_look,
                organization_id=self._id,
                form=self.form,
                kind=self._kind,
            )
        except InvalidForm as error:
            if asked == self._asked:
                self._say(error)
            return
        if asked < self._asked:
            return
        self._complaint.set_visibility(False)
        self._sample.set_source(f"data:image/png;base64,{base64.b64encode(picture).decode()}")

    def _say(self, error: InvalidForm) -> None:
        wrong: list[DomainError] = list(error.fields.values())
        self._complaint.set_text("; ".join(dict.fromkeys(refusal(each) for each in wrong)))
        self._complaint.set_visibility(True)

    async def _save(self) -> None:
        try:
            await call(
                choose_document_look.change_document_look,
                organization_id=self._id,
                form=self.form,
            )
        except InvalidForm as error:
            self._say(error)
            return
        toast.good(t("Saved; documents issued from now on look so."))


def _typed(handler: Callable[..., Any]) -> Callable[..., Awaitable[None]]:
    """What is typed while a sample is drawn counts as well."""
    return action(handler, once=False)
