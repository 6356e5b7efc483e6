"""A dealer's price list and order form as xlsx: he types quantities and drops it back.

A hidden sheet carries the mark that tells intake whose form this is and of what day.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from reports.facts import PriceList, PriceRow
from reports.words import long_date, percent

MARK_SHEET = "_wholesale"
SHEET = "Прайс-лист"
HEAD_ROW = 5
"""Row of the captions, counted from 0."""

CAPTIONS = (
    ("Артикул", 16),
    ("Наименование", 56),
    ("Категория", 22),
    ("Бренд", 14),
    ("Ед.", 7),
    ("Кратность", 11),
    ("Минимум", 10),
    ("Цена, руб.", 13),
    ("НДС", 9),
    ("Наличие", 12),
    ("Количество", 12),
    ("Сумма, руб.", 15),
)
COLUMN_STYLES = (
    "text", "wrap", "text", "text", "center", "number", "number", "money", "center", "center",
    "input", "sum",
)  # fmt: skip
ORDERED, SUM = 10, 11
NAME_LINE = 60
"""So many characters of a name stand on one line of its column."""
SHEET_PART = "xl/worksheets/sheet1.xml"


def price_list_xlsx(facts: PriceList) -> bytes:
    """The workbook; only the column «Количество» can be typed in."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    made_at = datetime.combine(facts.issued_on, time(), tzinfo=UTC).replace(tzinfo=None)
    title = f"Прайс-лист № {facts.number} от {long_date(facts.issued_on)}"
    book.set_properties({"title": title, "author": facts.seller.name, "created": made_at})
    sheet = book.add_worksheet(SHEET)
    styles = _styles(book)
    _heading(sheet, facts, title, styles)
    _pattern(sheet, len(facts.rows), styles)
    _behaviour(sheet, len(facts.rows))
    hidden = book.add_worksheet(MARK_SHEET)
    hidden.write_string(0, 0, facts.mark)
    hidden.very_hidden()
    book.close()
    return _filled(file.getvalue(), facts.rows) if facts.rows else file.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 9, "valign": "vcenter"}
    edge = {**base, "border": 1, "border_color": "#D0D5DB"}
    return {
        "title": book.add_format({**base, "font_size": 14, "bold": True}),
        "note": book.add_format({**base, "font_color": "#5F6368"}),
        "head": book.add_format(
            {**edge, "bold": True, "bg_color": "#F1F3F5", "text_wrap": True, "align": "center"}
        ),
        "text": book.add_format(edge),
        "wrap": book.add_format({**edge, "text_wrap": True}),
        "center": book.add_format({**edge, "align": "center"}),
        "number": book.add_format({**edge, "num_format": "#,##0.###", "align": "right"}),
        "money": book.add_format({**edge, "num_format": "#,##0.00"}),
        "asked": book.add_format({**edge, "align": "right", "font_color": "#5F6368"}),
        "input": book.add_format(
            {**edge, "num_format": "#,##0.###", "bg_color": "#FFF8DB", "locked": False}
        ),
        "sum": book.add_format({**edge, "num_format": "#,##0.00;;", "bold": True}),
        "total": book.add_format({**base, "num_format": "#,##0.00", "bold": True, "top": 2}),
        "bold": book.add_format({**base, "bold": True, "align": "right", "top": 2}),
    }


def _heading(sheet: Any, facts: PriceList, title: str, styles: dict[str, Any]) -> None:
    vat = "с НДС" if facts.includes_vat else "без НДС"
    sheet.write(0, 0, title, styles["title"])
    sheet.write(1, 0, f"Поставщик: {facts.seller.name}, {facts.seller.phone}", styles["note"])
    sheet.write(2, 0, f"Покупатель: {facts.buyer.name}. Цены {vat}, в рублях.", styles["note"])
    hint = "Впишите количество в жёлтую колонку и загрузите файл в кабинете: он станет заказом."
    sheet.write(3, 0, hint, styles["note"])
    for column, (caption, width) in enumerate(CAPTIONS):
        sheet.write(HEAD_ROW, column, caption, styles["head"])
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.set_row(HEAD_ROW, 26)


