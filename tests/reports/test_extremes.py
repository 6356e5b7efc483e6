"""What is longer than a form's makers thought of: names, banks, sums, articles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reports import facts
from reports.correction import correction_pdf
from reports.invoice import invoice_pdf
from reports.offer import offer_pdf
from reports.style import width, wrap
from reports.table import Column, Table
from reports.torg12 import torg12_pdf
from reports.upd import upd_pdf, vat_invoice_pdf
from tests.reports import more_samples, reading, samples

LONG = replace(
    samples.SELLER,
    name="Федеральное государственное бюджетное образовательное учреждение высшего образования "
    "«Национальный исследовательский университет информационных технологий, механики и оптики» "
    "имени Петра",
    bank=facts.Bank(
        name="ФИЛИАЛ «ЦЕНТРАЛЬНЫЙ» ПУБЛИЧНОГО АКЦИОНЕРНОГО ОБЩЕСТВА «РОССИЙСКИЙ АКЦИОНЕРНЫЙ "
        "КОММЕРЧЕСКИЙ БАНК СОДЕЙСТВИЯ РАЗВИТИЮ ПРЕДПРИНИМАТЕЛЬСТВА» г. Санкт-Петербург",
        bic="044525225",
        account="40702810938000012345",
    ),
)
BIG = replace(
    samples.line(1, quantity="1234567.891", price="98765.43", article="АВВГ-3х120/1х70-LS-0001"),
    traced=replace(samples.TRACED, net=Decimal("123456789.00"), quantity=Decimal("123456.789")),
    country_code="156",
    country="КИТАЙ",
    packing="термоусадочная коробка",
    in_place=Decimal(100),
    places=Decimal(12345),
)
SUMS = ("99944777556,40", "21987851062,41", "121932628618,81")


def drawn() -> dict[str, bytes]:
    """Forms of a sale of extreme sums between parties of long names."""
    parties: dict[str, Any] = {
        "seller": LONG,
        "shipper": LONG,
        "buyer": LONG,
        "consignee": LONG,
        "payer": LONG,
    }
    change = facts.Change(before=BIG, after=replace(BIG, traced=None))
    return {
        "invoice": invoice_pdf(samples.invoice(lines=(BIG,), seller=LONG, buyer=LONG)),
        "torg12": torg12_pdf(samples.waybill(lines=(BIG,), **parties)),
        "upd": upd_pdf(samples.tax_invoice(lines=(BIG,), **parties)),
        "vat-invoice": vat_invoice_pdf(samples.tax_invoice(lines=(BIG,), status=0, **parties)),
        "correction": correction_pdf(
            more_samples.correction(changes=(change,), seller=LONG, buyer=LONG)
        ),
        "offer": offer_pdf(more_samples.offer(lines=(BIG,), buyer=LONG)),
    }


@pytest.fixture(scope="module")
def forms() -> dict[str, bytes]:
    return drawn()


KINDS = ["invoice", "torg12", "upd", "vat-invoice", "correction", "offer"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_off_the_page(forms: dict[str, bytes], kind: str) -> None:
    assert reading.overflow(forms[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_sums_are_whole_in_their_cells(forms: dict[str, bytes], kind: str) -> None:
    """The digits of a sum follow each other: it is on one line."""
    text = "".join(char.text for page in reading.pages(forms[kind]) for char in page)
    wanted = SUMS[2:] if kind in {"invoice", "offer"} else SUMS
    for amount in wanted:
        assert amount in text


def test_a_word_of_packing_is_whole_in_its_column(forms: dict[str, bytes]) -> None:
    rows = [row.split() for page in reading.rows(forms["torg12"]) for row in page]
    assert any("термоусадочная" in row for row in rows)


def test_grounds_and_cargo_of_an_upd_may_take_two_lines() -> None:
    cargo = "перевозчик ООО «Очень длинное название транспортной компании», " * 4
    content = upd_pdf(samples.tax_invoice(1, cargo=cargo))
    rows = reading.rows(content)[0]
    [at] = [index for index, row in enumerate(rows) if "[9]" in row]
    assert rows[at - 1].startswith("перевозчик ООО")
    assert reading.overflow(content) == []


@pytest.mark.parametrize("kind", ["upd", "vat-invoice", "correction"])
def test_a_traced_sum_is_whole_in_column_14(forms: dict[str, bytes], kind: str) -> None:
    assert "123456789,00" in "".join(
        char.text for page in reading.pages(forms[kind]) for char in page
    )


def test_a_number_shrinks_and_a_word_of_packing_is_not_torn() -> None:
    table = Table(0, [Column(34, "right"), Column(34, "center", whole=True)], size=7)
    row = table.measure(["123\xa0456\xa0789,00", "термоусадочная коробка"])
    assert row.cells[0] == ("123\xa0456\xa0789,00",)
    assert width(row.cells[0][0], row.sizes[0]) <= 34 - 2 * table.padding + 0.01
    assert table.measure(["1,00", "коробка"]).sizes == {}
    wide = Table(0, [Column(44, "center", whole=True)], size=7)
    assert wide.measure(["термоусадочная коробка"]).cells[0] == ("термоусадочная", "коробка")


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("тел. 123-45-67", 40, ("тел.", "123-45-67")),
        ("на р/с Поставщика", 28, ("на р/с", "Постав", "щика")),
        ("артикул KB-00001", 46, ("артикул", "KB-00001")),
        ("передача/приемка товара", 46, ("передача/", "приемка", "товара")),
        ("дом 10, строение 2", 60, ("дом 10,", "строение 2")),
        ("заказ № 5", 32, ("заказ", "№ 5")),
        ("улица, дом № 10, строение", 62, ("улица, дом", "№ 10, строение")),
        ("Петербург г, ул", 52, ("Петербург г,", "ул")),
    ],
)
def test_telephones_articles_and_accounts_are_not_torn(
    text: str, room: float, lines: tuple[str, ...]
) -> None:
    assert wrap(text, 8, room) == lines


def test_the_maker_of_a_paper_stands_on_two_lines_of_its_box() -> None:
    content = upd_pdf(samples.tax_invoice(1, seller=LONG, shipper=LONG))
    rows = reading.rows(content)[0]
    [at] = [index for index, row in enumerate(rows) if "[14]" in row]
    assert rows[at - 1].startswith("Федеральное государственное бюджетное")
    assert "ИНН/КПП 7700123459/770001001" in rows[at]


def test_a_bank_of_many_lines_pushes_the_block_down() -> None:
    content = invoice_pdf(samples.invoice(1, seller=LONG))
    low = reading.place(content, "Банкполучателя")[1]
    assert reading.place(content, "ПРЕДПРИНИМАТЕЛЬСТВА»")[1] + 9 <= low
    usual = reading.place(invoice_pdf(samples.invoice(1)), "Банкполучателя")[1]
    assert low > usual + 15


def test_the_captions_of_a_traced_paper_stay_in_their_cells() -> None:
    """Each caption's characters lie between the edges of the column whose code is below it."""
    content = upd_pdf(samples.tax_invoice(lines=(BIG,)))
    [page, *_] = reading.pages(content)
    text = "".join(char.text for char in page)
    at = text.index("Количест")  # of the group over 12 and 12а
    end = text.index("Коли", at + 8)
    group = page[at:end]
    codes = {code: text.index(code, text.index("10а1112")) for code in ("12", "12а13")}
    left = min(char.left for char in group)
    assert left > page[codes["12"]].left - 30
    assert max(char.right for char in group) - left < 55
