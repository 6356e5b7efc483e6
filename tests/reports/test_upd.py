"""УПД and счёт-фактура: read back from their PDFs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import facts
from reports.upd import upd_pdf, vat_invoice_pdf
from reports.words import amount
from tests.reports import reading, samples

CAPTIONS = (
    "Универсальный",
    "Статус: 1",
    "Счет-фактура № УПД-000035 от 22 ноября 2026 г. (1)",
    "Исправление № — от — (1а)",
    "Продавец ООО «Пример-Опт» (2)",
    "ИНН/КПП продавца 7700123459/770001001 (2б)",
    "Грузоотправитель и его адрес он же (3)",
    "№ 77 от 20.11.2026 (5)",
    "Документ об отгрузке УПД, № УПД-000035 от 22.11.2026 (5а)",
    "(5б)",
    "Покупатель ООО «Тестовый Дилер» (6)",
    "ИНН/КПП покупателя 7802987659/780201001 (6б)",
    "Валюта: наименование, код российский рубль, 643 (7)",
    "Всего к оплате (9)",
    "Индивидуальный предприниматель",
    "Основание передачи (сдачи) / получения (приемки) Договор поставки № ДП-15 от 01.02.2026 [8]",
    "Товар (груз) передал / услуги, результаты работ, права сдал",
    "Кладовщик Иванов И. И. [10]",
    "«22» ноября 2026 года [11]",
    "Ответственный за правильность оформления факта хозяйственной жизни",
    "ООО «Пример-Опт», ИНН/КПП 7700123459/770001001 [14]",
    "[19]",
    "Документ составлен",
    "(в редакции постановления Правительства Российской Федерации от 23.01.2026 № 26)",
)


@pytest.mark.parametrize("caption", CAPTIONS)
def test_it_bears_the_captions_of_the_form(caption: str) -> None:
    assert caption in reading.text(upd_pdf(samples.tax_invoice(3)))


def test_columns_are_numbered_as_the_form_has_them() -> None:
    [page] = reading.rows(upd_pdf(samples.tax_invoice(3)))
    assert "А 1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11" in page
    [page] = reading.rows(vat_invoice_pdf(samples.tax_invoice(3, status=0)))
    assert "1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11" in page


def test_traceable_goods_add_columns_12_to_14() -> None:
    line = replace(samples.line(1), traced=samples.TRACED, country_code="156", country="КИТАЙ")
    content = upd_pdf(samples.tax_invoice(lines=(line, samples.line(2))))
    [page] = reading.rows(content)
    assert "А 1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11 12 12а 13 14" in page
    assert "156" in reading.text(content)
    assert reading.overflow(content) == []


def test_line_5b_stands_on_papers_of_april_2026_and_later() -> None:
    march = samples.tax_invoice(1, issued_on=date(2026, 3, 31))
    assert "(5б)" not in reading.text(upd_pdf(march))
    advances = (
        facts.Reference(name="", number="А-1", on=date(2026, 11, 1)),
        facts.Reference(name="", number="А-2", on=date(2026, 11, 2)),
    )
    text = reading.text(upd_pdf(samples.tax_invoice(1, advances=advances)))
    assert "№ А-1 от 01.11.2026; № А-2 от 02.11.2026" in text


def test_the_total_row_adds_up_the_lines() -> None:
    document = samples.tax_invoice(50)
    content = upd_pdf(document)
    whole = document.sums
    [row] = [row for page in reading.rows(content) for row in page if "Всего к оплате" in row]
    assert reading.amounts(row) == [whole.net, whole.vat, whole.total]


def test_status_2_leaves_to_the_hand_what_only_an_invoice_needs() -> None:
    line = samples.line(1, vat_rate=None)
    document = samples.tax_invoice(lines=(line,), status=2, payments=(), basis=(samples.AGREEMENT,))
    content = upd_pdf(document)
    text = reading.text(content)
    assert "Исправление № ________ от ____________ (1а)" in text
    assert "зачтенный при отгрузке (5б)" in text
    assert "№ — от —" not in text
    assert "без акциза" not in text
    assert "Сидорова" not in text
    assert text.count("Петров П. П.") == 1  # [13], not the head of the invoice
    assert "УПД, № УПД-000035 от 22.11.2026 (5а)" in text


def test_a_revision_stands_in_line_1a() -> None:
    revision = facts.Reference(name="", number="1", on=date(2026, 11, 25))
    text = reading.text(upd_pdf(samples.tax_invoice(1, revision=revision)))
    assert "Исправление № 1 от 25.11.2026 (1а)" in text


def test_who_signs_by_a_power_of_attorney_names_it() -> None:
    director = replace(samples.DIRECTOR, authority="Доверенность № 5 от 01.03.2026")
    text = reading.text(upd_pdf(samples.tax_invoice(1, director=director)))
    assert "доверенность № 5 от 01.03.2026" in text
    assert "Устав" not in reading.text(upd_pdf(samples.tax_invoice(1)))


def test_status_2_is_printed_and_no_tax_says_so() -> None:
    line = samples.line(1, vat_rate=None)
    text = reading.text(upd_pdf(samples.tax_invoice(lines=(line,), status=2)))
    assert "Статус: 2" in text
    total = amount(line.total).replace("\xa0", " ")
    assert f"Всего к оплате (9) {total} Х без НДС {total}" in text


@pytest.mark.parametrize("count", [1, 6, 7, 8, 9, 10, 30, 31, 32, 33, 100])
def test_totals_and_signatures_stay_with_a_row_and_on_the_page(count: int) -> None:
    content = upd_pdf(samples.tax_invoice(count))
    pages = reading.rows(content)
    assert any(f"KB-{count:05d} " in row for row in pages[-1])
    assert any("[19]" in row for row in pages[-1])
    forms = "листе" if len(pages) == 1 else "листах"
    assert any(f"на {len(pages)} {forms}" in row for row in pages[-1])
    assert reading.overflow(content) == []


def test_an_entrepreneur_signs_in_his_own_line() -> None:
    content = upd_pdf(
        samples.tax_invoice(1, seller=samples.ENTREPRENEUR, shipper=samples.ENTREPRENEUR)
    )
    text = reading.text(content)
    assert "ОГРНИП 304500116000157" in text
    assert "ИНН/КПП продавца 500100732259 (2б)" in text


def test_the_same_facts_give_the_same_bytes_and_stay_small() -> None:
    content = upd_pdf(samples.tax_invoice(100))
    assert content == upd_pdf(samples.tax_invoice(100))
    assert len(content) <= 80 * 1024


baskets = st.lists(
    st.tuples(
        st.integers(1, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
        st.integers(100, 10**7).map(lambda kopecks: Decimal(kopecks).scaleb(-2)),
        st.sampled_from([Decimal(0), Decimal(10), Decimal(22)]),
    ),
    min_size=1,
    max_size=30,
)


@given(baskets, st.booleans())
@settings(max_examples=12, deadline=None)
def test_lines_and_the_total_agree(
    basket: list[tuple[Decimal, Decimal, Decimal]], is_upd: bool
) -> None:
    lines = tuple(
        samples.line(number, quantity=quantity, price=price, vat_rate=rate, name="Товар")
        for number, (quantity, price, rate) in enumerate(basket, start=1)
    )
    document = samples.tax_invoice(lines=lines, status=1 if is_upd else 0)
    content = (upd_pdf if is_upd else vat_invoice_pdf)(document)
    rows = [row for page in reading.rows(content) for row in page]
    printed = [reading.amounts(row)[-3:] for row in rows if "Товар — 796" in row]
    assert printed == [[line.net, line.vat, line.total] for line in lines]
    [total] = [reading.amounts(row) for row in rows if row.startswith("Всего к оплате")]
    assert total == [sum(column, Decimal(0)) for column in zip(*printed, strict=True)]
    assert total[0] + total[1] == total[2]
