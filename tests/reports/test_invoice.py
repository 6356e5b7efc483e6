"""Счёт на оплату, read back from its PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import facts, qr
from reports.invoice import invoice_pdf
from reports.words import amount, roubles
from tests.reports import reading, samples


def test_it_names_everything_a_bank_and_an_accountant_look_for() -> None:
    text = reading.text(invoice_pdf(samples.invoice(3)))
    for expected in (
        "Счет на оплату № СЧ-000125 от 22 ноября 2026 г.",
        "ПАО СБЕРБАНК г. Москва",
        "БИК 044525225",
        "Сч. № 30101810400000000225",
        "Сч. № 40702810938000012345",
        "ИНН 7700123459 КПП 770001001",
        "Банк получателя",
        "ООО «Тестовый Дилер», ИНН 7802987659, КПП 780201001, 194044, Санкт-Петербург",
        "Договор поставки № ДП-15 от 01.02.2026; Заказ № М-000345",
        "Всего наименований 3, на сумму",
        "Оплатить не позднее 06.12.2026",
        "Руководитель (Петров П. П.) Бухгалтер (Сидорова А. В.)",
    ):
        assert expected in text


def test_totals_show_each_rate_and_agree_with_the_words() -> None:
    document = samples.invoice(40)
    text = reading.text(invoice_pdf(document))
    whole = document.sums
    by_rate = {
        rate: facts.sums(line for line in document.lines if line.vat_rate == rate).vat
        for rate in (Decimal(22), Decimal(10))
    }
    for row in (
        f"Итого: {amount(whole.total)}",
        f"В том числе НДС 22%: {amount(by_rate[Decimal(22)])}",
        f"В том числе НДС 10%: {amount(by_rate[Decimal(10)])}",
        f"Всего к оплате: {amount(whole.total)}",
        roubles(whole.total),
    ):
        assert row.replace("\xa0", " ") in text
    assert sum(by_rate.values()) == whole.vat


def test_prices_without_vat_put_the_tax_on_top() -> None:
    document = samples.invoice(1, includes_vat=False)
    [line] = document.lines
    text = reading.text(invoice_pdf(document))
    assert (
        f"Итого: {amount(line.net)} Сумма НДС 22%: {amount(line.vat)}".replace("\xa0", " ") in text
        or f"Сумма НДС 10%: {amount(line.vat)}".replace("\xa0", " ") in text
    )
    assert f"Всего к оплате: {amount(line.total)}".replace("\xa0", " ") in text


def test_a_seller_without_vat_says_so() -> None:
    line = samples.line(1, vat_rate=None)
    text = reading.text(invoice_pdf(samples.invoice(lines=(line,))))
    assert "Без налога (НДС): —" in text
    assert "В том числе НДС" not in text


def test_an_entrepreneur_signs_alone() -> None:
    seller = replace(samples.SELLER, name="ИП Иванов И. И.", inn="500100732259", kpp="")
    text = reading.text(invoice_pdf(samples.invoice(1, seller=seller)))
    assert "Предприниматель (Петров П. П.)" in text
    assert "Бухгалтер" not in text


def test_the_qr_code_is_the_payment_of_the_standard() -> None:
    document = samples.invoice(lines=(samples.line(1, quantity=10),))
    said = reading.qr(invoice_pdf(document))
    assert said == (
        "ST00012|Name=ООО «Пример-Опт»|PersonalAcc=40702810938000012345"
        "|BankName=ПАО СБЕРБАНК г. Москва|BIC=044525225|CorrespAcc=30101810400000000225"
        "|PayeeINN=7700123459|KPP=770001001|PayerINN=7802987659|Sum=1234560"
        "|Purpose=Оплата по счету № СЧ-000125 от 22.11.2026, в т.ч. НДС 22% 2226.26"
    )


def test_a_separator_that_a_value_contains_is_not_used() -> None:
    assert qr.encode({"Name": "А|Б", "BIC": "1"}) == "ST00012#Name=А|Б#BIC=1"


def test_the_mandatory_block_stays_within_300_bytes() -> None:
    seller = replace(samples.SELLER, name="Общество «" + "Щ" * 200 + "»")
    said = qr.payment_string(samples.invoice(1, seller=seller))
    assert said is not None
    mandatory = said[: said.index("|PayeeINN")]
    assert len(mandatory.encode()) <= 300


def test_a_long_bank_keeps_its_city() -> None:
    bank = facts.Bank(
        name="ФИЛИАЛ «ДАЛЬНИЙ» ПУБЛИЧНОГО АКЦИОНЕРНОГО БАНКА г. Чита", bic="1", account="2"
    )
    said = qr.payment_string(samples.invoice(1, seller=replace(samples.SELLER, bank=bank)))
    assert said is not None
    assert "|BankName=ФИЛИАЛ «ДАЛЬНИЙ» ПУБЛИЧНОГО АКЦИОНЕРН г. Чита|" in said


def test_without_an_account_there_is_no_bank_block_and_no_code() -> None:
    seller = replace(samples.SELLER, bank=None)
    assert qr.payment_string(samples.invoice(1, seller=seller)) is None
    assert "БИК" not in reading.text(invoice_pdf(samples.invoice(1, seller=seller)))


def test_a_thousand_lines_repeat_the_head_and_number_the_pages() -> None:
    document = samples.invoice(1000)
    pages = reading.rows(invoice_pdf(document))
    numbered = []
    for number, page in enumerate(pages, start=1):
        assert page[-1] == f"Страница {number} из {len(pages)}"
        assert any(row.startswith("№ Артикул Товары (работы, услуги)") for row in page)
        numbered += [int(row.split()[0]) for row in page if " KB-" in row]
    assert numbered == list(range(1, 1001))


@pytest.mark.parametrize("count", [1, 2, 14, 15, 16, 17, 18, 30, 100])
def test_totals_and_signatures_stay_with_a_row_and_on_the_page(count: int) -> None:
    content = invoice_pdf(samples.invoice(count))
    last = reading.rows(content)[-1]
    assert any(f" KB-{count:05d} " in row for row in last)
    assert any("Руководитель" in row for row in last)
    assert reading.overflow(content) == []


def test_the_same_facts_give_the_same_bytes() -> None:
    assert invoice_pdf(samples.invoice(30)) == invoice_pdf(samples.invoice(30))


def test_the_fonts_are_embedded_subsets_and_a_hundred_lines_stay_small() -> None:
    content = invoice_pdf(samples.invoice(100))
    assert len(content) <= 80 * 1024
    assert all("+" in name for name in reading.fonts(content))


def test_names_in_any_script_are_drawn_with_what_the_font_has() -> None:
    name = "".join(map(chr, range(0x100, 0x24F))) + " Ω ✓ 中 😀"
    content = invoice_pdf(samples.invoice(lines=(samples.line(1, name=name),)))
    assert "Ā" in reading.text(content)


def test_a_logo_a_stamp_and_facsimiles_are_placed() -> None:
    look = facts.Look(
        logo="logo",
        stamp="stamp",
        director_facsimile="sign",
        notice="Товар отпускается по факту оплаты.",
        terms=("Счет действителен 5 банковских дней.",),
    )
    pictures = dict.fromkeys(("logo", "stamp", "sign"), samples.picture())
    content = invoice_pdf(samples.invoice(2, look=look), pictures)
    text = reading.text(content)
    assert "Товар отпускается по факту оплаты." in text
    assert "Счет действителен 5 банковских дней." in text
    assert reading.pictures(content) == 3


def test_a_discount_has_a_column_where_there_is_one() -> None:
    """Price × quantity − discount is the sum."""
    line = samples.line(1, quantity=3, price="90.00", list_price=Decimal("100.00"))
    text = reading.text(invoice_pdf(samples.invoice(lines=(line,))))
    assert "Кол-во Ед. Цена Скидка Сумма" in text
    assert "3 шт 100,00 30,00 270,00" in text
    assert "Скидка" not in reading.text(invoice_pdf(samples.invoice(1)))


lines = st.lists(
    st.tuples(
        st.integers(1, 10**7).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
        st.integers(1, 10**8).map(lambda kopecks: Decimal(kopecks).scaleb(-2)),
        st.sampled_from([None, Decimal(0), Decimal(5), Decimal(10), Decimal(20), Decimal(22)]),
    ),
    min_size=1,
    max_size=12,
)


@given(lines)
@settings(max_examples=25, deadline=None)
def test_lines_totals_and_words_agree(
    basket: list[tuple[Decimal, Decimal, Decimal | None]],
) -> None:
    document = samples.invoice(
        lines=tuple(
            samples.line(number, quantity=quantity, price=price, vat_rate=rate, name="Товар")
            for number, (quantity, price, rate) in enumerate(basket, start=1)
        )
    )
    content = invoice_pdf(document)
    printed = [
        reading.amounts(row)[-1] for page in reading.rows(content) for row in page if " KB-" in row
    ]
    assert printed == [line.total for line in document.lines]
    text = reading.text(content)
    assert f"Всего к оплате: {amount(sum(printed, Decimal(0)))}".replace("\xa0", " ") in text
    assert roubles(sum(printed, Decimal("0.00"))) in text


def test_many_threads_draw_the_same_bytes() -> None:
    expected = {count: invoice_pdf(samples.invoice(count)) for count in (3, 7, 20)}
    with ThreadPoolExecutor(6) as pool:
        drawn = list(
            pool.map(lambda count: (count, invoice_pdf(samples.invoice(count))), [3, 7, 20] * 8)
        )
    assert all(content == expected[count] for count, content in drawn)
