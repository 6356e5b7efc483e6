"""Columns added to an xlsx without reading it into a model and writing it anew: charts, macros,
pictures, formulas, filters and whatever else a program put there stays to the byte.

Changed are the sheet's rows that get cells, its list of column widths and its dimension, and the
list of styles, which grows at its end. Texts stand in the cells themselves, so the shared strings
stay as they are; formulas are never added, so the order of calculation stays too.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, cast

from wholesale.intake.answering.answer_columns import FILLS, WIDTHS, Added, Look
from wholesale.intake.answering.xml_pieces import (
    ATTRIBUTES,
    WORST,
    Unpatchable,
    attribute,
    escaped,
    pieces,
)
from wholesale.intake.opening.read_marks import column_index, parts_of
from wholesale.intake.words.cells import letter

_SUFFIXES = {  # by the type of the workbook; Excel opens none under another's suffix
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xltx",
    b"application/vnd.ms-excel.template.macroEnabled.main+xml": "xltm",
}


def add_to_xlsx(content: bytes, added: Mapping[str, Added]) -> tuple[str, bytes]:
    """The package with columns added to the sheets of these names, and the suffix of its kind.

    Raises ``Unpatchable`` for packages too unusual to be added to.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {part.path: added[part.name] for part in parts_of(package)[0]
                     if part.path and part.name in added}  # fmt: skip
            if len(parts) < len(added):
                raise Unpatchable("a sheet is missing")
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
                _copy(package, target, parts)
            types = package.read("[Content_Types].xml")
    except WORST as broken:
        raise Unpatchable(str(broken)) from broken
    return next((end for mark, end in _SUFFIXES.items() if mark in types), "xlsx"), out.getvalue()


def _copy(package: zipfile.ZipFile, target: zipfile.ZipFile, parts: Mapping[str, Added]) -> None:
    book_styles = next((n for n in package.namelist() if n.lower() == "xl/styles.xml"), "")
    sheet_styles, numbers = with_styles(package.read(book_styles)) if book_styles else (b"", {})
    for name in dict.fromkeys(package.namelist()):
        entry = copied_entry(package.getinfo(name))
        with package.open(name) as source, target.open(entry, "w") as made:
            if name == book_styles:
                made.write(sheet_styles)
            elif name in parts:
                made.writelines(_sheet(source, parts[name], numbers))
            else:
                shutil.copyfileobj(source, made, 1 << 20)


def copied_entry(old: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A part's entry in the new package: of its name, its day, and packed if it was. (Without the
    fields for parts over 2 GB, at which Excel offers to repair the file.)"""
    entry = zipfile.ZipInfo(old.filename, old.date_time)
    entry.compress_type = zipfile.ZIP_DEFLATED if old.compress_type else zipfile.ZIP_STORED
    entry.external_attr = old.external_attr
    return entry


# --- the list of styles ---------------------------------------------------------------------

_THOUSANDS = "4"  # the number format «#,##0.00», which every program has by this number
_Styles = Mapping[tuple[Look, bool], int]  # how it looks, whether it is a number


def with_styles(xml: bytes) -> tuple[bytes, _Styles]:
    """The list of styles with ours at its end, and their numbers; as it is, and none, where it
    is too unusual a list."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return xml, {}
    fonts, fills, formats = (root.find(f"{{*}}{name}") for name in ("fonts", "fills", "cellXfs"))
    if fonts is None or fills is None or formats is None or not len(fonts):
        return xml, {}
    space = formats.tag.rpartition("}")[0] + "}"

    def grown(parent: Any, child: Any) -> int:
        parent.append(child)
        found = sum(1 for one in parent if one.tag == child.tag)
        if parent.get("count"):
            parent.set("count", str(found))
        return found - 1

    bold: Any = deepcopy(fonts[0])
    if bold.find(f"{space}b") is None:
        bold.insert(0, bold.makeelement(f"{space}b"))
    bold_font = grown(fonts, bold)
    numbers: dict[tuple[Look, bool], int] = {}
    for look, colour in FILLS.items():
        fill = fills.makeelement(f"{space}fill")
        pattern = etree.SubElement(fill, f"{space}patternFill", patternType="solid")
        etree.SubElement(pattern, f"{space}fgColor", rgb=f"FF{colour}")
        etree.SubElement(pattern, f"{space}bgColor", indexed="64")
        painted = str(grown(fills, fill))
        for number in (False, True):
            made = formats.makeelement(f"{space}xf")
            made.set("numFmtId", _THOUSANDS if number else "0")
            made.set("fontId", str(bold_font) if look == "head" else "0")
            made.set("fillId", painted)
            made.set("borderId", "0")
            made.set("xfId", "0")
            made.set("applyNumberFormat", str(int(number)))
            made.set("applyFill", "1")
            if look == "head":
                made.set("applyFont", "1")
                made.set("applyAlignment", "1")
                etree.SubElement(made, f"{space}alignment", vertical="top", wrapText="1")
            numbers[look, number] = grown(formats, made)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), numbers


