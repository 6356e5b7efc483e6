"""The main job, played by hand: a file becomes an order, goods, papers, debt and figures."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from playwright.async_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import People, Site, picture, ready
from wholesale import scope
from wholesale.core.access import system
from wholesale.models.goods import Product, Stock
from wholesale.models.people import Point


def order_file(site: Site, folder: Path) -> Path:
    """The dealer's own table: a head below his letterhead, known articles, one unknown row."""
    with site.database.reading() as session:
        scope.bind(session, system("test"))
        goods = session.execute(
            select(Product.article, Product.name, Product.pack)
            .join(Stock, Stock.product_id == Product.id)
            .join(Point, Point.id == Stock.point_id)
            .where(
                Product.active,
                Point.code == "MSK",
                Stock.on_hand - Stock.reserved >= Product.pack + Product.pack,
            )
            .order_by(Product.id)
            .limit(8)
        ).all()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["СтройДвор", None, None, None])
    sheet.append(["Заявка поставщику", None, None, None])
    sheet.append([])
    sheet.append(["№", "Артикул", "Наименование", "Кол-во, шт"])
    for number, (article, name, pack) in enumerate(goods, start=1):
        sheet.append([number, article, name, int(pack) * 2])
    sheet.append([9, "НЕТ-ТАКОГО-1", "Вертолёт садовый двухместный", 1])
    sheet.append([None, None, "Итого", 9])
    path = folder / "Заявка.xlsx"
    book.save(path)
    return path


async def open_page(page: Page, path: str) -> None:
    await page.goto(path)
    await ready(page)


async def test_a_dealers_file_becomes_an_order_that_the_manager_carries_through(
    people: People, tmp_path: Path
) -> None:
    dealer = await people.enter("stroydvor")
    manager = await people.enter("moscow")
    await open_page(manager, "/orders")

    # the dealer drops his file and sees every row accounted for
    await open_page(dealer, "/upload")
    await dealer.locator("input[type=file]").set_input_files(order_file(people.site, tmp_path))
    await dealer.wait_for_url("**/upload/*")
    await expect(dealer.get_by_text("Вертолёт садовый двухместный")).to_be_visible()
    await picture(dealer, "preview")
    await dealer.get_by_role("button", name="Колонки").click()
    await expect(dealer.get_by_role("dialog")).to_contain_text("по заголовку")
    await picture(dealer, "columns")
    await dealer.keyboard.press("Escape")
    await dealer.get_by_role("button", name="Заказать на").click()
    await dealer.get_by_role("dialog").get_by_role("button", name="Отправить заказ").click()
    await dealer.wait_for_url("**/orders/*")
    await ready(dealer)
    number = dealer.url.rsplit("/", 1)[1]
    await expect(dealer.get_by_role("heading", name=f"Заказ {number}")).to_be_visible()
    await expect(dealer.locator(".order-state .chip").first).to_have_text("Отправлен")

    # it stands on the manager's queue by itself; he accepts it
    row = manager.get_by_role("link", name=number)
    await expect(row).to_be_visible(timeout=2000)
    await row.click()
    await expect(manager.get_by_role("heading", name=number)).to_be_visible()
    await manager.get_by_role("button", name="Принять в работу").click()

    # the dealer's open page says so within a second, without a reload
    await expect(manager.locator(".chip", has_text="Принят").first).to_be_visible()
    await expect(dealer.locator(".order-state .chip").first).to_have_text("Принят", timeout=1000)
    await picture(manager, "order")

    # they talk
    field = dealer.get_by_placeholder("Напишите сообщение…")
    await field.fill("Когда забрать?")
    await field.press("Enter")
    await expect(manager.get_by_text("Когда забрать?")).to_be_visible()

    # papers, goods, money
    await manager.get_by_role("button", name="Счёт", exact=True).click()
    await expect(dealer.locator(".paper", has_text="Счёт на оплату №")).to_be_visible()
    async with dealer.expect_download() as download:
        await dealer.get_by_role("button", name="PDF").first.click()
    saved = await (await download.value).path()
    assert saved.read_bytes().startswith(b"%PDF-")
    await picture(dealer, "dealer-order")
    await manager.get_by_role("button", name="Передать на сборку").click()
    await expect(dealer.locator(".order-state .chip").first).to_have_text("Собирается")
    await manager.get_by_role("button", name="Отгрузить", exact=True).click()
    await expect(dealer.locator(".order-state .chip").first).to_have_text("Отгружен")
    await manager.get_by_role("button", name="Накладная", exact=True).click()
    await expect(dealer.locator(".paper", has_text="ТОРГ-12 №")).to_be_visible()

    # the debt has moved
    await open_page(dealer, "/balance")
    await expect(dealer.get_by_role("link", name=f"Отгрузка · {number}")).to_be_visible()
    await picture(dealer, "balance")

    # and so have the supervisor's figures
    supervisor = await people.enter("director")
    await open_page(supervisor, "/dashboard")
    await expect(supervisor.locator("canvas").first).to_be_visible()
    await picture(supervisor, "dashboard")