def _pattern(sheet: Any, count: int, styles: dict[str, Any]) -> None:
    """One row of goods with the styles of its cells, which ``_filled`` multiplies; the total."""
    if count:
        for column, style in enumerate(COLUMN_STYLES):
            sheet.write_blank(HEAD_ROW + 1, column, None, styles[style])
        sheet.write_blank(HEAD_ROW + 1, len(CAPTIONS), None, styles["asked"])
    last = HEAD_ROW + count
    sheet.write(last + 1, ORDERED, "Итого", styles["bold"])
    total = f"=SUM(L{HEAD_ROW + 2}:L{max(last + 1, HEAD_ROW + 2)})"
    sheet.write_formula(last + 1, SUM, total, styles["total"], 0)


def _filled(book: bytes, rows: Sequence[PriceRow]) -> bytes:
    """The workbook with its pattern row replaced by the goods.

    Twenty thousand rows cell by cell through the library take two seconds, as text a tenth.
    """
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == SHEET_PART:
                content = _with_goods(content.decode("utf-8"), rows).encode("utf-8")
            target.writestr(part, content)
    return made.getvalue()


def _with_goods(sheet: str, rows: Sequence[PriceRow]) -> str:
    pattern = re.search(rf'<row r="{HEAD_ROW + 2}".*?</row>', sheet)
    assert pattern is not None
    *marks, asked = re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"/>', pattern[0])
    a, b, c, d, e, f, g, h, i, j, k, l = (f'" s="{mark}' for mark in marks)  # noqa: E741
    known: dict[str, str] = {}

    def text(value: str) -> str:
        if (told := known.get(value)) is None:
            plain = escape(_CONTROL.sub(" ", value))
            told = f'" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'
            known[value] = told
        return told

    lines = []
    for n, row in enumerate(rows, start=HEAD_ROW + 2):
        price = (
            f'H{n}" s="{asked}{text("по запросу")}'
            if row.price is None
            else f'H{n}{h}"><v>{row.price}</v></c>'
        )
        lines.append(
            f'<row r="{n}"{_height(row.name)}><c r="A{n}{a}{text(row.article)}'
            f'<c r="B{n}{b}{text(row.name)}'
            f'<c r="C{n}{c}{text(row.category)}<c r="D{n}{d}{text(row.brand)}'
            f'<c r="E{n}{e}{text(row.unit_sign)}<c r="F{n}{f}"><v>{row.pack}</v></c>'
            f'<c r="G{n}{g}"><v>{row.minimum}</v></c><c r="{price}'
            f'<c r="I{n}{i}{text(percent(row.vat_rate))}<c r="J{n}{j}{text(row.available)}'
            f'<c r="K{n}{k}"/>'
            f'<c r="L{n}{l}"><f>IF(ISNUMBER(H{n}),H{n}*K{n},0)</f><v>0</v></c></row>'
        )
    return f"{sheet[: pattern.start()]}{''.join(lines)}{sheet[pattern.end() :]}"


def _height(name: str) -> str:
    """The height of a row whose name takes several lines; others have the usual one."""
    lines = -(-len(name) // NAME_LINE)
    return f' ht="{12.5 * lines:g}" customHeight="1"' if lines > 1 else ""


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML cannot hold


def _behaviour(sheet: Any, count: int) -> None:
    last = HEAD_ROW + count
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    if count:
        sheet.autofilter(HEAD_ROW, 0, last, len(CAPTIONS) - 1)
        sheet.data_validation(
            HEAD_ROW + 1,
            ORDERED,
            last,
            ORDERED,
            {
                "validate": "decimal",
                "criteria": ">=",
                "value": 0,
                "error_title": "Количество",
                "error_message": "Введите число не меньше нуля.",
            },
        )
    sheet.protect(
        "", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&C&8Страница &P из &N")
