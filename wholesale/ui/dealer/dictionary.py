"""The dictionary of a dealer: what his own codes and words mean, to be corrected and taken away."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from wholesale.api.uploads import dictionary_url
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import Role
from wholesale.flow import keep_dictionary as words
from wholesale.flow.read_order_file import dealer_choices
from wholesale.intake.queries import DictionaryRow
from wholesale.ui.call import call, look
from wholesale.ui.components import page, toast
from wholesale.ui.components.table import PAGE, Act, Column, DataTable, InParts
from wholesale.ui.dealer.upload_asked import choose_product
from wholesale.ui.deliver import deliver_file
from wholesale.ui.session import actor, t

_FEW = 10  # words, among which nobody needs to search


async def show(dealer: int = 0) -> None:
    """The page ``/dictionary``; staff choose whose it is."""
    who = actor()
    staff = who.role is not Role.DEALER
    dealer_id = dealer if staff else who.dealer_id or 0
    back = f"/upload?dealer={dealer_id}" if staff else "/upload"
    choices = await look(dealer_choices)
    if dealer_id not in choices:
        raise DomainError("not_found", kind="dealer")
    with page.head(
        t("Dictionary of codes"),
        note=t("Your own codes and wordings that were confirmed once are understood from then on.")
        if not staff
        else choices[dealer_id],
        back=(t("Order from a file"), back),
    ):
        page.secondary(
            t("Save as csv"), lambda: deliver_file(dictionary_url(dealer_id)), icon="download"
        )
    await _Screen(dealer_id).show()


class _Screen:
    """The table, the search in it, and what is done with its rows."""

    def __init__(self, dealer_id: int) -> None:
        self.dealer_id = dealer_id
        self.rows: list[DictionaryRow] = []
        self.filters = ui.element("div").classes("filters")
        with self.filters:
            self.search = ui.input(placeholder=t("Code, wording or product")).classes("search")
            self.search.props("debounce=200 clearable type=search autocomplete=off")
            self.search.props["aria-label"] = t("Code, wording or product")
            self.search.on_value_change(self._find)
        self.table = InParts(self._table, size=PAGE)
        self.none = ui.element("div")

    async def show(self) -> None:
        self.rows = await look(words.dictionary, dealer_id=self.dealer_id)
        self.filters.set_visibility(len(self.rows) > _FEW)
        self._find()

    def _find(self) -> None:
        asked = (self.search.value or "").casefold().split()
        found = [row for row in self.rows if all(word in _searched(row) for word in asked)]
        self.table.show(found)
        self.table.data.table.set_visibility(bool(found))
        self.none.clear()
        with self.none:
            if not self.rows:
                with page.empty(
                    "book-open",
                    t("The dictionary is empty"),
                    t("It grows with each order from a file: confirm a row once, and it is known."),
                ):
                    pass  # fmt: skip
            elif not found:
                with page.empty("search", t("Nothing is found")):
                    pass

    def _table(self) -> DataTable:
        return DataTable(
            [
                Column("text", t("In the file"), lambda row: row.text, "title", phone="title",
                       width="32%"),
                Column("kind", t("What it is"), _kind, phone="side"),
                Column("article", t("Article"), lambda row: row.article, "code"),
                Column("name", t("Product"), lambda row: row.name, width="38%"),
                Column("at", t("Confirmed"), lambda row: row.confirmed_at, "moment"),
            ],
            key=lambda row: row.id,
            acts=[
                Act("change", "pencil", t("Choose another product"), self._change),
                Act("forget", "trash-2", t("Forget"), self._forget),
            ],
        )  # fmt: skip

    async def _change(self, row: DictionaryRow) -> None:
        product_id = await choose_product(self.dealer_id, row.text)
        if product_id is None:
            return
        await call(words.correct_word, word_id=row.id, product_id=product_id)
        await self.show()
        toast.good(
            t("«{text}» now means another product", text=row.text[:60]),
            undo=partial(self._restore, row),
        )

    async def _restore(self, row: DictionaryRow) -> None:
        await call(words.correct_word, word_id=row.id, product_id=row.product_id)
        await self.show()

    async def _forget(self, row: DictionaryRow) -> None:
        await call(words.forget_word, word_id=row.id)
        await self.show()
        toast.good(t("«{text}» is forgotten", text=row.text[:60]), undo=partial(self._recall, row))

    async def _recall(self, row: DictionaryRow) -> None:
        await call(words.recall_word, dealer_id=self.dealer_id, word=row)
        await self.show()


def _searched(row: DictionaryRow) -> str:
    return f"{row.text} {row.article} {row.name}".casefold()


def _kind(row: DictionaryRow) -> str:
    return t("code") if row.is_code else t("wording")
