"""Documents in a real browser: found, saved, printed together; their look chosen."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import PHONE, People, picture, ready


async def test_documents_are_found_saved_and_zipped(people: People) -> None:
    page = await people.enter("moscow")
    await page.goto("/documents")
    await ready(page)
    rows = page.locator(".wt tbody tr")
    await expect(rows.first).to_be_visible()
    await picture(page, "documents")
    await rows.first.hover()
    async with page.expect_download() as saved:
        await rows.first.get_by_role("button", name="Сохранить").click()
    assert (await saved.value).suggested_filename.endswith((".pdf", ".xlsx"))
    await rows.first.get_by_role("button", name="Отметить для архива").click()
    await expect(page.get_by_role("button", name="Скачать отмеченные: 1")).to_be_visible()
    async with page.expect_download() as zipped:
        await page.get_by_role("button", name="Скачать отмеченные: 1").click()
    assert (await zipped.value).suggested_filename.endswith(".zip")


async def test_the_register_is_readable_on_a_phone(people: People) -> None:
    page = await people.enter("moscow", size=PHONE, theme="dark")
    await page.goto("/documents")
    await ready(page)
    await expect(page.locator(".wt tbody tr").first).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0]
    await picture(page, "documents-phone")


async def test_the_sample_invoice_follows_what_is_typed(people: People) -> None:
    page = await people.enter("admin")
    await page.goto("/organizations/1/documents")
    await ready(page)
    sample = page.get_by_alt_text("Образец с этими настройками")
    await expect(sample).to_be_visible()
    drawn = page.locator('.q-img img, img[alt="Образец с этими настройками"]').first
    before = await drawn.get_attribute("src")
    await page.get_by_label("Примечание").fill("Товар отпускается по доверенности")
    await expect(drawn).not_to_have_attribute("src", before or "")
    await picture(page, "document-look")
