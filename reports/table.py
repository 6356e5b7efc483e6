"""A ruled table over many pages: rows are measured once, then pages are cut and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.style import ASCENT, HAIR, LEADING, Sheet, fitting, wrap

LEAST_NUMBER = 2.5
MARKS = (("Х",), ("—",))
"""What stands in the middle of a cell in place of a value."""
WHOLE = 0.7
"""How small a whole text may become before it is broken, in parts of the table's size."""


@dataclass(frozen=True, slots=True)
class Column:
    """``align`` is left, right or center. What stands right is a number: it is never broken but
    written smaller. Words of ``whole`` texts (articles, units, packing) are written smaller before
    they are torn.
    """

    width: float
    align: str = "left"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A measured row: the lines of each cell, its height, and the cells of another size."""

    cells: tuple[tuple[str, ...], ...]
    height: float
    sizes: Mapping[int, float]


class Table:
    """Columns at a place on the page; all its text has one size."""

    def __init__(
        self, x: float, columns: Sequence[Column], *, size: float = 7.5, padding: float = 2.2
    ) -> None:
        self.x, self.columns, self.size, self.padding = x, tuple(columns), size, padding
        self.edges = [x]
        for column in columns:
            self.edges.append(self.edges[-1] + column.width)
        self._rooms = [column.width - 2 * padding for column in columns]

    @property
    def width(self) -> float:
        return self.edges[-1] - self.x

    def measure(self, texts: Sequence[str], *, bold: bool = False) -> Row:
        """Wrap the cells of one row."""
        size = self.size
        sizes: dict[int, float] = {}
        cells = []
        for index, (text, room) in enumerate(zip(texts, self._rooms, strict=True)):
            lines = wrap(text, size, room, bold)
            if len(lines) > 1 and (smaller := self._smaller(index, text, bold)) < size:
                lines = wrap(text, smaller, room + 0.01, bold)
                sizes[index] = smaller
            cells.append(lines)
        tallest = max(map(len, cells))
        height = tallest * size * LEADING + 2 * self.padding - size * (LEADING - 1)
        return Row(tuple(cells), height, sizes)

    def _smaller(self, index: int, text: str, bold: bool) -> float:
        """The size at which a number stands in one line, or no word of a whole text is torn."""
        column, size, room = self.columns[index], self.size, self._rooms[index]
        if column.align == "right":
            return fitting(text, size, room, bold=bold, least=LEAST_NUMBER)
        if not column.whole:
            return size
        smaller = min(fitting(word, size, room, bold=bold, least=1) for word in text.split(" "))
        return smaller if smaller >= size * WHOLE else size

    def draw(self, sheet: Sheet, y: float, row: Row, *, bold: bool = False) -> None:
        """Write the row's text with its top at ``y``; lines are drawn by ``rule``."""
        padding = self.padding
        for index, (column, left, lines) in enumerate(
            zip(self.columns, self.edges, row.cells, strict=False)
        ):
            size = row.sizes.get(index, self.size)
            align = "center" if lines in MARKS else column.align
            if align == "left":
                at = left + padding
            elif align == "right":
                at = left + column.width - padding
            else:
                at = left + column.width / 2
            baseline = y + padding + self.size * (ASCENT - 0.06)
            for line in lines:
                sheet.text(at, baseline, line, size, bold=bold, align=align)
                baseline += size * LEADING

    def rule(self, sheet: Sheet, tops: Sequence[float], *, weight: float = HAIR) -> None:
        """The grid: a line at each of ``tops``, and the columns' edges from first to last."""
        left, right, top, bottom = self.edges[0], self.edges[-1], tops[0], tops[-1]
        sheet.lines(
            [(left, y, right, y) for y in tops] + [(x, top, x, bottom) for x in self.edges],
            weight,
        )


def paginate(
    heights: Sequence[float], *, first: float, later: float, foot: float, tail: float
) -> list[range]:
    """Cut rows into pages so that the tail goes with at least one row.

    ``first`` and ``later`` are the rooms for rows and feet on the first page and on the others;
    ``foot`` stands under the rows of every page (page total), ``tail`` under the last one's
    foot (grand total, words, signatures). A page may come out empty in two cases: a first page
    whose heading leaves no room for one row and the tail, and a last page after a row so tall
    that nothing fits under it.
    """
    pages: list[range] = []
    start, count = 0, len(heights)
    while True:
        room = (later if pages else first) - foot
        end, used = start, 0.0
        while end < count and (used + heights[end] <= room or end == start):
            used += heights[end]
            end += 1
        if end == count:
            if used + tail <= room or start == count:
                return [*pages, range(start, end)]
            if end - start > 1:
                end -= 1  # the tail needs another page, and a row to go with it
            elif not pages:
                end = start
        pages.append(range(start, end))
        start = end
