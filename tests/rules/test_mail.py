"""A letter brings the tables that are attached to it, or what is written in it."""

from __future__ import annotations

import base64
import quopri
import time
from email.message import EmailMessage
from typing import Any

import pytest

from fixtures.corpus.biff import xls
from tests.msg import letter as outlook
from tests.msg import msg
from tests.rules.test_hostile_files import package
from tests.sheets import workbook
from wholesale.core.errors import DomainError
from wholesale.intake.opening.mail import files_of
from wholesale.intake.opening.read_rtf import unpacked
from wholesale.intake.opening.sniff import FileKind, is_letter, sniff
from wholesale.intake.parse import parse

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


def test_no_attached_table_is_left_out_without_a_word() -> None:
    numbers = package(**{"Index/Document.iwa": "x"})
    content = letter(первый=TABLE, второй=numbers)
    assert [data for _, data in files_of(content, "a.eml")] == [TABLE, numbers]
    many = letter("", **{f"заказ{n}": TABLE for n in range(21)})
    assert files_of(many, "a.eml") == [("a.eml", many)]
    with pytest.raises(DomainError) as refused:
        parse(many, "a.eml")
    assert (refused.value.code, refused.value.params) == ("letter_of_many", {"most": 20})


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


def test_a_letter_of_blank_lines_is_read_at_once() -> None:
    content = letter("\n" * 60_000 + "Болт М8 - 10 шт\n")
    started = time.process_time()
    assert files_of(content, "письмо.eml")[0][1].endswith("Болт М8 - 10 шт\n".encode())
    assert time.process_time() - started < 5


