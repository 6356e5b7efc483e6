"""The supervisor's price screens, as they are worked with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User, UserInteraction
from sqlalchemy import select

from tests import make
from tests.flow.test_price_rules_file import workbook
from tests.ui.conftest import Enter
from tests.ui.test_office import cells, field, place, press, sees, sees_rows, until
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.vocabulary import PromotionEffect
from wholesale.db import Database
from wholesale.flow import change_prices, plan_prices
from wholesale.models.promotions import Promotion
from wholesale.pricing.forms import EntryForm, MarginForm, PriceListForm, PromotionForm
from wholesale.pricing.queries import price_lines
from wholesale.pricing.whatif import Change
from wholesale.ui import server


def drill(database: Database, world: make.World) -> Decimal | None:
    """What the first dealer pays for a drill now."""
    with reading(database, system("test"), now=server.now()) as ctx:
        items = [(world.product("DRILL"), Decimal(1))]
        [line] = price_lines(ctx, dealer_id=world.dealer_id, on=ctx.today, items=items)
    return line.unit_price


async def choose_of(person: User, button: str, text: str) -> None:
    """Click an item of the menu under a button."""
    await sees(person, button, ui.button)
    [opener] = person.find(kind=ui.button, content=button).elements
    item = next(one for one in opener.descendants() if getattr(one, "text", "") == text)
    slot = item.parent_slot
    assert slot is not None
    UserInteraction(person, {slot.parent}, None).click()


async def test_a_price_typed_into_the_list_is_in_force_at_once(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open("/prices")
    await sees_rows(person, "name", ["Оптовый"])
    await person.open(f"/prices/{world.price_list_id}")
    await until(lambda: "DRILL" in cells(person, "article"))
    at = cells(person, "article").index("DRILL")
    assert cells(person, "price")[at] == "5\u2009400,00"
    typed = {"key": cells(person, "_key")[at], "name": "price", "value": "5 600,50"}
    person.find(kind=ui.table).trigger("typed", typed)
    await until(lambda: drill(database, world) == Decimal("5600.50"))
    typed["value"] = "дорого"
    person.find(kind=ui.table).trigger("typed", typed)
    await sees(person, "Введите число")
    assert drill(database, world) == Decimal("5600.50")


async def test_a_personal_discount_is_added_with_its_effect_beside_the_form(
    enter: Enter, database: Database, world: make.World
) -> None:
    place(database, world, "DRILL", 1)
    person = enter(world.supervisor)
    await person.open("/discounts")
    await press(person, "Добавить скидку", ui.button)
    (await field(person, "Скидка, %")).value = "10"

    def dealers(chosen: int | None) -> list[ui.select]:
        fields = person.find(kind=ui.select, content="Дилер").elements
        return [one for one in fields if one.value == chosen]

    await until(lambda: len(dealers(None)) == 1)  # the other one is of the effect
    dealers(None)[0].value = world.dealer_id
    person.find(kind=ui.card).trigger("keyup")
    await sees(person, "Изменится цен в его корзине или последнем заказе: 1 из 1")
    assert drill(database, world) == Decimal("5400.00")
    await press(person, "Сохранить", ui.button)
    await until(lambda: drill(database, world) == Decimal("4860.00"))
    await until(lambda: "Мастер" in cells(person, "whom"))


async def test_a_wrong_discount_is_refused_beside_its_field(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open("/discounts")
    await press(person, "Добавить скидку", ui.button)
    (await field(person, "Скидка, %")).value = "много"
    await press(person, "Сохранить", ui.button)
    percent = await field(person, "Скидка, %")
    await until(lambda: percent.error == "Введите число")
    assert drill(database, world) == Decimal("5400.00")


async def test_the_inspector_tells_the_price_and_who_lost(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.manager)
    await person.open(f"/price-check?dealer={world.dealer_id}&article=BOLT-8&amount=100")
    await sees(person, "Цена по прайс-листу «Оптовый», от 100")
    await sees_rows(person, "verdict", ["сработало"])
    stranger = enter(world.other_manager)
    await stranger.open(f"/price-check?dealer={world.dealer_id}&article=BOLT-8")
    await sees(stranger, "Показать цену", ui.button)
    dealers = next(iter(stranger.find(ui.select).elements))
    assert dealers.options == {world.stranger_id: "Дальний"}


async def test_changes_are_tried_on_past_orders_and_published(
    enter: Enter, database: Database, world: make.World
) -> None:
    place(database, world, "DRILL", 2)
    person = enter(world.supervisor)
    await person.open("/what-if")
    await press(person, "Новый набор изменений", ui.button)
    (await field(person, "Название")).value = "Осень"
    await press(person, "Сохранить", ui.button)
    await sees(person, "Рассчитать", ui.button)
    await choose_of(person, "Новое правило", "Скидка: за объём заказа")
    (await field(person, "Скидка, %")).value = "5"
    (await field(person, "От суммы заказа, ₽")).value = "1000"
    await press(person, "Сохранить", ui.button)
    await sees_rows(person, "how", ["5 % · от 1\u2009000,00 ₽"])
    await press(person, "Рассчитать", ui.button)
    await sees(person, "До и после")
    await sees(person, "Оборот до и после")
    await sees(person, "из 1 в 1 заказах")
    assert drill(database, world) == Decimal("5400.00")
    answer = await person.http_client.get("/files/what-if/1.xlsx?days=30")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    buttons = [one for one in person.find(ui.button).elements if one.text == "Опубликовать"]
    assert len(buttons) == 1
    await press(person, "Опубликовать", ui.button)
    await sees(person, "Действует с", ui.input)


async def test_a_set_of_changes_waits_for_its_day_and_says_what_kept_it(
    enter: Enter, database: Database, world: make.World
) -> None:
    day = server.now().date() + timedelta(days=5)
    with acting(database, world.supervisor, now=server.now()) as ctx:
        margin = change_prices.save_rule(ctx, form=MarginForm(Decimal(1)))
        draft = plan_prices.begin_draft(ctx, name="Июль")
        change = Change(MarginForm, MarginForm(Decimal(2)), margin)
        plan_prices.add_change(ctx, draft_id=draft, change=change)
    person = enter(world.supervisor)
    await person.open("/what-if/1")
    await press(person, "Опубликовать", ui.button)
    (await field(person, "Действует с")).value = f"{day:%d.%m.%Y}"
    named = [one for one in person.find(ui.button).elements if one.text == "Опубликовать"]
    confirm = max(named, key=lambda one: one.id)
    UserInteraction(person, {confirm}, None).click()
    await sees_rows(person, "state", ["ждёт даты"])
    await person.open("/what-if/1")
    await sees(person, f"Вступит в силу {day:%d.%m.%Y}")
    await sees(person, "Изменить дату", ui.button)
    manager = enter(world.manager)
    await manager.open("/price-check")
    (await field(manager, "Артикул")).value = "DRILL"
    (await field(manager, "Дата")).value = f"{day:%d.%m.%Y}"
    await press(manager, "Показать цену", ui.button)
    await sees(manager, "К этому дню вступят в силу другие правила; цена показана по нынешним")
    await sees(manager, f"Июль: {day:%d.%m.%Y}")
    with acting(database, world.supervisor, now=server.now()) as ctx:
        change_prices.save_rule(ctx, form=MarginForm(Decimal(3)), rule_id=margin)
    with acting(database, system("jobs"), now=server.now() + timedelta(days=6)) as ctx:
        assert plan_prices.publish_due(ctx) == []
    person = enter(world.supervisor)
    await person.open("/what-if/1")
    await sees(person, f"Не вступил в силу {day:%d.%m.%Y}")
    await sees(person, "Изменение № 1 не проходит. Правило с тех пор изменили или убрали")
    await sees_rows(person, "kind", ["правило изменилось"])


async def test_any_rule_that_is_there_is_changed_or_taken_away_on_paper(
    enter: Enter, database: Database, world: make.World
) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        form = PromotionForm("P", "Осень", PromotionEffect.PERCENT, percent=Decimal(3))
        change_prices.save_rule(ctx, form=form)
        plan_prices.begin_draft(ctx, name="Зима")
    for kind, taken in (("Акция", True), ("Договор", False)):
        person = enter(world.supervisor)
        await person.open("/what-if/1")
        await choose_of(person, "Изменить или убрать", kind)
        (await field(person, "Убрать правило", ui.checkbox)).value = taken
        await press(person, "Продолжить", ui.button)
        if not taken:
            (await field(person, "Отсрочка, дней")).value = "30"
            await press(person, "Сохранить", ui.button)
        await sees_rows(person, "kind", ["отмена"] if taken else ["отмена", "изменение"])
    await sees_rows(person, "what", ["Акция · Осень", "Договор · Дальний"])
    await press(person, "Рассчитать", ui.button)
    await sees(person, "Прошлые заказы не изменились бы")
    await sees(person, "На текущем каталоге")
    await sees(person, "Сохранить в xlsx", ui.button)


async def test_a_list_in_another_currency_is_shown_in_it(
    enter: Enter, database: Database, world: make.World
) -> None:
    with acting(database, world.supervisor, now=make.NOW) as ctx:
        yuan = change_prices.save_rule(ctx, form=PriceListForm("CN", "Китай", currency="CNY"))
        entry = EntryForm(yuan, world.product("DRILL"), Decimal(470))
        change_prices.save_rule(ctx, form=entry)
        draft = plan_prices.begin_draft(ctx, name="Юани")
        change = Change(EntryForm, replace(entry, min_quantity=Decimal(9)))
        plan_prices.add_change(ctx, draft_id=draft, change=change)
    person = enter(world.supervisor)
    await person.open("/prices")
    await sees_rows(person, "rounding", ["0,01 ₽", "0,01 CNY"])
    await person.open(f"/prices/{yuan}")
    await press(person, "Добавить цену", ui.button)
    await field(person, "Цена, CNY")
    await person.open("/what-if/1")
    await sees_rows(person, "how", ["470,00 CNY · от 9"])


async def test_lists_go_out_and_come_in_as_workbooks(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open("/prices")
    saved = await person.http_client.get(f"/files/price-lists/{world.price_list_id}.xlsx")
    assert (saved.status_code, saved.content[:2]) == (200, b"PK")
    await press(person, "Загрузить из xlsx", ui.button)
    await sees(person, "Загрузка цен и правил")
    await load(person, {"prices": [["list", "article", "price"], ["OPT", "DRILL", "нет"]]})
    await sees(person, "Ничего не записано")
    await load(person, {"prices": [["list", "article", "price"], ["OPT", "DRILL", 4999]]})
    await sees(person, "Правила загружены")
    assert drill(database, world) == Decimal("4999.00")


async def load(person: User, sheets: dict[str, list[list[object]]]) -> None:
    """Drop a workbook into the dialog."""
    file = SmallFileUpload("rules.xlsx", "application/xlsx", workbook(sheets))
    uploader = next(iter(person.find(ui.upload).elements))
    await uploader.handle_uploads([file])


async def test_price_files_are_not_there_for_others(enter: Enter, world: make.World) -> None:
    for actor in (world.dealer, world.manager, world.admin, None):
        person = enter(actor)
        for path in (f"/files/price-lists/{world.price_list_id}.xlsx", "/files/what-if/1.xlsx"):
            expected = 404 if actor else 303
            assert (await person.http_client.get(path)).status_code == expected


async def test_promotions_are_added_and_shown(enter: Enter, world: make.World) -> None:
    person = enter(world.supervisor)
    await person.open("/promotions")
    await sees(person, "Акций пока нет")
    await press(person, "Новая акция", ui.button)
    (await field(person, "Название")).value = "Неделя бренда"
    (await field(person, "Код")).value = "WEEK"
    (await field(person, "Скидка, %")).value = "7"
    (await field(person, "Товары, по одному в строке", ui.textarea)).value = "@ЗУБР\nGLUE × 2"
    await press(person, "Сохранить", ui.button)
    await sees_rows(person, "size", ["−7 %"])


async def test_a_promotion_is_asked_for_what_its_effect_needs_alone(
    enter: Enter, world: make.World, database: Database
) -> None:
    person = enter(world.supervisor)
    await person.open("/promotions")
    await press(person, "Новая акция", ui.button)
    (await field(person, "Название")).value = "Три по цене двух"
    (await field(person, "Код")).value = "THREE"
    (await field(person, "Скидка, %")).value = "семь"
    (await field(person, "Что даёт", ui.select)).value = PromotionEffect.N_FOR_M
    await person.should_not_see("Скидка, %")
    await person.should_not_see("Подарок, артикул")
    (await field(person, "Купить, шт.")).value = "3"
    (await field(person, "Оплатить, шт.")).value = "2"
    await press(person, "Сохранить", ui.button)

    def kept() -> list[tuple[Decimal | None, int | None, int | None]]:
        with reading(database, world.supervisor, now=make.NOW) as ctx:
            return [(p.percent, p.buy, p.pay) for p in ctx.session.scalars(select(Promotion))]

    await until(lambda: kept() == [(None, 3, 2)])
