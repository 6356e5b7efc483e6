"""Every page against every kind of person: what is not his does not exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import make
from tests.ui.conftest import PATIENCE, Enter
from wholesale.core.access import Actor
from wholesale.ui import design, pages

ROLES = ("dealer", "manager", "supervisor", "admin")


@pytest.mark.parametrize("role", ROLES)
async def test_a_person_opens_his_pages_and_no_others(
    enter: Enter, world: make.World, role: str
) -> None:
    actor: Actor = getattr(world, role)
    person = enter(actor)
    own = {page.path for page in pages.pages_of(actor)}
    for path in sorted({page.path for page in pages.table() if "{" not in page.path}):
        answer = await person.http_client.get(path)
        assert (path, answer.status_code) == (path, 200 if path in own else 404)


@pytest.mark.parametrize("role", ROLES)
async def test_the_first_page_of_each_role_opens(
    enter: Enter, world: make.World, role: str
) -> None:
    person = enter(getattr(world, role))
    await person.open("/")


async def test_a_failing_page_says_a_number_and_no_details(
    enter: Enter,
    world: make.World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise RuntimeError("the password is 12345")

    broken = [replace(page, builder=fail) for page in pages.table() if page.path == "/account"]
    monkeypatch.setattr(pages, "pages_of", lambda actor: broken)
    person = enter(world.dealer)
    await person.open("/account")
    await person.should_see("Сообщите нам номер", retries=PATIENCE)
    await person.should_not_see("12345")
    assert "the password is 12345" in caplog.text  # for us, under the same number
    caplog.clear()


async def test_an_unknown_address_says_so_outside_of_the_shell(
    enter: Enter, world: make.World
) -> None:
    answer = await enter(world.dealer).http_client.get("/no/such/page")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text


def test_two_pages_of_one_address_never_meet_in_one_role() -> None:
    seen = [(page.path, role) for page in pages.table() for role in page.roles]
    assert len(seen) == len(set(seen))


def test_every_page_has_an_icon_of_the_sprite() -> None:
    assert {page.icon for page in pages.table()} <= design.icons()


def test_a_phone_shows_four_tabs_at_most(world: make.World) -> None:
    for role in ROLES:
        assert len([page for page in pages.pages_of(getattr(world, role)) if page.tab]) <= 4


@pytest.mark.parametrize("theme", [design.LIGHT, design.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), design.READ_ON)
def test_text_can_be_read_on_its_ground(theme: dict[str, str], ink: str, ground: str) -> None:
    assert design.contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("accent", ["#ffdd00", "#d40000", "#0044cc", "#111111", "#f4f4f4"])
@pytest.mark.parametrize("theme", [design.LIGHT, design.DARK], ids=["light", "dark"])
def test_any_colour_of_the_company_stays_readable(theme: dict[str, str], accent: str) -> None:
    worn = design.accented(theme, accent)
    for ink, ground in design.READ_ON:
        if "accent" in (ink + ground):
            assert design.contrast(worn[ink], worn[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("accent", ["red", "#12345", "#12345g", "#123456;} body{"])
def test_only_a_colour_can_be_the_companys_colour(accent: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        design.accented(design.LIGHT, accent)


def test_both_themes_name_the_same_tokens() -> None:
    assert design.LIGHT.keys() == design.DARK.keys()


def test_an_icon_that_is_not_in_the_sprite_is_an_error() -> None:
    with pytest.raises(KeyError):
        design.icon("no-such-icon")
