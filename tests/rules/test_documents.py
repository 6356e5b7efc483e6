"""Documents of word processors: the tables in them are read, else their lines."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.rules.test_hostile_files import package
from wholesale.core.errors import DomainError
from wholesale.intake.opening.mail import files_of
from wholesale.intake.parse import parse

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, style: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{style}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def docx(*blocks: str) -> bytes:
    body = "".join(blocks)
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return package(**{"word/document.xml": document})


def test_a_table_of_a_document_is_read_below_its_title() -> None:
    span = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    made = docx(
        paragraph("Заявка"),
        "<w:tbl>",
        row(*map(paragraph, ("Артикул", "Товар", "Кол-во"))),
        row(paragraph("NUT-8"), paragraph("Гайка") + paragraph("М8"), paragraph("10")),
        row(span + paragraph("Инструмент")),
        row(*(paragraph(t, "<w:strike/>") for t in ("DRILL", "Дрель", "2"))),
        "</w:tbl>",
    )
    [read] = parse(made, "Заявка.docx").sheets
    assert read.rows == [
        ["Заявка"],
        ["Артикул", "Товар", "Кол-во"],
        ["NUT-8", "Гайка М8", "10"],
        ["Инструмент"],
        ["DRILL", "Дрель", "2"],
    ]
    assert read.merged == [(4, 0, 4, 1)]
    assert read.struck == {(5, 0), (5, 1), (5, 2)}


def test_a_document_without_a_table_is_read_by_its_lines() -> None:
    made = docx(*map(paragraph, ("Добрый день!", "Гайка М8 - 10 шт", "Дрель - 2 шт")))
    assert parse(made, "").sheets[0].rows == [
        ["Добрый день!"],
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт"],
    ]


_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def box(*said: str) -> str:
    text = f"<w:txbxContent>{''.join(said)}</w:txbxContent>"
    both = f"<mc:Choice Requires='wps'>{text}</mc:Choice><mc:Fallback>{text}</mc:Fallback>"
    return f"<w:r><mc:AlternateContent xmlns:mc='{_COMPATIBLE}'>{both}</mc:AlternateContent></w:r>"


def test_the_lines_of_a_text_box_are_read_once() -> None:
    lines = box(*map(paragraph, ("Гайка М8 - 10 шт", "Дрель - 2 шт")))
    made = docx(f"<w:p><w:r><w:t>Заявка</w:t></w:r>{lines}</w:p>")
    assert parse(made, "").sheets[0].rows == [
        ["Заявка"],
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт"],
    ]
    table = ["<w:tbl>", row(*map(paragraph, ("Гайка", "10"))), "</w:tbl>"]
    made = docx(f"<w:p>{box(*table)}</w:p>", "<w:tbl>", row(f"<w:p>{lines}</w:p>"), "</w:tbl>")
    assert parse(made, "").sheets[0].rows == [
        ["Гайка", "10"],
        ["Гайка М8 - 10 шт Дрель - 2 шт"],
    ]


def test_what_was_moved_deleted_or_hidden_in_a_document_is_not_read() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    made = docx(
        f"<w:p><w:moveFrom>{run('Гайка М8 - 10 шт')}</w:moveFrom></w:p>",
        paragraph("Дрель - 2 шт"),
        f"<w:p><w:moveTo>{run('Гайка М8 - 10 шт')}</w:moveTo></w:p>",
        f"<w:p><w:del>{run('Пила - 3 шт').replace('w:t>', 'w:delText>')}</w:del></w:p>",
        paragraph("Шайба - 7 шт", "<w:vanish/>"),
        paragraph("Шайба - 9 шт", "<w:vanish w:val='0'/>"),
    )
    assert parse(made, "").sheets[0].rows == [
        ["Дрель", "2 шт"],
        ["Гайка М8", "10 шт"],
        ["Шайба", "9 шт"],
    ]
    gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc>{}</w:tr>".format(
        f"<w:tc>{paragraph('5')}</w:tc>"
    )
    made = docx("<w:tbl>", row(*map(paragraph, ("Гайка", "10"))), gone, "</w:tbl>")
    assert parse(made, "").sheets[0].rows == [["Гайка", "10"]]


def rtf(text: str) -> bytes:
    signs = "".join(s if s.isascii() else f"\\'{s.encode('cp1251')[0]:02x}" for s in text)
    return b"{\\rtf1\\ansi\\ansicpg1251{\\pict 0a0b0c}" + signs.encode() + b"}"


def test_a_struck_line_of_a_document_is_asked() -> None:
    lines = ("Гайка М8 - 10 шт", ""), ("Дрель - 2 шт", "<w:strike/>"), ("Пила - 3", "<w:dstrike/>")
    assert parse(docx(*(paragraph(*line) for line in lines)), "").sheets[0].rows == [
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт", "❌"],
        ["Пила", "3", "❌"],
    ]
    part = paragraph("Болт - ").replace("</w:p>", "") + "{}</w:p>"
    part = part.format(paragraph("10", "<w:strike/>")[5:-6] + paragraph("5 шт")[5:-6])
    made = docx(paragraph("Гайка М8 - 10 шт"), paragraph("Пила - 3 шт"), part)
    assert parse(made, "").sheets[0].rows[2] == ["Болт - 10", "5 шт", "❌"]
    cells = (paragraph("Дрель"), paragraph("2", "<w:dstrike/>"))
    [read] = parse(docx("<w:tbl>", row(*cells), row(*cells), "</w:tbl>"), "").sheets
    assert (read.rows[0], read.struck) == (["Дрель", "2"], {(1, 1), (2, 1)})
    alone = row(paragraph("Гайка - 3 шт")), row(paragraph("Дрель - 2 шт", "<w:strike/>"))
    [read] = parse(docx("<w:tbl>", *alone, "</w:tbl>"), "").sheets
    assert read.rows == [["Гайка", "3 шт"], ["Дрель", "2 шт", "❌"]]


def test_struck_rich_text_is_asked_and_hidden_is_not_read() -> None:
    text = (
        "Гайка М8 - 10 шт\\par {\\strike Дрель - 2 шт}\\par Пила - \\striked1 3\\striked0 5 шт\\par"
        " {\\v Сверло - 4 шт\\par}{\\deleted Болт - 4 шт\\par}"
        "\\v Винт - 1 шт\\par\\plain Шайба - 7 шт"
    )
    assert parse(rtf(text), "").sheets[0].rows == [
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт", "❌"],
        ["Пила - 3", "5 шт", "❌"],
        ["Шайба", "7 шт"],
    ]
    table = (
        "Артикул\\cell Кол-во\\cell\\row NUT-8\\cell 10\\cell\\row DRILL\\cell\\strike 2\\cell\\row"
    )
    [read] = parse(rtf(table), "").sheets
    assert read.rows[2] == ["DRILL", "2"]
    assert {(3, 0), (3, 1)} <= read.struck
    words = "{\\strike Гайка М8 - пять штук}\\par Дрель - 2 шт"
    assert parse(rtf(words), "").sheets[0].rows[0] == ["Гайка М8", "5 штук", "❌"]


def test_rich_text_is_read_by_its_lines_and_by_its_tables() -> None:
    assert parse(rtf("Гайка М8 - 10 шт\\par Дрель - 2 шт\\par"), "").sheets[0].rows == [
        ["Гайка М8", "10 шт"],
        ["Дрель", "2 шт"],
    ]
    table = "Артикул\\cell Кол-во\\cell\\row NUT-8\\cell 10\\cell\\row DRILL\\cell 2\\cell\\row"
    assert parse(rtf(table), "").sheets[0].rows == [
        ["Артикул", "Кол-во"],
        ["NUT-8", "10"],
        ["DRILL", "2"],
    ]


@pytest.mark.parametrize("made", [docx(), docx("<w:p/>"), rtf("")])
def test_a_document_that_says_nothing_is_told_so(made: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        parse(made, "Заявка.docx")
    assert refused.value.code == "file_is_document"


def letter(words: str, attached: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@b.example", "order"
    made.set_content(words)
    made.add_attachment(attached, maintype="application", subtype="msword", filename="1.docx")
    return made.as_bytes()


def test_a_document_in_a_letter_counts_when_the_letter_itself_orders_nothing() -> None:
    order = docx(paragraph("Гайка М8 - 10 шт"))
    assert files_of(letter("Заявка во вложении\n", order), "1.eml") == [("1.docx", order)]
    [(name, words)] = files_of(letter("Гайка - 3 шт\nДрель - 2 шт\n", order), "1.eml")
    assert (name, words.decode()) == ("1.txt", "Гайка - 3 шт\nДрель - 2 шт\n")


@pytest.mark.parametrize("said", ["Во вложении заявка на 5 шт", "Заявка - 15", "Гайка - 3 шт"])
def test_one_line_that_counts_does_not_silence_the_document_of_a_letter(said: str) -> None:
    order = docx(paragraph("Гайка М8 - 10 шт"))
    files = files_of(letter(f"Добрый день!\n{said}\n", order), "1.eml")
    assert files[0] == ("1.docx", order)
    assert all(name == "1.txt" and said in words.decode() for name, words in files[1:])
    files = files_of(letter(f"{said}\n", order), "1.eml")
    assert [name for name, _ in files] == ["1.docx", "1.txt"]
