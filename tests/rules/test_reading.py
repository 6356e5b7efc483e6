"""What a file says is what the sheet says: rows keep their numbers, marks are seen in each
format, a formula without a value is told."""

from __future__ import annotations

import io
import time
from typing import Any

import openpyxl
import pytest

from fixtures.corpus.writers import Grid, write
from tests.rules.test_hostile_files import MAIN, XML_2003, number, ods_of, sheet_of, xlsx_of
from tests.sheets import workbook
from tests.xlsb import xlsb
from wholesale.intake.parse import parse
from wholesale.intake.sheet import Sheet

LOW: list[list[Any]] = [
    [],
    ["", ""],
    [],
    ["", "Артикул", "Кол-во"],
    [],
    ["", "A-1", 5],
    ["", "A-2", 7],
]


def sheet_in(content: bytes, position: int = 0) -> Sheet:
    return parse(content, "заказ").sheets[position]


def far(rows: list[list[Any]]) -> bytes:
    """A workbook with one more cell at its far corner, which only the sparse reader opens."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.worksheets[0]["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MADE = {
    "xlsx": lambda: workbook(LOW),
    "xlsb": lambda: xlsb(LOW),
    "xls": lambda: workbook(LOW, kind="xls"),
    "ods": lambda: workbook(LOW, kind="ods"),
    "xml": lambda: workbook(LOW, kind="xml"),
    "html": lambda: workbook(LOW, kind="xls-html"),
    "csv": lambda: workbook(LOW, kind="csv-1251"),
    "sparse": lambda: far(LOW),
}


@pytest.mark.parametrize("kind", MADE)
def test_rows_and_columns_keep_their_places_below_and_beside_empty_ones(kind: str) -> None:
    sheet = sheet_in(MADE[kind]())
    assert sheet.numbers == [4, 6, 7]
    assert sheet.rows[0] == ["", "Артикул", "Кол-во"]
    assert [row[:2] for row in sheet.rows[1:]] == [["", "A-1"], ["", "A-2"]]
    assert [float(str(row[2])) for row in sheet.rows[1:]] == [5, 7]


def test_marks_stand_at_the_rows_they_are_made_on() -> None:
    grid = Grid("Заказ", [[], [], *LOW], hidden_rows={8}, hidden_columns={2}, levels={9: 2})
    grid.rows[8] = ["", "A-2", "=5*12"]
    sheet = sheet_in(write([grid], "xlsx"))
    assert (sheet.numbers, sheet.rows[2]) == ([6, 8, 9], ["", "A-2"])
    assert sheet.hidden_rows == {8}
    assert sheet.hidden_columns == {1}
    assert sheet.formulas == {(9, 2): "5*12"}
    assert sheet.levels == {9: 2}


def formula(cell: str) -> str:
    return sheet_of(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>')


CALCULATED = (
    '<workbook xmlns="{main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>{more}'
    "</workbook>"
)


def named(name: str, more: str = "") -> str:
    return CALCULATED.format(main=MAIN, name=name, more=more)


XML_FORMULA = (
    '<Row><Cell><Data ss:Type="Number">1</Data></Cell></Row><Row><Cell ss:Formula="=5*3"/></Row>'
)
ODS_FORMULA = (
    '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="float" '
    'office:value="1"/></table:table-row><table:table-row><table:table-cell '
    'table:formula="of:=5*3"/></table:table-row></table:table>'
)
PLAIN = '<c r="A2"><f>5*3</f></c>'
WITHOUT_VALUE = {
    "plain": lambda: xlsx_of(formula(PLAIN)),
    "an empty value": lambda: xlsx_of(formula('<c r="A2"><f>5*3</f><v></v></c>')),
    "the place after the style": lambda: xlsx_of(formula('<c s="0" r="A2"><f>5*3</f><v/></c>')),
    "no place at all": lambda: xlsx_of(formula("<c><f>5*3</f></c>")),
    "names with a prefix": lambda: xlsx_of(
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '</x:row><x:row r="2"><x:c r="A2"><x:f>5*3</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    ),
    "a sheet named by numbers": lambda: xlsx_of(
        formula(PLAIN), **{"xl/workbook.xml": named("&#1051;&#1080;&#1089;&#1090;")}
    ),
    "a zero to be calculated on opening": lambda: xlsx_of(
        formula('<c r="A2"><f>5*3</f><v>0</v></c>'),
        **{"xl/workbook.xml": named("S", '<calcPr calcId="1" fullCalcOnLoad="1"/>')},
    ),
    "cells far apart": lambda: xlsx_of(
        formula(PLAIN).replace("</sheetData>", number("XFD1048576") + "</sheetData>")
    ),
    "2003 xml": lambda: XML_2003.format(XML_FORMULA).encode(),
    "ods": lambda: ods_of(ODS_FORMULA),
}


@pytest.mark.parametrize("how", WITHOUT_VALUE)
def test_a_formula_without_a_value_is_told(how: str) -> None:
    sheet = sheet_in(WITHOUT_VALUE[how]())
    assert {place: text.lstrip("=") for place, text in sheet.formulas.items()} == {(2, 0): "5*3"}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2"><f>5*3</f><v>15</v></c>',
        '<c r="A2"><f>0</f><v>0</v></c>',
        '<c r="A2" t="str"><f>IF(B2,1,"")</f><v></v></c>',
    ],
)
def test_a_formula_with_a_value_is_a_value(cell: str) -> None:
    assert sheet_in(xlsx_of(formula(cell))).formulas == {}


HIDDEN_SHEET = named("S", "").replace(
    "</sheets>", '<sheet name="H" sheetId="2" state="hidden" r:id="rId2"/></sheets>'
)


def two_sheets(sheet: str) -> bytes:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/'
            f'2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in (1, 2)
        )
        + "</Relationships>"
    )
    return xlsx_of(
        sheet,
        **{
            "xl/workbook.xml": HIDDEN_SHEET,
            "xl/_rels/workbook.xml.rels": relations,
            "xl/worksheets/sheet2.xml": sheet_of(number("A1")),
        },
    )


def test_a_hidden_sheet_is_hidden_also_when_cells_lie_far_apart() -> None:
    for sheet in (sheet_of(number("A1")), sheet_of(number("A1") + number("XFD1048576"))):
        parsed = parse(two_sheets(sheet), "a.xlsx")
        assert [(one.name, one.visible) for one in parsed.sheets] == [("S", True), ("H", False)]


def test_hidden_parts_of_2003_xml_and_ods_and_html_are_seen() -> None:
    xml = XML_2003.replace("<Table>", '<Table><Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>')
    xml = xml.replace(
        "</Table>",
        '</Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>'
        "SheetHidden</Visible></WorksheetOptions>",
    )
    cells = '<Cell ss:MergeAcross="1" ss:MergeDown="1"><Data>a</Data></Cell>'
    told = sheet_in(
        xml.format(f'<Row ss:Hidden="1" ss:Span="2">{cells}</Row><Row>{cells}</Row>').encode()
    )
    assert (told.visible, told.numbers, told.hidden_rows) == (False, [1, 4], {1})
    assert told.hidden_columns == {1, 2}
    assert told.merged == [(1, 0, 2, 1), (4, 0, 5, 1)]
    ods = sheet_in(
        ods_of(
            '<table:table table:name="S"><table:table-column/>'
            '<table:table-column table:visibility="collapse"/><table:table-row '
            'table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
            '<table:table-row table:visibility="filter"><table:table-cell '
            'office:value-type="float" office:value="1"/></table:table-row></table:table>'
        )
    )
    assert (ods.numbers, ods.hidden_rows, ods.hidden_columns) == ([3], {3}, {1})
    html = b"<table><tr><td>a</td></tr><tr style='display: none'><td>b</td></tr></table>"
    assert sheet_in(html).hidden_rows == {2}


def test_a_price_that_a_comma_parted_in_every_row_is_one_number_again() -> None:
    text = (
        "Заказ\nАртикул,Товар,Цена,Кол-во\nA-1,Болт,12,50,10\nA-2,Гайка,7,61,120\nA-3,Шайба,3,5\n"
    )
    sheet = sheet_in(text.encode())
    assert sheet.rows[2:] == [
        ["A-1", "Болт", "12,50", "10"],
        ["A-2", "Гайка", "7,61", "120"],
        ["A-3", "Шайба", "3", "5"],
    ]
    assert sheet.torn == frozenset()


@pytest.mark.parametrize(
    ("head", "row", "cells"),
    [
        ("Артикул,Товар,Ед,Кол-во", "A-1,Ручка 0,7 мм,шт,10", ["A-1", "Ручка 0,7 мм", "шт", "10"]),
        ("Артикул,Товар,Ед,Кол-во", "A-1,ВВГ 3х2,5,м,100", ["A-1", "ВВГ 3х2,5", "м", "100"]),
        ("Товар,Кол-во", "Эмаль, белая, 0,9 л,6", ["Эмаль,белая,0,9 л", "6"]),
        ("Товар,Кол-во,Цена", "Болт, цинк,4,7,50", ["Болт,цинк", "4", "7,50"]),
        (
            "Товар,Кол-во,Примечание",
            "Болт М8,5 шт,срочно, утром",
            ["Болт М8", "5 шт", "срочно,утром"],
        ),
    ],
)
def test_a_row_that_commas_part_is_mended_where_it_fits_in_one_way_only(
    head: str, row: str, cells: list[str]
) -> None:
    whole = ",".join("5" for _ in cells)
    sheet = sheet_in(f"{head}\n{row}\n{whole}\n".encode())
    assert (sheet.rows[1], sheet.torn) == (cells, frozenset())


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Товар,Кол-во", "Саморез 3,5,100\nГайка,4\n"),  # 100 of 3,5, or 5,1
        ("Товар,Кол-во", "Болт,5,1200\nГайка,4\n"),  # or a price without heading
        ("Товар,Кол-во", "Болт 0,9 л,3\nГайка 2,7 л,5\n"),  # or a remark, in every row
        ("Артикул,Кол-во", "A-1,2,5\nA-2,7\n"),
        ("Артикул,Товар,Цена,Кол-во", "A-1,Гайка,7,61,24\nA-2,Болт,цинк,12,10\n"),
    ],
)
def test_a_row_that_fits_in_several_ways_is_marked(head: str, rows: str) -> None:
    sheet = sheet_in(f"{head}\n{rows}".encode())
    assert 2 in sheet.torn


def test_a_comma_of_money_and_one_of_a_name_are_told_apart() -> None:
    text = "Артикул,Товар,Цена,Кол-во\nA-1,Болт,12,50,10\nA-2,Гайка М8, цинк,7,61,24\n"
    sheet = sheet_in(text.encode())
    assert sheet.rows[1:] == [
        ["A-1", "Болт", "12,50", "10"],
        ["A-2", "Гайка М8,цинк", "7,61", "24"],
    ]


def test_every_row_of_a_long_text_with_commas_is_read_and_a_column_without_heading_tears_none() -> (
    None
):
    rows = [["Артикул", "Кол-во", ""], *([f"A-{n}", str(n), "срочно"] for n in range(1, 61))]
    sheet = sheet_in("\n".join(",".join(row) for row in rows).encode())
    assert [row[0] for row in sheet.rows[1:]] == [f"A-{n}" for n in range(1, 61)]
    assert sheet.torn == frozenset()


@pytest.mark.parametrize("words", [3, 12])
def test_rows_made_to_fit_in_countless_ways_are_given_up_soon(words: int) -> None:
    head = ",".join(["Товар", *(f"Поле {n}" for n in range(1, words)), "Кол-во", "Цена"])
    row = ",".join(["а"] * (words + 6))
    started = time.perf_counter()
    sheet = sheet_in("\n".join([head, *[row] * 1_000]).encode())
    assert len(sheet.torn) == 1_000
    assert time.perf_counter() - started < 3


def test_struck_lines_of_a_page_are_asked_and_hidden_ones_are_not_read() -> None:
    page = """<html><body><p>Гайка М8 - 10 шт</p><p><s>Дрель - <b>2</b> шт<br>Пила - 3 шт</s></p>
        <p style='text-decoration:line-through'>Болт - 4 шт</p><div style='display: none'>Винт - 5
        шт</div><p>Шайба - <del>1</del>2 шт</p></body></html>"""
    assert sheet_in(page.encode()).rows == [
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт", "❌"],
        ["Пила", "3 шт", "❌"],
        ["Болт", "4 шт", "❌"],
        ["Шайба - 1", "2 шт", "❌"],
    ]
    rows = "<tr><td>a</td><td>5</td></tr><tr><td>b</td><td><s>1</s>2</td></tr>"
    assert sheet_in(f"<table>{rows}</table>".encode()).struck == {(2, 1)}
    lines = "<tr><td>Болт - 5 шт</td></tr><tr style='display:none'><td>Гайка - 6 шт</td></tr>"
    read = sheet_in(f"<table>{lines}</table>".encode())
    assert read.rows == [["Болт", "5 шт"], ["Гайка", "6 шт", "❌"]]
