"""ТОРГ-12, read back from its PDF and compared with a real one."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import facts, words
from reports.torg12 import return_waybill_pdf, torg12_pdf
from tests.reports import reading, samples

CAPTIONS = (
    "Унифицированная форма № ТОРГ-12",
    "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
    "Форма по ОКУД 0330212",
    "организация-грузоотправитель, адрес, телефон, факс, банковские реквизиты",
    "структурное подразделение",
    "Вид деятельности по ОКДП",
    "Грузополучатель",
    "Поставщик",
    "Плательщик",
    "Основание",
    "Транспортная накладная",
    "Вид операции",
    "ТОВАРНАЯ НАКЛАДНАЯ",
    "Товарная накладная имеет приложение на",
    "порядковых номеров записей",
    "Масса груза (нетто)",
    "Масса груза (брутто)",
    "Всего мест",
    "Приложение (паспорта, сертификаты и т.п.) на",
    "По доверенности №",
    "кем, кому (организация, должность, фамилия, и. о.)",
    "Отпуск груза разрешил Генеральный директор Петров П. П.",
    "Главный (старший) бухгалтер Сидорова А. В.",
    "Отпуск груза произвел Кладовщик Иванов И. И.",
    "Груз принял",
    "«22» ноября 2026 года",
    "Всего отпущено на сумму",
)


def printed(content: bytes) -> list[list[Decimal]]:
    """The amounts of each row of goods: price, net, tax, total."""
    return [
        reading.amounts(row)[-4:] for page in reading.rows(content) for row in page if " KB-" in row
    ]


@pytest.mark.parametrize("caption", CAPTIONS)
def test_it_bears_the_captions_of_the_form(caption: str) -> None:
    assert caption in reading.text(torg12_pdf(samples.waybill(3)))


def test_every_page_repeats_the_head_and_the_column_numbers() -> None:
    pages = reading.rows(torg12_pdf(samples.waybill(60)))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Страница {number} из {len(pages)}" in page
        assert "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15" in page
        assert sum(row.startswith("Итого") for row in page) == 1


def test_page_totals_add_up_to_the_waybill() -> None:
    document = samples.waybill(60)
    pages = reading.rows(torg12_pdf(document))
    by_page = [reading.amounts(row) for page in pages for row in page if row.startswith("Итого")]
    [whole] = [
        reading.amounts(row) for page in pages for row in page if row.startswith("Всего по нак")
    ]
    money = [[row[-3], row[-2], row[-1]] for row in by_page]
    assert [sum(column, Decimal(0)) for column in zip(*money, strict=True)] == whole[-3:]
    assert whole[-3:] == [document.sums.net, document.sums.vat, document.sums.total]


def test_words_say_the_sum_the_count_and_the_mass() -> None:
    document = samples.waybill(3)
    text = reading.text(torg12_pdf(document))
    mass = sum((line.gross_mass or Decimal(0) for line in document.lines), Decimal(0))
    assert words.roubles(document.sums.total) in text
    assert "и содержит Три порядковых номеров записей" in text
    assert f"Масса груза (нетто) {words.mass(mass)} {words.mass_digits(mass)}" in text
    assert f"Масса груза (брутто) {words.mass(mass)} {words.mass_digits(mass)}" in text


def test_an_unknown_mass_is_left_to_the_hand() -> None:
    lines = (samples.line(1), samples.line(2, gross_mass=None, net_mass=None))
    text = reading.text(torg12_pdf(samples.waybill(lines=lines)))
    assert "килограмм" not in text


def test_without_vat_the_rate_says_so_and_the_tax_is_empty() -> None:
    line = samples.line(1, vat_rate=None, quantity=2, price="100.00")
    content = torg12_pdf(samples.waybill(lines=(line,)))
    assert "200,00 Без НДС 200,00" in reading.text(content)
    [total] = [row for row in reading.rows(content)[0] if row.startswith("Всего по накладной")]
    assert total == "Всего по накладной 0,5 2 Х 200,00 Х 200,00"


def test_mixed_packages_show_places() -> None:
    lines = (samples.line(1, in_place=Decimal(10), places=Decimal(4), quantity=40),)
    text = reading.text(torg12_pdf(samples.waybill(lines=lines)))
    assert "Всего мест Четыре 4" in text


def test_places_that_were_counted_stand_before_those_of_the_lines() -> None:
    lines = (samples.line(1, in_place=Decimal(10), places=Decimal(4), quantity=40),)
    text = reading.text(torg12_pdf(samples.waybill(lines=lines, places=3)))
    assert "Всего мест Три 3" in text
    assert "Всего мест Три 3" in reading.text(torg12_pdf(samples.waybill(places=3)))


def test_prices_are_without_vat() -> None:
    """A row of a real ТОРГ-12: 187.00 with 18 % is 158.47 and 28.53."""
    line = samples.line(1, quantity=1, price="187.00", vat_rate=Decimal(18))
    assert printed(torg12_pdf(samples.waybill(lines=(line,)))) == [
        [Decimal("158.47"), Decimal("158.47"), Decimal("28.53"), Decimal("187.00")]
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 17, 18, 19, 20, 21, 22, 40, 69])
def test_totals_and_signatures_stay_with_a_row_and_on_the_page(count: int) -> None:
    content = torg12_pdf(samples.waybill(count))
    last = reading.rows(content)[-1]
    assert any(f" KB-{count:05d} " in row for row in last)
    assert any("Отпуск груза произвел" in row for row in last)
    assert reading.overflow(content) == []


def test_long_requisites_do_not_push_the_totals_off_the_page() -> None:
    long = replace(samples.BUYER, address="Самый длинный адрес на свете, " * 14)
    content = torg12_pdf(
        samples.waybill(1, consignee=long, payer=long, delivery_address=long.address)
    )
    assert reading.overflow(content) == []
    assert any("KB-00001" in row for row in reading.rows(content)[-1])


def test_codes_stand_in_their_column() -> None:
    content = torg12_pdf(samples.waybill(3))
    left, top = reading.place(content, "0330212")
    assert (left > 740, top < 60) == (True, True)
    assert reading.place(content, "ТОВАРНАЯ")[1] < 250


def test_a_thousand_lines_are_numbered_on() -> None:
    content = torg12_pdf(samples.waybill(1000))
    numbers = [
        int(row.split()[0]) for page in reading.rows(content) for row in page if " KB-" in row
    ]
    assert numbers == list(range(1, 1001))


def test_the_same_facts_give_the_same_bytes_and_stay_small() -> None:
    content = torg12_pdf(samples.waybill(100))
    assert content == torg12_pdf(samples.waybill(100))
    assert len(content) <= 80 * 1024


def test_a_return_waybill_names_its_reason_and_not_the_form() -> None:
    document = samples.waybill(2, return_reason="брак", seller=samples.BUYER, buyer=samples.SELLER)
    text = reading.text(return_waybill_pdf(document))
    assert "НАКЛАДНАЯ НА ВОЗВРАТ ТОВАРА" in text
    assert "причина возврата: брак" in text
    assert "0330212" not in text
    assert "ТОРГ-12" not in text
    assert "Форма по ОКУД" not in text
    assert "Накладная имеет приложение на" in text
    assert "Всего возвращено на сумму" in text
    assert "Возврат товара произвел Кладовщик Иванов И. И." in text
    assert "отпущено" not in text


def test_parties_are_named_with_their_kpp() -> None:
    text = reading.text(torg12_pdf(samples.waybill(1)))
    assert text.count("ИНН 7802987659, КПП 780201001, 194044") == 2


def test_who_releases_by_a_power_of_attorney_names_it() -> None:
    release = replace(samples.STOREKEEPER, authority="Доверенность № 9 от 02.03.2026")
    content = torg12_pdf(samples.waybill(1, release=release))
    assert "доверенность № 9 от 02.03.2026" in reading.left_half(content)


def test_captions_keep_off_the_row_below() -> None:
    """Each «прописью» ends before the next printed row begins."""
    [*_, last] = reading.pages(torg12_pdf(samples.waybill(3)))
    text = "".join(char.text for char in last)
    captions = [match.end() - 1 for match in re.finditer("прописью", text)]
    assert len(captions) == 6
    for end in captions:
        under = last[end].bottom
        assert not [
            char.text
            for char in last
            if char.top - 0.4 < under < char.bottom
            and abs(char.left - last[end].left) < 30
            and char.top > last[end].top + 2
        ]


baskets = st.lists(
    st.tuples(
        st.integers(1, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
        st.integers(100, 10**7).map(lambda kopecks: Decimal(kopecks).scaleb(-2)),
        st.sampled_from([Decimal(0), Decimal(10), Decimal(22)]),
    ),
    min_size=1,
    max_size=25,
)


@given(baskets)
@settings(max_examples=12, deadline=None)
def test_lines_pages_and_the_document_agree(
    basket: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    lines = tuple(
        samples.line(number, quantity=quantity, price=price, vat_rate=rate)
        for number, (quantity, price, rate) in enumerate(basket, start=1)
    )
    document = samples.waybill(lines=lines)
    content = torg12_pdf(document)
    assert [row[1:] for row in printed(content)] == [
        [line.net, line.vat, line.total] for line in lines
    ]
    pages = [
        reading.amounts(row)[-1]
        for page in reading.rows(content)
        for row in page
        if row.startswith("Итого")
    ]
    assert sum(pages, Decimal(0)) == document.sums.total
    assert words.roubles(document.sums.total) in reading.left_half(content)


def test_net_prices_follow_the_golden_rows() -> None:
    """Rows of real УПД of 2026 (documents.md, section 3)."""
    for count, total, vat, net, price in (
        ("3300", "153060.00", "27600.98", "125459.02", "38.02"),
        ("2850", "156978.00", "28307.51", "128670.49", "45.15"),
        ("12000", "244200.00", "44036.07", "200163.93", "16.68"),
    ):
        unit = Decimal(total) / Decimal(count)
        line = samples.line(1, quantity=count, price=unit, vat_rate=Decimal(22))
        assert (line.vat, line.net) == (Decimal(vat), Decimal(net))
        assert facts.net_price(line, True) == Decimal(price)
