"""A binary workbook (xls) as an xlsx that looks the same: fonts, fills, borders, number formats,
alignments, widths, heights, merged cells, panes, what is hidden.

Cells are as calamine reads them, their looks as xlrd tells them; formulas are told by neither,
so their values stand for them. Runs in the reader's process, within its limits.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import xlrd
import xlsxwriter.exceptions

from wholesale.intake.answering.new_workbook import free_name, new_book, put
from wholesale.intake.opening.found import FoundSheet, Unreadable
from wholesale.intake.opening.read_workbook import sheets as cells_of

_HORIZONTAL = (None, "left", "center", "right", "fill", "justify", "center_across", "distributed")
_VERTICAL = ("top", "vcenter", "bottom", "vjustify", "vdistributed")
_SIDES = ("left", "right", "top", "bottom")
_NO_COLOUR = frozenset({0x40, 0x41, 0x7FFF})  # the window's own


def dressed(content: bytes) -> bytes:
    """The xlsx.

    Raises ``Unreadable`` where xlrd cannot tell the looks.
    """
    try:
        # what it would print would go between our frames; a code page matters for texts only
        his = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True,
            logfile=io.StringIO(), encoding_override="cp1251",
        )  # fmt: skip
    except Exception as unusual:
        raise Unreadable("file_corrupted") from unusual
    out = io.BytesIO()
    with new_book(out, row_by_row=False) as made:
        looks = _Looks(his, made)
        names: list[str] = []
        for found, look in zip_longest(cells_of(content, "xls"), his.sheets()):
            if found is None or look is None:
                raise Unreadable("file_corrupted")
            names.append(free_name(found.name, names))
            _sheet(made.add_worksheet(names[-1]), found, look, looks)
    return out.getvalue()


class _Looks:
    """The formats of the new workbook by the number of the old one's."""

    def __init__(self, his: xlrd.Book, made: Any) -> None:
        self._his, self._made = his, made
        self._known: dict[int, Any] = {}

    def of(self, number: int) -> Any:
        """The format; None for one that cannot be told."""
        if number not in self._known:
            in_range = 0 <= number < len(self._his.xf_list)
            self._known[number] = (
                self._made.add_format(self._properties(number)) if in_range else None
            )
        return self._known[number]

    def _properties(self, number: int) -> dict[str, Any]:
        xf = self._his.xf_list[number]
        said = self._his.format_map.get(xf.format_key)
        told: dict[str, Any] = {"num_format": said.format_str if said else "General"}
        told |= self._font(xf.font_index)
        told |= self._paint(xf.background)
        for side in _SIDES:
            line = getattr(xf.border, f"{side}_line_style")
            if line:
                told[side] = line
                told[f"{side}_color"] = self._colour(getattr(xf.border, f"{side}_colour_index"))
        along = xf.alignment
        if along.hor_align < len(_HORIZONTAL):
            told["align"] = _HORIZONTAL[along.hor_align]
        if along.vert_align < len(_VERTICAL):
            told["valign"] = _VERTICAL[along.vert_align]
        told["text_wrap"] = bool(along.text_wrapped)
        told["indent"] = along.indent_level
        told["shrink"] = bool(along.shrink_to_fit)
        told["locked"] = bool(xf.protection.cell_locked)
        turned = along.rotation
        if turned:  # from 0 to 90 up, from 91 down, 255 one letter below another
            told["rotation"] = 270 if turned == 255 else turned if turned <= 90 else 90 - turned
        return {name: value for name, value in told.items() if value is not None}

    def _font(self, number: int) -> dict[str, Any]:
        if not 0 <= number < len(self._his.font_list):
            return {}
        font = self._his.font_list[number]
        return {
            "font_name": font.name or "Arial",
            "font_size": font.height / 20 or 10,
            "bold": font.weight >= 600 or bool(font.bold),
            "italic": bool(font.italic),
            "underline": font.underline_type,
            "font_strikeout": bool(font.struck_out),
            "font_color": self._colour(font.colour_index),
        }

    def _paint(self, background: Any) -> dict[str, Any]:
        if not background.fill_pattern:
            return {}
        if background.fill_pattern == 1:  # of a solid fill only the front is seen
            return {"pattern": 1, "fg_color": self._colour(background.pattern_colour_index)}
        return {
            "pattern": background.fill_pattern,
            "fg_color": self._colour(background.pattern_colour_index),
            "bg_color": self._colour(background.background_colour_index),
        }

    def _colour(self, index: int) -> str | None:
        mixed = None if index in _NO_COLOUR else self._his.colour_map.get(index)
        return None if mixed is None else "#{:02X}{:02X}{:02X}".format(*mixed)


def _sheet(made: Any, found: FoundSheet, his: Any, looks: _Looks) -> None:
    if not found.visible:
        made.hide()
    if not his.show_grid_lines:
        made.hide_gridlines(2)
    if his.panes_are_frozen:
        made.freeze_panes(his.horz_split_pos, his.vert_split_pos)
    for column, info in his.colinfo_map.items():
        hides = {"hidden": bool(info.hidden), "level": info.outline_level}
        made.set_column(column, column, info.width / 256, looks.of(info.xf_index), hides)
    for row, info in his.rowinfo_map.items():
        height = info.height / 20 if info.height else None
        hides = {"hidden": bool(info.hidden), "level": info.outline_level}
        made.set_row(row, height, None, hides)
    for top, bottom, left, right in his.merged_cells:
        try:
            made.merge_range(top, left, bottom - 1, right - 1, "")
        except xlsxwriter.exceptions.OverlappingRange:
            continue
    for row, values in _with_blanks(found, his):
        for column, value in enumerate(values):
            put(made, row, column, value, _look_at(his, row, column, looks))


def _with_blanks(found: FoundSheet, his: Any) -> Iterator[tuple[int, list[Any]]]:
    """All rows that hold cells, from 0; the painted ones without a value hold ""."""
    told = {number - 1: row for number, row in found.rows}
    for row in range(max(his.nrows, max(told, default=-1) + 1)):
        values = told.get(row, [])
        painted = his.row_len(row) if row < his.nrows else 0
        yield row, values + [""] * (painted - len(values))


def _look_at(his: Any, row: int, column: int, looks: _Looks) -> Any:
    if row >= his.nrows or column >= his.row_len(row):
        return None
    return looks.of(his.cell_xf_index(row, column))