def test_a_page_saved_in_one_file_is_its_table() -> None:
    rows = "<tr><td>Артикул</td><td>Кол-во</td></tr><tr><td>A-1</td><td>5</td></tr>"
    html = f"<html><table>{rows}</table>"
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
        (msg(text=" \n"), "letter_empty"),
        (msg(attached=[("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(5_000))]), "letter_empty"),
        (package(**{"Index/Document.iwa": "x"}), "file_is_numbers"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + base64.b64encode(bytes(90)), "file_is_picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "file_is_picture"),
        (b'ID;PWXL;N;E\r\nC;Y1;X1;K"A"\r\nE\r\n', "file_unknown"),
    ],
    ids=["no table", "many headers", "msg", "msg with a logo", "numbers", "webp", "heic", "sylk"],
)
def test_what_brings_no_table_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse(content, "a.eml")
    assert refused.value.code == code


@pytest.mark.parametrize("cut", [40, 150, 400])
def test_a_letter_that_came_only_in_part_is_refused(cut: int) -> None:
    content = letter("", заказ="Артикул;Кол-во\r\nA-1;5\r\n".encode() * 20)
    with pytest.raises(DomainError) as refused:
        parse(content[:-cut], "a.eml")
    assert refused.value.code == "file_truncated"


@pytest.mark.parametrize("share", [0.6, 0.8, 0.9])
def test_a_letter_of_outlook_that_came_only_in_part_is_refused(share: float) -> None:
    content = msg(text="Заказ: A-1 - 5 шт", attached=[("заказ.xlsx", TABLE)])
    with pytest.raises(DomainError) as refused:
        parse(content[: int(len(content) * share)], "a.msg")
    assert refused.value.code == "file_truncated"


@pytest.mark.parametrize("count", [900, 3_000])
def test_parts_within_parts_without_end_are_refused(count: int) -> None:
    head = b"Subject: a\nMIME-Version: 1.0\n"
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(count)
    )
    with pytest.raises(DomainError) as refused:
        parse(head + deep, "a.eml")
    assert refused.value.code in (
        {"letter_of_parts"} if count > 1_000 else {"file_corrupted", "file_truncated"}
    )
    assert files_of(head + deep, "a.eml") == [("a.eml", head + deep)]  # others are read beside it


def test_a_table_with_colons_is_no_letter() -> None:
    assert not is_letter("Заказ: завтра\r\nБолт: 5\r\n\r\n".encode())
    assert not is_letter(b"Article: Qty\r\nA-1: 5\r\n\r\n")
    assert files_of(TABLE, "a.xlsx") == [("a.xlsx", TABLE)]


XLS = xls([("Заказ", ROWS)])


def test_the_tables_attached_to_a_letter_of_outlook_are_read() -> None:
    logo = ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
    content = msg(text="Добрый день!", attached=[logo, ("заказ.xlsx", TABLE)])
    assert files_of(content, "письмо.msg") == [("заказ.xlsx", TABLE)]
    parsed = parse(content, "письмо.msg")
    assert (parsed.file_name, parsed.content, parsed.sheets[0].rows) == ("заказ.xlsx", TABLE, ROWS)


def test_a_letter_of_outlook_with_an_xls_in_it_is_no_xls() -> None:
    content = msg(attached=[("старый.xls", XLS), ("новый.xlsx", TABLE)])
    assert sniff(content) is FileKind.MSG
    assert sniff(XLS) is FileKind.XLS
    assert files_of(content, "a.msg") == [("старый.xls", XLS), ("новый.xlsx", TABLE)]


def test_a_letter_within_a_letter_of_outlook_is_opened() -> None:
    inner = outlook(text="вот", attached=[("z.xlsx", TABLE)])
    assert files_of(msg(text="Fwd", attached=[("Заказ", inner)]), "a.msg") == [("z.xlsx", TABLE)]


@pytest.mark.parametrize("page", ["utf-8", "cp1251"])
def test_a_table_in_the_body_of_a_letter_of_outlook_is_read(page: str) -> None:
    html = "<html><p>Прошу:<table><tr><td>Артикул<td>Кол-во<tr><td>Б-1<td>5</table></html>"
    parsed = parse(msg(text="Прошу: Артикул Кол-во", html=html.encode(page)), "письмо.msg")
    assert parsed.file_name == "письмо.html"
    assert parsed.sheets[0].rows == [["Артикул", "Кол-во"], ["Б-1", "5"]]


RICH = rb"""{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0
{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\colortbl;\red0\green0\blue0;}
{\*\generator Microsoft Exchange Server;}{\*\htmltag64 <table>}\htmlrtf {\htmlrtf0
{\*\htmltag <tr><td>}\htmlrtf {\f1\htmlrtf0 \'c0\'f0\'f2\'e8\'ea\'f3\'eb\htmlrtf }\htmlrtf0
{\*\htmltag </td><td>}\u1050?\u1086?\u1083?-\u1074?\u1086?{\*\htmltag </td></tr><tr><td>}A-1
{\*\htmltag </td><td>}\htmlrtf\b\tab\htmlrtf0 5{\*\htmltag </td></tr>}\htmlrtf }\htmlrtf0
{\*\htmltag </table>}}"""


def test_a_table_that_outlook_keeps_in_rich_text_only_is_read() -> None:
    parsed = parse(msg(text="Прошу\r\nАртикул\r\n\r\nКол-во", rtf=RICH), "письмо.msg")
    assert parsed.file_name == "письмо.html"
    assert parsed.sheets[0].rows == [["Артикул", "Кол-во"], ["A-1", "5"]]


def test_rich_text_is_unpacked_as_its_makers_say() -> None:
    """The example of MS-OXRTFCP."""
    content = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277"
        "05b06c647d0a800fa0"
    )
    assert unpacked(content) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_rich_text_that_is_no_page_leaves_the_plain_words() -> None:
    content = msg(text="Болт М8 - 10 шт\r\nГайка М8 - 5", rtf=rb"{\rtf1\ansi \b x}")
    assert parse(content, "a.msg").sheets[0].rows == [["Болт М8", "10 шт"], ["Гайка М8", "5"]]


@pytest.mark.parametrize("page", ["", "cp1251"])
def test_the_words_of_a_letter_of_outlook_are_the_order(page: str) -> None:
    words = "Болт М8 - 10 шт\r\nГайка М8 - 5\r\n> Шайба - 7\r\n"
    rows = [["Болт М8", "10 шт"], ["Гайка М8", "5"]]
    assert parse(msg(text=words, page=page), "письмо.msg").sheets[0].rows == rows


def test_the_name_of_what_an_old_outlook_attached_is_russian() -> None:
    content = msg(attached=[("заявка на товар.xlsx", TABLE)], page="cp1251")
    assert [name for name, _ in files_of(content, "a.msg")] == ["заявка на товар.xlsx"]


def _deep(levels: int) -> bytes:
    inside = outlook(text="конец", attached=[("z.xlsx", TABLE)])
    for _ in range(levels):
        inside = outlook(attached=[("Fwd", inside)])
    return msg(attached=[("Fwd", inside)])


def _looped() -> bytes:
    """A storage of something attached that holds nothing but itself."""
    made = bytearray(msg(attached=[("a.xlsx", TABLE)]))
    sector = (int.from_bytes(made[48:52], "little") + 1) * 512
    made[sector + 3 * 128 + 76 : sector + 3 * 128 + 80] = (3).to_bytes(4, "little")
    return bytes(made)


@pytest.mark.parametrize(
    "content",
    [
        msg(attached=[("a.xlsx", TABLE)])[:1_500],
        msg(attached=[("a.xlsx", TABLE)])[:600].ljust(9_000, b"\xff"),
        msg(rtf=rb"{\rtf1\fromhtml1 " + b"{" * 400_000),
        _deep(40),
        _deep(200),
        _looped(),
        msg(attached=[(f"{n}.png", b"\x89PNG" + bytes(9)) for n in range(3_000)]),
    ],
    ids=["cut", "filled", "rich", "deep", "deeper", "looped", "many"],
)
def test_a_hostile_letter_of_outlook_is_answered_in_bounded_time(content: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(DomainError) as refused:
        parse(content, "a.msg")
    assert refused.value.code in {
        "file_corrupted", "file_truncated", "file_unknown", "letter_empty",
    }  # fmt: skip
    assert time.monotonic() - began < 5
