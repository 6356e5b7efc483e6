"""The screens of managers, supervisors and administrators, as they are worked with."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User, UserInteraction

from tests import make
from tests.ui.conftest import Enter
from wholesale import events
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.core.vocabulary import OrderStatus, Role
from wholesale.db import Database
from wholesale.flow import change_order, place_order, ship_order, take_payment, view_orders
from wholesale.flow.choose_document_look import document_look
from wholesale.flow.order_lines import OrderItem
from wholesale.flow.place_order import PlacedOrder
from wholesale.flow.view_orders import OrderView
from wholesale.points import organizations, queries
from wholesale.ui import server


def place(
    database: Database, world: make.World, article: str = "BOLT-8", count: int = 10
) -> PlacedOrder:
    """An order of the first dealer, placed now."""
    with acting(database, world.dealer, now=server.now()) as ctx:
        return place_order.place_order(
            ctx,
            dealer_id=world.dealer_id,
            items=[OrderItem(world.product(article), Decimal(count))],
        )


def order(database: Database, order_id: int) -> OrderView:
    """The order as it stands now."""
    with reading(database, system("test"), now=server.now()) as ctx:
        return view_orders.view_order(ctx, order_id=order_id)


def stands(database: Database, order_id: int, status: OrderStatus) -> bool:
    """Whether the order stands in ``status`` now."""
    return order(database, order_id).card.status is status


async def until(condition: Callable[[], Any]) -> None:
    """Wait for what happens in a thread."""
    for _ in range(100):
        if condition():
            return
        await asyncio.sleep(0.05)
    assert condition()


async def sees(person: User, content: str, kind: type[Any] = ui.element) -> None:
    """Wait until ``content`` is on the page or in a toast; pages are filled from threads."""
    if kind is ui.element:
        await person.should_see(content, retries=60)
    else:
        await person.should_see(kind=kind, content=content, retries=60)


async def press(person: User, text: str, kind: type[Any] = ui.element) -> None:
    """Click what reads ``text`` once it is there."""
    await sees(person, text, kind)
    person.find(kind=kind, content=text).click()


async def choose(person: User, text: str) -> None:
    """Click an item of a menu."""
    await sees(person, text)
    slot = next(iter(person.find(text).elements)).parent_slot
    assert slot is not None
    UserInteraction(person, {slot.parent}, None).click()


async def press_icon(person: User, label: str) -> None:
    """Click the button with an icon that is called ``label``."""

    def found() -> set[ui.button]:
        buttons = person.find(ui.button).elements
        return {one for one in buttons if one.props.get("aria-label") == label}

    await sees(person, label)  # its tooltip
    await until(found)
    UserInteraction(person, found(), None).click()


async def field(person: User, label: str, kind: type[Any] = ui.input) -> Any:
    """The field with ``label`` once it is there."""
    await sees(person, label, kind)
    return next(iter(person.find(kind=kind, content=label).elements))


def cells(person: User, name: str) -> list[str]:
    """What the column ``name`` shows in the tables of the page."""
    try:
        tables = person.find(ui.table).elements
    except AssertionError:
        return []
    return [row[name] for table in tables for row in table.rows if name in row]


async def sees_rows(person: User, name: str, expected: list[str]) -> None:
    await until(lambda: cells(person, name) == expected)


async def press_row(person: User, name: str, row: int = 0) -> None:
    """Press the button ``name`` of a row of the page's table."""
    await until(lambda: cells(person, "_key"))
    table = max(person.find(ui.table).elements, key=lambda one: one.id)
    key = table.rows[row]["_key"]
    person.find(kind=ui.table).trigger("act", {"key": key, "name": name})


# --- the queue and the card of an order ------------------------------------------------------


async def test_a_new_order_appears_in_the_open_queue_by_itself(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.manager)
    await person.open("/orders")
    await sees(person, "Очередь пуста")
    first = place(database, world)
    await sees_rows(person, "number", [first.number])
    await person.should_not_see("Очередь пуста")


async def test_the_queue_of_another_point_stays_empty(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.other_manager)
    await person.open("/orders?tab=all")
    await sees(person, "Таких заказов нет")
    assert cells(person, "number") == []
    await person.open(f"/orders/{placed.number}")
    await sees(person, "Не найдено: заказ")


