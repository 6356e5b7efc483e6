"""What a person who works here all day relies on: keys, search, language, theme, the phone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from playwright.async_api import FilePayload, Page, expect
from sqlalchemy import select

from tests.browser.conftest import PHONE, People, picture, ready
from wholesale.context import reading
from wholesale.core.access import system
from wholesale.flow.browse_catalog import browse_catalog
from wholesale.models.people import User


async def test_a_dealer_fills_his_basket_without_touching_the_mouse(people: People) -> None:
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/catalog")
    await ready(dealer)
    await expect(dealer.locator(".wt .qty").first).to_be_visible()
    await dealer.keyboard.press("/")
    await dealer.keyboard.type("rf,tkm")  # «кабель» typed in the other layout
    await expect(dealer.locator(".wt tbody tr").first).to_contain_text("Кабель", ignore_case=True)
    assert "q=rf" in dealer.url
    await picture(dealer, "catalog")
    await dealer.keyboard.press("Escape")
    await dealer.keyboard.press("ArrowDown")
    await dealer.keyboard.type("3")
    await dealer.keyboard.press("Enter")
    await expect(dealer.locator(".wt .qty").first).to_have_class("qty filled")
    await expect(dealer.locator(".wt .qty").nth(1)).to_be_focused()
    await expect(dealer.locator("[data-badge=basket]").first).not_to_have_text("")
    await dealer.get_by_role("button", name="Из чего складывается цена").first.click()
    await expect(dealer.get_by_role("dialog").get_by_text("Ваша цена")).to_be_visible()
    await picture(dealer, "price")


async def paste(page: Page, text: str) -> None:
    """Paste into the field that has the focus."""
    await page.evaluate(
        """(text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const paste = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        text,
    )


async def test_fifty_lines_are_ordered_from_the_keyboard_alone(people: People) -> None:
    with reading(people.site.database, system("test"), now=datetime.now(UTC)) as ctx:
        whose = ctx.session.scalar(select(User.dealer_id).where(User.login == "kuznetsov"))
        shelf = browse_catalog(ctx, dealer_id=whose or 0, limit=80).rows
    articles = [row.product.article for row in shelf if row.unit_price is not None][:50]
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/quick")
    await ready(dealer)
    await expect(dealer.get_by_label("Артикул, штрихкод или название").first).to_be_focused()
    for article in articles[:25]:
        await dealer.keyboard.insert_text(article)
        await dealer.keyboard.press("Enter")
        await dealer.keyboard.insert_text("2")
        await dealer.keyboard.press("Enter")
    await paste(dealer, "\r\n".join(f"{article}\t3" for article in articles[25:]))
    ready_lines = dealer.locator(".og-row.ready")
    await expect(ready_lines).to_have_count(50)
    await dealer.keyboard.press("Control+z")
    await expect(ready_lines).to_have_count(25)
    await dealer.keyboard.press("ArrowUp")
    await dealer.keyboard.insert_text("НЕТ")
    await dealer.keyboard.press("Enter")
    await expect(dealer.locator(".og-row.wrong")).to_contain_text("Товара «НЕТ» нет")
    await picture(dealer, "quick-entry")
    await dealer.get_by_role("button", name="В корзину").press("Enter")
    await expect(dealer.get_by_text("24 строки в корзине")).to_be_visible()
    await expect(ready_lines).to_have_count(0)
    await expect(dealer.locator(".og-row.wrong")).to_have_count(1)
    await dealer.locator(".q-notification").get_by_role("button", name="Отменить").click()
    await expect(ready_lines).to_have_count(24)


