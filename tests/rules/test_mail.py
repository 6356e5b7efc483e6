"""A letter brings the tables that are attached to it, or what is written in it."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from typing import Any

import pytest

from tests.rules.test_hostile_files import package
from tests.sheets import workbook
from wholesale.core.errors import DomainError
from wholesale.intake.mail import files_of
from wholesale.intake.parse import parse
from wholesale.intake.sniff import is_letter

ROWS: list[list[Any]] = [["Артикул", "Кол-во"], ["A-1", 5]]
TABLE = workbook(ROWS)
EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def letter(body: str = "Добрый день!", **attached: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "d@example.test", "m@example.test", "Заказ"
    made.set_content(body, charset="koi8-r")
    for name, data in attached.items():
        kind = ("image", "png") if name == "logo" else EXCEL
        made.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=f"{name}.xlsx")
    return made.as_bytes()


def test_the_table_attached_to_a_letter_is_read() -> None:
    content = letter(logo=b"\x89PNG\r\n\x1a\n" + bytes(50), заказ=TABLE)
    assert files_of(content, "письмо.eml") == [("заказ.xlsx", TABLE)]
    parsed = parse(content, "письмо.eml")
    assert (parsed.file_name, parsed.content) == ("заказ.xlsx", TABLE)
    assert parsed.sheets[0].rows == ROWS


def test_several_attached_tables_are_several_files() -> None:
    content = letter(первый=TABLE, второй=TABLE)
    assert [name for name, _ in files_of(content, "a.eml")] == ["первый.xlsx", "второй.xlsx"]
    with pytest.raises(DomainError) as refused:
        parse(content, "a.eml")
    assert (refused.value.code, refused.value.params) == ("letter_of_several", {"count": 2})


def test_a_letter_inside_a_letter_is_opened() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "m@example.test", "Fwd"
    outer.set_content("смотри")
    inner = EmailMessage()
    inner["From"] = "d@example.test"
    inner.set_content("вот")
    inner.add_attachment(TABLE, maintype=EXCEL[0], subtype=EXCEL[1], filename="z.xlsx")
    outer.add_attachment(inner)
    assert files_of(outer.as_bytes(), "a.eml") == [("z.xlsx", TABLE)]


def test_without_a_table_the_words_of_the_letter_are_the_order() -> None:
    content = letter("Болт М8 - 10 шт\nГайка М8 - 5\n> Шайба - 7\n")
    assert parse(content, "письмо.eml").sheets[0].rows == [["Болт М8", "10 шт"], ["Гайка М8", "5"]]


def test_a_page_saved_in_one_file_is_its_table() -> None:
    html = "<html><table><tr><td>Артикул</td><td>Кол-во</td></tr><tr><td>A-1</td><td>5</td></tr>"
    page = (
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
        b'Content-Type: multipart/related; boundary="=_x"\r\n\r\n--=_x\r\n'
        b"Content-Location: file:///C:/1/sheet001.htm\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b'Content-Type: text/html; charset="windows-1251"\r\n\r\n'
    ) + quopri.encodestring(html.encode("cp1251"))
    parsed = parse(page + b"\r\n--=_x--\r\n", "заказ.xls")
    assert parsed.sheets[0].rows == [["Артикул", "Кол-во"], ["A-1", "5"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (letter("", logo=b"\x89PNG\r\n\x1a\n"), "letter_empty"),
        (b"Subject: a\nFrom: b\n" + b"X: y\n" * 5_000 + b"\n", "letter_empty"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "__properties_version1.0".encode("utf-16-le").ljust(4_200, b"\x00"),
            "file_is_msg",
        ),
        (package(**{"Index/Document.iwa": "x"}), "file_is_numbers"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + base64.b64encode(bytes(90)), "file_is_picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "file_is_picture"),
        (b'ID;PWXL;N;E\r\nC;Y1;X1;K"A"\r\nE\r\n', "file_unknown"),
    ],
    ids=["no table", "many headers", "msg", "numbers", "webp", "heic", "sylk"],
)
def test_what_brings_no_table_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse(content, "a.eml")
    assert refused.value.code == code


def test_parts_within_parts_without_end_are_refused() -> None:
    head = b"Subject: a\nMIME-Version: 1.0\n"
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3_000)
    )
    with pytest.raises(DomainError) as refused:
        parse(head + deep, "a.eml")
    assert refused.value.code in {"file_corrupted", "letter_empty"}


def test_a_table_with_colons_is_no_letter() -> None:
    assert not is_letter("Заказ: завтра\r\nБолт: 5\r\n\r\n".encode())
    assert not is_letter(b"Article: Qty\r\nA-1: 5\r\n\r\n")
    assert files_of(TABLE, "a.xlsx") == [("a.xlsx", TABLE)]
