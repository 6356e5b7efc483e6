"""УКД (statuses 1 and 2) and корректировочный счёт-фактура: four rows an item.

А is before the change, Б after it, В what it raised, Г what it lowered. Captions are to be
confirmed against the current order of ФНС (docs/documents.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from reports.facts import ZERO, Change, Correction, Line, Reference, Sums
from reports.parties import references, tax_number
from reports.style import LEADING, THICK, fitting, wrap
from reports.table import Column, Row, Table, paginate
from reports.tax_form import (
    DASH,
    HEAD,
    LEFT,
    NUMBERS,
    PAGE_LABEL,
    SIGNATURES,
    TOP,
    TOTAL,
    Numbered,
    TaxForm,
)
from reports.upd_columns import Field, fields_of
from reports.words import amount, long_date, short_date

NAME = ("Универсальный", "корректировочный", "документ")
NOTES = (
    "1 – корректировочный счет-фактура и документ об изменении стоимости",
    "2 – документ об изменении стоимости",
)
PAPERS = "Реквизиты передаточных (сопроводительных) документов, к которым относится корректировка"
TRANSFER = 142.0
PADDING = 1.5
CROSS = "Х"
_SIZES = {"1": 18.0, "4": 48.0, "10а": 34.0, "11": 58.0}
_MONEY = {"5": "net", "8": "vat", "9": "total"}
_SHARED = frozenset({"1", "1а"})


def correction_pdf(facts: Correction) -> bytes:
    """The correction as a PDF."""
    return _Form(facts).draw()


def raised_and_lowered(changes: Sequence[Change]) -> tuple[Sums, Sums]:
    """Sums of rows В and of rows Г: each of net, tax and total by its own sign."""
    raised, lowered = [ZERO] * 3, [ZERO] * 3
    for change in changes:
        for at, difference in enumerate(_differences(change)):
            raised[at] += max(difference, ZERO)
            lowered[at] += max(-difference, ZERO)
    return Sums(*raised), Sums(*lowered)


class _Item(NamedTuple):
    """An item measured: its name, its four rows, their heights."""

    number: str
    name: tuple[str, ...]
    rows: tuple[Row, ...]
    heights: tuple[float, ...]


class _Form(TaxForm):
    def __init__(self, facts: Correction) -> None:
        name = "Универсальный корректировочный документ" if facts.status else NAME_ALONE
        title = f"{name} № {facts.number} от {long_date(facts.issued_on)}"
        super().__init__(title, author=facts.seller.name, with_strip=bool(facts.status))
        self.facts = facts
        self.is_invoice = facts.status != 2
        traced = any(side.traced for each in facts.changes for side in (each.before, each.after))
        first, name_field, *rest = fields_of(with_code=False, traced=traced)
        shown = Field("", "Показатели в связи с изменением стоимости", 72, "left", _no_text)
        self.fields = [first, name_field, shown, *rest]
        narrow = 0.78 if traced else 0.96
        widths = [_SIZES.get(field.code, field.width) * narrow for field in self.fields]
        widths[1] = self.right - self.left - sum(widths)
        self.table = Table(
            self.left,
            [
                Column(wide, field.align, field.align == "center")
                for wide, field in zip(widths, self.fields, strict=True)
            ],
            size=5.4 if traced else 6.2,
            padding=PADDING,
        )
        at = {field.code: index for index, field in enumerate(self.fields)}
        self.column = at

    def draw(self) -> bytes:
        facts, sheet = self.facts, self.sheet
        items = [self._measure(number, each) for number, each in enumerate(facts.changes, 1)]
        top = self._heading()
        tail = 2 * TOTAL + SIGNATURES + (TRANSFER if facts.status else 0)
        above = HEAD + NUMBERS
        pages = paginate(
            [sum(item.heights) for item in items],
            first=self.lowest - top - above,
            later=self.lowest - TOP - PAGE_LABEL - above,
            foot=0,
            tail=tail,
        )
        for number, page in enumerate(pages, start=1):
            later = self.page(number, len(pages))
            y = self._items([items[index] for index in page], top if number == 1 else later)
            last = number == len(pages)
            if last:
                y = self._sums(y) + 3
                chief = facts.director if self.is_invoice else None
                y = self.signatures(
                    y, facts.seller, chief, facts.accountant if self.is_invoice else None
                )
            if facts.status:
                self.strip_edge(y if last else self.lowest)
            if facts.status and last:
                self.sheets(y, len(pages))
                sheet.line(LEFT, y, self.right, y, THICK)
                self._agreement(y + 2)
        return sheet.finish()

    def _measure(self, number: int, change: Change) -> _Item:
        before, after = change.before, change.after
        if not after.quantity:  # given back whole: the price is still the one agreed
            after = replace(after, price=_net_price(before))
        rows = tuple(
            self.table.measure(texts)
            for texts in (
                self._values("А (до изменения)", before),
                self._values("Б (после изменения)", after),
                self._moved("В (увеличение)", change, raised=True),
                self._moved("Г (уменьшение)", change, raised=False),
            )
        )
        size = self.table.size
        name = wrap(before.name, size, self.table.columns[1].width - 2 * PADDING)
        heights = [row.height for row in rows]
        tall = len(name) * size * LEADING + 2 * PADDING
        heights[-1] += max(0.0, tall - sum(heights))
        return _Item(str(number), name, rows, tuple(heights))

    def _values(self, label: str, line: Line) -> list[str]:
        return [
            ""
            if field.code in _SHARED
            else (label if not field.code else field.text(line, bool(line.quantity)))
            for field in self.fields
        ]

    def _moved(self, label: str, change: Change, *, raised: bool) -> list[str]:
        """Row В or Г: crosses but in the sums, which stand where the sign is theirs."""
        shown = {
            code: amount(abs(value)) if value and (value > 0) == raised else DASH
            for code, value in zip(_MONEY, _differences(change), strict=True)
        }
        shown |= {"": label, "6": DASH, "14": _traced_moved(change, raised=raised)}
        shown |= dict.fromkeys(_SHARED, "")
        return [shown.get(field.code, CROSS) for field in self.fields]

    def _items(self, items: Sequence[_Item], y: float) -> float:
        """The items of a page: number and name stand across the four rows."""
        if not items:
            return y
        sheet, edges, size = self.sheet, self.table.edges, self.table.size
        top = y + HEAD
        y = self.head(self.table, self.fields, y)
        lines = [(edges[0], top, edges[-1], top), (edges[0], y, edges[-1], y)]
        for number, name, rows, heights in items:
            sheet.block((edges[0] + edges[1]) / 2, y + PADDING, (number,), size, align="center")
            sheet.block(edges[1] + PADDING, y + PADDING, name, size)
            for at, (row, height) in enumerate(zip(rows, heights, strict=True)):
                self.table.draw(sheet, y, row)
                y += height
                lines.append((edges[0 if at == 3 else 2], y, edges[-1], y))
        sheet.lines(lines + [(x, top, x, y) for x in edges])
        return y

    def _heading(self) -> float:
        """Title and lines (1) to (5); returns where the table begins."""
        facts, sheet = self.facts, self.sheet
        if facts.status:
            self.strip(NAME, facts.status, NOTES)
        title = f"{NAME_ALONE} № {facts.number} от {long_date(facts.issued_on)} (1)"
        size = fitting(title, 10, self.right - self.left - 8, bold=True)
        sheet.text(self.left + 4, TOP + 10, title, size, bold=True)
        sheet.text(self.left + 4, TOP + 21, f"{_revised(facts.revision)} (1а)", 7.5)
        corrected = f"{references(facts.corrects)}, с учетом исправления № {DASH} от {DASH}"
        if facts.corrected_revision:
            revised = _revised(facts.corrected_revision).removeprefix("Исправление ")
            corrected = f"{references(facts.corrects)}, с учетом исправления {revised}"
        middle = self.left + (self.right - self.left) * 0.53
        y = self.numbered(
            self.left + 4,
            self.right,
            TOP + 27,
            128.0,
            [Numbered("к счету-фактуре (счетам-фактурам)", corrected, "(1б)")],
        )
        seller = [
            Numbered("Продавец", facts.seller.name, "(2)"),
            Numbered("Адрес", facts.seller.address, "(2а)"),
            Numbered("ИНН/КПП продавца", tax_number(facts.seller), "(2б)"),
            Numbered("Валюта: наименование, код", "российский рубль, 643", "(4)"),
        ]
        contract = "Идентификатор государственного контракта, договора (соглашения) (при наличии)"
        buyer = [
            Numbered("Покупатель", facts.buyer.name, "(3)"),
            Numbered("Адрес", facts.buyer.address, "(3а)"),
            Numbered("ИНН/КПП покупателя", tax_number(facts.buyer), "(3б)"),
            Numbered(contract, facts.contract_id or DASH, "(5)"),
        ]
        low = self.numbered(self.left + 4, middle - 8, y, 108.0, seller)
        return max(low, self.numbered(middle, self.right, y, 112.0, buyer)) + 3

    def _sums(self, y: float) -> float:
        raised, lowered = raised_and_lowered(self.facts.changes)
        for label, whole in (
            ("Всего увеличение (сумма строк В)", raised),
            ("Всего уменьшение (сумма строк Г)", lowered),
        ):
            y = self._sum(y, label, whole)
        return y

    def _sum(self, y: float, label: str, whole: Sums) -> float:
        sheet, edges, at = self.sheet, self.table.edges, self.column
        base, low = y + 8, y + TOTAL
        sheet.text(self.left + 3, base, label, 6.8, bold=True)
        for code, of in _MONEY.items():
            text = amount(getattr(whole, of))
            room = self.table.columns[at[code]].width - 2 * PADDING
            size = fitting(text, 6.4, room, bold=True, least=2.5)
            right = edges[at[code] + 1] - PADDING
            sheet.text(right, base, text, size, bold=True, align="right")
        sheet.text((edges[at["6"]] + edges[at["8"]]) / 2, base, CROSS, 6.4, align="center")
        columns = [edges[at[code]] for code in ("5", "6", "8", "9", "10")]
        lines = [(x, y, x, low) for x in (self.left, *columns)]
        sheet.lines([*lines, (self.left, low, edges[at["10"]], low)])
        return low

    def _agreement(self, y: float) -> None:
        """What is corrected and why, who proposes, who agrees."""
        facts, sheet = self.facts, self.sheet
        ground = references([facts.ground]) if facts.ground else ""
        note = "наименование документа, №, дата; при отсутствии – иные сведения"
        for label, value, caption in (
            (
                PAPERS,
                references(facts.transfers or facts.corrects),
                "",
            ),
            ("Содержание операции", facts.content, ""),
            ("Основание корректировки", ground, note),
        ):
            lines = wrap(label, 6.8, 176)
            y += 6 + 7.5 * len(lines)
            sheet.block(LEFT, y - 7.5 * len(lines), lines, 6.8)
            self.blank(LEFT + 180, y - 2, self.right, value, caption)
        y += 16
        middle = (LEFT + self.right) / 2
        sheet.line(middle, y - 6, middle, y + 68)
        sent = f"{long_date(facts.sent_on)}" if facts.sent_on else "«____» ______________ 20___ г."
        for left, right, who, day, signer, party in (
            (
                LEFT,
                middle - 6,
                "Предлагаю изменить стоимость",
                f"Дата направления на согласование  {sent}",
                facts.director,
                facts.seller,
            ),
            (
                middle + 6,
                self.right,
                "С изменением стоимости согласен",
                "Дата согласования  «____» ______________ 20___ г.",
                None,
                facts.buyer,
            ),
        ):
            sheet.text(left, y, who, 6.8)
            self.three(left, right + 18, y + 13, "", signer)
            sheet.text(left, y + 32, day, 6.8)
            maker = f"{party.name}, ИНН/КПП {tax_number(party)}"
            note = "наименование экономического субъекта – составителя документа"
            self.blank(left, y + 52, right, maker, note)
            sheet.text(left + 60, y + 66, "М.П.", 6.8)


NAME_ALONE = "Корректировочный счет-фактура"


def _revised(revision: Reference | None) -> str:
    if revision is None:
        return f"Исправление № {DASH} от {DASH}"
    return f"Исправление № {revision.number} от {short_date(revision.on)}"


def _net_price(line: Line) -> Decimal:
    price = line.net / line.quantity if line.quantity else ZERO
    return price.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def _differences(change: Change) -> tuple[Decimal, Decimal, Decimal]:
    before, after = change.before, change.after
    return after.net - before.net, after.vat - before.vat, after.total - before.total


def _traced_moved(change: Change, *, raised: bool) -> str:
    before, after = change.before.traced, change.after.traced
    value = (after.net if after else ZERO) - (before.net if before else ZERO)
    return amount(abs(value)) if value and (value > 0) == raised else DASH


def _no_text(_line: Line, _includes_vat: bool) -> str:
    return ""
