"""Columns are added to a workbook by the rules of its format, and nothing else in it is touched."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from fixtures.corpus.writers import Grid, with_macros, write
from tests.rules.test_hostile_files import ods_of, sheet_of, xlsx_of
from tests.sheets import workbook
from wholesale.intake.answering.answer_columns import Verdict
from wholesale.intake.answering.answer_file import Answer, Lost, annotate
from wholesale.intake.answering.answer_ods import add_to_ods
from wholesale.intake.answering.xml_pieces import Unpatchable
from wholesale.intake.opening.xlsx_package import column_index
from wholesale.intake.parse import parse

HEADINGS = ("Код", "Цена", "Сумма", "Наличие", "Статус", "Ошибка")
GOOD = Verdict("A-1", Decimal("12.50"), Decimal(25), None, "Добавлено", "", "good")
BAD = Verdict("", None, None, None, "Отклонено", "Пишите <2> & «3»\nштуки", "bad")


def answer(
    content: bytes,
    verdicts: Mapping[int, Verdict],
    header_rows: Sequence[int] = (1,),
    sheet: int = 0,
) -> Answer:
    """The file with verdicts on rows of one of its sheets."""
    told = {(sheet, row): verdict for row, verdict in verdicts.items()}
    parsed = parse(content, "заказ.xlsx")
    return annotate(parsed, told, headings=HEADINGS, header_rows={sheet: header_rows})


def rich_workbook() -> bytes:
    """A workbook with whatever openpyxl can put into one."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Артикул", "Кол-во", "Цена", "Сумма"])
    for number in range(2, 6):
        sheet.append([f"A-{number}", number, 1.5, f"=B{number}*C{number}"])
    sheet["A1"].font = Font(bold=True, color="FF112233")
    sheet["A2"].comment = Comment("срочно", "Иванова")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:D5"
    sheet.add_table(Table(displayName="Заказ", ref="A1:D5"))
    sheet.add_data_validation(DataValidation(type="whole", sqref="B2:B5"))
    sheet.column_dimensions["B"].width = 42.5
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=5))
    sheet.add_chart(chart, "B10")
    book.create_sheet("Второй")["A1"] = "не тронут"
    out = io.BytesIO()
    book.save(out)
    return with_macros(out.getvalue())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_other_part_and_every_other_cell_stays_to_the_byte() -> None:
    content = rich_workbook()
    told = answer(content, {2: GOOD, 4: BAD})
    assert (told.suffix, told.lost) == ("xlsm", Lost.NOTHING)
    before, after = parts(content), parts(told.content)
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    rows = re.compile(rb"<row.*?</row>", re.DOTALL)
    old, new = (rows.findall(one["xl/worksheets/sheet1.xml"]) for one in (before, after))
    assert [row == made for row, made in zip(old, new, strict=True)] == [
        False, False, True, False, True,
    ]  # fmt: skip
    for row, made in zip(old, new, strict=True):
        assert set(re.findall(rb"<c .*?</c>", row)) <= set(re.findall(rb"<c .*?</c>", made))
    tails = [
        one["xl/worksheets/sheet1.xml"].partition(b"</sheetData>")[2] for one in (before, after)
    ]
    assert tails[0] == tails[1]
    assert b"<drawing" in tails[0]
    assert b"<tablePart" in tails[0]


