"""The preview of a file in every window, for every hand and ear."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.async_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import People, Site, ready
from wholesale import scope
from wholesale.core.access import system
from wholesale.models.goods import Product

SHOPS = ["Магазин на Ленина", "Магазин на Мира", "ТЦ «Континент», 3-й этаж"]

# What no eye may miss and no ear may be told: dialogs and fields without a name, places where
# the focus cannot be seen.
_UNNAMED = """() => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true});
  const named = (e) => (e.getAttribute('aria-label') || e.innerText || e.placeholder ||
    e.getAttribute('aria-labelledby') || e.labels?.length || '').toString().trim();
  const controls = 'button, a[href], input:not([type=hidden]), select, textarea, [role=dialog]';
  return [...document.querySelectorAll(controls)]
    .filter((e) => seen(e) && !e.closest('[inert]') && !named(e))
    .map((e) => e.outerHTML.slice(0, 120));
}"""


def shops_file(site: Site, folder: Path) -> Path:
    """Eight products for three shops, a few rows that ask and one nobody knows."""
    with site.database.reading() as session:
        scope.bind(session, system("test"))
        goods = session.execute(
            select(Product.article, Product.name, Product.pack)
            .where(Product.active)
            .order_by(Product.name)
            .limit(8)
        ).all()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Артикул", "Наименование", *SHOPS])
    for article, name, pack in goods:
        sheet.append([article, name, int(pack), int(pack) * 2, int(pack)])
    sheet.append(["", "смеситель для кухни порог", 2, "", ""])
    sheet.append(["", "дюбель распорный 6х80", 100, "", ""])
    sheet.append(["НЕТ-ТАКОГО-1", "Вертолёт садовый двухместный", 1, "", ""])
    path = folder / "По магазинам.xlsx"
    book.save(path)
    return path


async def uploaded(page: Page, path: Path) -> None:
    await page.goto("/upload")
    await ready(page)
    await page.locator("input[type=file]").set_input_files(path)
    await page.wait_for_url("**/upload/*")
    await ready(page)


@pytest.mark.parametrize("width", [390, 641, 768, 901, 1024, 1280, 1440])
async def test_the_preview_of_several_shops_never_scrolls_sideways(
    people: People, tmp_path: Path, width: int
) -> None:
    dealer = await people.enter("stroydvor", size=(width, 900))
    await uploaded(dealer, shops_file(people.site, tmp_path))
    await expect(dealer.get_by_text(SHOPS[2]).locator("visible=true").first).to_be_visible()
    wider = await dealer.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.page *')]
          .filter((e) => e.scrollWidth > e.clientWidth + 1 &&
            (e === document.documentElement || getComputedStyle(e).overflowX !== 'visible'))
          .map((e) => e.className)"""
    )
    assert wider == []
    outs = dealer.get_by_role("button", name="Исключить", exact=True)
    await expect(outs.locator("visible=true").first).to_be_visible()  # the lines are drawn
    ends = await outs.evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().right)"
    )
    assert 0 < max(ends) <= width


async def test_questions_are_answered_and_unsaid_without_the_mouse(
    people: People, tmp_path: Path
) -> None:
    dealer = await people.enter("stroydvor")
    await uploaded(dealer, shops_file(people.site, tmp_path))
    text = dealer.locator(".asked-text")
    first = await text.inner_text()
    await dealer.keyboard.press("1")
    await expect(text).not_to_have_text(first)
    await dealer.keyboard.press("Control+z")
    await expect(text).to_have_text(first)

    # who answers with Tab and Enter is not thrown out to the top of the page
    await dealer.locator(".candidate").first.focus()
    await dealer.keyboard.press("Enter")
    await expect(text).not_to_have_text(first)
    await expect(dealer.locator(".asked")).to_be_focused()
    await dealer.keyboard.press("Tab")
    await expect(dealer.get_by_role("button", name="Отменить ответ")).to_be_focused()
    await dealer.keyboard.press("Enter")
    await expect(text).to_have_text(first)


async def test_everything_that_can_be_used_has_a_name(people: People, tmp_path: Path) -> None:
    dealer = await people.enter("stroydvor")
    await dealer.goto("/upload")
    await ready(dealer)
    assert await dealer.evaluate(_UNNAMED) == []
    await uploaded(dealer, shops_file(people.site, tmp_path))
    assert await dealer.evaluate(_UNNAMED) == []
    for opens, called in (("Колонки", "Что в колонках"), ("Другой товар", "Какой это товар?")):
        await dealer.get_by_role("button", name=opens, exact=True).click()
        await expect(dealer.get_by_role("dialog", name=called)).to_be_visible()
        assert await dealer.evaluate(_UNNAMED) == []
        await dealer.keyboard.press("Escape")
        await expect(dealer.get_by_role("dialog")).to_be_hidden()


async def test_the_tab_key_stops_at_nothing_that_cannot_be_seen(people: People) -> None:
    dealer = await people.enter("stroydvor")
    await dealer.goto("/upload")
    await ready(dealer)
    await expect(dealer.locator(".drop-zone[data-ready]")).to_be_visible()
    await dealer.get_by_role("link", name="Словарь кодов").focus()
    await dealer.keyboard.press("Tab")
    await expect(dealer.locator(".drop-zone")).to_be_focused()


async def test_the_focus_is_seen_wherever_it_goes_and_the_menu_can_be_skipped(
    people: People, tmp_path: Path
) -> None:
    dealer = await people.enter("stroydvor")
    await uploaded(dealer, shops_file(people.site, tmp_path))
    await dealer.keyboard.press("Tab")
    await expect(dealer.get_by_role("link", name="К содержанию")).to_be_focused()
    await dealer.keyboard.press("Enter")
    unseen: list[str] = []
    for _ in range(12):
        await dealer.keyboard.press("Tab")
        unseen += await dealer.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              return at.closest('.page') && seen ? [] : [at.outerHTML.slice(0, 120)];
            }"""
        )
    assert unseen == []