async def test_of_three_pasted_columns_the_quantity_is_asked_and_taken(people: People) -> None:
    with reading(people.site.database, system("test"), now=datetime.now(UTC)) as ctx:
        whose = ctx.session.scalar(select(User.dealer_id).where(User.login == "kuznetsov"))
        shelf = browse_catalog(ctx, dealer_id=whose or 0, limit=3).rows
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/quick")
    await ready(dealer)
    await expect(dealer.get_by_label("Артикул, штрихкод или название").first).to_be_focused()
    counts = [(70, 40), (41, 20), (13, 80)]
    rows = [(row.product.article, *both) for row, both in zip(shelf, counts, strict=True)]
    await paste(dealer, "\n".join("\t".join(map(str, row)) for row in rows))
    asked = dealer.get_by_role("dialog")
    await expect(asked).to_contain_text("В какой колонке количество?")
    await asked.get_by_role("button", name="40 · 20 · 80").click()
    lines = dealer.get_by_label("Количество", exact=True)
    await expect(lines.nth(2)).to_have_value("80")
    assert [await lines.nth(at).input_value() for at in range(4)] == ["40", "20", "80", ""]
    await dealer.keyboard.press("Control+z")
    await expect(lines.first).to_have_value("")


async def test_on_a_phone_a_touch_says_that_figures_are_packs(people: People) -> None:
    dealer = await people.enter("kuznetsov", size=PHONE, touch=True)
    await dealer.goto("/quick")
    await ready(dealer)
    line = dealer.locator(".og-row").first
    await line.get_by_label("Артикул, штрихкод или название").fill("KR-00001")
    count = line.get_by_label("Количество", exact=True)
    await expect(count).to_have_attribute("inputmode", "decimal")
    await count.fill("5")
    await count.press("Enter")
    packs = line.get_by_role("button", name="упак. по")
    await expect(packs).to_have_attribute("aria-pressed", "false")
    await packs.tap()
    await expect(count).to_have_value("5 упак.")
    await expect(line).to_contain_text("5 упак. по 50 = 250")
    await packs.tap()
    await expect(count).to_have_value("5")


async def test_of_several_files_each_tells_what_became_of_it(people: People) -> None:
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/upload")
    await ready(dealer)
    files = {"a.csv": "Артикул;Заказ\nKR-00001;100\n", "b.pdf": "%PDF-1.4", "c.csv": "KR-00002;50"}
    await dealer.locator("input[type=file]").set_input_files(
        [
            FilePayload(name=name, mimeType="text/plain", buffer=text.encode())
            for name, text in files.items()
        ]
    )
    strips = dealer.locator(".file-work")
    await expect(strips).to_have_count(3)
    await expect(strips.nth(0).get_by_role("link", name="Открыть")).to_be_visible()
    await expect(strips.nth(1)).to_contain_text("Это PDF. Нужна таблица")
    await expect(strips.nth(2)).to_contain_text("1 строка")
    await expect(dealer.get_by_role("button", name="Остановить")).to_have_count(0)


async def test_a_question_about_a_quantity_is_answered_from_the_keyboard(people: People) -> None:
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/upload")
    await ready(dealer)
    order = "Артикул;Куздра;Глокая\n0105009;70;5 шт\nKR-00380;41;9 шт\n"
    await dealer.locator("input[type=file]").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": order.encode()}
    )
    await expect(dealer.get_by_role("button", name="Количество: C Глокая")).to_be_visible()
    await dealer.keyboard.press("2")
    asked = dealer.locator(".asked")
    await expect(asked).to_contain_text("0105009")
    await dealer.keyboard.type("150")
    await expect(asked.get_by_label("Количество")).to_have_value("150")
    await dealer.keyboard.press("Enter")
    await expect(asked).to_contain_text("KR-00380")
    await dealer.keyboard.press("0")
    await expect(asked).to_be_hidden()
    await expect(dealer.get_by_text("1 строка · ")).to_be_visible()