def test_the_package_is_packed_as_excel_likes_it() -> None:
    content = answer(rich_workbook(), {2: GOOD}).content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        packed = [(part.extract_version, part.flag_bits, part.extra) for part in package.infolist()]
        names = {part.header_offset: len(part.filename) for part in package.infolist()}
    assert set(packed) == {(20, 0, b"")}
    for start, length in names.items():  # nor before the part itself
        assert content[start + 26 : start + 30] == struct.pack("<HH", length, 0)


ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def check_rules(content: bytes) -> None:
    """What ECMA-376 asks of a sheet and of the list of styles."""
    package = parts(content)
    styles = etree.fromstring(package["xl/styles.xml"]) if "xl/styles.xml" in package else None
    for name in ("fonts", "fills", "cellXfs") if styles is not None else ():
        listed = styles.find(f"{{*}}{name}")  # type: ignore[union-attr]
        assert listed is not None
        assert listed.get("count") == str(len(listed))
    known = 1 if styles is None else len(styles.find("{*}cellXfs"))  # type: ignore[arg-type]
    sheet = etree.fromstring(package["xl/worksheets/sheet1.xml"])
    places = [ORDER.index(etree.QName(child).localname) for child in sheet]
    assert places == sorted(places)
    spans = [(int(c.get("min") or 0), int(c.get("max") or 0)) for c in sheet.iter("{*}col")]
    assert all(first <= last for first, last in spans)
    assert all(last < first for (_, last), (first, _) in pairwise(spans))
    numbers = [int(row.get("r") or 0) for row in sheet.iter("{*}row")]
    assert numbers == sorted(set(numbers))
    for row in sheet.iter("{*}row"):
        cells = [(cell.get("r") or "") for cell in row.iterfind("{*}c")]
        columns = [column_index(cell.rstrip("0123456789")) for cell in cells]
        assert columns == sorted(set(columns))
        assert {cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in cells} <= {row.get("r")}
        assert all(int(cell.get("s") or 0) < known for cell in row.iterfind("{*}c"))


def told_beside(content: bytes, row: int, first: int) -> list[Any]:
    return parse(content, "a").sheets[0].rows[row][first:]


def test_the_sheet_is_made_by_the_rules_and_says_what_is_to_be_said() -> None:
    told = answer(rich_workbook(), {2: GOOD, 4: BAD})
    check_rules(told.content)
    assert told_beside(told.content, 0, 4) == [f"◆ {heading}" for heading in HEADINGS]
    assert told_beside(told.content, 1, 4) == ["A-1", 12.5, 25, "", "Добавлено"]
    assert told_beside(told.content, 3, 4) == ["", "", "", "", "Отклонено", BAD.problem]
    sheet = openpyxl.load_workbook(io.BytesIO(told.content), keep_vba=False).worksheets[0]
    assert sheet.dimensions == "A1:J5"
    assert (sheet["E1"].font.b, sheet["E1"].font.name) == (True, "Calibri")
    assert (sheet["F2"].number_format, sheet["F2"].fill.fgColor.rgb) == ("#,##0.00", "FFE3F3E9")
    assert [sheet.column_dimensions[letter].width for letter in "BEJ"] == [42.5, 14, 60]


def test_a_second_answer_stands_where_the_first_stood() -> None:
    once = answer(rich_workbook(), {2: GOOD, 4: BAD})
    again = answer(once.content, {2: BAD})
    check_rules(again.content)
    assert told_beside(again.content, 1, 4) == ["", "", "", "", "Отклонено", BAD.problem]
    assert max(len(row) for row in parse(again.content, "a").sheets[0].rows) == 10


def test_widths_of_columns_that_reach_over_ours_are_parted() -> None:
    cols = '<cols><col min="1" max="2" width="5"/><col min="3" max="16384" hidden="1"></col></cols>'
    content = xlsx_of(sheet_of(ROW_1 + ROW_2, head=cols))
    told = answer(content, {2: GOOD})
    check_rules(told.content)
    sheet = etree.fromstring(parts(told.content)["xl/worksheets/sheet1.xml"])
    assert [
        (col.get("min"), col.get("max"), col.get("width"), col.get("hidden"))
        for col in sheet.iter("{*}col")
    ] == [
        ("1", "2", "5", None),
        ("3", "3", "14", None),
        ("4", "4", "12", None),
        ("5", "5", "14", None),
        ("6", "6", "10", None),
        ("7", "7", "24", None),
        ("8", "8", "60", None),
        ("9", "16384", None, "1"),
    ]


def test_what_he_wrote_among_our_columns_is_not_written_over() -> None:
    book = openpyxl.load_workbook(io.BytesIO(answer(rich_workbook(), {2: GOOD}).content))
    book.worksheets[0]["H3"] = "перезвонить"
    book.worksheets[0].delete_cols(6)
    book.worksheets[0]["J1"] = "Моё"
    out = io.BytesIO()
    book.save(out)
    again = parse(answer(out.getvalue(), {2: BAD}).content, "a").sheets[0]
    assert again.rows[0][9:11] == ["Моё", "◆ Код"]
    assert again.rows[2][6] == "перезвонить"


