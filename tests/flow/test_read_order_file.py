"""A dealer's file on its way to an order: every row accounted for, nothing guessed."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from tests.make import NOW, World
from tests.sheets import workbook
from wholesale.context import acting, reading
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError, NotFound, NotPermitted
from wholesale.db import Database
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.place_order import PlacedOrder
from wholesale.flow.read_order_file import (
    answer_upload,
    preview_upload,
    read_order_file,
    upload_content,
)
from wholesale.intake import queries
from wholesale.intake.parse import parse
from wholesale.models.goods import Product
from wholesale.models.trade import DealerCode, DealerLayout, Order, OrderLine, Upload

HEAD: list[Any] = ["Артикул", "Наименование", "Кол-во"]


def read(database: Database, world: World, *rows: list[Any], actor: Actor | None = None) -> Preview:
    content = workbook(list(rows))
    with acting(database, actor or world.dealer, now=NOW) as ctx:
        return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, "заказ.xlsx"))


def answer(database: Database, world: World, preview: Preview, answers: Any) -> Preview:
    with acting(database, world.dealer, now=NOW) as ctx:
        return answer_upload(ctx, upload_id=preview.upload_id, answers=answers)


def order(database: Database, world: World, preview: Preview, **over: Any) -> list[PlacedOrder]:
    with acting(database, world.dealer, now=NOW) as ctx:
        return order_upload(ctx, upload_id=preview.upload_id, **over)


def lines(preview: Preview) -> list[tuple[str, D, str]]:
    return [(line.article, line.quantity, line.how) for line in preview.lines]


def open_codes(preview: Preview) -> dict[int, str]:
    return {row.row: row.code for row in (*preview.asked, *preview.rejected)}


def test_every_row_is_in_exactly_one_outcome(database: Database, world: World) -> None:
    preview = read(
        database,
        world,
        ["ООО «Мастер»"],
        [],
        HEAD,
        ["BOLT-8", "Болт", 100],
        ["BOLT-8", "Болт", 20],
        ["NUT-8", "Гайка", "много"],
        ["ZZZ-1", "Шайба плоская", 5],
        ["WASHER-8", "Шайба", ""],
        ["", "Крепёж", ""],
        ["", "Итого", 125],
    )
    receipt = preview.receipt
    assert receipt.rows_in == 10
    assert (receipt.added, receipt.merged, receipt.asked, receipt.rejected, receipt.skipped) == (
        1, 1, 1, 1, 6,
    )  # fmt: skip
    assert {reason: rows for reason, _, rows in preview.skipped} == {
        "above_header": 1, "empty": 1, "header": 1, "no_quantity": 1, "group": 1, "total": 1,
    }  # fmt: skip
    assert {reason: at for (reason, _), at in preview.skipped_at.items()} == {
        "above_header": [(1, 1)], "header": [(3, 3)], "no_quantity": [(8, 8)],
        "group": [(9, 9)], "total": [(10, 10)],
    }  # fmt: skip


def test_a_row_of_formulas_without_values_is_not_lost(database: Database, world: World) -> None:
    preview = read(
        database, world, HEAD, ["NUT-8", "", "=5*2"], ["=H1", "=H2", "=H3"], ["DRILL", "", "=C2"]
    )
    assert lines(preview) == [("NUT-8", D(10), "article")]
    assert preview.receipt.rows_in == 4
    assert open_codes(preview) == {3: "row_without_product", 4: "quantity_formula_empty"}


def test_lines_carry_the_dealer_s_prices_with_breaks(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["BOLT-8", "Болт", 90], ["BOLT-8", "Болт", 10])
    [line] = preview.lines
    assert (line.quantity, line.unit_price, line.total) == (D(100), D("9.00"), D("900.00"))
    assert (line.rows, line.available) == ((2, 3), D(1000))
    assert preview.total == D("900.00")


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("NUT-8", "article"),
        ("nut 8", "normalised"),
        ("NUТ-8", "normalised"),  # a Cyrillic Т
        ("арт. NUT-8", "article"),
    ],
)
def test_a_code_is_found_however_it_is_spelt(
    database: Database, world: World, typed: str, how: str
) -> None:
    preview = read(database, world, HEAD, [typed, "", 5], ["DRILL", "", 1])
    assert lines(preview)[0] == ("NUT-8", D(5), how)


def test_a_barcode_stands_for_the_article(database: Database, world: World) -> None:
    code = make.ean13("460000000001")
    scientific = f"{code[0]},{code[1:]}E+12"
    rows: list[list[Any]] = [[float(code), 10], [code, 20], [scientific, 30]]
    preview = read(database, world, ["Штрихкод", "Кол-во"], *rows)
    [line] = preview.lines
    assert (line.article, line.quantity, line.how) == ("BOLT-8", D(60), "barcode")


def test_a_code_whose_last_digits_are_lost_is_refused(database: Database, world: World) -> None:
    preview = read(database, world, ["Штрихкод", "Кол-во"], ["4,6E+12", 10], ["NUT-8", 1])
    assert open_codes(preview) == {2: "code_lost_digits"}


def test_a_row_whose_words_contradict_its_code_is_asked(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["DRILL", "Гайка М8 оцинкованная", 5])
    assert open_codes(preview) == {2: "name_differs"}


def test_codes_of_different_products_in_one_row_are_asked(database: Database, world: World) -> None:
    code = make.ean13("460000000001")
    preview = read(database, world, ["Артикул", "Штрихкод", "Кол-во"], ["NUT-8", code, 5])
    [row] = preview.asked
    assert row.code == "identifiers_disagree"
    assert {candidate.article for candidate in row.candidates} == {"NUT-8", "BOLT-8"}


def test_a_name_is_taken_only_when_it_says_the_same(database: Database, world: World) -> None:
    preview = read(
        database,
        world,
        ["Товар", "Кол-во"],
        ["Гайка М8 оцинкованная", 5],
        ["гайка м8 ОЦИНКОВАННАЯ", 5],
        ["Гайка М10 оцинкованная", 5],
    )
    [line] = preview.lines
    assert (line.article, line.quantity, line.rows) == ("NUT-8", D(10), (2, 3))
    [asked] = preview.asked
    assert (asked.row, asked.candidates[0].article) == (4, "NUT-8")
    assert asked.candidates[0].reasons == (("size_other", {"there": "M8", "said": "M10"}),)


def test_quantities_that_cannot_be_ordered_are_refused_by_name(
    database: Database, world: World
) -> None:
    preview = read(
        database,
        world,
        HEAD,
        ["NUT-8", "", -5],
        ["NUT-8", "", 1e12],
        ["NUT-8", "", "12,50 руб"],
        ["NUT-8", "", 1.5],
        ["RARE", "", 1],
        ["", "", 7],
    )
    assert open_codes(preview) == {
        2: "quantity_negative",
        3: "quantity_absurd",
        4: "quantity_is_money",
        5: "quantity_fraction",
        6: "price_on_request",
        7: "row_without_product",
    }
    assert not preview.lines


def test_shops_make_lines_with_a_delivery_each(database: Database, world: World) -> None:
    preview = read(
        database,
        world,
        ["Артикул", "Магазин 1", "Магазин 2"],
        ["NUT-8", 3, 4],
        ["WASHER-8", "", 5],
    )
    assert [(line.article, line.delivery, line.quantity) for line in preview.lines] == [
        ("NUT-8", "Магазин 1", D(3)),
        ("NUT-8", "Магазин 2", D(4)),
        ("WASHER-8", "Магазин 2", D(5)),
    ]
    assert preview.receipt.added == 2
    placed = order(database, world, preview, split=True)
    assert len(placed) == 2


def test_packs_are_counted_over_all_shops_together(database: Database, world: World) -> None:
    preview = read(
        database, world, ["Артикул", "Магазин 1", "Магазин 2"], ["BOLT-8", 4, 6], ["NUT-8", 1, 1]
    )
    assert [line.quantity for line in preview.lines if line.article == "BOLT-8"] == [D(4), D(6)]


def test_a_hidden_sheet_is_not_ordered(database: Database, world: World) -> None:
    from fixtures.corpus.writers import Grid, write

    seen = Grid("Заказ", [list(HEAD), ["NUT-8", "", 5]])
    hidden = Grid("Архив", [list(HEAD), ["DRILL", "", 9]], visible=False)
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(write([seen, hidden], "xlsx"), "a.xlsx")
        )
    assert lines(preview) == [("NUT-8", D(5), "article")]
    assert ("hidden_sheet", "Архив", 2) in preview.skipped


def test_a_hidden_row_is_ordered_with_a_remark(database: Database, world: World) -> None:
    from fixtures.corpus.writers import Grid, write

    grid = Grid("Заказ", [list(HEAD), ["NUT-8", "", 5]], hidden_rows={2})
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(write([grid], "xlsx"), "a.xlsx")
        )
    assert preview.lines[0].notes == (("hidden_row", {}),)


def test_how_many_of_a_ticked_row_is_asked_and_then_ordered(
    database: Database, world: World
) -> None:
    preview = read(
        database, world, ["Артикул", "Наименование", "Заказ"], ["NUT-8", "Гайка М8", "V"],
        ["DRILL", "Дрель", ""],
    )  # fmt: skip
    assert open_codes(preview) == {2: "quantity_ticked"}
    settled = answer(database, world, preview, {preview.asked[0].key: {"quantity": "12"}})
    assert [(line.article, line.quantity) for line in settled.lines] == [("NUT-8", D(12))]


def test_a_line_crossed_out_and_a_count_that_may_be_a_size_are_asked(
    database: Database, world: World
) -> None:
    text = "NUT-8 - 10 шт\n❌ WASHER-8 - 3 шт\nNUT-8 - 5 шт\nГайка М8 х 40"
    with acting(database, world.dealer, now=NOW) as ctx:
        parsed = parse(text.encode(), "")
        preview = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parsed)
    assert open_codes(preview)[2] == "row_taken_back"
    assert 4 in open_codes(preview)
    assert [(line.article, line.quantity) for line in preview.lines] == [("NUT-8", D(15))]


def test_an_answer_settles_a_row_and_the_sums_stay_equal(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["ZZZ-1", "Шайба плоская", 5], ["NUT-8", "", "много"])
    key = preview.asked[0].key
    settled = answer(database, world, preview, {key: {"product_id": world.product("WASHER-8")}})
    assert lines(settled) == [("WASHER-8", D(5), "answer")]
    settled = answer(database, world, preview, {preview.rejected[0].key: {"quantity": "12"}})
    assert settled.receipt.added == 2
    assert settled.lines[1].quantity == D(12)
    settled = answer(database, world, preview, {key: {"skip": True}})
    assert (settled.receipt.added, settled.receipt.skipped) == (1, 2)
    settled = answer(database, world, preview, {key: None})
    assert settled.receipt.asked == 1


def test_an_order_keeps_the_receipt_and_leaves_open_rows_out(
    database: Database, world: World
) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10], ["ZZZ-1", "Шайба плоская", 5])
    [placed] = order(database, world, preview)
    assert placed.total == D("45.00")
    with reading(database, world.dealer, now=NOW) as ctx:
        found = ctx.session.execute(
            select(Order.upload_id, OrderLine.article, OrderLine.quantity).join(
                OrderLine, OrderLine.order_id == Order.id
            )
        ).all()
        receipt = ctx.session.scalar(select(Upload.receipt))
    assert [tuple(row) for row in found] == [(preview.upload_id, "NUT-8", D(10))]
    assert receipt["receipt"] == {
        "rows_in": 3, "added": 1, "merged": 0, "asked": 1, "rejected": 0, "skipped": 1,
    }  # fmt: skip


def test_one_upload_is_ordered_once(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    order(database, world, preview)
    with pytest.raises(DomainError, match="upload_ordered"):
        order(database, world, preview, again=True)
    with reading(database, world.supervisor, now=NOW) as ctx:
        assert ctx.session.scalar(select(func.count(Order.id))) == 1


def test_the_same_file_again_is_noticed_and_needs_a_word(database: Database, world: World) -> None:
    rows: list[list[Any]] = [HEAD, ["NUT-8", "", 10]]
    [first] = order(database, world, read(database, world, *rows))
    again = read(database, world, *rows)
    assert [number for _, _, number in again.earlier] == [first.number]
    with pytest.raises(DomainError, match="upload_ordered_before"):
        order(database, world, again)
    assert len(order(database, world, again, again=True)) == 1


def test_a_dealer_s_own_code_is_learnt_with_the_order(database: Database, world: World) -> None:
    head: list[Any] = ["Наш код", "Наименование", "Кол-во"]
    first = read(database, world, head, ["М-77", "Шайба плоская", 5])
    answer(database, world, first, {first.asked[0].key: {"product_id": world.product("WASHER-8")}})
    order(database, world, first)
    second = read(database, world, head, ["м 77", "", 8])
    assert lines(second) == [("WASHER-8", D(8), "dictionary")]
    third = read(database, world, ["Товар", "Кол-во"], ["шайба ПЛОСКАЯ", 3])
    assert lines(third) == [("WASHER-8", D(3), "dictionary")]


def test_nobody_learns_from_another_dealer(database: Database, world: World) -> None:
    head: list[Any] = ["Наш код", "Наименование", "Кол-во"]
    first = read(database, world, head, ["М-77", "Шайба плоская", 5])
    answer(database, world, first, {first.asked[0].key: {"product_id": world.product("WASHER-8")}})
    order(database, world, first)
    content = workbook([head, ["М-77", "", 8]])
    for actor in (world.neighbour, world.manager):
        with acting(database, actor, now=NOW) as ctx:
            other = read_order_file(
                ctx, dealer_id=world.neighbour_id, parsed=parse(content, "заказ.xlsx")
            )
            assert not other.lines
    with reading(database, world.neighbour, now=NOW) as ctx:
        assert ctx.session.scalar(select(func.count(DealerCode.id))) == 0


def test_corrected_columns_are_read_anew_and_remembered(database: Database, world: World) -> None:
    rows: list[list[Any]] = [["Артикул", "Кол-во", "Заказ"], ["NUT-8", 10, 2]]
    preview = read(database, world, *rows)
    assert lines(preview) == [("NUT-8", D(2), "article")]
    with acting(database, world.dealer, now=NOW) as ctx:
        name, content = upload_content(ctx, upload_id=preview.upload_id)
        corrected = read_order_file(
            ctx,
            dealer_id=world.dealer_id,
            parsed=parse(content, name),
            upload_id=preview.upload_id,
            columns={0: {0: "article", 1: "quantity"}},
        )
        assert lines(corrected) == [("NUT-8", D(10), "article")]
        assert ctx.session.scalar(select(func.count(DealerLayout.id))) == 1
    rows[1][1] = 12
    assert lines(read(database, world, *rows)) == [("NUT-8", D(12), "article")]
    file = parse(workbook(rows), "заказ.xlsx")
    with acting(database, world.manager, now=NOW) as ctx:  # who sees both, reads by his own
        other = read_order_file(ctx, dealer_id=world.neighbour_id, parsed=file)
    assert lines(other) == [("NUT-8", D(2), "article")]


def test_a_discontinued_product_is_asked_with_what_is_like_it(
    database: Database, world: World
) -> None:
    from sqlalchemy import update

    with acting(database, world.supervisor, now=NOW) as ctx:
        ctx.session.execute(update(Product).where(Product.article == "NUT-8").values(active=False))
    preview = read(database, world, HEAD, ["NUT-8", "", 5])
    assert open_codes(preview) == {2: "product_discontinued"}


def test_a_table_without_quantities_is_kept_and_says_so(database: Database, world: World) -> None:
    preview = read(database, world, ["Имя", "Отчество"], ["Пётр", "Иванович"])
    assert (preview.is_order, preview.receipt.skipped) == (False, 2)
    with pytest.raises(DomainError, match="upload_without_lines"):
        order(database, world, preview)


def test_a_manager_uploads_for_his_dealer_and_not_for_another_s(
    database: Database, world: World
) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10], actor=world.manager)
    assert preview.dealer_id == world.dealer_id
    content = workbook([HEAD, ["NUT-8", "", 10]])
    with pytest.raises(NotFound), acting(database, world.manager, now=NOW) as ctx:
        read_order_file(ctx, dealer_id=world.stranger_id, parsed=parse(content, "a.xlsx"))


def test_a_stranger_neither_sees_nor_answers_nor_orders_an_upload(
    database: Database, world: World
) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    for actor in (world.neighbour, world.stranger, world.other_manager):
        with acting(database, actor, now=NOW) as ctx:
            for refused in (
                lambda: preview_upload(ctx, upload_id=preview.upload_id),
                lambda: upload_content(ctx, upload_id=preview.upload_id),
                lambda: answer_upload(ctx, upload_id=preview.upload_id, answers={}),
                lambda: order_upload(ctx, upload_id=preview.upload_id),
            ):
                with pytest.raises(NotFound):
                    refused()
    with pytest.raises(NotPermitted), acting(database, world.admin, now=NOW) as ctx:
        preview_upload(ctx, upload_id=preview.upload_id)


def test_a_price_that_rose_since_the_preview_is_not_ordered_silently(
    database: Database, world: World
) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    with pytest.raises(DomainError, match="prices_rose"):
        order(database, world, preview, expected_total=D("40.00"))


def test_our_own_order_form_needs_no_mapping_and_tells_which_prices_changed(
    database: Database, world: World
) -> None:
    import io

    import openpyxl
    from sqlalchemy import update

    from wholesale.flow.issue_documents import document_file
    from wholesale.flow.issue_price_list import issue_price_list
    from wholesale.models.prices import PriceEntry

    with acting(database, world.dealer, now=NOW) as ctx:
        issued = issue_price_list(ctx, dealer_id=world.dealer_id)
    with reading(database, world.dealer, now=NOW) as ctx:
        content = document_file(ctx, document_id=issued.id, format="xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=6):
        if row[0].value in {"NUT-8", "WASHER-8"}:
            row[10].value = 10
    out = io.BytesIO()
    book.save(out)
    with acting(database, world.supervisor, now=NOW) as ctx:
        ctx.session.execute(
            update(PriceEntry)
            .where(PriceEntry.product_id == world.product("NUT-8"))
            .values(price=D("5.00"))
        )
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(out.getvalue(), "бланк.xlsx")
        )
    assert {line.article: line.quantity for line in preview.lines} == {
        "NUT-8": D(10),
        "WASHER-8": D(10),
    }
    assert preview.form is not None
    assert (preview.form.own, preview.form.changed) == (True, 1)
    changed = next(line for line in preview.lines if line.article == "NUT-8")
    assert changed.notes == (("price_changed", {"was": D("4.5"), "now": D("5.00")}),)
    with acting(database, world.neighbour, now=NOW) as ctx:
        other = read_order_file(
            ctx, dealer_id=world.neighbour_id, parsed=parse(out.getvalue(), "бланк.xlsx")
        )
    assert other.form is not None
    assert not other.form.own

    hidden = book["_wholesale"]
    honest = str(hidden["A1"].value)
    for forged in (
        honest.replace(f'"dealer":{world.dealer_id}', f'"dealer":{world.neighbour_id}'),
        honest.replace('"on":"20', '"on":"21'),
        honest.split(',"signature"', maxsplit=1)[0] + "}",
    ):
        assert forged != honest
        hidden["A1"].value = forged
        altered = io.BytesIO()
        book.save(altered)
        with acting(database, world.neighbour, now=NOW) as ctx:
            preview = read_order_file(
                ctx, dealer_id=world.neighbour_id, parsed=parse(altered.getvalue(), "бланк.xlsx")
            )
        assert preview.form is not None
        assert (preview.form.signed, preview.form.own, preview.form.on) == (False, False, "")
        assert len(preview.lines) == 2
        assert not [note for line in preview.lines for note in line.notes]


def test_a_unit_nobody_knows_is_asked_and_a_known_one_converted(
    database: Database, world: World
) -> None:
    head = ["Артикул", "Кол-во", "Ед."]
    rows = [["NUT-8", 1, "бухта"], ["DRILL", 2, "шт"], ["NUT-8", 3, "10 м"], ["NUT-8", 4, "100 шт"]]
    preview = read(database, world, head, *rows)
    assert open_codes(preview) == {2: "unit_unknown", 4: "unit_unknown"}
    assert lines(preview) == [("DRILL", D(2), "article"), ("NUT-8", D(400), "article")]


def test_packs_are_never_a_shop_and_pieces_are_preferred(database: Database, world: World) -> None:
    head = ["Артикул", "Упаковок", "Штук в упаковке", "Итого штук"]
    preview = read(database, world, head, ["NUT-8", 2, 100, 200])
    assert [(line.article, line.quantity, line.delivery) for line in preview.lines] == [
        ("NUT-8", D(200), "")
    ]


@pytest.mark.parametrize("name", ["Возврат", "черновик 2", "Архив", "Брак", "Draft", "Инструкция"])
def test_a_sheet_of_returns_or_drafts_is_left_out_with_a_reason(
    database: Database, world: World, name: str
) -> None:
    from fixtures.corpus.writers import Grid, write

    grids = [Grid("Заказ", [HEAD, ["NUT-8", "", 5]]), Grid(name, [HEAD, ["DRILL", "", 9]])]
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(write(grids, "xlsx"), "a.xlsx")
        )
    assert lines(preview) == [("NUT-8", D(5), "article")]
    assert ("set_aside_sheet", name, 2) in preview.skipped


def read_sheets(database: Database, world: World, **sheets: list[list[Any]]) -> Preview:
    from fixtures.corpus.writers import Grid, write

    content = write([Grid(name.replace("_", " "), rows) for name, rows in sheets.items()], "xlsx")
    with acting(database, world.dealer, now=NOW) as ctx:
        return read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, "a.xlsx"))


def test_the_sheet_that_adds_up_the_shops_is_left_out_and_shops_are_deliveries(
    database: Database, world: World
) -> None:
    preview = read_sheets(
        database, world,
        Магазин_1=[HEAD, ["NUT-8", "", 40], ["DRILL", "", 1]],
        Магазин_2=[HEAD, ["NUT-8", "", 60], ["DRILL", "", 2]],
        Итого=[HEAD, ["NUT-8", "", 100], ["DRILL", "", 3]],
    )  # fmt: skip
    assert [(line.article, line.quantity, line.delivery) for line in preview.lines] == [
        ("NUT-8", D(40), "Магазин 1"),
        ("DRILL", D(1), "Магазин 1"),
        ("NUT-8", D(60), "Магазин 2"),
        ("DRILL", D(2), "Магазин 2"),
    ]
    assert ("summary_sheet", "Итого", 2) in preview.skipped


def test_sheets_that_add_up_nothing_are_all_ordered(database: Database, world: World) -> None:
    preview = read_sheets(
        database, world,
        Крепёж=[HEAD, ["NUT-8", "", 40]], Отдел_2=[HEAD, ["NUT-8", "", 60]],
        Инструмент=[HEAD, ["NUT-8", "", 20], ["DRILL", "", 1]],
    )  # fmt: skip
    assert lines(preview) == [("NUT-8", D(120), "article"), ("DRILL", D(1), "article")]


def test_the_supplier_s_stock_is_not_ordered_beside_an_order(
    database: Database, world: World
) -> None:
    order_head = ["Артикул", "Наименование", "Заказ"]
    preview = read_sheets(
        database, world,
        Лист1=[order_head, ["NUT-8", "", 40]],
        Прайс_поставщика=[HEAD, ["NUT-8", "", 900], ["DRILL", "", 70]],
    )  # fmt: skip
    assert lines(preview) == [("NUT-8", D(40), "article")]
    assert ("supply_sheet", "Прайс поставщика", 2) in preview.skipped


def test_bare_digits_are_never_compared_with_names(database: Database, world: World) -> None:
    preview = read(database, world, ["Артикул", "Кол-во"], ["NUT-8", 5], ["2.9E+12", 1],
                   ["460700137656", 3], ["650", 7])  # fmt: skip
    assert open_codes(preview) == {
        3: "code_lost_digits",
        4: "product_unknown",
        5: "product_unknown",
    }


def test_a_torn_row_is_rejected_by_name(database: Database, world: World) -> None:
    text = "Артикул,Товар,Кол-во\nNUT-8,Гайка 3,5,100\nDRILL,Дрель,2\n"
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(text.encode(), "a.csv")
        )
    assert open_codes(preview) == {2: "row_torn"}
    assert lines(preview) == [("DRILL", D(2), "article")]


def test_a_letter_for_a_zero_is_taken_for_one(database: Database, world: World) -> None:
    from sqlalchemy import update

    with acting(database, world.supervisor, now=NOW) as ctx:
        ctx.session.execute(
            update(Product)
            .where(Product.article == "GLUE")
            .values(article="KR-0073", article_key="KR0073")
        )
    preview = read(database, world, ["Артикул", "Кол-во"], ["NUT-8", 5], ["КR-ОО73", 1])
    assert lines(preview)[1] == ("KR-0073", D(1), "normalised")


def test_what_was_ordered_is_not_changed_any_more(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    order(database, world, preview)
    with pytest.raises(DomainError, match="upload_ordered"):
        answer(database, world, preview, {preview.lines[0].keys[0]: {"quantity": "5"}})
    with (
        pytest.raises(DomainError, match="upload_ordered"),
        acting(database, world.dealer, now=NOW) as ctx,
    ):
        name, content = upload_content(ctx, upload_id=preview.upload_id)
        read_order_file(
            ctx,
            dealer_id=world.dealer_id,
            parsed=parse(content, name),
            upload_id=preview.upload_id,
        )


def test_an_upload_is_not_exchanged_for_another_file(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    other = parse(workbook([HEAD, ["DRILL", "", 1]]), "b.xlsx")
    with (
        pytest.raises(DomainError, match="upload_differs"),
        acting(database, world.dealer, now=NOW) as ctx,
    ):
        read_order_file(ctx, dealer_id=world.dealer_id, parsed=other, upload_id=preview.upload_id)


def test_an_answer_that_is_no_product_is_refused(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["NUT-8", "", 10])
    with pytest.raises(DomainError, match="answer_unreadable"):
        answer(database, world, preview, {preview.lines[0].keys[0]: {"product_id": "abc"}})


def test_orders_of_several_months_are_lines_of_their_own(database: Database, world: World) -> None:
    head = ["Артикул", "Заказ октябрь", "Заказ ноябрь"]
    preview = read(database, world, head, ["NUT-8", 5, 7], ["DRILL", 1, ""])
    assert [(line.article, line.delivery, line.quantity) for line in preview.lines] == [
        ("NUT-8", "Заказ октябрь", D(5)),
        ("NUT-8", "Заказ ноябрь", D(7)),
        ("DRILL", "Заказ октябрь", D(1)),
    ]


def test_a_column_of_shops_makes_deliveries(database: Database, world: World) -> None:
    head = ["Магазин", "Артикул", "Сколько"]
    preview = read(database, world, head, ["Ленина, 5", "NUT-8", 5], ["Мира, 1", "NUT-8", 7])
    assert [(line.delivery, line.quantity) for line in preview.lines] == [
        ("Ленина, 5", D(5)),
        ("Мира, 1", D(7)),
    ]


def test_quotes_around_a_line_break_are_the_format_s_own(database: Database, world: World) -> None:
    content = 'Артикул;Наименование;Кол-во\r\nNUT-8;"Гайка\nоцинкованная";5\r\nDRILL;"Дрель";1\r\n'
    with acting(database, world.dealer, now=NOW) as ctx:
        preview = read_order_file(
            ctx, dealer_id=world.dealer_id, parsed=parse(content.encode(), "a.csv")
        )
    assert [(line.article, line.quantity) for line in preview.lines] == [
        ("NUT-8", D(5)),
        ("DRILL", D(1)),
    ]


def test_more_texts_are_looked_up_than_a_statement_takes_parameters(
    database: Database, world: World
) -> None:
    texts = {"NUT-8", *(f"X-{number}" for number in range(70_000))}
    with reading(database, world.dealer, now=NOW) as ctx:
        assert queries.hits(ctx, texts).exact == {"NUT-8"}


def test_a_sign_no_database_keeps_does_not_stop_a_file(database: Database, world: World) -> None:
    preview = read(database, world, HEAD, ["", "Гайка_x0000_ М8", 5], ["NUT-8", "", 1])
    assert open_codes(preview) == {2: "name_unsure"}
    assert preview.asked[0].text == "Гайка М8"
