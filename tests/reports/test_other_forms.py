"""Papers beside the sale, read back from their PDFs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from reports import facts
from reports.frozen import Facts, freeze, thaw
from reports.offer import offer_pdf
from reports.price_list import price_list_xlsx
from reports.statement import conclusion, statement_pdf
from reports.transport import transport_waybill_pdf
from reports.warehouse import pick_list_pdf, route_sheet_pdf
from reports.words import amount, roubles
from tests.reports import more_samples, reading, samples

FORMS: list[tuple[Callable[[Any], bytes], Callable[..., Any], tuple[str, ...]]] = [
    (
        offer_pdf,
        more_samples.offer,
        (
            "Коммерческое предложение № КП-000012 от 22 ноября 2026 г.",
            "Кому ООО «Тестовый Дилер»",
            "Предложение действительно до 06.12.2026 включительно. Не является публичной офертой.",
            "Доставка по Москве и области",
            "Кузнецова Мария",
        ),
    ),
    (
        pick_list_pdf,
        more_samples.pick_list,
        (
            "Лист сборки № ЛС-000031 от 22 ноября 2026 г.",
            "Заказ № ЮГ-26-00031 от 22.11.2026",
            "Позвонить за час",
            "№ Место Артикул Наименование Штрихкод Кол-во Ед. Упак. Собрано",
        ),
    ),
    (
        route_sheet_pdf,
        more_samples.route_sheet,
        (
            "Маршрутный лист № МЛ-000004 от 22 ноября 2026 г.",
            "ГАЗель NEXT, А123ВС 777",
            "Груз к перевозке принял",
            "Водитель Семёнов О. И.",
        ),
    ),
    (
        statement_pdf,
        more_samples.statement,
        (
            "Акт сверки взаимных расчётов № АС-000002 от 22 ноября 2026 г.",
            "за период: 01.10.2026 – 31.10.2026 между ООО «Пример-Опт» и ООО «Тестовый Дилер»",
            "по договору поставки № ДП-15 от 01.02.2026",
            "лице: Генеральный директор Петров Пётр Петрович, действующего на основании Устава",
            "ООО «Тестовый Дилер» в лице: ____",
            "По данным ООО «Пример-Опт», руб. По данным ООО «Тестовый Дилер», руб.",
            "Сальдо начальное 1 000,00 Сальдо начальное 1 000,00",
            "Обороты за период",
            "Сальдо конечное",
        ),
    ),
    (
        transport_waybill_pdf,
        lambda count=1: more_samples.transport_draft(),
        (
            "ПРОЕКТ. С 01.09.2026 транспортная накладная оформляется в электронном виде",
            "1. Грузоотправитель",
            "412,5 кг / 450 кг",
            "17. Отметки",
        ),
    ),
]
NAMES = [draw.__name__ for draw, _, _ in FORMS]


@pytest.mark.parametrize(("draw", "make", "captions"), FORMS, ids=NAMES)
def test_it_bears_its_captions_on_the_page_and_is_always_the_same(
    draw: Callable[[Any], bytes], make: Callable[..., Any], captions: tuple[str, ...]
) -> None:
    content = draw(make())
    text = reading.text(content)
    for caption in captions:
        assert caption in text
    assert reading.overflow(content) == []
    assert draw(make()) == content


@pytest.mark.parametrize(
    ("draw", "make"),
    [
        (offer_pdf, more_samples.offer),
        (pick_list_pdf, more_samples.pick_list),
        (route_sheet_pdf, more_samples.route_sheet),
        (statement_pdf, more_samples.statement),
    ],
)
def test_a_hundred_rows_make_numbered_pages(
    draw: Callable[[Any], bytes], make: Callable[..., Any]
) -> None:
    content = draw(make(100))
    pages = reading.rows(content)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert page[-1] == f"Страница {number} из {len(pages)}"
    assert reading.overflow(content) == []


def test_an_offer_adds_up_and_shows_pictures_of_goods() -> None:
    document = more_samples.offer(4)
    text = reading.text(offer_pdf(document))
    assert f"Всего: {amount(document.sums.total)}".replace("\xa0", " ") in text
    assert roubles(document.sums.total) in text
    lines = tuple(replace(line, picture="hash") for line in document.lines)
    pictured = offer_pdf(replace(document, lines=lines), {"hash": samples.picture()})
    assert reading.pictures(pictured) == 4


def test_photographs_of_goods_are_scaled_down_and_stand_upright() -> None:
    """A hundred of them from a camera make a file that can be mailed."""
    noise = Image.effect_noise((320, 240), 90).convert("RGB").resize((1600, 1200))
    on_its_side = Image.Exif()
    on_its_side[0x0112] = 6
    file = io.BytesIO()
    noise.save(file, "JPEG", exif=on_its_side)
    [line] = samples.lines(1)
    plain, pictured = (
        offer_pdf(
            more_samples.offer(lines=(replace(line, picture=key),)), {"photo": file.getvalue()}
        )
        for key in ("", "photo")
    )
    assert len(file.getvalue()) > 100_000
    assert len(pictured) - len(plain) < 8_000
    assert reading.picture_sizes(pictured) == [(82, 110)]


def test_an_offer_shows_discounts_and_terms_where_there_are_some() -> None:
    [line] = samples.lines(1)
    cheaper = replace(line, list_price=line.price * 2, delivery="3–5 дней")
    text = reading.text(offer_pdf(more_samples.offer(lines=(cheaper,))))
    price, whole = (amount(each).replace("\xa0", " ") for each in (line.price, line.price * 2))
    assert f"{whole} 50% {price} {amount(line.total)} 3–5 дней".replace("\xa0", " ") in text
    rounded = replace(line, price=Decimal("32.05"), list_price=Decimal("32.70"))  # 1.988 %
    assert "2%" in reading.text(offer_pdf(more_samples.offer(lines=(rounded,))))
    plain = reading.text(offer_pdf(more_samples.offer(lines=(line,))))
    assert "скидки" not in plain
    assert "поставки" not in plain.replace("поставку", "")


def test_an_offer_is_signed_by_a_facsimile_beside_the_stamp() -> None:
    look = facts.Look(stamp="stamp", director_facsimile="sign")
    known = {"stamp": samples.stamp(), "sign": samples.facsimile()}
    assert reading.pictures(offer_pdf(more_samples.offer(1, look=look), known)) == 2


def test_a_route_sheet_adds_up_its_places() -> None:
    document = more_samples.route_sheet(3)
    assert "Итого 6 75 60 000,00" in reading.text(route_sheet_pdf(document))
    first, *rest = document.stops
    unknown = replace(document, stops=(replace(first, places="2 паллеты"), *rest))
    assert "Итого 75 60 000,00" in reading.text(route_sheet_pdf(unknown))


def test_a_transport_waybill_has_every_item_on_two_full_pages() -> None:
    content = transport_waybill_pdf(
        more_samples.transport_draft(
            volume=Decimal("9.5"), plate="А123ВС 777", seals="2 пломбы", price=Decimal(15000)
        )
    )
    first, second = reading.rows(content)
    assert min(len(first), len(second)) > 20
    text = reading.text(content)
    for item in (
        "является экспедитором",
        "размеры (высота, ширина, длина), м; объём 9,5 м³",
        "класс опасности, номер ООН",
        "санитарные условия, температурный режим",
        "запорно-пломбировочные устройства 2 пломбы",
        "фактические дата и время прибытия / убытия",
        "регистрационный номер А123ВС 777",
        "стоимость, руб. 15 000,00",
    ):
        assert item in text


def test_a_statement_says_who_owes_whom() -> None:
    day = more_samples.ON
    assert conclusion(Decimal(0), day, "А", "Б") == "на 22.11.2026 задолженность отсутствует"
    owed = conclusion(Decimal("10.50"), day, "А", "Б")
    assert owed == ("на 22.11.2026 задолженность в пользу А 10,50 руб. (Десять рублей 50 копеек)")
    assert "в пользу Б 10,50" in conclusion(Decimal("-10.50"), day, "А", "Б")
    document = more_samples.statement(8)
    assert document.closing == Decimal("25321.36")
    text = reading.text(statement_pdf(document))
    assert "Сальдо конечное 25 321,36 Сальдо конечное 25 321,36" in text
    assert "задолженность в пользу ООО «Пример-Опт» 25 321,36 руб." in text


def test_each_party_of_a_statement_acts_on_its_own_ground() -> None:
    buyer = facts.Signer(
        position="Директор", name="Белова Анна Ивановна", authority="Доверенность № 5 от 01.03.2026"
    )
    text = reading.text(statement_pdf(more_samples.statement(1, buyer_director=buyer)))
    assert "Белова Анна Ивановна, действующей на основании доверенности № 5 от 01.03.2026" in text
    assert "Директор Белова А. И." in text


def test_the_buyers_half_of_a_statement_mirrors_the_sellers() -> None:
    """Which column an amount stands in is told by how far right it ends."""
    document = more_samples.statement(1, opening=Decimal("-7.00"))
    content = statement_pdf(document)
    places = {
        phrase: sorted(
            {
                round(page[at + len(phrase) - 1].right)
                for page in reading.pages(content)
                for at in range(len(page))
                if "".join(char.text for char in page[at : at + len(phrase)]) == phrase
            }
        )
        for phrase in ("Дебет", "Кредит", "1234,56", "7,00")
    }
    (debit, mirrored_debit), (credit, mirrored_credit) = places["Дебет"], places["Кредит"]
    assert debit < credit < mirrored_debit < mirrored_credit
    sale, mirrored_sale = places["1234,56"]
    assert abs(sale - debit) < 20
    assert abs(mirrored_sale - mirrored_credit) < 20
    owed, mirrored_owed = places["7,00"]
    assert abs(owed - credit) < 20
    assert abs(mirrored_owed - mirrored_debit) < 20


def test_a_price_list_is_a_form_with_a_hidden_mark() -> None:
    rows = tuple(
        facts.PriceRow(
            article=f"A-{number}",
            name="Товар",
            category="Крепёж",
            brand="РОСТ",
            unit_sign="шт",
            pack=Decimal(10),
            minimum=Decimal(1),
            price=Decimal("12.50") if number % 2 else None,
            vat_rate=Decimal(22),
            available="есть",
        )
        for number in range(1, 6)
    )
    document = facts.PriceList(
        number="ПЛ-000001",
        issued_on=more_samples.ON,
        seller=samples.SELLER,
        buyer=samples.BUYER,
        includes_vat=True,
        rows=rows,
        mark="{}",
    )
    content = price_list_xlsx(document)
    assert content == price_list_xlsx(document)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Прайс-лист", "_wholesale"]
    table = book.get_sheet_by_name("Прайс-лист").to_python()
    assert table[5][:3] == ["Артикул", "Наименование", "Категория"]
    assert table[6][7:12] == [12.5, "22%", "есть", "", 0.0]
    assert table[7][7] == "по запросу"
    assert book.get_sheet_by_name("_wholesale").to_python() == [["{}"]]


def test_a_price_list_keeps_any_name_its_styles_and_its_formulas() -> None:
    row = facts.PriceRow(
        article="A<1>",
        name='Болт «М8» & "гайка"\x0b <оцинк.>',
        category="",
        brand="",
        unit_sign="шт",
        pack=Decimal(10),
        minimum=Decimal("0.5"),
        price=Decimal("12.50"),
        vat_rate=None,
        available="",
    )
    document = facts.PriceList(
        number="1",
        issued_on=more_samples.ON,
        seller=samples.SELLER,
        buyer=samples.BUYER,
        includes_vat=True,
        rows=(row, row),
        mark="{}",
    )
    sheet = openpyxl.load_workbook(io.BytesIO(price_list_xlsx(document)))["Прайс-лист"]
    assert sheet["A8"].value == "A<1>"
    assert sheet["B8"].value == 'Болт «М8» & "гайка"  <оцинк.>'
    assert (sheet["H8"].value, sheet["H8"].number_format) == (12.5, "#,##0.00")
    assert sheet["L8"].value == "=IF(ISNUMBER(H8),H8*K8,0)"
    assert (sheet["K8"].protection.locked, sheet["J8"].protection.locked) == (False, True)
    assert sheet["L9"].value == "=SUM(L7:L8)"


def test_a_long_name_in_a_price_list_has_a_row_of_its_height() -> None:
    with zipfile.ZipFile(io.BytesIO(price_list_xlsx(more_samples.price_list(3)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    heights = [re.search(rf'<row r="{row}"([^>]*)>', sheet) for row in (7, 9)]
    assert [found[1] if found else None for found in heights] == [
        "",
        ' ht="37.5" customHeight="1"',
    ]


@pytest.mark.parametrize(
    "frozen",
    [
        samples.invoice(2),
        samples.waybill(2),
        samples.tax_invoice(2),
        more_samples.offer(2),
        more_samples.pick_list(2),
        more_samples.route_sheet(2),
        more_samples.statement(2),
        more_samples.discrepancy_act(),
        more_samples.transport_draft(),
        more_samples.correction(2),
        more_samples.annulment(),
        more_samples.price_list(2),
    ],
    ids=lambda frozen: type(frozen).__name__,
)
def test_facts_thaw_to_what_was_frozen(frozen: Facts) -> None:
    assert thaw(type(frozen), freeze(frozen)) == frozen
