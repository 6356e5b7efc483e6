"""ТОРГ-2 and the claim, read back from their PDFs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reports import facts
from reports.claims import claim_pdf, claim_sum
from reports.torg2 import discrepancy_pdf
from tests.reports import more_samples, reading, samples

CAPTIONS = (
    "Унифицированная форма № ТОРГ-2",
    "Форма по ОКУД 0330202",
    "по ОКПО 87654321",
    "Основание для составления акта: Приказ",
    "УТВЕРЖДАЮ Руководитель",
    "24 ноября 2026 г.",
    "об установленном расхождении по количеству и качеству",
    "Место приёмки товара Санкт-Петербург, Тестовый пр-кт, дом № 5",
    "Приёмка начата 23.11.2026 09:15 Приёмка окончена 23.11.2026 11:40",
    "Грузоотправитель ООО «Пример-Опт»",
    "Получатель ООО «Тестовый Дилер»",
    "Договор (контракт) на поставку Договор поставки № ДП-15 от 01.02.2026",
    "Способ доставки автомобильный транспорт",
    "Дата отправления товара 22 ноября 2026 г.",
    "По документам 1, «ПРИМЕР-ОПТ» 3 паллеты 450",
    "Фактически 1, цела 3 паллеты 441,5",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
    "Заключение комиссии Упаковка не нарушена, пломбы целы.",
    "Председатель комиссии Заведующий складом Орлов П. С.",
    "Представитель поставщика",
    "Решение руководителя",
    "Приложение акт об установленном расхождении № АР-000003",
)


def empty_act() -> facts.DiscrepancyAct:
    """What is known of a return nobody wrote an act for."""
    full = more_samples.discrepancy_act()
    return facts.DiscrepancyAct(
        number=full.number,
        issued_on=full.issued_on,
        organization=full.organization,
        supplier=full.supplier,
        consignee=full.consignee,
        papers=full.papers,
        place="",
        started_at=None,
        finished_at=None,
        lines=full.lines,
        conclusion="",
    )


@pytest.mark.parametrize("caption", CAPTIONS)
def test_the_act_bears_the_captions_of_its_form(caption: str) -> None:
    assert caption in reading.text(discrepancy_pdf(more_samples.discrepancy_act()))


@pytest.mark.parametrize(
    "caption",
    [
        "номер",
        "Место приёмки товара",
        "Приёмка начата «____»",
        "Приёмка окончена «____»",
        "Вызов представителя",
        "Производитель",
        "Страховая компания",
        "Договор (контракт) на поставку № ____________ от «____»",
        "Счёт-фактура № ____________ от «____»",
        "Коммерческий акт № ____________ от «____»",
        "Ветеринарное свидетельство № ____________ от «____»",
        "Железнодорожная накладная № ____________ от «____»",
        "Способ доставки",
        "Дата отправления товара «____»",
        "По документам",
        "Заключение комиссии",
        "Председатель комиссии",
        "Члены комиссии",
        "Решение руководителя",
    ],
)
def test_what_the_act_does_not_know_is_left_to_the_hand(caption: str) -> None:
    assert caption in reading.text(discrepancy_pdf(empty_act()))


@pytest.mark.parametrize(("members", "lines"), [(0, 3), (1, 3), (3, 3), (5, 5)])
def test_at_least_three_members_sign(members: int, lines: int) -> None:
    """Besides them sign the head twice and the supplier's man."""
    act = replace(empty_act(), commission=(samples.STOREKEEPER,) * members)
    content = discrepancy_pdf(act)
    assert reading.text(content).count("расшифровка подписи") == lines + 3
    assert reading.overflow(content) == []


def row(content: bytes, article: str) -> str:
    """The row of an article, no-break spaces as spaces."""
    [found] = [line for page in reading.rows(content) for line in page if article in line]
    return found.replace("\xa0", " ")


def test_each_kind_of_discrepancy_stands_in_its_column() -> None:
    content = discrepancy_pdf(more_samples.discrepancy_act())
    paper = "1 234,56"
    assert row(content, "KB-00001").endswith(
        f"KB-00001 10 {paper} 12 345,60 8 {paper} 9 876,48 2 2 469,12"
    )
    assert row(content, "KB-00002").endswith(
        f"KB-00002 5 {paper} 6 172,80 6 {paper} 7 407,36 1 {paper}"
    )
    assert row(content, "KB-00003").endswith(
        f"KB-00003 4 {paper} 4 938,24 4 {paper} 4 938,24 1 {paper}"
    )
    assert row(content, "KB-00004").endswith(f"KB-00004 3 {paper} 3 703,68 3 {paper} 3 703,68")
    assert "пересорт: 2 шт" in reading.text(content)


def test_totals_of_the_act_are_sums_of_its_lines() -> None:
    content = discrepancy_pdf(more_samples.discrepancy_act())
    [total] = [line for page in reading.rows(content) for line in page if line.startswith("Итого")]
    assert reading.amounts(total) == list(
        map(Decimal, ("27160.32", "25925.76", "1234.56", "2469.12", "1234.56"))
    )


def test_another_price_found_makes_another_sum() -> None:
    [line, *_] = more_samples.discrepancy_act().lines
    cheaper = replace(line, found_price=Decimal("1000.00"), passport="ПС-7")
    content = discrepancy_pdf(more_samples.discrepancy_act(lines=(cheaper,)))
    assert "8 1 000,00 8 000,00 2 2 469,12 ПС-7" in row(content, "KB-00001")


def test_a_hundred_lines_make_numbered_pages_within_their_edges() -> None:
    act = more_samples.discrepancy_act()
    lines = tuple(replace(act.lines[0], number=number) for number in range(1, 101))
    content = discrepancy_pdf(replace(act, lines=lines))
    pages = reading.rows(content)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert page[-1] == f"Страница {number} из {len(pages)}"
    assert reading.overflow(content) == []
    assert discrepancy_pdf(replace(act, lines=lines)) == content


def test_a_claim_asks_for_what_is_missing_broken_or_not_taken() -> None:
    document = more_samples.discrepancy_act()
    assert claim_sum(document) == 5 * Decimal("1234.56")
    content = claim_pdf(document)
    text = reading.text(content)
    assert "Сумма претензии: 6 172,80 руб. (Шесть тысяч сто семьдесят два рубля 80 копеек)" in text
    assert "Кому: ООО «Пример-Опт»" in text
    assert "Претензия № АР-000003" in text
    assert "Директор Тестов Т. Т." in text
    assert reading.overflow(content) == []


def test_a_claim_numbers_its_lines_on_and_names_their_reasons() -> None:
    rows = reading.rows(claim_pdf(more_samples.discrepancy_act()))[0]
    claimed = [line.split() for line in rows if "1\xa0234,56" in line]
    assert [(line[0], line[-1]) for line in claimed] == [
        ("1", "недостача"),
        ("2", "бой"),
        ("3", "пересорт"),
    ]


def test_a_claim_names_only_the_enclosures_there_are() -> None:
    document = more_samples.discrepancy_act()
    enclosed = "Приложение: акт об установленном расхождении № АР-000003."
    assert enclosed in reading.text(claim_pdf(document))
    assert "Приложение" not in reading.text(claim_pdf(replace(document, enclosures=())))


def test_a_claim_without_a_conclusion_leaves_no_gap() -> None:
    document = more_samples.discrepancy_act()
    shorter = claim_pdf(replace(document, conclusion=""))
    higher = reading.place(claim_pdf(document), "Просим")[1] - reading.place(shorter, "Просим")[1]
    assert higher == 15
