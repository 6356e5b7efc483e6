"""Papers without a fixed form: text, pairs, tables and signatures flowing down the page.

``flow`` draws a paper twice when it has several pages: the first time tells how many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.facts import Signer
from reports.style import BLACK, GREY, HAIR, MM, THICK, THIN, Sheet, fitting, width, wrap
from reports.table import Column, Table
from reports.words import surname_first

LEFT, RIGHT, TOP, BOTTOM = 15 * MM, 10 * MM, 12 * MM, 14 * MM


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its caption, width (0 takes what is left) and how it stands (``Column``)."""

    caption: str
    width: float = 0
    align: str = "left"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands over a table on every page."""

    table: Table
    fields: Sequence[Field]
    high: float
    groups: Sequence[tuple[int, str]]
    numbers: bool


class Paper:
    """A sheet with a cursor ``y`` that starts a new page when something does not fit."""

    def __init__(self, title: str, *, author: str, landscape: bool, pages: int) -> None:
        self.name, self.pages, self.page = title, pages, 1
        self.sheet = Sheet(title, author=author, landscape=landscape)
        self.wide = self.sheet.width - LEFT - RIGHT
        self.right = LEFT + self.wide
        self.lowest = self.sheet.height - BOTTOM
        self.y = TOP

    def need(self, height: float) -> bool:
        """Make sure that so much fits below the cursor; True when a page was begun for it."""
        if self.y + height <= self.lowest:
            return False
        self._footer()
        self.sheet.next_page()
        self.page += 1
        self.y = TOP
        self.sheet.text(LEFT, self.y + 6, self.name, 7.5, colour=GREY)
        self.y += 14
        return True

    def title(self, text: str, *, accent: str = BLACK) -> None:
        """The paper's name over a line."""
        self.y += 14
        size = fitting(text, 14, self.wide, bold=True, least=9)
        for line in wrap(text, size, self.wide, True):
            self.sheet.text(LEFT, self.y, line, size, bold=True)
            self.y += size * 1.25
        self.sheet.line(LEFT, self.y - 8, self.right, self.y - 8, THICK, accent)
        self.y += 4

    def text(
        self,
        text: str,
        size: float = 9,
        *,
        bold: bool = False,
        align: str = "left",
        colour: str = BLACK,
        after: float = 4,
    ) -> None:
        """A paragraph."""
        at = {"left": LEFT, "right": self.right, "center": LEFT + self.wide / 2}[align]
        for line in wrap(text, size, self.wide, bold):
            self.need(size * 1.2)
            self.sheet.text(at, self.y + size, line, size, bold=bold, align=align, colour=colour)
            self.y += size * 1.2
        self.y += after

    def pairs(self, items: Sequence[tuple[str, str]], *, labels: float = 110) -> None:
        """Labels and their values, those without a value left out."""
        for label, value in items:
            if not value:
                continue
            name = wrap(label, 8.5, labels - 6)
            text = wrap(value, 8.5, self.wide - labels, True)
            tall = max(len(name), len(text)) * 10
            self.need(tall)
            self.sheet.block(LEFT, self.y, name, 8.5, colour=GREY)
            self.sheet.block(LEFT + labels, self.y, text, 8.5, bold=True)
            self.y += tall + 3.5
        self.y += 3

    def blanks(self, items: Sequence[tuple[str, str]], *, labels: float, across: int = 1) -> None:
        """Labels and ruled lines, ``across`` in a row: what is known stands on the line, the rest
        is left to the hand."""
        each = self.wide / across
        for start in range(0, len(items), across):
            row = [
                (
                    LEFT + at * each,
                    wrap(label, 7.5, labels - 6),
                    wrap(value, 7.5, each - labels - 12),
                )
                for at, (label, value) in enumerate(items[start : start + across])
            ]
            tall = max(len(part) for _, *parts in row for part in parts) * 8.7
            self.need(tall + 3.5)
            for left, label, value in row:
                low = self.y + tall
                self.sheet.block(left, low - 8.7 * len(label), label, 7.5)
                self.sheet.block(left + labels + 2, low - 8.7 * len(value), value, 7.5)
                self.sheet.line(left + labels, low, left + each - (10 if across > 1 else 0), low)
            self.y += tall + 3.5

    def written(self, label: str, value: str, *, lines: int) -> None:
        """A label and its text over ruled lines, at least so many."""
        text = wrap(value, 8.5, self.wide - 124)
        count = max(lines, len(text))
        self.need(count * 13 + 4)
        self.sheet.text(LEFT, self.y + 9, label, 8)
        for index in range(count):
            self.y += 13
            shown = text[index] if index < len(text) else ""
            self.sheet.text(LEFT + 126, self.y - 3.5, shown, 8.5)
            self.sheet.line(LEFT + 124, self.y, self.right, self.y)
        self.y += 4

    def table(
        self,
        fields: Sequence[Field],
        rows: Sequence[Sequence[str]],
        *,
        sums: Sequence[Sequence[str]] = (),
        size: float = 8,
        tail: float = 0,
        least: float = 0,
        numbers: bool = False,
        groups: Sequence[tuple[int, str]] = (),
        draw: Callable[[Table, int, float], None] | None = None,
    ) -> None:
        """Rows under a head repeated on every page; ``sums`` are bold rows at the end.

        At least one row goes with the sums and what needs ``tail`` points below them.
        ``least`` is a row's least height; ``groups`` are captions over so many columns each;
        ``draw`` adds to row ``index`` at ``y``.
        """
        rest = self.wide - sum(field.width for field in fields)
        open_fields = sum(not field.width for field in fields)
        columns = [
            Column(field.width or rest / open_fields, field.align, field.whole) for field in fields
        ]
        table = Table(LEFT, columns, size=size, padding=2.4)
        captions = [
            wrap(field.caption, size - 0.5, column.width - 3, True)
            for field, column in zip(fields, columns, strict=True)
        ]
        high = max(map(len, captions)) * (size - 0.5) * 1.16 + 6
        measured = [table.measure(row) for row in rows]
        totals = [table.measure(row, bold=True) for row in sums]
        end = sum(row.height for row in totals) + tail
        head = _Head(table, fields, high, groups, numbers)
        self.need(
            high + 14 * bool(groups) + (max(measured[0].height, least) if measured else 0) + 2
        )
        tops = self._head(head)
        for index, row in enumerate(measured):
            tall = max(row.height, least)
            is_last = index == len(measured) - 1
            if self.y + tall + (end if is_last else 0) > self.lowest and len(tops) > 2 + numbers:
                table.rule(self.sheet, tops)
                self.y = self.lowest + 1
                self.need(tall)
                tops = self._head(head)
            table.draw(self.sheet, self.y, row)
            if draw is not None:
                draw(table, index, self.y)
            self.y += tall
            tops.append(self.y)
        for row in totals:
            table.draw(self.sheet, self.y, row, bold=True)
            self.y += row.height
            tops.append(self.y)
        table.rule(self.sheet, tops)
        self.y += 8

    def _head(self, head: _Head) -> list[float]:
        """Draw the captions; returns the lines of the grid so far."""
        sheet, table = self.sheet, head.table
        at = 0
        for span, caption in head.groups:
            left, right = table.edges[at], table.edges[at + span]
            sheet.box(left, self.y, right - left, 14, HAIR, fill="#f1f3f5")
            size = fitting(caption, table.size - 0.5, right - left - 4, bold=True)
            sheet.cell(left, self.y, right - left, 14, caption, size, bold=True)
            at += span
        self.y += 14 * bool(head.groups)
        tops = [self.y]
        sheet.box(LEFT, self.y, self.wide, head.high, 0, fill="#f1f3f5")
        cells = list(zip(table.edges, table.columns, strict=False))
        for field, (left, column) in zip(head.fields, cells, strict=True):
            sheet.cell(
                left, self.y, column.width, head.high, field.caption, table.size - 0.5, bold=True
            )
        self.y += head.high
        tops.append(self.y)
        if head.numbers:
            for number, (left, column) in enumerate(cells, start=1):
                sheet.cell(left, self.y, column.width, 10, str(number), 6.5)
            self.y += 10
            tops.append(self.y)
        return tops

    def sums(self, items: Sequence[tuple[str, str]]) -> None:
        """Totals at the right edge."""
        labels = self.right - max(84.0, *(width(value, 9, bold=True) + 10 for _, value in items))
        for label, value in items:
            self.need(13)
            self.y += 12
            self.sheet.text(labels, self.y, label, 9, bold=True, align="right")
            self.sheet.text(self.right - 2, self.y, value, 9, bold=True, align="right")
        self.y += 8

    def sign(self, x: float, end: float, label: str, signer: Signer | None) -> None:
        """Position, a line to sign on, the name; the cursor stays."""
        sheet, base = self.sheet, self.y + 14
        if label:
            sheet.text(x, base - 14, label, 8, colour=GREY)
        position = signer.position if signer else ""
        name = surname_first(signer.name) if signer else ""
        third = (end - x) / 3
        for at, text, caption in (
            (x, position, "должность"),
            (x + third, "", "подпись"),
            (x + 2 * third, name, "расшифровка подписи"),
        ):
            sheet.line(at, base + 2, at + third - 8, base + 2, HAIR)
            middle = at + (third - 8) / 2
            sheet.text(middle, base, text, fitting(text, 8, third - 10), align="center")
            sheet.text(middle, base + 8, caption, 5.5, align="center", colour=GREY)

    def sides(self, left: tuple[str, Signer | None], right: tuple[str, Signer | None]) -> None:
        """Two parties sign beside each other, with places for seals."""
        self.need(64)
        self.y += 18
        half = self.wide / 2 - 10
        self.sign(LEFT, LEFT + half, *left)
        self.sign(LEFT + half + 20, self.right, *right)
        self.y += 36
        self.sheet.text(LEFT + 30, self.y, "М.П.", 8)
        self.sheet.text(LEFT + half + 50, self.y, "М.П.", 8)
        self.y += 8

    def box(self, text: str, *, fill: str = "#fff4e5", edge: str = "#f0a030") -> None:
        """A framed notice."""
        lines = wrap(text, 8, self.wide - 16)
        tall = len(lines) * 9.6 + 9
        self.need(tall)
        self.sheet.box(LEFT, self.y, self.wide, tall, THIN, colour=edge, fill=fill)
        self.sheet.block(LEFT + 8, self.y + 5, lines, 8, leading=1.2)
        self.y += tall + 7

    def finish(self) -> bytes:
        """The file."""
        self._footer()
        return self.sheet.finish()

    def _footer(self) -> None:
        if self.pages > 1:
            self.sheet.text(
                self.right,
                self.sheet.height - 20,
                f"Страница {self.page} из {self.pages}",
                7.5,
                align="right",
                colour=GREY,
            )


def flow(
    title: str, draw: Callable[[Paper], None], *, author: str, landscape: bool = False
) -> bytes:
    """The file of a paper that ``draw`` lays out."""
    pages = 1
    while True:
        paper = Paper(title, author=author, landscape=landscape, pages=pages)
        draw(paper)
        content = paper.finish()
        if paper.page == pages:
            return content
        pages = paper.page
