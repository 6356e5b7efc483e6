"""Where the parts of every form stand on its first and on its last page.

Points from the left and from the top. A form that was changed on purpose is looked at first
(``python -m scripts.picture_documents``), then its places here are written anew.
"""

from __future__ import annotations

import pytest

from tests.reports import reading
from tests.reports.every_form import forms

Places = dict[str, tuple[int, int]]

FIRST: dict[str, Places] = {
    "invoice": {
        "Банкполучателя": (46, 78),
        "БИК": (286, 59),
        "Счетнаоплату№": (42, 152),
        "Поставщик(": (42, 179),
        "Товары(работы": (195, 253),
        "Всегокоплате": (418, 438),
        "Руководитель": (42, 531),
    },
    "invoice-many": {"Счетнаоплату№": (42, 129), "Товары(работы": (195, 230)},
    "torg12": {
        "0330212": (771, 51),
        "Грузополучатель": (52, 108),
        "ТОВАРНАЯНАКЛАДНАЯ": (236, 218),
        "Страница1": (767, 238),
    },
    "upd": {
        "Универсальный": (26, 25),
        "Счет-фактура№": (100, 23),
        "(5а)": (483, 121),
        "(6)": (814, 48),
        "Всегокоплате": (98, 330),
        "[8]": (815, 409),
        "[14]": (407, 548),
        "[19]": (811, 548),
    },
    "upd-status-2": {"Статус:2": (26, 63), "(1а)": (255, 35), "[13]": (407, 482)},
    "vat-invoice": {
        "Счет-фактура№": (30, 23),
        "(5б)": (452, 139),
        "Всегокоплате": (28, 309),
        "Главныйбухгалтер": (428, 322),
    },
    "correction": {
        "корректировочный": (26, 35),
        "(1б)": (810, 48),
        "А(доизменения)": (249, 205),
        "Г(уменьшение)": (249, 232),
        "Всегоувеличение": (98, 279),
        "Основаниекорректировки": (26, 402),
    },
    "return-waybill": {"НАКЛАДНАЯНАВОЗВРАТ": (177, 203), "Всеговозвращено": (34, 411)},
    "transport-waybill": {
        "ПРОЕКТ": (50, 76),
        "1.Грузоотправитель": (46, 108),
        "6.Приёмгруза": (46, 530),
    },
    "statement": {
        "Актсверки": (42, 38),
        "ПоданнымООО«Пример-Опт»,": (110, 173),
        "Сальдоначальное": (92, 200),
        "Сальдоконечное": (92, 375),
    },
    "offer": {
        "Коммерческоепредложение": (42, 82),
        "Фото": (72, 168),
        "Скидка": (384, 168),
        "Итого:": (454, 460),
    },
    "route-sheet": {"Маршрутныйлист": (42, 38), "Мест": (476, 131), "Итого": (67, 333)},
    "pick-list": {"Листсборки": (42, 38), "Собрано": (527, 145), "Проверил": (315, 484)},
    "discrepancy": {
        "УТВЕРЖДАЮ": (484, 145),
        "Приёмканачата": (42, 226),
        "Фактически": (45, 402),
        "Отклонения:брак": (526, 463),
        "Отклонения:излишки": (701, 463),
    },
    "claim": {"Претензия№": (42, 97), "Суммапретензии": (42, 280), "Приложение:": (42, 335)},
    "annulment": {"Уведомление": (42, 38), "Причина:": (42, 159)},
}
LAST: dict[str, Places] = {
    "torg12": {
        "Всегопонакладной": (352, 295),
        "Отпускгрузаразрешил": (34, 411),
        "Массагруза(нетто)": (427, 326),
    },
    "upd-many": {"Всегокоплате": (98, 134), "[19]": (811, 352)},
    "invoice-many": {"Всегокоплате": (418, 635)},
    "correction-many": {"Всегоуменьшение": (98, 238)},
    "discrepancy": {
        "Заключениекомиссии": (42, 205),
        "Председатель": (42, 268),
        "Решение": (42, 375),
    },
    "transport-waybill": {"17.Отметки": (46, 613)},
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return forms()


@pytest.mark.parametrize("name", FIRST)
def test_parts_of_the_first_page_stand_in_their_places(drawn: dict[str, bytes], name: str) -> None:
    assert {phrase: reading.place(drawn[name], phrase) for phrase in FIRST[name]} == FIRST[name]


@pytest.mark.parametrize("name", LAST)
def test_parts_of_the_last_page_stand_in_their_places(drawn: dict[str, bytes], name: str) -> None:
    content = drawn[name]
    last = len(reading.pages(content)) - 1
    assert last > 0
    found = {phrase: reading.place(content, phrase, last) for phrase in LAST[name]}
    assert found == LAST[name]


def test_every_form_keeps_to_its_pages(drawn: dict[str, bytes]) -> None:
    assert {name for name, content in drawn.items() if reading.overflow(content)} == set()
