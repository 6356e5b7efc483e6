"""Orders written as lines: what and how much are found in a message, a list, a printed table."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.sheets import workbook
from wholesale.core.errors import DomainError
from wholesale.intake.opening import read_csv, read_lines
from wholesale.intake.parse import parse


def rows(text: str) -> list[list[Any]]:
    return parse(text.encode(), "").sheets[0].rows


def test_lines_of_a_chat_are_what_and_how_much() -> None:
    text = "Заказ на завтра\n1. Болт М8х40 оцинк. - 100 шт\nГайка М8 — 50\nШайба 8 20шт\n"
    text += "Болт М8х60 в количестве 5 шт\nДюбель, кол-во 7 шт\n"
    assert rows(text) == [
        ["Заказ на завтра"],
        ["Болт М8х40 оцинк.", "100 шт"],
        ["Гайка М8", "50"],
        ["Шайба 8", "20 шт"],
        ["Болт М8х60", "5 шт"],
        ["Дюбель", "7 шт"],
    ]


def test_what_a_letter_quotes_of_an_earlier_one_is_not_ordered() -> None:
    quoted = "> Иван пишет:\n> Гайка М8 - 7 шт\n"
    assert rows(f"Прошу:\nБолт М8х40 - 5 шт\nДрель - 2 шт\n{quoted}") == [
        ["Прошу:"],
        ["Болт М8х40", "5 шт"],
        ["Дрель", "2 шт"],
        ["> Иван пишет:"],
        ["> Гайка М8 - 7 шт"],
    ]
    assert rows(f"{quoted}> Шайба 8 - 9 шт\n")[1:] == [["Гайка М8", "7 шт"], ["Шайба 8", "9 шт"]]


def test_the_quantity_may_come_first() -> None:
    text = "Добрый день!\n10 шт Болт М8х40\n2) 5 кор. - Гайка М8\n3 x Дрель 650 Вт\n"
    assert rows(text) == [
        ["Добрый день!"],
        ["Болт М8х40", "10 шт"],
        ["Гайка М8", "5 кор."],
        ["Дрель 650 Вт", "3"],
    ]


def test_numeric_articles_of_a_chat_are_read_and_stand_apart_from_names() -> None:
    assert rows("00000011 - 10 шт\n00000012 - 24 шт\n1) EI-00133 — 6") == [
        ["00000011", "10 шт"],
        ["00000012", "24 шт"],
        ["EI-00133", "6"],
    ]
    assert rows("Болт М8 - 10 шт\n00000012 - 24 шт\nСпасибо\nГайка - 5") == [
        ["", "Болт М8", "10 шт"],
        ["00000012", "", "24 шт"],
        ["", "Спасибо"],
        ["", "Гайка", "5"],
    ]


def test_a_number_alone_at_the_end_is_how_much_where_most_lines_end_so() -> None:
    assert rows("Здравствуйте!\nХлеб белый 5\nМолоко 3,2% 1 л 10\n3) Кефир 2\nСпасибо") == [
        ["Здравствуйте!"],
        ["Хлеб белый", "5"],
        ["Молоко 3,2% 1 л", "10"],
        ["Кефир", "2"],
        ["Спасибо"],
    ]
    assert rows("Хлеб - 5\nМолоко 10\nКефир - 2")[1] == ["Молоко", "10"]
    assert rows("Болт М8 гост 7798\nГайка М8\nШайба А2 плоская\nДрель 650 Вт") == [
        ["Болт М8 гост 7798"], ["Гайка М8"], ["Шайба А2 плоская"], ["Дрель 650 Вт"],
    ]  # fmt: skip


def test_a_comma_or_a_tab_in_one_line_of_many_parts_no_cells() -> None:
    text = "Хлеб чёрный\nМолоко, 1 л\nКефир"
    assert rows(text) == [["Хлеб чёрный"], ["Молоко, 1 л"], ["Кефир"]]
    assert rows("KR-1 пять\nKR-2\t7\nKR-3 три")[1] != ["KR-2", "7"]


def test_a_code_and_a_number_in_each_line_are_a_table() -> None:
    assert rows("EI-00133 10\n0102084 24\nOS-00013  6\n") == [
        ["EI-00133", "10"],
        ["0102084", "24"],
        ["OS-00013", "6"],
    ]


def test_a_printed_table_is_held_together_by_its_spaces() -> None:
    text = (
        "Заказ от 25.11\n"
        "Артикул     Наименование            Кол-во\n"
        "EI-00133    Лобзик 500 Вт               10\n"
        "OS-00013                                24\n"
        "KR-00212    Саморез по дереву          100\n"
        "KR-00213    Саморез по бетону            5\n"
    )
    assert rows(text) == [
        ["Заказ от 25.11"],
        ["Артикул", "Наименование", "Кол-во"],
        ["EI-00133", "Лобзик 500 Вт", "10"],
        ["OS-00013", "", "24"],
        ["KR-00212", "Саморез по дереву", "100"],
        ["KR-00213", "Саморез по бетону", "5"],
    ]


def test_a_list_with_commas_stays_a_table() -> None:
    assert rows("Артикул,Кол-во\nA-1,5\nA-2,7\n") == [["Артикул", "Кол-во"], ["A-1", "5"],
                                                      ["A-2", "7"]]  # fmt: skip


def test_codes_that_end_in_digits_before_a_comma_are_no_fractions() -> None:
    assert rows("ST-00348,6\nEI-00218,10\nKR-00890,20\n") == [
        ["ST-00348", "6"],
        ["EI-00218", "10"],
        ["KR-00890", "20"],
    ]
    mixed = [f"ST-{number:05},{number}" for number in range(1, 8)] + ["0101038,2", "0104042,6"]
    assert rows("\n".join(mixed))[-3:] == [["ST-00007", "7"], ["0101038", "2"], ["0104042", "6"]]
    assert rows("Сыр-1,5\nМасло сливочное - 2,5\n") == [["Сыр", "1,5"], ["Масло сливочное", "2,5"]]


def test_a_table_parted_by_commas_stays_one_however_its_counts_are_written() -> None:
    counts = ["12**", "239", "4 упак", "5 уп.", "6**", "2 x 5", "1 024", "7 кор."]
    lines = [f'KR-{n},"Кран 3/4"" серия Стандарт-1",{count}' for n, count in enumerate(counts)]
    assert rows("\n".join(lines))[:2] == [
        ["KR-0", 'Кран 3/4" серия Стандарт-1', "12**"],
        ["KR-1", 'Кран 3/4" серия Стандарт-1', "239"],
    ]


def test_a_list_whose_names_have_commas_in_quotes_stays_a_table() -> None:
    text = 'Код,Товар,Шт\nA-1,"Кран 1"", латунь",5\nA-2,"Лампа, 6 Вт, GX53",7\nA-3,Болт,9\n'
    assert rows(text) == [
        ["Код", "Товар", "Шт"],
        ["A-1", 'Кран 1", латунь', "5"],
        ["A-2", "Лампа, 6 Вт, GX53", "7"],
        ["A-3", "Болт", "9"],
    ]


def test_a_comma_in_a_quoted_name_between_two_counts_does_not_part_the_line() -> None:
    line = '29-1,"Шланг 1/2"" 25 м, Капель",50,,29-2,Клей-1,24\n'
    found = rows("EAN,Товар,Беру,,EAN,Товар,Беру\n" + 3 * line)
    assert found[1] == ["29-1", 'Шланг 1/2" 25 м, Капель', "50", "", "29-2", "Клей-1", "24"]


@pytest.mark.parametrize(
    "text",
    [
        ("а " * 30_000 + "-\n") * 3,
        "\n".join("а" * 300 + " " + "1-" * 50 for _ in range(3_000)),
        "\n".join("1" * 280 + " " * 10 + "-" for _ in range(3_000)),
        "\n".join("- " * 140 + "5" for _ in range(3_000)),
        "\n".join("a  " * 600 for _ in range(1_000)),
    ],
    ids=["one long line", "dashes", "digits", "bullets", "gaps"],
)
def test_lines_made_to_be_slow_are_not(text: str) -> None:
    started = time.process_time()  # whatever else the machine does
    [sheet] = read_csv.sheets(text.encode())
    assert list(sheet.rows)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("line", "what", "amount"),
    [
        ("арт 262612 - 12 шт;", "арт 262612", "12 шт"),
        ("64383 x2", "64383", "2"),
        ("TD-9557-A*72", "TD-9557-A", "72"),
        ("24 x 70676", "70676", "24"),
        ("Шампунь 250мл.......2", "Шампунь 250мл", "2"),
        ("[25.11.2026, 14:00:11] Ольга Магазин: А72741 - 10 шт", "А72741", "10 шт"),
        ("25.11.26, 14:00 - Ольга: А72741 - 10 шт", "А72741", "10 шт"),
    ],
)
def test_people_write_how_much_in_many_ways(line: str, what: str, amount: str) -> None:
    assert rows(f"{line}\n{line}\n") == [[what, amount], [what, amount]]


@pytest.mark.parametrize("line", ["Болт М8 х40", "Болт М8х40", "М8х40", "Шайба М8"])
def test_a_size_at_the_end_of_a_name_is_no_quantity(line: str) -> None:
    assert rows(f"{line}\n{line}\n") == [[line], [line]]


def test_a_message_of_one_line_is_as_many_rows_as_it_has_goods() -> None:
    assert rows("KR-00365 - 100 шт; KR-00327 - 1 шт") == [
        ["KR-00365", "100 шт"],
        ["KR-00327", "1 шт"],
    ]
    assert rows("KR-1 - 10 шт, болт М8, оцинк - 5 шт")[0][0] == "KR-1 - 10 шт, болт М8, оцинк"


def test_a_sheet_of_one_cell_in_a_row_is_read_as_lines() -> None:
    made = workbook(
        [["", "Заявка"], ["", "Болт М8 - 10 шт"], ["", "Гайка М8 — 5"], ["", "KR-1 3 шт"]]
    )
    assert parse(made, "").sheets[0].rows == [
        ["", "", "Заявка"],
        ["", "", "Болт М8", "10 шт"],
        ["", "", "Гайка М8", "5"],
        ["", "KR-1", "", "3 шт"],
    ]
    alone = workbook([["Болт М8х40"], ["Гайка М8"], ["Дрель 650 Вт"]])
    assert parse(alone, "").sheets[0].rows == [["Болт М8х40"], ["Гайка М8"], ["Дрель 650 Вт"]]


def test_a_sign_before_the_count_parts_it_from_a_name() -> None:
    text = "Зефир ванильный 150г x15\nТворог 5% х 4\nПряники *3\nСок яблочный 1л ×24\n"
    assert rows(text) == [
        ["Зефир ванильный 150г", "15"],
        ["Творог 5%", "4"],
        ["Пряники", "3"],
        ["Сок яблочный 1л", "24"],
    ]


def test_a_number_behind_the_sign_that_may_be_a_size_is_asked() -> None:
    text = "Шайба плоская x100\nУголок 50 x 50\nБолт М8 х 40\nБита PZ2 x50\nЛента 48 мм x 20\n"
    text += "Гайка x50\nДюбель распорный х 30\nСкоба х 2\nВинт x 10\nСкотч x5"
    assert [row[1] for row in rows(text)] == [
        "100", "×50?", "×40?", "×50?", "×20?", "50", "30", "2", "10", "5",
    ]  # fmt: skip


def test_what_a_pack_holds_is_no_count_where_the_others_are_counted_otherwise() -> None:
    assert rows("Сок 1л х12\nМолоко - 5 шт\nКефир - 3 шт") == [
        ["Сок 1л х12", "×12?"],
        ["Молоко", "5 шт"],
        ["Кефир", "3 шт"],
    ]


def test_numbers_glued_to_the_names_of_a_list_are_none_of_them() -> None:
    assert rows("1)Молоко-5шт\n2)Сыр 45%-2шт\n3)Хлеб-7шт") == [
        ["Молоко", "5 шт"],
        ["Сыр 45%", "2 шт"],
        ["Хлеб", "7 шт"],
    ]
    alone = [["7.Ап лимон", "5 шт"], ["Молоко", "5 шт"], ["Сыр", "2 шт"]]
    assert rows("7.Ап лимон - 5 шт\nМолоко - 5 шт\nСыр - 2 шт") == alone


@pytest.mark.parametrize(
    "line",
    ["Молоко 3,2% по 5 шт", "Молоко 3,2% 89р - 5 шт", "Молоко 3,2% 5 шт х 89 руб",
     "Молоко 3,2% - пять шт", "Молоко 3,2% qty 5 шт", "Молоко 3,2% - 5 шт 🙏",
     "Молоко 3,2% кол-во: 5 шт"],
)  # fmt: skip
def test_a_price_a_word_or_an_ornament_is_no_part_of_the_name(line: str) -> None:
    assert rows(f"{line}\n{line}\n") == [["Молоко 3,2%", "5 шт"]] * 2


def test_what_one_pack_holds_stays_in_the_name() -> None:
    assert rows("Трубочки, упаковка по 100 шт\nСыр - 5 шт")[0] == [
        "Трубочки, упаковка по",
        "100 шт",
    ]


def test_a_count_may_stand_below_the_name() -> None:
    assert rows("Добрый день\nМолоко 1л\n10 шт\nСыр 45%\nколичество: 2 шт\nХлеб\n7") == [
        ["Добрый день"],
        ["Молоко 1л", "10 шт"],
        ["Сыр 45%", "2 шт"],
        ["Хлеб", "7"],
    ]
    unclear = "10 шт\nМолоко\n5 шт\nСыр"  # whose count is above it, or nobody's
    assert rows(unclear) == [["10 шт"], ["Молоко"], ["5 шт"], ["Сыр"]]


def test_a_line_may_say_how_many_of_each() -> None:
    assert rows("Привет! Всё по 10 шт:\nМолоко 1л, пэт\nСыр 45%, Ичалки\nХлеб - 3 шт") == [
        ["Привет! Всё по 10 шт:"],
        ["Молоко 1л, пэт", "10 шт"],
        ["Сыр 45%, Ичалки", "10 шт"],
        ["Хлеб", "3 шт"],
    ]


def test_the_fields_of_a_form_are_a_table() -> None:
    text = "Новый заказ с сайта\nАртикул: NUT-8\nТовар: Гайка М8\nКоличество: 8\n\n"
    text += "Артикул: DRILL\nТовар: Дрель\nКоличество: 2\n"
    assert rows(text) == [
        ["Новый заказ с сайта"],
        ["Артикул", "Товар", "Количество"],
        ["NUT-8", "Гайка М8", "8"],
        ["DRILL", "Дрель", "2"],
    ]


def test_the_head_of_a_letter_and_whom_to_call_are_no_goods() -> None:
    text = "Дата: 24.11.2026 9:15\nKR-1 - 5 шт\nKR-2 - 6 шт\nЗвонить +7 (495) 123-45-67"
    assert rows(text) == [
        ["Дата: 24.11.2026 9:15"],
        ["KR-1", "5 шт"],
        ["KR-2", "6 шт"],
        ["Звонить +7 (495) 123-45-67"],
    ]


@pytest.mark.parametrize(
    "text", ["Болт М8 - 10 шт\n" * 50_001, ("Болт М8 - 10 шт" + " " * 250 + "\n") * 15_500]
)
def test_lines_beyond_what_is_read_are_not_left_out_without_a_word(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        parse(text.encode(), "заказ.txt")
    assert refused.value.code == "file_too_large"


def test_a_comma_within_a_name_that_tells_a_measure_parts_no_goods() -> None:
    assert rows("Шланг садовый 50 м, трёхслойный - 5 шт\nСыр - 2 шт")[0] == [
        "Шланг садовый 50 м, трёхслойный",
        "5 шт",
    ]
    assert rows("Сахар 5 кг, мука 10 кг") == [["Сахар", "5 кг"], ["мука", "10 кг"]]


def test_a_list_may_be_numbered_by_a_word_processor_by_keys_or_within_one_line() -> None:
    told = [["Молоко", "5 шт"], ["Сыр", "2 шт"], ["Хлеб", "7 шт"]]
    assert rows("•\tМолоко - 5 шт\n•\tСыр - 2 шт\n•\tХлеб - 7 шт") == told
    assert rows("1.\tМолоко - 5 шт\n2.\tСыр - 2 шт\n3.\tХлеб - 7 шт") == told
    assert rows("1️⃣ Молоко - 5 шт\n2️⃣ Сыр - 2 шт\n3️⃣ Хлеб - 7 шт") == told
    assert rows("Заказ: 1) Молоко - 5 шт 2) Сыр - 2 шт 3) Хлеб - 7 шт") == told


def test_packs_keep_the_pieces_that_are_told_behind_them() -> None:
    assert rows("Сок 1л - 2 кор (24 шт)\nЧай - 3 уп по 12") == [
        ["Сок 1л", "2 кор (24 шт)"],
        ["Чай", "3 уп (по 12)"],
    ]


def test_a_remark_behind_the_count_stands_apart() -> None:
    text = "Молоко - 5 шт (срочно)\nСыр - 2 шт, если есть\nХлеб - 7 шт (отмена)\nСоль - 1 шт, или 2"
    assert rows(text) == [
        ["Молоко", "5 шт", "срочно"],
        ["Сыр", "2 шт", "если есть"],
        ["Хлеб", "7 шт", "отмена"],
        ["Соль", "1 шт, или 2"],
    ]


def test_the_basket_of_a_shop_s_page_is_read_without_its_prices() -> None:
    goods = "".join(
        f"{name}\nАртикул: {code}\n{count} шт\n120,50 ₽\nУдалить\n"
        for name, code, count in (("Гайка М8", "NUT-8", 10), ("Дрель", "DRILL", 2))
    )
    assert rows(f"Корзина\n{goods}Итого: 1 446 ₽") == [
        ["Корзина"],
        ["Гайка М8 Артикул: NUT-8", "10 шт"],
        ["Дрель Артикул: DRILL", "2 шт"],
    ]


def test_prices_below_names_are_no_counts() -> None:
    text = "Молоко\n89,90 ₽\nВ корзину\nСыр\n120 ₽\nВ корзину\n"
    assert all(len(row) == 1 for row in rows(text) or [])


def test_lines_of_a_page_without_a_table_are_read() -> None:
    page = "<html><body><p>Добрый день!</p><div>Гайка М8 - 10 шт<br>Дрель - 2 шт</div>"
    page += "<blockquote>Шайба - 3 шт</blockquote></body></html>"
    assert rows(page) == [["Добрый день!"], ["Гайка М8", "10 шт"], ["Дрель", "2 шт"]]


def test_lines_beside_their_numbers_are_read() -> None:
    lines = [[1, "Болт М8 - 10 шт"], [2, "Гайка М8 — 5"], [3, "Дрель 3 шт"]]
    told = [[1, "Болт М8", "10 шт"], [2, "Гайка М8", "5"], [3, "Дрель", "3 шт"]]
    assert parse(workbook(lines), "").sheets[0].rows == told
    head = ["№", "Наименование"]
    assert parse(workbook([head, *lines]), "").sheets[0].rows == [[*head, "Кол-во"], *told]
    names = [[1, "Болт М8"], [2, "Гайка М8"], [3, "Дрель"]]
    assert parse(workbook(names), "").sheets[0].rows == names


def test_a_line_that_is_crossed_out_says_so_beside() -> None:
    assert rows("✅ Молоко - 5 шт\n❌ Сыр - 2 шт\n✅ Хлеб - 7 шт ❌") == [
        ["✅ Молоко", "5 шт"],
        ["Сыр", "2 шт", "❌"],
        ["✅ Хлеб", "7 шт", "❌"],
    ]


def test_boxes_are_left_out_unless_some_are_ticked_and_some_are_not() -> None:
    assert rows("[ ] Молоко - 5 шт\n[ ] Сыр - 2 шт") == [["Молоко", "5 шт"], ["Сыр", "2 шт"]]
    assert rows("[x] Молоко - 5 шт\n[ ] Сыр - 2 шт") == [
        ["Молоко", "5 шт", "[x]"],
        ["Сыр", "2 шт", "[ ]"],
    ]


def test_numbers_in_brackets_alone_may_be_what_a_pack_holds() -> None:
    assert rows("Кружка белая (6 шт)\nТарелка (12 шт)") == [
        ["Кружка белая", "(6 шт)?"],
        ["Тарелка", "(12 шт)?"],
    ]
    assert rows("Кружка белая (6 шт) - 2\nТарелка - 12") == [
        ["Кружка белая (6 шт)", "2"],
        ["Тарелка", "12"],
    ]


def test_lines_above_the_table_of_a_signature_are_read() -> None:
    page = "<div>Гайка М8 - 10 шт<br>Дрель - 2 шт</div><table><tr><td>Иван</td><td>Снабжение</td>"
    read = parse(f"<html>{page}</tr></table></html>".encode(), "").sheets
    assert [sheet.rows for sheet in read] == [
        [["Гайка М8", "10 шт"], ["Дрель", "2 шт"]],
        [["Иван", "Снабжение"]],
    ]


def test_what_a_pack_holds_is_asked_even_where_signs_count() -> None:
    text = "Молоко *5\nСыр x2\nСоус 230г*14\nСок 1лх12\nХлеб *3\nСоль х4"
    assert [row[1] for row in rows(text)] == ["5", "2", "×14?", "×12?", "3", "4"]


def test_a_line_whose_count_nobody_can_read_is_told_and_not_lost() -> None:
    text = "На 5 шт больше, чем вчера:\nМолоко - 5 шт\nСыр - 2 шт\nСок - 4 шт\nЧай - 6 шт\n"
    assert rows(f"{text}Соль - 1 шт\nХлеб 3 шт и батон\nСпасибо!") == [
        ["На 5 шт больше, чем вчера:"],
        ["Молоко", "5 шт"],
        ["Сыр", "2 шт"],
        ["Сок", "4 шт"],
        ["Чай", "6 шт"],
        ["Соль", "1 шт"],
        ["Хлеб", "3 шт и батон"],
        ["Спасибо!"],
    ]


def test_a_wide_gap_in_every_line_is_passed_over_at_once() -> None:
    started = time.process_time()
    rows = read_lines.rows_of(("Болт М8" + " " * 250 + "5 шт x\n") * 1_000)
    assert time.process_time() - started < 2
    assert rows is not None
    assert len(rows) == 1_000


def test_a_count_alone_among_lines_that_count_is_that_of_the_name_above() -> None:
    text = "Молоко - 5 шт\nСыр\n2 шт\nСок 1л x12\nХлеб\n7 шт\nЧай\n3\nСпасибо"
    assert rows(text) == [
        ["Молоко", "5 шт"],
        ["Сыр", "2 шт"],
        ["Сок 1л x12", "×12?"],
        ["Хлеб", "7 шт"],
        ["Чай", "3"],
        ["Спасибо"],
    ]


def test_goods_and_counts_between_commas_in_one_line_are_told_apart() -> None:
    assert rows("Нужно: молоко 5, сыр 2, хлеб белый 7") == [
        ["молоко", "5"],
        ["сыр", "2"],
        ["хлеб белый", "7"],
    ]
    assert rows("Болт М8, оцинкованный, 40") != [["Болт", "8"], ["оцинкованный", ""]]


def test_the_number_of_the_next_of_the_goods_shows_whose_a_count_alone_is() -> None:
    assert rows("1. Молоко - 5 шт\n2. Сыр\n2 шт\n3. Хлеб\n4. Соль - 1 шт\n5. Чай - 3 уп") == [
        ["Молоко", "5 шт"],
        ["Сыр", "2 шт"],
        ["Хлеб"],
        ["Соль", "1 шт"],
        ["Чай", "3 уп"],
    ]
