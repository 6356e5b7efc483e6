"""Every page of every role, wide and on a phone, light and dark: nothing breaks or sticks out."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browser.conftest import PHONE, RESULTS, WIDE, People, picture, ready
from wholesale.core.access import Actor
from wholesale.core.vocabulary import Role
from wholesale.ui import pages

LOGINS = {
    Role.DEALER: "stroydvor",
    Role.MANAGER: "moscow",
    Role.SUPERVISOR: "director",
    Role.ADMIN: "admin",
}
LOOKS = [
    pytest.param(WIDE, "light", id="wide-light"),
    pytest.param(PHONE, "dark", id="phone-dark"),
]


def addresses(role: Role) -> list[str]:
    """The pages of a role that need nothing chosen first."""
    return [page.path for page in pages.pages_of(Actor(role)) if "{" not in page.path]


async def fits(page: Page) -> bool:
    """Whether the page becomes no wider than its window."""
    await page.wait_for_function(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth",
        timeout=5000,
    )
    return True


@pytest.mark.parametrize(("size", "theme"), LOOKS)
@pytest.mark.parametrize("role", LOGINS, ids=str)
async def test_every_page_of_a_role_opens_whole(
    people: People, role: Role, size: tuple[int, int], theme: str
) -> None:
    person = await people.enter(LOGINS[role], size=size, theme=theme)
    wide = "wide" if size == WIDE else "phone"
    for address in addresses(role):
        await person.goto(address)
        await ready(person)
        assert await person.locator(".page h1, .page .empty-title").count() >= 1, address
        await picture(person, f"{role}{address.replace('/', '-')}-{wide}-{theme}", folder=RESULTS)
        assert await fits(person), address


async def test_the_first_row_of_each_list_opens_its_own_page(people: People) -> None:
    for login, lists in (
        ("stroydvor", ("/orders",)),
        ("moscow", ("/orders?tab=all", "/dealers")),
        ("director", ("/orders?tab=all", "/dealers")),
    ):
        person = await people.enter(login)
        for address in lists:
            await person.goto(address)
            await ready(person)
            await person.locator(".wt a.rowlink").first.click()
            await person.wait_for_url(f"**{address.partition('?')[0]}/*")
            await ready(person)
            assert await fits(person), person.url
