"""A wholesaler moves in from a spreadsheet: a whole rule set from one workbook, and back."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import delete, func, select

from tests import make
from wholesale.context import acting, reading
from wholesale.core import i18n
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.flow import price_tables
from wholesale.flow.load_price_rules import LoadedRules, load_rules
from wholesale.flow.price_rule_sheets import parse_rules
from wholesale.models.people import Agreement
from wholesale.models.prices import Discount, PriceEntry
from wholesale.pricing import browse, trace
from wholesale.pricing.queries import PricedOrder, price_order

D = Decimal

Rows = list[list[Any]]

RULES: dict[str, Rows] = {
    "lists": [
        ["code", "name", "parent", "includes_vat", "rounding", "ending", "base"],
        ["GOLD", "Золото", "OPT", None, "0.10", None, None],
        ["OPT", "Оптовый", None, "да", 0.01, None, "да"],
    ],
    "prices": [
        ["list", "article", "from", "price", "valid_from"],
        ["OPT", "DRILL", 1, 5400, None],
        ["OPT", "DRILL", 10, 5100.5, None],
        ["OPT", "DRILL", 1, "6 000,00", "01.07.2026"],
        ["OPT", "BOLT-8", None, 10, None],
    ],
    "formulas": [["list", "percent", "category"], ["GOLD", -10, None], ["GOLD", -5, "Инструмент"]],
    "floors": [["article", "cost", "minimum_price"], ["DRILL", 3000, 3500], ["RARE", 10, None]],
    "margins": [["percent", "brand"], [5, "ЗУБР"]],
    "clubs": [
        ["code", "name", "rank", "list", "members"],
        ["M", "Мастера", 1, None, "D-001, D-002"],
    ],
    "agreements": [["dealer", "list", "policy"], ["D-001", "GOLD", "cascade"]],
    "contract_prices": [
        ["dealer", "article", "from", "price", "discountable"],
        ["D-001", "GLUE", 5, 300, "нет"],
    ],
    "discounts": [
        ["source", "percent", "dealer", "club", "threshold", "article"],
        ["personal", "3%", "D-001", None, None, None],
        ["club", 2, None, "M", None, None],
        ["volume", 1, None, None, 100000, None],
    ],
    "promotions": [
        ["code", "name", "effect", "percent", "goods", "gift", "gift_quantity", "min_sum"],
        ["BOLTS", "Болты", "percent", 5, "BOLT-8; NUT-8", None, None, None],
        ["GIFT", "Подарок", "gift", None, None, "NUT-8", 2, 10000],
    ],
}


def workbook(sheets: dict[str, Rows]) -> bytes:
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def load(database: Database, world: make.World, sheets: dict[str, Rows]) -> LoadedRules:
    parsed = parse_rules(workbook(sheets))
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        return load_rules(ctx, parsed=parsed, file_name="rules.xlsx")


def order(
    database: Database, world: make.World, *items: tuple[str, int], on: date = make.TODAY
) -> PricedOrder:
    with reading(database, world.dealer, now=make.NOW) as ctx:
        return price_order(
            ctx,
            dealer_id=world.dealer_id,
            on=on,
            items=[(world.product(article), D(quantity)) for article, quantity in items],
        )


def test_a_whole_rule_set_comes_in_and_prices_follow_it(
    database: Database, world: make.World
) -> None:
    loaded = load(database, world, RULES)
    assert loaded.problems == []
    assert loaded.rules == {
        "lists": 2,
        "prices": 4,
        "formulas": 2,
        "floors": 2,
        "margins": 1,
        "clubs": 1,
        "agreements": 1,
        "contract_prices": 1,
        "discounts": 3,
        "promotions": 2,
    }
    found = order(database, world, ("DRILL", 1), ("GLUE", 5), ("BOLT-8", 1))
    drill, glue, bolt = found.lines
    assert drill.unit_price == D("4876.60")  # 5400 − 5 % = 5130.00; − 3 % − 2 %, to 0.10
    assert [step["rule"] for step in drill.trace] == [
        "agreement_list",
        "personal_discount",
        "club_discount",
        "rounding",
    ]
    assert glue.unit_price == D("300.00")
    assert trace.sentence("ru", bolt.trace[-2]) == "−5 % по акции «Болты»"
    july = order(database, world, ("DRILL", 1), on=date(2026, 7, 1))
    assert july.lines[0].base_price == D("5700.00")
    many = order(database, world, ("DRILL", 10))
    assert many.lines[0].base_price == D("4845.50")
    assert [(gift.product_id, gift.quantity) for gift in many.gifts] == [
        (world.product("NUT-8"), D(2))
    ]


def test_loading_the_same_file_again_changes_nothing(database: Database, world: make.World) -> None:
    def counts() -> list[int]:
        with reading(database, world.supervisor, now=make.NOW) as ctx:
            return [
                ctx.session.scalar(select(func.count()).select_from(model)) or 0
                for model in (PriceEntry, Discount)
            ]

    load(database, world, RULES)
    before, priced = counts(), order(database, world, ("DRILL", 3)).lines
    assert load(database, world, RULES).problems == []
    assert (counts(), order(database, world, ("DRILL", 3)).lines) == (before, priced)


def test_one_bad_row_and_nothing_is_written(database: Database, world: make.World) -> None:
    broken: dict[str, Rows] = {
        **RULES,
        "discounts": [
            ["source", "percent", "dealer"],
            ["personal", 5, "D-001"],
            ["personal", 5, "D-777"],
            ["гость", 5, "D-001"],
            ["personal", 500, "D-001"],
        ],
    }
    before = order(database, world, ("DRILL", 1)).lines
    loaded = load(database, world, broken)
    assert [(problem.row, problem.code) for problem in loaded.problems] == [
        (3, "rule_unknown"),
        (4, "rule_word_unknown"),
        (5, "rule_field"),
    ]
    assert loaded.rules == {}
    assert order(database, world, ("DRILL", 1)).lines == before
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert ctx.session.scalars(select(Discount)).all() == []


def told(loaded: LoadedRules) -> list[tuple[int, str]]:
    return [(problem.row, i18n.error_text("ru", problem)) for problem in loaded.problems]


def test_a_circle_of_lists_is_told_with_its_path_and_row(
    database: Database, world: make.World
) -> None:
    circle = "Прайс-лист оказался бы производным от самого себя"
    lists: Rows = [["code", "name", "parent"], ["A", "Первый", "B"], ["B", "Второй", "A"]]
    assert told(load(database, world, {"lists": lists})) == [
        (3, f"Лист «lists», колонка «parent»: {circle}: Второй → Первый → Второй")
    ]
    lists = [["code", "parent"], ["A", "нет такого"]]
    assert told(load(database, world, {"lists": lists})) == [
        (2, "Лист «lists», колонка «parent»: не найдено «нет такого»")
    ]


def test_a_percentage_is_what_the_cell_shows(database: Database, world: make.World) -> None:
    rows: Rows = [
        ["source", "percent", "dealer", "article"],
        ["personal", 0.07, "D-001", "DRILL"],
        ["personal", 0.07, "D-001", "GLUE"],
        ["personal", 0.125, "D-001", "NUT-8"],
        ["personal", "5 %", "D-001", "BOLT-8"],
    ]
    book = load_workbook(io.BytesIO(workbook({"discounts": rows})))
    sheet = book["discounts"]
    sheet["B2"].number_format, sheet["B4"].number_format = "0%", "0.0##%"
    stream = io.BytesIO()
    book.save(stream)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        loaded = load_rules(ctx, parsed=parse_rules(stream.getvalue()), file_name="rules.xlsx")
        percents = ctx.session.scalars(select(Discount.percent).order_by(Discount.id)).all()
    assert (loaded.problems, percents) == ([], [D(7), D("0.07"), D("12.5"), D(5)])


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("floors", "cost", -1),
        ("floors", "minimum_price", -0.01),
        ("agreements", "payment_days", 366),
        ("agreements", "payment_days", -1),
        ("agreements", "credit_limit", -1),
    ],
)
def test_an_amount_out_of_range_is_refused(
    database: Database, world: make.World, sheet: str, column: str, value: float
) -> None:
    who, code = ("article", "DRILL") if sheet == "floors" else ("dealer", "D-001")
    loaded = load(database, world, {sheet: [[who, column], [code, value]]})
    [problem] = loaded.problems
    assert (problem.row, problem.params["column"]) == (2, column)
    assert problem.params["why"].code == "number_out_of_range"


def test_a_column_that_is_not_there_leaves_what_the_lists_have(
    database: Database, world: make.World
) -> None:
    load(database, world, RULES)
    load(database, world, {"lists": [["code", "name"], ["OPT", "Опт"], ["GOLD", "Золотой"]]})
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        rows = {row.code: row for row in browse.price_lists(ctx)}
    assert (rows["OPT"].name, rows["OPT"].is_base) == ("Опт", True)
    gold = rows["GOLD"]
    assert (gold.name, gold.parent, gold.rounding) == ("Золотой", "Опт", D("0.10"))
    load(database, world, {"lists": [["code", "parent"], ["GOLD", None]]})
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert {row.code: row.parent for row in browse.price_lists(ctx)}["GOLD"] is None


def test_terms_go_to_the_agreement_in_force_and_an_empty_policy_leaves_what_is_there(
    database: Database, world: make.World
) -> None:
    def agree(**dates: Any) -> int:
        with acting(database, system("test"), now=make.NOW) as ctx:
            return make.agreement(
                ctx.session, world.dealer_id, world.point_id, world.organization_id, **dates
            )

    ended = agree(signed_on=date(2026, 1, 1), valid_to=date(2026, 6, 14))
    ahead = agree(signed_on=date(2026, 6, 16))
    for policy, days in (("sum", 30), (None, 45)):
        rows: Rows = [["dealer", "policy", "payment_days"], ["D-001", policy, days]]
        assert load(database, world, {"agreements": rows}).problems == []
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        terms = {
            row.id: (row.policy.value, row.payment_days)
            for row in ctx.session.scalars(
                select(Agreement).where(Agreement.dealer_id == world.dealer_id)
            )
        }
    assert terms == {world.agreement_id: ("sum", 45), ended: ("best", 14), ahead: ("best", 14)}


def test_a_dealer_without_an_agreement_gets_one_of_today(
    database: Database, world: make.World
) -> None:
    with acting(database, system("test"), now=make.NOW) as ctx:
        ctx.session.execute(delete(Agreement))
    head = ["dealer", "list", "policy", "payment_days", "credit_limit"]
    rows: Rows = [head, ["D-001", "OPT", "sum", None, 500], ["D-003", None, None, 20, None]]
    assert load(database, world, {"agreements": rows}).rules == {"agreements": 2}
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        made = [
            (row.point_id, row.price_list_id, row.policy.value, row.payment_days, row.credit_limit)
            for row in ctx.session.scalars(select(Agreement).order_by(Agreement.dealer_id))
        ]
        days = set(ctx.session.scalars(select(Agreement.signed_on)))
    assert made == [
        (world.point_id, world.price_list_id, "sum", 0, D(500)),
        (world.other_point_id, None, "best", 20, None),
    ]
    assert days == {make.NOW.date()}


def test_lists_of_one_dealer_are_in_one_currency(database: Database, world: make.World) -> None:
    head = ["code", "name", "parent", "currency"]
    load(database, world, {"lists": [["code", "currency"], ["OPT", "RUB"], ["CNY", "CNY"]]})
    loaded = load(database, world, {"lists": [head, ["GOLD", "Золото", "OPT", "CNY"]]})
    assert told(loaded) == [
        (0, "«Золото» в CNY, а «Оптовый» в RUB: все прайс-листы дилера должны быть в одной валюте")
    ]
    clubs: dict[str, Rows] = {"clubs": [["code", "name", "list"], ["C", "Клуб", "CNY"]]}
    assert [problem.code for problem in load(database, world, clubs).problems] == [
        "currencies_mixed"
    ]
    both: dict[str, Rows] = {
        "lists": [head, ["GOLD", "Золото", "OPT", "CNY"], ["OPT", "Оптовый", None, "CNY"]]
    }
    assert load(database, world, both).problems == []
    assert load(database, world, {"lists": [head, ["X", "X", None, "rub."]]}).problems != []


def test_cells_that_cannot_be_read_are_named(database: Database, world: make.World) -> None:
    loaded = load(
        database,
        world,
        {"prices": [["list", "article", "price", "colour"], ["OPT", "DRILL", "дорого", "red"]]},
    )
    assert [(p.row, p.code, p.params["column"]) for p in loaded.problems] == [
        (2, "rule_not_a_number", "price")
    ]
    assert loaded.unknown == ("prices.colour",)


def test_a_workbook_without_rules_is_refused() -> None:
    with pytest.raises(DomainError, match="price_rules_no_sheets"):
        parse_rules(workbook({"Лист1": [["a"], [1]]}))


def test_a_list_goes_out_and_comes_back_the_same(database: Database, world: make.World) -> None:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        made = price_tables.list_file(ctx, list_id=world.price_list_id)
    book = load_workbook(io.BytesIO(made.data))
    sheet = book["prices"]
    assert (made.rows, sheet.max_row) == (6, 7)
    assert [*book["lists"].values] == [("code", "name", "currency"), ("OPT", "Оптовый", "RUB")]
    sheet["E2"] = 11
    stream = io.BytesIO()
    book.save(stream)
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        load_rules(ctx, parsed=parse_rules(stream.getvalue()), file_name="list.xlsx")
    assert order(database, world, ("BOLT-8", 1)).lines[0].unit_price == D("11.00")
    assert order(database, world, ("BOLT-8", 100)).lines[0].unit_price == D("9.00")


def test_a_dealers_catalogue_is_written_as_csv_and_xlsx(
    database: Database, world: make.World
) -> None:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        text, book = (
            price_tables.catalog_file(ctx, dealer_code="D-001", on=make.TODAY, suffix=suffix)
            for suffix in (".csv", ".xlsx")
        )
        with pytest.raises(DomainError, match="price_file_kind"):
            price_tables.catalog_file(ctx, dealer_code="D-001", on=make.TODAY, suffix=".pdf")
    rows = list(csv.DictReader(io.StringIO(text.data.decode("utf-8"))))
    assert [row["article"] for row in rows] == [
        "BOLT-8", "DRILL", "GLUE", "NUT-8", "RARE", "WASHER-8",
    ]  # fmt: skip
    assert (rows[0]["unit_price"], rows[0]["next_quantity"], rows[0]["next_price"]) == (
        "10.00",
        "100",
        "9.00",
    )
    assert (rows[4]["unit_price"], rows[2]["vat_rate"]) == ("", "10")
    sheet = load_workbook(io.BytesIO(book.data))["prices"]
    assert (sheet["A3"].value, sheet["H3"].value) == ("DRILL", 5400)
