"""What УПД, счёт-фактура and УКД share: the strip, numbered lines, heads, places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from reports import words
from reports.facts import Party, Signer
from reports.parties import attorney
from reports.style import ASCENT, GREY, HAIR, LEADING, MM, THICK, Sheet, fitting, wrap
from reports.table import Table

LEFT, RIGHT, TOP, BOTTOM = 9 * MM, 7 * MM, 7 * MM, 8 * MM
STRIP = 70.0
HEAD, NUMBERS, TOTAL, PAGE_LABEL = 74.0, 9.0, 11.0, 11.0
SIGNATURES = 60.0
SMALL, CAPTION = 6.0, 5.2
DASH = "—"


class Captioned(Protocol):
    """A column's code, caption and the caption it shares with its neighbour."""

    @property
    def code(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def group(self) -> str: ...


class Numbered(NamedTuple):
    """A line of the head: «Продавец … (2)»."""

    label: str
    value: str
    code: str


class TaxForm:
    """A landscape page; ``left`` is where the strip of a universal document ends."""

    def __init__(self, title: str, *, author: str, with_strip: bool) -> None:
        self.title, self.with_strip = title, with_strip
        self.sheet = Sheet(title, author=author, landscape=True)
        self.left = LEFT + (STRIP if with_strip else 0)
        self.right = self.sheet.width - RIGHT
        self.lowest = self.sheet.height - BOTTOM

    def page(self, number: int, pages: int) -> float:
        """Begin a page after the first: whose it is, which of how many; returns its top."""
        sheet = self.sheet
        if number > 1:
            sheet.next_page()
            sheet.text(self.left, TOP + 6, self.title, SMALL, colour=GREY)
        if pages > 1:
            label = f"Страница {number} из {pages}"
            sheet.text(self.right, sheet.height - 12, label, SMALL, align="right", colour=GREY)
        return TOP + PAGE_LABEL

    def edition(self, lines: Sequence[str]) -> None:
        """By what the form is approved, in the right top corner."""
        for number, line in enumerate(lines):
            y = TOP + 5 + 6.4 * number
            self.sheet.text(self.right, y, line, 5.4, align="right", colour=GREY)

    def numbered(
        self, left: float, right: float, y: float, labels: float, rows: Sequence[Numbered]
    ) -> float:
        """Labels, values on lines, the line's code; returns where they end."""
        sheet, size = self.sheet, 6.6
        for label, value, code in rows:
            name = wrap(label, size, labels - 4)
            text = wrap(value, size, right - left - labels - 22)
            tall = max(len(name), len(text)) * size * LEADING
            sheet.block(left, y, name, size)
            sheet.block(left + labels, y + tall - len(text) * size * LEADING, text, size)
            sheet.text(right, y + tall - size * (LEADING - ASCENT), code, size, align="right")
            y += tall + 1.6
            sheet.line(left + labels, y, right - 20, y)
            y += 1.6
        return y

    def head(self, table: Table, fields: Sequence[Captioned], y: float) -> float:
        """Captions and codes over the columns; neighbours of one group stand under a common
        caption. Returns where the rows begin."""
        edges = table.edges
        lines = [(table.x, y, self.right, y), (self.right, y, self.right, y + HEAD)]
        at = 0
        while at < len(fields):
            field = fields[at]
            grouped = field.group and at + 1 < len(fields)
            begin, middle = edges[at], edges[at + 1]
            lines.append((begin, y, begin, y + HEAD))
            if not grouped:
                self._caption(begin, y, middle - begin, HEAD, field.caption)
                at += 1
                continue
            end = edges[at + 2]
            high = HEAD * (0.62 if len(field.group) > 40 else 0.3)
            self._caption(begin, y, end - begin, high, field.group)
            for left, right, each in ((begin, middle, field), (middle, end, fields[at + 1])):
                self._caption(left, y + high, right - left, HEAD - high, each.caption)
            lines.append((begin, y + high, end, y + high))
            lines.append((middle, y + high, middle, y + HEAD))
            at += 2
        self.sheet.lines(lines)
        y += HEAD
        for field, left, column in zip(fields, edges, table.columns, strict=False):
            self.sheet.cell(left, y, column.width, NUMBERS, field.code, SMALL)
        return y + NUMBERS

    def _caption(self, x: float, y: float, wide: float, high: float, text: str) -> None:
        """A caption at the largest size at which it stays off the borders."""
        self.sheet.cell(x, y, wide, high, text, _caption_size(text, wide - 4, high - 2), padding=2)

    def strip(self, name: Sequence[str], status: int, notes: Sequence[str]) -> None:
        """What a universal document is called, its status and what the statuses mean."""
        sheet, y = self.sheet, TOP + 4
        size = min(fitting(line, 7.6, STRIP - 7, bold=True) for line in name)
        for line in name:
            sheet.text(LEFT, y + 7, line, size, bold=True)
            y += 9
        y += 10
        sheet.text(LEFT, y + 8, "Статус:", 7.5)
        sheet.box(LEFT + 34, y - 2, 15, 14, 0.8)
        sheet.text(LEFT + 41.5, y + 8.4, str(status), 10, bold=True, align="center")
        y += 24
        for note in notes:
            y = sheet.wrapped(LEFT, y, note, STRIP - 8, SMALL) + 3

    def strip_edge(self, low: float) -> None:
        """The thick line that parts the strip from the rest."""
        edge = self.left - 3
        self.sheet.line(edge, TOP, edge, low, THICK)

    def sheets(self, low: float, count: int) -> None:
        """«Документ составлен на 2 листах», at the strip's foot."""
        forms = ("листе", "листах", "листах")
        self.sheet.text(LEFT, low - 14, "Документ составлен", SMALL)
        self.sheet.text(LEFT, low - 5, f"на {count} {words.form(count, forms)}", SMALL)

    def signatures(
        self, y: float, seller: Party, director: Signer | None, accountant: Signer | None
    ) -> float:
        """Who signs the invoice; an entrepreneur has his own line. Returns where it ends."""
        end = y + SIGNATURES - 3
        middle = self.left + (self.right - self.left) * 0.5
        alone = seller.is_entrepreneur
        self.sign(
            self.left + 4, y, middle - 10, "Руководитель организации", None if alone else director
        )
        self.sign(middle + 4, y, self.right, "Главный бухгалтер", None if alone else accountant)
        y += 29
        chief = director if alone else None
        self.sign(self.left + 4, y, middle - 10, "Индивидуальный предприниматель", chief)
        self.blank(
            middle + 4,
            y + 15,
            self.right,
            _registered(seller) if alone and chief else "",
            "реквизиты свидетельства о государственной регистрации индивидуального предпринимателя",
        )
        return end

    def sign(self, x: float, y: float, end: float, label: str, signer: Signer | None) -> None:
        """A label, «или иное уполномоченное лицо», by what power, two lines to sign on."""
        self.sheet.block(x, y + 1, (label, "или иное уполномоченное лицо"), 6.6)
        power = attorney(signer)
        self.sheet.text(x, y + 22, power, fitting(power, 5.6, 108))
        begin = x + 112
        half = (end - begin) / 2
        self.blank(begin, y + 15, begin + half - 8, "", "подпись")
        name = words.surname_first(signer.name) if signer else ""
        self.blank(begin + half, y + 15, end, name, "ф.и.о.")

    def three(self, left: float, right: float, y: float, code: str, signer: Signer | None) -> None:
        """Position, signature, name in a row, and the box's code."""
        third = (right - 18 - left) / 3
        self.blank(left, y, left + third - 6, signer.position if signer else "", "должность")
        self.blank(left + third, y, left + 2 * third - 6, "", "подпись")
        name = words.surname_first(signer.name) if signer else ""
        self.blank(left + 2 * third, y, right - 18, name, "ф.и.о.")
        self.sheet.text(right, y, code, 6.6, align="right")

    def blank(self, x: float, y: float, end: float, text: str, caption: str) -> None:
        """A line to write on, what is known on it (on two lines when long), a caption under it."""
        sheet, room = self.sheet, end - x - 2
        size = fitting(text, 6.8, room, least=6)
        lines = wrap(text, size, room)
        while len(lines) > 2 and size > 3.5:
            size -= 0.2
            lines = wrap(text, round(size, 1), room)
        sheet.line(x, y + 2, end, y + 2, HAIR)
        for above, line in enumerate(reversed(lines)):
            sheet.text((x + end) / 2, y - above * size * 1.05, line, round(size, 1), align="center")
        size = fitting(caption, CAPTION, end - x, least=3.5)
        sheet.text((x + end) / 2, y + 7, caption, size, align="center", colour=GREY)


@lru_cache(maxsize=200)
def _caption_size(text: str, wide: float, high: float) -> float:
    sizes = (5.6, 5.4, 5.2, 5.0, 4.8, 4.6, 4.4, 4.2, 4.0, 3.8)
    return next((size for size in sizes if _holds(text, size, wide, high)), 3.6)


def _holds(text: str, size: float, wide: float, high: float) -> bool:
    """Whether ``text`` fits a box, no word of it torn where it may not be."""
    parts = text.replace("\u00ad", "- ").split()
    return len(wrap(text, size, wide)) * size * LEADING <= high and all(
        len(wrap(part, size, wide)) == 1 for part in parts
    )


def _registered(party: Party) -> str:
    if not party.ogrn:
        return ""
    on = f" от {words.short_date(party.registered_on)}" if party.registered_on else ""
    return f"ОГРНИП {party.ogrn}{on}"
