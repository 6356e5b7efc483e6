"""Orders from files: a place to drop them, or to paste cells; then each has a page of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal

from nicegui import events, ui

from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Role
from wholesale.flow import read_order_file as files
from wholesale.flow.order_preview import Preview
from wholesale.intake.opening import child
from wholesale.intake.opening.mail import files_of
from wholesale.intake.parse import ParsedFile, parse
from wholesale.intake.uploads import UploadRow
from wholesale.ui import server
from wholesale.ui.call import action, aside, call, failure, look
from wholesale.ui.components import marks, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.document_requests import ask_price_list
from wholesale.ui.session import SignedOut, actor, plural, quantity, refusal, t

_STILL = 0.5  # seconds without a new row: they have all been read
_CATCH = """
(() => {
  const zone = document.getElementById('c%(zone)s');
  const uploader = () => {
    const made = getElement(%(uploader)s);
    return made.$refs?.qRef ?? made;
  };
  if (!zone || zone.dataset.ready) return;
  zone.dataset.ready = '1';
  const stop = (e) => { e.preventDefault(); e.stopPropagation(); };
  const over = (on) => zone.classList.toggle('over', on);
  zone.addEventListener('click', () => uploader().pickFiles());
  zone.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' || e.key === ' ') { stop(e); uploader().pickFiles(); }
  });
  const page = zone.closest('.page') || zone;
  page.addEventListener('dragover', (e) => { stop(e); over(true); });
  page.addEventListener('dragleave', (e) => { if (!page.contains(e.relatedTarget)) over(false); });
  page.addEventListener('drop', (e) => {
    stop(e); over(false); uploader().addFiles(e.dataTransfer.files);
  });
  const paste = (e) => {
    if (!document.getElementById('c%(zone)s')) {
      document.removeEventListener('paste', paste); return;
    }
    if (/^(INPUT|TEXTAREA)$/.test(e.target.tagName)) return;
    const data = e.clipboardData;
    if (data.files.length) { stop(e); uploader().addFiles(data.files); return; }
    const text = data.getData('text/plain');
    if (text.trim()) {
      stop(e);
      uploader().addFiles([new File([text], %(pasted)s, {type: 'text/plain'})]);
    }
  };
  document.addEventListener('paste', paste);
})()
"""


async def show(dealer: int = 0) -> None:
    """The page ``/upload``; staff choose the dealer the file is for."""
    who = actor()
    with page.head(
        t("Order from a file"),
        note=t("Any table will do: the columns, the products and the quantities are found in it."),
    ):
        chosen = who.dealer_id if who.role is Role.DEALER else dealer or None
        if who.role is Role.DEALER:  # a first order has no table yet
            page.secondary(t("Order form"), ask_price_list, icon="file-spreadsheet")
        if chosen:
            whose = "" if who.role is Role.DEALER else f"?dealer={chosen}"
            page.link_button(t("Dictionary of codes"), f"/dictionary{whose}", icon="book-open")
    if who.role is not Role.DEALER:
        choices = await look(files.dealer_choices)
        with ui.element("div").classes("filters"):
            picked = ui.select(
                choices, value=chosen if chosen in choices else None, label=t("Dealer")
            )
            picked.props("use-input input-debounce=0 fill-input hide-selected").classes("search")
        picked.on_value_change(lambda e: ui.navigate.to(f"/upload?dealer={e.value}"))
        if chosen not in choices:
            with page.empty("handshake", t("Choose the dealer the order is for")):
                pass  # fmt: skip
            return
    if chosen is None:
        raise DomainError("not_a_dealer")
    await _Zone(chosen).show()


class _Zone:
    """The drop zone and what is happening to the files dropped into it."""

    def __init__(self, dealer_id: int) -> None:
        self.dealer_id = dealer_id
        self.done: list[int] = []  # uploads

    async def show(self) -> None:
        self.uploader = ui.upload(
            multiple=True,
            auto_upload=True,
            max_file_size=server.settings().upload_limit_mb * 1_000_000,
            max_files=20,
            on_multi_upload=action(self._take),
            on_rejected=action(self._refuse),
        ).classes("visually-hidden")
        self.uploader.props["inert"] = True  # the zone stands for it
        with ui.element("div").classes("drop-zone").props("tabindex=0 role=button") as zone:
            marks.icon("file-spreadsheet", "drop-icon")
            ui.label(t("Drop the files here or choose them")).classes("drop-title only-wide")
            ui.label(t("Choose the files")).classes("drop-title only-phone")
            ui.label(t("Excel, OpenDocument, CSV, a letter with them; several at once")).classes(
                "quiet"
            )
            with ui.element("div").classes("drop-hint"):
                ui.html("<kbd>Ctrl V</kbd>", sanitize=False)
                marks.text(t("pastes cells copied from a table"), "faint small")
        with ui.element("div").classes("only-phone"):
            page.secondary(t("Paste a text or cells"), self._paste, icon="clipboard")
        self.working = ui.element("div").classes("stack-2")
        self.recent = ui.element("div").classes("stack-4")
        ui.run_javascript(
            _CATCH
            % {
                "zone": zone.id,
                "uploader": self.uploader.id,
                "pasted": f"'{t('Pasted cells')}.tsv'",
            }
        )
        await self._list()
        await aside(child.warm_up)

    async def _list(self) -> None:
        rows = await look(files.upload_list, dealer_id=self.dealer_id)
        self.recent.clear()
        if not rows:
            return
        with self.recent:
            marks.text(t("Latest files"), "h2", "h2")
            DataTable(
                [
                    Column("name", t("File"), lambda row: row.file_name, "title", phone="title"),
                    Column("at", t("Uploaded"), lambda row: row.created_at, "moment"),
                    Column("order", t("Order"), _order, "status", phone="side"),
                ],
                key=lambda row: row.id,
                link=lambda row: f"/upload/{row.id}",
                rows=rows,
            )

    async def _take(self, event: events.MultiUploadEventArguments) -> None:
        self.uploader.reset()
        await self._read(
            [
                found
                for file in event.files
                for found in await aside(files_of, await file.read(), file.name)
            ]
        )

    async def _paste(self) -> None:
        """Where no keyboard pastes: a field for it."""
        with ui.dialog() as dialog, ui.card():
            ui.label(t("Paste a text or cells")).classes("dialog-title")
            field = ui.textarea(placeholder=t("Article, quantity: a line for each product"))
            field.classes("paste-text").props("autofocus")
            field.props["aria-label"] = t("Paste a text or cells")
            with ui.element("div").classes("dialog-acts"):
                page.quiet(t("Go back"), lambda: dialog.submit(""))
                page.primary(t("Read the text"), lambda: dialog.submit(field.value or ""))
        text = await dialog
        dialog.delete()
        if isinstance(text, str) and text.strip():
            await self._read([(f"{t('Pasted cells')}.tsv", text.encode())])

    async def _read(self, brought: Sequence[tuple[str, bytes]]) -> None:
        """Read the files one after another; of a single one, go on to what became of it."""
        self.done.clear()
        with self.working:
            waiting = [(_Strip(name), content) for name, content in brought]
        for strip, content in waiting:
            await self._one(strip, content)
        if len(self.done) == 1 and len(brought) == 1:
            ui.navigate.to(f"/upload/{self.done[0]}")
            return
        await self._list()

    async def _one(self, strip: _Strip, content: bytes) -> None:
        """Read one file; whatever becomes of it, the others are read."""
        ticking = ui.timer(0.3, strip.tell_progress)
        try:
            preview = await self._keep(strip, content)
        except SignedOut:
            raise
        except DomainError as error:
            strip.fail(refusal(error))
        except Exception as error:  # noqa: BLE001 (told under a number, logged)
            strip.fail(failure(error))
        else:
            self.done.append(preview.upload_id)
            strip.finish(preview)
        finally:
            ticking.deactivate()

    async def _keep(self, strip: _Strip, content: bytes) -> Preview:
        watch = strip.watch
        watch.start()
        parsed: ParsedFile = await aside(parse, content, strip.name, progress=watch.rows_read)
        watch.searching = True
        read = await look(  # nobody who writes waits for it to end
            files.recognise, dealer_id=self.dealer_id, parsed=parsed, watch=watch.look
        )
        return await call(
            files.read_order_file,
            dealer_id=self.dealer_id,
            parsed=parsed,
            read=read,
            watch=watch.look,
        )

    def _refuse(self) -> None:
        raise DomainError("upload_refused", limit_mb=server.settings().upload_limit_mb)


class _Strip:
    """A file that waits, is read, or has been read, in one line; it can be stopped."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.watch = _Watch()
        with ui.element("div").classes("file-work") as self._frame:
            marks.icon("file-spreadsheet", "quiet")
            marks.text(name, "strong truncate")
            self._told = ui.label(t("Waiting…")).classes("quiet small push")
            self._stop = page.icon_button("x", t("Stop"), self._be_stopped)
            self._bar = ui.linear_progress(show_value=False).classes("file-bar")
            self._bar.props("indeterminate").set_visibility(False)
            self._bar.props["aria-label"] = name
            self._aloud = ui.label().classes("visually-hidden").props("role=status")

    def _be_stopped(self) -> None:
        self.watch.stop()
        self._frame.delete()

    def tell(self, text: str) -> None:
        if not self.watch.stopped:
            self._told.set_text(text)

    def tell_progress(self) -> None:
        """How far the reading has come, with a bar: it takes long enough for one."""
        if not self.watch.stopped:
            if not self._bar.visible:
                self._bar.set_visibility(True)
                self._say(t("Reading…"))
            self.tell(self.watch.told())

    def _say(self, text: str) -> None:
        """Tell it to one who cannot see, not with every thousand rows."""
        self._aloud.set_text(f"{self.name}: {text}")

    def fail(self, reason: str) -> None:
        """Say why nothing came of the file; of one that was stopped there is nothing to say."""
        if self.watch.stopped:
            return
        self._end()
        self._frame.classes("bad")
        self.tell(reason)
        self._say(reason)

    def finish(self, preview: Preview) -> None:
        """What became of its rows, and the way to them."""
        if self.watch.stopped:
            return
        self._end()
        receipt = preview.receipt
        became = (
            plural("{count} lines", len(preview.lines))
            + (f" · {t('to clarify')}: {receipt.asked}" if receipt.asked else "")
            + (f" · {t('rejected')}: {receipt.rejected}" if receipt.rejected else "")
        )
        self.tell(became)
        self._say(became)
        with self._frame:
            page.link_button(t("Open the file"), f"/upload/{preview.upload_id}", icon="arrow-right")

    def _end(self) -> None:
        self._stop.delete()
        self._bar.delete()