# --- a sheet --------------------------------------------------------------------------------

_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


@dataclass(frozen=True, slots=True)
class _Writer:
    """How cells are written in a sheet: the prefix of its names, our columns, our styles."""

    prefix: bytes
    added: Added
    styles: _Styles

    def cells(self, number: int) -> Sequence[bytes]:
        """Our cells of a row, one for each of our columns."""
        look, values = self.added.rows[number]
        return [
            self._cell(f"{letter(self.added.first + offset)}{number}", look, value)
            for offset, value in enumerate(values)
        ]

    def _cell(self, place: str, look: Look, value: str | Decimal | None) -> bytes:
        number = isinstance(value, Decimal)
        style = self.styles.get((look, number))
        opening = f'c r="{place}"' + ("" if style is None else f' s="{style}"')
        p = self.prefix
        if not value and not number:
            return b"<%b%b/>" % (p, opening.encode())
        if number:
            return b"<%b%b><%bv>%b</%bv></%bc>" % (
                p, opening.encode(), p, f"{value:f}".encode(), p, p,
            )  # fmt: skip
        text = escaped(str(value))
        return b'<%b%b t="inlineStr"><%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>' % (
            p, opening.encode(), p, p, text, p, p, p,
        )  # fmt: skip


def _sheet(source: IO[bytes], added: Added, styles: _Styles) -> Iterator[bytes]:
    """The XML of a sheet with our cells in its rows."""
    buffered = io.BufferedReader(cast("io.RawIOBase", source), 1 << 16)
    root = _ROOT.search(buffered.peek(4096))
    if root is None:  # in sixteen bits, or no sheet at all
        raise Unpatchable("a sheet in an unusual encoding")
    write = _Writer(root[1] or b"", added, styles)
    left = deque(sorted(added.rows))
    before: list[bytes] = []
    number = 0
    for is_row, piece in pieces(buffered, write.prefix + b"row"):
        if is_row:
            if number == 0:
                yield _head(b"".join(before), write)
            last, number = number, _number_of(piece, number)
            if number <= last:
                raise Unpatchable("rows out of their order")
            while left and left[0] < number:
                yield _row(b'<%brow r="%d"/>' % (write.prefix, left[0]), left.popleft(), write)
            if left and left[0] == number:
                yield _row(piece, left.popleft(), write)
            else:
                yield piece
        elif number == 0:
            before.append(piece)
        elif left and (end := piece.find(b"</%bsheetData" % write.prefix)) >= 0:
            yield piece[:end]
            while left:
                yield _row(b'<%brow r="%d"/>' % (write.prefix, left[0]), left.popleft(), write)
            yield piece[end:]
        else:
            yield piece
    if left:
        raise Unpatchable("a row has no place")


def _number_of(row: bytes, before: int) -> int:
    said = attribute(row[: row.index(b">") + 1], b"r")
    return int(said) if said else before + 1


