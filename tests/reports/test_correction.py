"""УКД and корректировочный счёт-фактура, read back from their PDFs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import facts
from reports.correction import correction_pdf, raised_and_lowered
from tests.reports import more_samples, reading, samples

CAPTIONS = (
    "Универсальный",
    "корректировочный",
    "Статус: 1",
    "Корректировочный счет-фактура № УКД-000005 от 22 ноября 2026 г. (1)",
    "Исправление № — от — (1а)",
    "УПД № УПД-000035 от 02.11.2026, с учетом исправления № — от — (1б)",
    "Продавец ООО «Пример-Опт» (2)",
    "ИНН/КПП продавца 7700123459/770001001 (2б)",
    "Покупатель ООО «Тестовый Дилер» (3)",
    "Валюта: наименование, код российский рубль, 643 (4)",
    "А (до изменения)",
    "Г (уменьшение)",
    "Всего увеличение (сумма строк В)",
    "Всего уменьшение (сумма строк Г)",
    "Руководитель организации",
    "Индивидуальный предприниматель",
    "Основание корректировки Акт о расхождениях № АР-000003 от 22.11.2026",
    "Предлагаю изменить стоимость",
    "С изменением стоимости согласен",
    "Документ составлен",
)


@pytest.mark.parametrize("caption", CAPTIONS)
def test_it_bears_the_captions_of_the_form(caption: str) -> None:
    assert caption in reading.text(correction_pdf(more_samples.correction()))


def test_columns_are_numbered_as_the_form_has_them() -> None:
    document = more_samples.correction(1)
    [page] = reading.rows(correction_pdf(document))
    assert "1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11" in page
    [change] = document.changes
    traced = replace(change, before=replace(change.before, traced=samples.TRACED))
    content = correction_pdf(replace(document, changes=(traced,)))
    [page] = reading.rows(content)
    assert "1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11 12 12а 13 14" in page
    assert reading.overflow(content) == []


def test_what_a_line_is_from_stands_before_and_after() -> None:
    document = more_samples.correction(1)
    [change] = document.changes
    before, after = (
        replace(side, country_code="156", country="КИТАЙ", declaration="10013160/010126/0000001")
        for side in (change.before, change.after)
    )
    sides = facts.Change(before=before, after=after)
    text = reading.text(correction_pdf(replace(document, changes=(sides,))))
    assert text.count("156 КИТАЙ") == 2


def test_a_revision_is_named_and_that_of_the_corrected_too() -> None:
    document = more_samples.correction(
        1,
        revision=facts.Reference(name="", number="2", on=date(2026, 11, 25)),
        corrected_revision=facts.Reference(name="", number="1", on=date(2026, 11, 4)),
    )
    text = reading.text(correction_pdf(document))
    assert "Исправление № 2 от 25.11.2026 (1а)" in text
    assert "с учетом исправления № 1 от 04.11.2026 (1б)" in text


def test_an_unknown_ground_is_left_to_the_hand() -> None:
    text = reading.text(correction_pdf(more_samples.correction(1, ground=None)))
    assert "Основание корректировки" in text
    assert "наименование документа, №, дата" in text


def test_an_entrepreneur_signs_in_his_own_line() -> None:
    seller = replace(samples.ENTREPRENEUR, registered_on=date(2004, 5, 1))
    text = reading.text(correction_pdf(more_samples.correction(1, seller=seller)))
    assert "ОГРНИП 304500116000157 от 01.05.2004" in text
    assert "Сидорова" not in text


def test_status_2_is_not_signed_as_an_invoice() -> None:
    text = reading.text(correction_pdf(more_samples.correction(1, status=2)))
    assert "Статус: 2" in text
    assert text.count("Петров П. П.") == 1  # who proposes the change


def test_status_0_is_an_invoice_without_the_lower_part() -> None:
    text = reading.text(correction_pdf(more_samples.correction(1, status=0)))
    assert "Корректировочный счет-фактура № УКД-000005" in text
    assert "Универсальный" not in text
    assert "Основание корректировки" not in text


def test_what_was_given_back_whole_keeps_its_price() -> None:
    before = samples.line(1, quantity=10, price="122.00")
    after = replace(
        before,
        quantity=Decimal(0),
        net=Decimal("0.00"),
        vat=Decimal("0.00"),
        total=Decimal("0.00"),
    )
    document = more_samples.correction(changes=(facts.Change(before=before, after=after),))
    rows = reading.rows(correction_pdf(document))[0]
    [before_row] = [row for row in rows if "А (до изменения)" in row]
    [after_row] = [row for row in rows if "Б (после изменения)" in row]
    assert reading.amounts(before_row)[0] == Decimal("100.00")
    assert reading.amounts(after_row)[0] == Decimal("100.00")


def test_every_page_says_whose_it_is_and_repeats_the_head() -> None:
    content = correction_pdf(more_samples.correction(100))
    pages = reading.rows(content)
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert f"Страница {number} из {len(pages)}" in page
        assert any("№ УКД-000005 от 22 ноября 2026 г." in row for row in page)
        assert "1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11" in page
    assert any(f"на {len(pages)} листах" in row for row in pages[-1])
    assert reading.overflow(content) == []
    assert content == correction_pdf(more_samples.correction(100))
    assert len(content) <= 80 * 1024


def test_rows_part_what_rose_from_what_fell() -> None:
    document = more_samples.correction(3)
    raised, lowered = raised_and_lowered(document.changes)
    assert (raised.net, raised.vat, raised.total) == (
        Decimal("65.57"),
        Decimal("14.43"),
        Decimal("80.00"),
    )
    assert (lowered.net, lowered.vat, lowered.total) == (
        Decimal("298.36"),
        Decimal("65.64"),
        Decimal("364.00"),
    )


sides = st.tuples(
    st.integers(1, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
    st.integers(100, 10**7).map(lambda kopecks: Decimal(kopecks).scaleb(-2)),
)
rates = st.sampled_from([Decimal(0), Decimal(10), Decimal(22)])


@given(st.lists(st.tuples(sides, sides, rates), min_size=1, max_size=20))
@settings(max_examples=12, deadline=None)
def test_lines_and_totals_agree(
    basket: list[tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal], Decimal]],
) -> None:
    changes = tuple(
        facts.Change(
            before=samples.line(
                number, quantity=before[0], price=before[1], vat_rate=rate, name="Товар"
            ),
            after=samples.line(
                number, quantity=after[0], price=after[1], vat_rate=rate, name="Товар"
            ),
        )
        for number, (before, after, rate) in enumerate(basket, start=1)
    )
    document = more_samples.correction(changes=changes)
    rows = [row for page in reading.rows(correction_pdf(document)) for row in page]

    def printed(label: str) -> list[list[Decimal]]:
        return [reading.amounts(row)[-3:] for row in rows if label in row]

    assert printed("А (до изменения)") == [
        [each.before.net, each.before.vat, each.before.total] for each in changes
    ]
    assert printed("Б (после изменения)") == [
        [each.after.net, each.after.vat, each.after.total] for each in changes
    ]
    moved = [sum(map(sum, printed(label)), Decimal(0)) for label in ("В (увел", "Г (умен")]
    raised, lowered = raised_and_lowered(changes)
    assert moved == [each.net + each.vat + each.total for each in (raised, lowered)]
    assert printed("Всего увеличение") == [[raised.net, raised.vat, raised.total]]
    assert printed("Всего уменьшение") == [[lowered.net, lowered.vat, lowered.total]]
    assert raised.total - lowered.total == sum(
        (each.after.total - each.before.total for each in changes), Decimal(0)
    )
