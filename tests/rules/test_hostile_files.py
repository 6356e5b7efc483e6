"""Files that are broken, disguised or meant to do harm: a clear sentence in bounded time and
memory, and the server goes on."""

from __future__ import annotations

import contextlib
import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import wholesale.locale  # noqa: F401 - the texts
from fixtures.corpus.biff import xls
from tests.sheets import workbook
from wholesale.core import i18n
from wholesale.core.errors import DomainError
from wholesale.intake.answering.answer_columns import Verdict
from wholesale.intake.answering.answer_file import annotate
from wholesale.intake.opening import child
from wholesale.intake.parse import ParsedFile, parse

SECONDS, MEGABYTES = 5.0, 300
ADDED = "Добавлено".encode("ascii", "xmlcharrefreplace")

ROWS: list[list[Any]] = [["Артикул", "Кол-во"], ["A-1", 5], ["A-2", 7]]
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def package(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def xlsx_of(sheet: str | bytes, **more: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet,
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def sheet_of(cells: str, *, head: str = "", tail: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{head}<sheetData>{cells}</sheetData>{tail}</worksheet>'


def number(reference: str, value: str = "5") -> str:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{reference}"><v>{value}</v></c></row>'


def ods_of(table: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{table}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", ODS_KIND)
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def lying_bomb() -> bytes:
    """A part that says it is small and unpacks to half a gigabyte."""
    made = xlsx_of(b"<worksheet>" + b" " * 200_000_000)
    true = (200_000_011).to_bytes(4, "little")
    assert made.count(true) >= 2
    return made.replace(true, (1_000).to_bytes(4, "little"))


def laughs(root: str) -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>{root}'


XML_2003 = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>{}'
    "</Table></Worksheet></Workbook>"
)
LETTER = (
    b"From: a@example.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
)
GOOD = workbook(ROWS)
OLD = xls([("S", ROWS * 50)])
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file_empty"),
    "zeros": (lambda: b"\x00" * 5000, "file_empty"),
    "blank lines": (lambda: b"\r\n \r\n\t", "file_empty"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "file_is_pdf"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "file_is_picture"),
    "jpeg": (lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 50, "file_is_picture"),
    "docx": (lambda: package(**{"word/document.xml": "<w/>"}), "file_is_document"),
    "odt": (
        lambda: package(mimetype="application/vnd.oasis.opendocument.text"),
        "file_is_document",
    ),
    "rtf": (lambda: b"{\\rtf1\\ansi", "file_is_document"),
    "zip": (lambda: package(**{"order.xlsx": GOOD}), "file_is_archive"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00", "file_is_archive"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c", "file_is_archive"),
    "gzip": (lambda: b"\x1f\x8b\x08" + zlib.compress(b"x"), "file_is_archive"),
    "exe": (lambda: b"MZ\x90\x00" + b"\x00" * 200, "file_is_program"),
    "elf": (lambda: b"\x7fELF" + b"\x00" * 200, "file_is_program"),
    "json": (lambda: b'{"rows": [1, 2]}', "file_is_json"),
    "other xml": (lambda: b"<?xml version='1.0'?><order/>", "file_is_xml"),
    "html without a table": (lambda: b"<html><body>hi</body></html>", "file_no_table"),
    "deep html": (
        lambda: b"<table><tr><td>" + b"<b>" * 100_000 + b"a</table>",
        "file_no_table|file_corrupted",
    ),
    "noise": (lambda: bytes(range(256)) * 40, "file_unknown"),
    "cut xlsx": (lambda: GOOD[: len(GOOD) // 2], "file_truncated"),
    "xlsx without its end": (lambda: GOOD[:-30], "file_truncated"),
    "only a signature": (lambda: b"PK\x03\x04", "file_truncated"),
    "spoilt xlsx": (
        lambda: _spoilt(GOOD),
        "file_truncated|file_corrupted|file_no_table",
    ),
    "bomb": (lambda: xlsx_of(b" " * 450_000_000), "file_bomb"),
    "bomb of a high ratio": (lambda: xlsx_of(b" " * 60_000_000), "file_bomb"),
    "bomb that lies": (lying_bomb, "file_corrupted|file_too_large|file_too_slow|file_no_table"),
    "6,000 parts": (
        lambda: xlsx_of("<x/>", **{f"xl/part{n}.xml": "" for n in range(6_000)}),
        "file_of_parts",
    ),
    "encrypted ole": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "EncryptedPackage".encode("utf-16-le").ljust(4200, b"\x00"),
        "file_encrypted",
    ),
    "encrypted zip": (
        lambda: _encrypted(GOOD),
        "file_encrypted",
    ),
    "encrypted ods": (lambda: _encrypted_ods(), "file_encrypted"),
    "a spoilt mimetype": (lambda: _spoilt_mimetype(), "file_truncated"),
    "encrypted xls": (lambda: xls([("S", ROWS)], locked=True), "file_encrypted"),
    "encrypted xls of 1995": (lambda: xls([("S", ROWS)], old=True, locked=True), "file_encrypted"),
    "doc": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "WordDocument".encode("utf-16-le").ljust(4200, b"\x00"),
        "file_is_document",
    ),
    "cut page called xls": (lambda: _half(workbook(ROWS, kind="xls-html")), "file_truncated"),
    "cut xml of 2003": (lambda: _half(workbook(ROWS, kind="xml")), "file_truncated"),
    "cut xls": (lambda: OLD[:2000], "file_truncated|file_corrupted|file_encrypted"),
    "malformed sheet": (
        lambda: xlsx_of("<worksheet><sheetData><row></sheetData>"),
        "file_corrupted|file_no_table",
    ),
    "no relations": (
        lambda: package(**{"xl/workbook.xml": BOOK}),
        "file_corrupted|file_truncated",
    ),
    "billion laughs in 2003 xml": (
        lambda: laughs(XML_2003.format("<Row><Cell><Data>&j;</Data></Cell></Row>")).encode(),
        "file_no_table|file_corrupted|file_is_xml",
    ),
    "ods of a billion cells": (
        lambda: ods_of(
            '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" '
            'office:value="1"/></table:table-row></table:table>'
        ),
        "file_too_large|file_too_slow|file_corrupted",
    ),
    "ods of a million rows": (
        lambda: ods_of(
            '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048570">'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
            "</table:table>"
        ),
        "file_too_large",
    ),
    "a text of 400,000 rows": (lambda: b"A-1;5\n" * 400_000, "file_too_large"),
    "a line of three million cells": (
        lambda: b"1;" * 3_000_000,
        "file_too_large|file_too_slow|file_corrupted",
    ),
    "a letter of a million parts": (
        lambda: LETTER + b"--b\r\n\r\n\r\n" * 1_000_000 + b"--b--\r\n",
        "letter_of_parts",
    ),
    "a letter of forty megabytes": (
        lambda: LETTER
        + b'--b\r\nContent-Disposition: attachment; filename="a.csv"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + (b"QTsx" * 19 + b"\r\n") * 500_000
        + b"--b--\r\n",
        "letter_unread",
    ),
    "100,000 tables of one page": (
        lambda: b"<table><tr><td>A-1</td><td>5</td></tr></table>" * 100_000,
        "file_of_sheets",
    ),
    "1,000 sheets with a table each": (lambda: workbook(*[ROWS] * 1_000), "file_of_tables"),
    "four sheets of 150 tables each": (
        lambda: workbook(
            *[
                [r for n in range(150) for r in (["Артикул", "Кол-во", f"Слово {n}"], ["A-1", 5])]
                for _ in range(4)
            ]
        ),
        "file_of_tables",
    ),
    "a few rows of ten million cells": (
        lambda: b"5;" * 16_000 + b"\n" + (b"5;" * 16_000 + b"\n") * 600,
        "file_too_large",
    ),
    "rows before the first": (
        lambda: xlsx_of(sheet_of('<row r="-1"><c r="A-1"><v>5</v></c></row>' + number("A0"))),
        "file_corrupted",
    ),
    "two rows of one number": (
        lambda: XML_2003.format(
            '<Row ss:Index="2"><Cell><Data>a</Data></Cell></Row>'
            '<Row ss:Index="2"><Cell><Data>b</Data></Cell></Row>'
        ).encode(),
        "file_corrupted",
    ),
    "lines of nothing but dots": (
        lambda: ("Болт М8 " + "." * 280 + "5z\n").encode() * 80_000,
        "file_too_large|file_no_table",
    ),
    "60,000 headers of two kinds in turn": (
        lambda: "Артикул;Наименование;Кол-во\nКод;Товар;Заказ\n".encode() * 30_000,
        "file_of_headers",
    ),
    "thousands of different headers": (
        lambda: b"".join(f"Артикул;Кол-во;Цена;Слово {n}\n".encode() for n in range(5_000)),
        "file_of_headers",
    ),
    "xlsb of noise": (
        lambda: package(**{"xl/workbook.bin": os.urandom(500)}),
        "file_corrupted|file_truncated",
    ),
    "a part of noise in ods": (
        lambda: package(mimetype=ODS_KIND, **{"content.xml": os.urandom(300)}),
        "file_corrupted|file_no_table",
    ),
}  # fmt: skip


def _encrypted(content: bytes) -> bytes:
    """The same package with the «encrypted» flag on every part."""
    spoilt = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = spoilt.find(mark)
        while start >= 0:
            spoilt[start + place] |= 1
            start = spoilt.find(mark, start + 4)
    return bytes(spoilt)


def _half(content: bytes) -> bytes:
    return content[: content.rindex(b"A-2")]


def _encrypted_ods() -> bytes:
    """As LibreOffice leaves it: a package of noise that says how it is encrypted."""
    parts: dict[str, str | bytes] = {
        "mimetype": ODS_KIND,
        "content.xml": os.urandom(900),
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
    return package(**parts)


def _spoilt_mimetype() -> bytes:
    """A package whose first part cannot be unpacked."""
    said = ODS_KIND + " " * 90
    packed = zlib.compress(said.encode())[2:-4]
    made = package(mimetype=said)
    assert packed in made
    return made.replace(packed, b"\xff" * len(packed))


def _spoilt(content: bytes) -> bytes:
    """The same package with noise in the middle of every packed part."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [part for part in package.infolist() if "sheet" in part.filename.lower()]
    spoilt = bytearray(content)
    for part in parts:
        start = part.header_offset + 30 + len(part.filename) + 10
        spoilt[start : start + 40] = b"\xff" * 40
    return bytes(spoilt)


READ: dict[str, Callable[[], bytes]] = {
    "a cell at XFD1048576": lambda: xlsx_of(sheet_of(number("A1") + number("XFD1048576"))),
    "a cell at A1048576": lambda: xlsx_of(sheet_of(number("A1") + number("A1048576"))),
    "a dimension of the whole sheet": lambda: xlsx_of(
        sheet_of(number("A1"), head='<dimension ref="A1:XFD1048576"/>')
    ),
    "a merge of the whole sheet": lambda: xlsx_of(
        sheet_of(number("A1"), tail='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    ),
    "external links": lambda: xlsx_of(
        sheet_of(number("A1")),
        **{"xl/externalLinks/externalLink1.xml": '<x Target="http://example.test/"/>'},
    ),
    "macros": lambda: xlsx_of(sheet_of(number("A1")), **{"xl/vbaProject.bin": os.urandom(900)}),
    "paths that climb": lambda: xlsx_of(sheet_of(number("A1")), **{"../../etc/passwd": "x"}),
    "an entity from outside": lambda: (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        + XML_2003.format("<Row><Cell><Data>a&e;b</Data></Cell><Cell><Data>5</Data></Cell></Row>")
    ).encode(),
    "an index of a billion": lambda: XML_2003.format(
        '<Row><Cell ss:Index="999999999"><Data>a</Data></Cell></Row>'
    ).encode(),
    "spans of a billion": lambda: (
        b"<table><tr><td colspan=999999999 rowspan=999999999>a</td></tr></table>"
    ),
    "a field of ten megabytes": lambda: b"a;b\r\n" + b"x" * 900_000 + b";5\r\n",
    "zeros in text": lambda: b"\xd0\x90;5\x00\r\n\x00b;6\r\n",
    "an open quote": lambda: b'a;"b\r\nc;5\r\nd;6\r\n' * 20,
    "huge numbers": lambda: xlsx_of(sheet_of(number("A1", "1e308"))),
    "20,000 times one header": lambda: "Артикул;Наименование;Кол-во\n".encode() * 20_000,
    "20,000 columns": lambda: b"\xd0\xa8\xd1\x82;" * 20_000 + b"\n" + b"5;" * 20_000,
    "20,000 merges over rows like headers": lambda: xlsx_of(
        sheet_of(
            "".join(
                f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Артикул</t></is></c>'
                f'<c r="B{n}" t="inlineStr"><is><t>{n} -</t></is></c></row>'
                for n in range(1, 3_001)
            ),
            tail="<mergeCells>"
            + "".join(f'<mergeCell ref="D{n}:E{n + 1}"/>' for n in range(1, 40_001, 2))
            + "</mergeCells>",
        )
    ),
    "200 sheets": lambda: workbook(*[ROWS] * 200),
    "60 KB of blank lines": lambda: b" \n" * 32_000 + b"A-1;5",
    "one long text": lambda: workbook([["x" * 32_000, 5]]),
}


def peak_megabytes() -> float:
    """The most memory any living reader has had; those that died were within their limit."""
    peaks = [0.0]
    for reader in child._idle:
        status = Path(f"/proc/{reader.process.pid}/status")
        if status.exists():
            lines = status.read_text().splitlines()
            peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
    return max(peaks)


def read_bounded(content: bytes) -> ParsedFile:
    child.warm_up()
    started = time.perf_counter()
    try:
        return parse(content, "заказ.xlsx")
    finally:
        assert time.perf_counter() - started < SECONDS
        assert peak_megabytes() < MEGABYTES


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_a_sentence(name: str) -> None:
    make, expected = REFUSED[name]
    with pytest.raises(DomainError) as refused:
        read_bounded(make())
    assert refused.value.code in expected.split("|")
    for language in i18n.LANGUAGES:
        sentence = i18n.error_text(language, refused.value)
        assert not sentence.startswith("error.")


@pytest.mark.parametrize("name", READ)
def test_what_looks_frightening_but_is_a_table_is_read(name: str) -> None:
    parsed = read_bounded(READ[name]())
    assert parsed.sheets[0].rows


@pytest.mark.parametrize("name", READ)
def test_what_became_of_its_rows_is_written_beside_them_in_time(name: str) -> None:
    parsed = parse(READ[name](), "заказ")
    verdict = Verdict("A-1", None, None, None, "Добавлено", "", "good")
    told = {(at, row): verdict for at, sheet in enumerate(parsed.sheets) for row in sheet.numbers}
    started = time.process_time()  # whatever else the machine does
    answer = annotate(parsed, told, headings=["Код"] * 6, header_rows={})
    assert time.process_time() - started < SECONDS
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        sheets = [package.read(part) for part in package.namelist() if "sheets/sheet" in part]
    assert sum(sheet.count(ADDED) for sheet in sheets) == len(told)


def test_an_entity_from_outside_brings_nothing_in() -> None:
    parsed = read_bounded(READ["an entity from outside"]())
    assert parsed.sheets[0].rows == [["a&e;b", "5"]]


def test_the_hostile_set_is_as_large_as_promised() -> None:
    assert len(REFUSED) + len(READ) >= 40


def test_after_all_that_an_honest_file_is_read() -> None:
    for make in (lying_bomb, READ["a cell at XFD1048576"]):
        with contextlib.suppress(DomainError):
            parse(make(), "a.xlsx")
    assert read_bounded(GOOD).sheets[0].rows == ROWS


def test_an_old_workbook_without_a_code_page_is_read_in_russian() -> None:
    parsed = read_bounded(xls([("Лист1", ROWS)], old=True))
    assert (parsed.sheets[0].name, parsed.sheets[0].rows) == ("Лист1", ROWS)