class _Watch:
    """How far a reading has come; told from the reading thread, asked from the page."""

    def __init__(self) -> None:
        self.rows = 0
        self.searching = False  # the rows are read, their products not yet found
        self.stopped = False
        self.started = self.last_row = time.monotonic()

    def start(self) -> None:
        """Its turn has come; raises when it was stopped while it waited."""
        self.look()
        self.started = time.monotonic()

    def look(self) -> None:
        if self.stopped:
            raise DomainError("stopped")

    def rows_read(self, rows: int) -> None:
        self.look()
        if rows != self.rows:
            self.rows, self.last_row = rows, time.monotonic()

    def stop(self) -> None:
        self.stopped = True

    def told(self) -> str:
        if self.searching:
            return t("Finding products and prices…")
        if not self.rows:
            return t("Reading…")
        if time.monotonic() - self.last_row > _STILL:
            return t("{rows} rows read, looking for the tables…", rows=quantity(Decimal(self.rows)))
        speed = int(self.rows / max(self.last_row - self.started, 0.001))
        return t(
            "{rows} rows read, {speed} rows a second",
            rows=quantity(Decimal(self.rows)),
            speed=quantity(Decimal(speed)),
        )


def _order(row: UploadRow) -> tuple[str, str]:
    return (row.number, "good") if row.number else (t("not ordered"), "")