def words(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


ROW_1 = f'<row r="1">{words("A1", "Артикул")}{words("B1", "Кол-во")}</row>'
ROW_2 = f'<row r="2">{words("A2", "A-1")}<c r="B2"><v>5</v></c></row>'
SHEETS: dict[str, bytes] = {
    "plain": sheet_of(ROW_1 + ROW_2).encode(),
    "spans and empty cells on the right": sheet_of(
        ROW_1 + ROW_2.replace('r="2"', 'r="2" spans="1:4"').replace("</row>", '<c r="D2"/></row>')
    ).encode(),
    "cells beyond ours": sheet_of(ROW_1 + ROW_2.replace("</row>", '<c r="Z2"/></row>')).encode(),
    "cells and rows without places": re.sub(r' r="\w+"', "", sheet_of(ROW_1 + ROW_2)).encode(),
    "an end of a row in a comment": sheet_of(
        f"<!-- </row><row> -->{ROW_1}<!-- </row> -->{ROW_2}<?x </row>?>"
    ).encode(),
    "an end of a row in a text": sheet_of(
        ROW_1 + ROW_2.replace("A-1", "<![CDATA[A-1</row></sheetData>]]>")
    ).encode(),
    "a sign of more in an attribute": sheet_of(
        ROW_1 + ROW_2.replace("<row", '<row x="a>b"')
    ).encode(),
    "names with a prefix": re.sub(
        r"<(/?)(\w)", r"<\1x:\2", sheet_of(ROW_1 + ROW_2).replace("xmlns=", "xmlns:x=")
    ).encode(),
    "letters of one byte": (
        '<?xml version="1.0" encoding="windows-1251"?>' + sheet_of(ROW_1 + ROW_2)
    ).encode("cp1251"),
    "something after the cells": sheet_of(
        ROW_1 + ROW_2.replace("</row>", "<extLst><ext/></extLst></row>")
    ).encode(),
    "a size of one cell": sheet_of(ROW_1 + ROW_2, head='<dimension ref="A1"/>').encode(),
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_however_the_xml_is_written_cells_come_to_their_place(sheet: str) -> None:
    told = answer(xlsx_of(SHEETS[sheet]), {2: GOOD})
    assert told.lost is Lost.NOTHING
    if sheet != "cells and rows without places":
        check_rules(told.content)
    rows = parse(told.content, "a").sheets[0].rows
    assert rows[0] == ["Артикул", "Кол-во", *(f"◆ {heading}" for heading in HEADINGS)]
    assert rows[1][1:] == [5, "A-1", 12.5, 25, "", "Добавлено"]


def test_a_row_of_nothing_but_its_place_gets_its_verdict_too() -> None:
    formulas = '<row r="3"><c r="B3"><f>5*2</f></c></row><row r="5"/>'
    told = answer(xlsx_of(sheet_of(ROW_1 + ROW_2 + formulas)), {3: GOOD, 5: BAD, 7: GOOD})
    check_rules(told.content)
    sheet = parse(told.content, "a").sheets[0]
    assert dict(zip(sheet.numbers, sheet.rows, strict=True))[5][6:] == ["Отклонено", BAD.problem]
    assert sheet.numbers == [1, 2, 3, 5, 7]
    assert sheet.formulas == {(3, 1): "5*2"}


def test_no_formula_is_ever_written_over() -> None:
    far = ROW_2.replace("</row>", '<c r="F2"><f>B2*2</f></c></row>')
    told = answer(xlsx_of(sheet_of(ROW_1 + far)), {2: GOOD})
    assert parse(told.content, "a").sheets[0].rows[1][6:] == ["A-1", 12.5, 25, "", "Добавлено"]
    assert set(parse(told.content, "a").sheets[0].formulas) == {(2, 5)}


def test_an_area_merged_over_our_place_moves_us_aside() -> None:
    grid = Grid("Лист1", [["Артикул", "Кол-во"], ["A-1", 5]], merged=[(1, 2, 1, 3)])
    told = answer(write([grid], "xlsx"), {2: GOOD})
    assert told_beside(told.content, 1, 2) == ["", "A-1", 12.5, 25, "", "Добавлено"]


def test_verdicts_go_to_the_sheet_they_are_on() -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во"], ["A-1", 5]]
    told = answer(workbook(rows, rows), {2: GOOD}, sheet=1)
    first, second = parse(told.content, "a").sheets
    assert (first.rows, second.rows[1][2:4]) == (rows, ["A-1", 12.5])


UNUSUAL = {
    "sixteen bits": sheet_of(ROW_1 + ROW_2).encode("utf-16"),
    "rows out of their order": sheet_of(ROW_2 + ROW_1).encode(),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_a_sheet_too_unusual_comes_back_with_its_cells_alone(how: str) -> None:
    told = answer(xlsx_of(UNUSUAL[how]), {2: GOOD})
    assert (told.suffix, told.lost) == ("xlsx", Lost.FORMATTING)
    check_rules(told.content)


ODS_HEAD = (
    '<table:table table:name="S"><table:table-column table:style-name="co1"/><table:table-column '
    'table:number-columns-repeated="1023"/>'
)


def ods_cell(value: str | int) -> str:
    said = f'float" office:value="{value}' if isinstance(value, int) else "string"
    return (
        f'<table:table-cell office:value-type="{said}"><text:p>{value}</text:p></table:table-cell>'
    )


def ods_row(*cells: str | int, times: int = 1, tail: str = "") -> str:
    said = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    made = "".join(ods_cell(cell) for cell in cells)
    return f"<table:table-row{said}>{made}{tail}</table:table-row>"


EMPTY_TAIL = '<table:table-cell table:number-columns-repeated="1022"/>'


def test_of_ods_rows_and_columns_said_many_times_are_parted() -> None:
    content = ods_of(
        ODS_HEAD
        + ods_row("Артикул", "Кол-во", tail=EMPTY_TAIL)
        + ods_row("A-1", 5, times=4, tail=EMPTY_TAIL)
        + "</table:table>"
        + ODS_HEAD.replace('"S"', '"T"')
        + ods_row("Другой", "", tail=EMPTY_TAIL)
        + "</table:table>"
    )
    told = answer(content, {3: GOOD, 4: BAD})
    assert (told.suffix, told.lost) == ("ods", Lost.NOTHING)
    sheet, other = parse(told.content, "a").sheets
    assert sheet.rows == [
        ["Артикул", "Кол-во", *(f"◆ {heading}" for heading in HEADINGS)],
        ["A-1", 5],
        ["A-1", 5, "A-1", 12.5, 25, "", "Добавлено"],
        ["A-1", 5, "", "", "", "", "Отклонено", BAD.problem],
        ["A-1", 5],
    ]
    assert other.rows == [["Другой"]]
    xml = parts(told.content)["content.xml"].decode()
    root = etree.fromstring(xml.encode())
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    for sheet_xml in root.iter(f"{table}table"):
        widths = {
            sum(int(part.get(f"{table}number-columns-repeated") or 1) for part in row)
            for row in sheet_xml.iter(f"{table}table-row")
        }
        assert widths == {1024}
        columns = sheet_xml.iterfind(f"{table}table-column")
        assert sum(int(c.get(f"{table}number-columns-repeated") or 1) for c in columns) == 1024
    assert re.findall('table-column table:style-name="([a-z0-9-]+)"', xml) == [
        "co1", *(f"wholesale-co{width}" for width in (14, 12, 14, 10, 24, 60)), "co1",
    ]  # fmt: skip
    assert xml.count('style:name="wholesale-bad"') == 1


def test_of_ods_a_second_answer_stands_where_the_first_stood() -> None:
    rows = ods_row("Артикул", "Кол-во") + ods_row("A-1", 5) + "</table:table>"
    once = answer(ods_of(ODS_HEAD + rows), {2: GOOD})
    again = answer(once.content, {2: BAD})
    assert parse(again.content, "a").sheets[0].rows[1] == [
        "A-1", 5, "", "", "", "", "Отклонено", BAD.problem,
    ]  # fmt: skip
    xml = parts(again.content)["content.xml"].decode()
    assert xml.count('style:name="wholesale-bad"') == 1


def test_of_ods_tables_within_tables_are_left_alone() -> None:
    within = (
        "<table:shapes><table:table/><table:table><table:table-row/></table:table></table:shapes>"
    )
    with pytest.raises(Unpatchable, match="table within"):
        add_to_ods(ods_of(ODS_HEAD + within + ods_row("A-1") + "</table:table>"), {})