async def test_a_product_is_found_for_a_line_from_the_keyboard(people: People) -> None:
    dealer = await people.enter("kuznetsov")
    await dealer.goto("/quick")
    await ready(dealer)
    await expect(dealer.get_by_label("Артикул, штрихкод или название").first).to_be_focused()
    await dealer.keyboard.insert_text("болт оцинкованный")
    await dealer.keyboard.press("Enter")
    await dealer.keyboard.insert_text("2 уп")
    await dealer.keyboard.press("Enter")
    await expect(dealer.locator(".og-row.wrong")).to_contain_text("товаров несколько")
    await dealer.keyboard.press("ArrowUp")
    await dealer.keyboard.press("Enter")
    found = dealer.get_by_role("dialog")
    await expect(found.locator(".pick").first).to_contain_text("Болт")
    await expect(found.get_by_role("searchbox")).to_be_focused()
    await dealer.keyboard.press("Enter")
    await expect(found.locator(".pick").first).to_be_focused()
    await dealer.keyboard.press("Enter")
    line = dealer.locator(".og-row").first
    await expect(line).to_have_class(re.compile("ready"))
    await expect(line).to_contain_text("2 упак. по")


async def test_control_k_finds_what_is_named_and_opens_it(people: People) -> None:
    manager = await people.enter("moscow")
    await manager.goto("/orders?status=")
    await ready(manager)
    await manager.keyboard.press("Control+k")
    field = manager.get_by_placeholder("Заказ, товар, дилер, страница…")
    await expect(field).to_be_focused()
    await field.fill("СтройДвор")
    await expect(manager.locator(".palette-list a").first).to_contain_text("СтройДвор")
    await picture(manager, "palette")
    await manager.keyboard.press("Enter")
    await expect(manager.locator(".palette")).to_have_count(0)
    await expect(manager).to_have_url(re.compile(r"/(orders|dealers)/"))


async def test_english_and_back(people: People) -> None:
    admin = await people.enter("admin")
    await admin.get_by_role("button", name="English").click()
    await expect(admin.locator("html")).to_have_attribute("lang", "en-US")
    await expect(admin.locator(".bar-search")).to_contain_text("Search everywhere")
    await admin.get_by_role("button", name="Русский").click()
    await expect(admin.locator(".bar-search")).to_contain_text("Поиск по всему")


async def test_the_theme_is_remembered_by_the_browser(people: People) -> None:
    dealer = await people.enter("kuznetsov")
    root = dealer.locator("html")
    await expect(root).to_have_attribute("data-theme", "light")
    await dealer.get_by_role("button", name="Светлая или тёмная тема").click()
    await expect(root).to_have_attribute("data-theme", "dark")
    await dealer.reload()
    await expect(root).to_have_attribute("data-theme", "dark")


async def test_on_a_phone_rows_are_cards_and_the_menu_slides_in(people: People) -> None:
    dealer = await people.enter("stroydvor", size=PHONE)
    await dealer.goto("/catalog")
    await ready(dealer)
    card = dealer.locator(".wt tbody tr").first
    await expect(card).to_have_css("display", "grid")
    await picture(dealer, "phone")
    await dealer.get_by_role("button", name="Ещё", exact=True).click()
    menu = dealer.get_by_role("navigation", name="Меню")
    await expect(menu).to_be_in_viewport()
    await menu.get_by_role("link", name="Баланс").click()
    await expect(dealer.get_by_role("heading", name="Баланс")).to_be_visible()
    await expect(menu).not_to_be_in_viewport()
    await dealer.goto("/basket")
    await expect(dealer.get_by_role("button", name="Отправить заказ")).to_be_in_viewport()


async def test_signing_out_closes_the_other_tab_too(people: People) -> None:
    one = await people.enter("kuznetsov")
    other = await one.context.new_page()
    await other.goto("/orders")
    await ready(other)
    await one.get_by_role("button", name="Кузнецов").click()
    await one.get_by_role("menuitem", name="Выйти").or_(one.get_by_text("Выйти")).first.click()
    await one.wait_for_url("**/login")
    await other.wait_for_url("**/login")


async def test_a_wrong_password_is_said_so_on_the_spot(people: People) -> None:
    stranger = await people.stranger()
    await stranger.goto("/balance")
    await stranger.get_by_label("Логин").fill("stroydvor")
    await stranger.get_by_label("Пароль").fill("не тот")
    await stranger.get_by_role("button", name="Войти").click()
    await expect(stranger.get_by_role("alert")).to_have_text("Неверный логин или пароль")
    await picture(stranger, "sign-in")
    people.complaints.clear()  # Chromium logs the 401 itself