async def test_an_order_goes_from_the_queue_to_its_end(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await sees(person, "Отправлен")
    for button, status in (
        ("Принять в работу", OrderStatus.ACCEPTED),
        ("Передать на сборку", OrderStatus.ASSEMBLING),
        ("Отгрузить", OrderStatus.SHIPPED),
        ("Доставлен", OrderStatus.DELIVERED),
        ("Завершить", OrderStatus.COMPLETED),
    ):
        await sees(person, button, ui.button)
        await press(person, button, ui.button)
        await until(functools.partial(stands, database, placed.order_id, status))
    assert order(database, placed.order_id).shipments[0].total == Decimal("100.00")
    assert order(database, placed.order_id).card.manager == world.manager.name


async def test_documents_are_issued_and_stand_ready_to_be_opened(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    with acting(database, world.manager, now=server.now()) as ctx:
        change_order.accept_order(ctx, order_id=placed.order_id)
        ship_order.ship_order(ctx, order_id=placed.order_id)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await sees(person, "Документов пока нет.")
    for button, title in (("Счёт", "Счёт на оплату"), ("Накладная", "ТОРГ-12")):
        await press(person, button, ui.button)
        await sees(person, title, ui.link)
    link = await field(person, "ТОРГ-12", ui.link)
    answer = await person.http_client.get(link.props["href"])
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


async def test_a_payment_lowers_what_is_left(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await press(person, "Отметить оплату")
    (await field(person, "Сумма, ₽")).value = "40,50"
    await press(person, "Сохранить")
    await until(lambda: order(database, placed.order_id).paid == Decimal("40.50"))
    await sees(person, "Оплачен частично")


async def test_more_than_the_order_costs_is_asked_about_once_more(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await press(person, "Отметить оплату")
    (await field(person, "Сумма, ₽")).value = "140,50"
    await press(person, "Сохранить")
    await sees(person, "Принять больше, чем стоит заказ?")
    assert order(database, placed.order_id).paid == Decimal("0.00")
    await press(person, "Принять оплату", ui.button)
    await until(lambda: order(database, placed.order_id).paid == Decimal("140.50"))


async def test_a_discount_over_the_limit_is_asked_for_and_approved_by_one_click(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)

    def total() -> Decimal:
        return order(database, placed.order_id).card.total

    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await press_row(person, "edit")
    await sees(person, "Изменить строку")
    (await field(person, "Количество, шт", ui.input)).value = "20"
    (await field(person, "Ручная скидка, %", ui.input)).value = "25"
    await press(person, "Сохранить")
    await sees(person, "Запросить согласование 25 %")
    (await field(person, "Причина", ui.textarea)).value = "Тендер"
    await press(person, "Запросить", ui.button)
    await sees(person, "ждёт согласования")
    assert total() == Decimal("200.00")  # the quantity is changed, the price waits
    supervisor = enter(world.supervisor)
    await supervisor.open("/orders?tab=approval")
    await sees_rows(supervisor, "number", [placed.number])
    await supervisor.open(f"/orders/{placed.number}")
    await press(supervisor, "Согласовать", ui.button)
    await until(lambda: total() == Decimal("150.00"))


async def test_the_lines_of_a_cancelled_order_have_no_pencil(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await until(lambda: cells(person, "edit__act") == [True])
    with acting(database, world.dealer, now=server.now()) as ctx:
        version = view_orders.view_order(ctx, order_id=placed.order_id).card.version
        change_order.cancel_order(ctx, order_id=placed.order_id, version=version, reason="Ошибка")
    await until(lambda: cells(person, "edit__act") == [False])
    await press_row(person, "edit")  # a forged press
    await press_row(person, "explain")
    await sees(person, "Цена по прайс-листу")
    titles = [one.text for one in person.find(kind=ui.label).elements]
    assert not [title for title in titles if title.startswith("Изменить строку")]


async def test_a_held_order_tells_why_and_comes_back(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    person = enter(world.manager)
    await person.open(f"/orders/{placed.number}")
    await choose(person, "Отложить…")
    await sees(person, "Отложить заказ")
    (await field(person, "Причина", ui.textarea)).value = "Ждём поставку"
    await press(person, "Отложить", ui.button)
    await sees(person, "Ждём поставку")
    await sees(person, "Заказ ждёт")
    await press(person, "Вернуть в очередь")
    await until(lambda: order(database, placed.order_id).card.status is OrderStatus.SUBMITTED)


async def test_what_the_dealer_writes_reaches_the_manager_at_once(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    manager, dealer = enter(world.manager), enter(world.dealer)
    await manager.open(f"/orders/{placed.number}")
    await dealer.open(f"/orders/{placed.number}")
    await dealer.should_see(kind=ui.textarea, retries=60)
    next(iter(dealer.find(kind=ui.textarea).elements)).value = "Когда отгрузите?"
    await press(dealer, "Отправить", ui.button)
    await sees(manager, "Когда отгрузите?")


# --- dealers ---------------------------------------------------------------------------------


async def test_a_dealers_card_shows_his_debt_orders_and_terms(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    with acting(database, world.manager, now=server.now()) as ctx:
        change_order.accept_order(ctx, order_id=placed.order_id)
        ship_order.ship_order(ctx, order_id=placed.order_id)
        take_payment.take_payment(
            ctx, order_id=placed.order_id, amount=Decimal("30.00"), paid_on=ctx.today
        )
    person = enter(world.manager)
    await person.open(f"/dealers/{world.dealer_id}")
    await sees(person, "Мастер")
    await sees(person, "отсрочка 14 дн.")
    assert cells(person, "balance") == ["70,00", "100,00"]
    assert placed.number in cells(person, "number")
    await person.should_not_see("Изменить")


async def test_a_foreign_dealer_does_not_exist(enter: Enter, world: make.World) -> None:
    person = enter(world.manager)
    await person.open("/dealers")
    await sees_rows(person, "name", ["Мастер", "Сосед"])
    await person.open(f"/dealers/{world.stranger_id}")
    await sees(person, "Не найдено: дилер")


async def test_the_supervisor_signs_an_agreement_with_a_wrong_date_named(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open(f"/dealers/{world.dealer_id}")
    await press_icon(person, "Новый договор")
    await sees(person, "Кредитный лимит, ₽")

    async def put(label: str, value: str) -> Any:
        found = await field(person, label)
        found.value = value
        return found

    await put("Номер", "77/2026")
    await put("Дата договора", "01.02.2026")
    until_field = await put("Действует до", "31.01.2026")
    await put("Кредитный лимит, ₽", "150 000,00")
    await press(person, "Сохранить")
    await until(lambda: until_field.error == "Дата окончания раньше даты начала")
    until_field.value = "31.01.2030"
    await press(person, "Сохранить")
    await sees(person, "№ 77/2026 от 01.02.2026")
    with reading(database, world.supervisor, now=server.now()) as ctx:
        current = queries.dealer_card(ctx, dealer_id=world.dealer_id).agreements[0]
        assert (current.number, current.credit_limit, current.current) == (
            "77/2026",
            Decimal("150000.00"),
            True,
        )


# --- points and people ------------------------------------------------------------------------


async def test_a_point_is_opened_in_a_dialog_that_names_a_taken_code(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open("/points")
    await press(person, "Новая точка")
    code = await field(person, "Код", ui.input)
    code.value = "a"
    (await field(person, "Название", ui.input)).value = "Склад Запад"
    await press(person, "Сохранить")
    await until(lambda: code.error == "Такой код уже занят")
    code.value = "w"
    await press(person, "Сохранить")
    await sees_rows(person, "name", ["Склад Запад", "Склад Север", "Склад Юг"])


async def test_a_new_password_is_shown_once_and_lets_him_in(
    enter: Enter, database: Database, world: make.World
) -> None:
    from wholesale.accounts import passwords
    from wholesale.models.people import User as Account

    person = enter(world.admin)
    await person.open("/users")
    await until(lambda: len(cells(person, "name")) == 7)
    table = next(iter(person.find(ui.table).elements))
    row = next(row for row in table.rows if row["name"] == world.manager.name)
    person.find(kind=ui.table).trigger("act", {"key": row["_key"], "name": "reset"})
    await sees(person, "Прежний пароль перестанет действовать")
    await press(person, "Новый пароль", ui.button)
    await sees(person, "Он показан только сейчас")
    texts = [str(getattr(element, "text", "")) for element in person.find(content="-").elements]
    shown = next(text for text in texts if text.count("-") == 2 and len(text) == 14)
    with reading(database, system("test"), now=server.now()) as ctx:
        account = ctx.session.get_one(Account, world.manager.user_id)
        assert passwords.verify(shown, account.password_hash)


async def test_the_password_of_a_new_account_outlives_the_dialog_it_was_made_in(
    enter: Enter, world: make.World
) -> None:
    person = enter(world.admin)
    await person.open("/users")
    await press(person, "Новый пользователь", ui.button)
    (await field(person, "Логин")).value = "chief"
    inputs = person.find(ui.input).elements
    next(one for one in inputs if one.props.get("label") == "Имя").value = "Новый Начальник"
    (await field(person, "Роль", ui.select)).value = Role.SUPERVISOR
    await press(person, "Сохранить", ui.button)
    await sees(person, "Новый пароль")
    for closed in [box for box in person.find(ui.dialog).elements if not box.value]:
        closed.delete()  # what a browser asks for when a dialog has faded out
    await person.should_see("Он показан только сейчас", retries=1)
    await person.should_see("chief", retries=1)


async def test_the_supervisor_sees_managers_alone(enter: Enter, world: make.World) -> None:
    person = enter(world.supervisor)
    await person.open("/staff")
    await sees_rows(person, "name", [world.manager.name, world.other_manager.name])


async def test_the_journal_tells_who_did_what(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    with acting(database, world.manager, now=server.now()) as ctx:
        change_order.accept_order(ctx, order_id=placed.order_id)
    person = enter(world.admin)
    await person.open("/journal")
    await sees_rows(person, "what", ["Заказ принят", "Заказ отправлен"])
    assert cells(person, "actor") == [world.manager.name, world.dealer.name]
    next(iter(person.find(ui.input).elements)).value = world.dealer.name
    await sees_rows(person, "what", ["Заказ отправлен"])


async def test_an_order_from_a_file_tells_what_became_of_its_rows(
    enter: Enter, database: Database, world: make.World
) -> None:
    placed = place(database, world)
    told = "Заказ из файла заказ.xlsx: строк 5, добавлено 1, объединено 0, на уточнении 0, "
    with acting(database, world.dealer, now=server.now()) as ctx:
        events.record(
            ctx.session,
            "upload.ordered",
            subject=("order", placed.order_id),
            actor=ctx.actor,
            at=ctx.now,
            dealer_id=world.dealer_id,
            point_id=world.point_id,
            file="заказ.xlsx",
            rows=5,
            added=1,
            merged=0,
            asked=0,
            rejected=0,
            skipped=4,
        )
    manager, admin = enter(world.manager), enter(world.admin)
    await manager.open(f"/orders/{placed.number}")
    await sees(manager, told)
    await admin.open("/journal")
    await until(lambda: any(told in str(cell) for cell in cells(admin, "what")))


# --- organizations ----------------------------------------------------------------------------


async def test_the_wrong_digit_of_a_requisite_is_named_beside_it(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.admin)
    await person.open(f"/organizations/{world.organization_id}")
    inn = await field(person, "ИНН", ui.input)
    account = await field(person, "Расчётный счёт", ui.input)
    right = (inn.value, account.value)
    inn.value = right[0][:-1] + str((int(right[0][-1]) + 1) % 10)
    account.value = right[1][:8] + str((int(right[1][8]) + 1) % 10) + right[1][9:]
    await press(person, "Сохранить")
    await until(lambda: inn.error and account.error)
    assert "10" in str(inn.error)
    assert "9" in str(account.error)
    with reading(database, world.admin, now=server.now()) as ctx:
        kept = organizations.organization_form(ctx, organization_id=world.organization_id)
        assert (kept.inn, kept.accounts[0].account) == right
    inn.value, account.value = right
    (await field(person, "Телефон", ui.input)).value = "+7 495 111-22-33"
    await press(person, "Сохранить")
    await sees(person, "Сохранено. Новые документы выйдут с этими реквизитами.")
    with reading(database, world.admin, now=server.now()) as ctx:
        kept = organizations.organization_form(ctx, organization_id=world.organization_id)
        assert kept.phone == "+7 495 111-22-33"
        assert [person.name for person in kept.signatories] == [
            "Орлов П. С.",
            "Белова А. И.",
            "Сомов В. Н.",
        ]


async def test_a_dealer_gets_an_account_and_one_who_signs(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open(f"/dealers/{world.dealer_id}")
    await press(person, "Изменить")
    await press(person, "Добавить счёт")
    await press(person, "Добавить подписанта")
    account = await field(person, "Расчётный счёт", ui.input)
    (await field(person, "Банк", ui.input)).value = "АО «Банк»"
    (await field(person, "БИК", ui.input)).value = "044525225"
    account.value = "40702810800000000001"
    (await field(person, "Должность", ui.input)).value = "Директор"
    name = await field(person, "Фамилия и инициалы", ui.input)
    await press(person, "Сохранить")
    await until(lambda: account.error and name.error)
    assert "9" in str(account.error)
    account.value, name.value = "40702810200000000001", "Ким А. Б."
    await press(person, "Сохранить")
    await sees(person, "40702810200000000001")
    await sees(person, "Ким А. Б., Директор")
    with reading(database, world.supervisor, now=server.now()) as ctx:
        kept = queries.dealer_card(ctx, dealer_id=world.dealer_id).form
        assert [one.account for one in kept.accounts] == ["40702810200000000001"]
        assert [one.name for one in kept.signatories] == ["Ким А. Б."]


async def test_what_is_typed_while_a_sample_is_drawn_is_kept(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.admin)
    await person.open(f"/organizations/{world.organization_id}/documents")
    notice = await field(person, "Примечание", ui.textarea)
    notice.value = "Оплата в т"
    notice.value = "Оплата в течение трёх дней"
    await press(person, "Сохранить")
    await sees(person, "Сохранено: новые документы будут выглядеть так.")
    with reading(database, world.admin, now=server.now()) as ctx:
        kept = document_look(ctx, organization_id=world.organization_id)
        assert kept.notice == "Оплата в течение трёх дней"


# --- figures ----------------------------------------------------------------------------------


@pytest.fixture
def sold(database: Database, world: make.World) -> make.World:
    """100.00 shipped at point A, 54.00 at point B, each by its manager."""
    for dealer, dealer_id, manager, article, count in (
        (world.dealer, world.dealer_id, world.manager, "BOLT-8", 10),
        (world.stranger, world.stranger_id, world.other_manager, "NUT-8", 12),
    ):
        with acting(database, dealer, now=server.now() - timedelta(minutes=2)) as ctx:
            item = OrderItem(world.product(article), Decimal(count))
            placed = place_order.place_order(ctx, dealer_id=dealer_id, items=[item])
        with acting(database, manager, now=server.now()) as ctx:
            change_order.accept_order(ctx, order_id=placed.order_id)
            ship_order.ship_order(ctx, order_id=placed.order_id)
    return world


async def test_the_dashboard_shows_what_was_shipped_and_to_whom(
    enter: Enter, sold: make.World
) -> None:
    person = enter(sold.supervisor)
    await person.open("/dashboard?period=today")
    await sees(person, "154")
    for title in ("По точкам", "По менеджерам", "По дилерам", "По категориям", "По товарам"):
        await sees(person, title)
    assert cells(person, "turnover") == ["100,00", "54,00"]
    bars = [
        chart.options["series"][0]["data"]
        for chart in sorted(person.find(ui.echart).elements, key=lambda one: one.id)
    ]
    assert bars[1:4] == [[100.0, 54.0], [100.0, 54.0], [100.0, 54.0]]


async def test_a_manager_sees_the_figures_of_his_point_and_no_other(
    enter: Enter, sold: make.World
) -> None:
    person = enter(sold.manager)
    await person.open("/dashboard?period=today")
    await sees_rows(person, "turnover", ["100,00"])
    await person.should_not_see("По точкам")
    await person.open(f"/dashboard?point={sold.other_point_id}")
    await sees(person, "Не найдено: торговая точка")
    await person.open("/dashboard/dealer?period=today")
    await sees_rows(person, "name", ["Мастер"])


async def test_the_workbook_of_figures_is_for_those_who_see_them(
    enter: Enter, sold: make.World
) -> None:
    day = server.now().date().isoformat()
    address = f"/files/figures/dealer.xlsx?since={day}&until={day}"

    async def status(person: User, more: str = "") -> int:
        return (await person.http_client.get(address + more)).status_code

    manager = enter(sold.manager)
    assert await status(enter(sold.supervisor)) == 200
    assert await status(manager, f"&point={sold.point_id}") == 200
    assert await status(manager, f"&point={sold.other_point_id}") == 404
    assert await status(enter(sold.dealer)) == 404
    assert await status(enter(None)) != 200


async def test_a_view_drills_down_to_the_orders(enter: Enter, sold: make.World) -> None:
    person = enter(sold.supervisor)
    await person.open(f"/dashboard?period=today&dealer={sold.stranger_id}")
    await sees(person, "Последние заказы")
    assert cells(person, "turnover") == ["54,00"]
    assert [number[:2] for number in cells(person, "number")] == ["B-"]


@pytest.mark.parametrize(
    "address",
    [
        "/dashboard?since=2026-02-30&until=2026-03-01",
        "/dashboard?since=2026-03-02&until=2026-03-01",
        "/dashboard?since=x",
    ],
)
async def test_a_period_that_is_none_is_explained(
    enter: Enter, world: make.World, address: str
) -> None:
    person = enter(world.supervisor)
    await person.open(address)
    await sees(person, "Период указан неверно")


def test_roles_of_the_desks_do_not_overlap() -> None:
    from wholesale.ui.supervisor import people

    assert people.MANAGERS.roles == (Role.MANAGER,)
    assert Role.SYSTEM not in people.EVERYBODY.roles