def _row(row: bytes, number: int, write: _Writer) -> bytes:
    """A row with our cells at their place among its own."""
    p = write.prefix
    tag = re.match(rb"<%brow%b>" % (p, ATTRIBUTES), row)
    assert tag is not None
    opening = re.sub(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""", b"", tag[0])
    if opening.endswith(b"/>"):
        return opening[:-2] + b">" + b"".join(write.cells(number)) + b"</%brow>" % p
    his: dict[int, bytes] = {}
    column, end = -1, tag.end()
    for cell in _cells_of(p).finditer(row, tag.end()):
        place = attribute(cell[1], b"r")
        column = column_index(place.rstrip(b"0123456789").decode()) if place else column + 1
        his[column] = cell[0]
        end = cell.end()
    ours = {write.added.first + offset: cell for offset, cell in enumerate(write.cells(number))}
    formula = b"<%bf" % p
    kept = {column: cell for column, cell in his.items() if column in ours and formula in cell}
    cells = {**his, **ours, **kept}
    return opening + b"".join(cells[column] for column in sorted(cells)) + row[end:]


def _cells_of(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"<%bc(?=[\s/>])(%b)(?:(?<=/)>|>.*?</%bc\s*>)" % (prefix, ATTRIBUTES, prefix), re.DOTALL
    )


def _head(xml: bytes, write: _Writer) -> bytes:
    """What stands before the rows, with our widths and a dimension that covers our cells."""
    p = write.prefix
    size = re.search(rb"<%bdimension\b%b>" % (p, ATTRIBUTES), xml)
    if size:
        xml = xml[: size.start()] + _wider(size[0], write.added) + xml[size.end() :]
    listed = re.search(rb"<%bcols\s*>(.*?)</%bcols\s*>" % (p, p), xml, re.DOTALL)
    his = re.findall(rb"<%bcol\b%b>" % (p, ATTRIBUTES), listed[1]) if listed else []
    made = b"<%bcols>%b</%bcols>" % (p, b"".join(_columns(his, write)), p)
    if listed:
        return xml[: listed.start()] + made + xml[listed.end() :]
    begins = xml.rfind(b"<%bsheetData" % p)
    if begins < 0:
        raise Unpatchable("no rows where they belong")
    return xml[:begins] + made + xml[begins:]


_AREA = re.compile(rb"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


def _wider(tag: bytes, added: Added) -> bytes:
    """The dimension of a sheet, wide enough for our columns."""
    said = attribute(tag, b"ref") or b""
    area = _AREA.fullmatch(said)
    if area is None:
        return tag
    right = max(column_index((area[3] or area[1]).decode()), added.first + len(WIDTHS) - 1)
    bottom = max(int(area[4] or area[2]), *added.rows)
    wide = f"{area[1].decode()}{int(area[2])}:{letter(right)}{bottom}"
    return tag.replace(said, wide.encode(), 1)


def _columns(his: Iterable[bytes], write: _Writer) -> list[bytes]:
    """The widths of all columns in their order: his without ours, and ours."""
    p, first = write.prefix, write.added.first + 1
    last = first + len(WIDTHS) - 1
    spans: list[tuple[int, bytes]] = [
        (
            column,
            b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (p, column, column, size),
        )
        for column, size in enumerate(WIDTHS, first)
    ]
    for tag in his:
        left, right = int(attribute(tag, b"min") or 0), int(attribute(tag, b"max") or 0)
        for start, end in ((left, min(right, first - 1)), (max(left, last + 1), right)):
            if start <= end:
                spans.append((start, _closed(_bounded(tag, start, end))))
    return [tag for _, tag in sorted(spans)]


def _bounded(tag: bytes, start: int, end: int) -> bytes:
    """A tag of columns for those from ``start`` to ``end``."""
    for name, value in ((b"min", start), (b"max", end)):
        tag = re.sub(rb"""(\s%b\s*=\s*["'])\d+""" % name, rb"\g<1>%d" % value, tag)
    return tag


def _closed(tag: bytes) -> bytes:
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
