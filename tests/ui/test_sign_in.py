"""The door: who gets in, who does not, and what an outsider can learn or send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from nicegui.testing import User
from sqlalchemy import func, select, update

from tests import make
from tests.ui.conftest import Enter, until
from wholesale import scope
from wholesale.accounts import passwords, queries
from wholesale.context import acting, reading
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.flow.manage_users import change_user
from wholesale.models.people import User as Account
from wholesale.models.people import UserSession
from wholesale.points.queries import user_form
from wholesale.ui import login, server
from wholesale.ui.call import look
from wholesale.ui.session import SignedOut, visitor_of

LOGIN, PASSWORD = "dealer@example.test", "правильный пароль"


@pytest.fixture(autouse=True)
def known_password(database: Database, world: make.World) -> None:
    login._failures.clear()
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(
            update(Account)
            .where(Account.login == LOGIN)
            .values(password_hash=passwords.hash_password(PASSWORD))
        )


async def knock(person: User, password: str, **more: str) -> int:
    answer = await person.http_client.post(
        "/login", data={"login": LOGIN, "password": password, **more}
    )
    return answer.status_code


async def test_the_right_password_lets_in_and_the_cookie_is_not_for_scripts(enter: Enter) -> None:
    person = enter(None)
    answer = await person.http_client.post(
        "/login", data={"login": " Dealer@Example.test ", "password": PASSWORD, "to": "/orders?q=1"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/orders?q=1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (await person.http_client.get("/orders")).status_code == 200


async def test_the_language_chosen_at_the_door_is_kept(enter: Enter, database: Database) -> None:
    def language() -> str:
        with reading(database, system("test"), now=server.now()) as ctx:
            found = queries.actor_of_user(ctx, login=LOGIN)
            assert found is not None
            return found.language

    person = enter(None)
    form = await person.http_client.get("/login?lang=en")
    assert '<input type="hidden" name="lang" value="en">' in form.text
    await knock(person, PASSWORD, lang="en")
    assert language() == "en"
    form = await person.http_client.get("/login")
    assert '<input type="hidden" name="lang" value="">' in form.text
    await knock(person, PASSWORD, lang="")  # the form as it opens: nothing was chosen
    assert language() == "en"
    await knock(person, "wrong password", lang="ru")
    assert language() == "en"
    await knock(person, PASSWORD, lang="ru")
    assert language() == "ru"


async def test_the_table_keeps_a_hash_of_the_token_and_no_token(
    enter: Enter, database: Database
) -> None:
    person = enter(None)
    await knock(person, PASSWORD)
    token = person.http_client.cookies[queries.SESSION_COOKIE]
    with database.reading() as session:
        scope.bind(session, system("test"))
        kept = session.scalars(select(UserSession.token_sha256)).all()
    assert kept == [queries.token_hash(token)]


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(enter: Enter) -> None:
    person = enter(None)
    wrong = await person.http_client.post("/login", data={"login": LOGIN, "password": "другой"})
    unknown = await person.http_client.post("/login", data={"login": "no@x", "password": "другой"})
    assert wrong.status_code == unknown.status_code == 401
    assert "Неверный логин или пароль" in wrong.text
    assert wrong.text == unknown.text.replace('value="no@x"', f'value="{LOGIN}"')


async def test_five_failures_close_the_account_for_a_minute_even_for_the_right_password(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
    monkeypatch.setattr(server, "now", lambda: clock)
    person = enter(None)
    for _ in range(5):
        assert await knock(person, "другой") == 401
    assert await knock(person, PASSWORD) == 401
    clock += timedelta(seconds=61)
    assert await knock(person, PASSWORD) == 303


async def test_an_address_that_hammers_is_asked_to_wait(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "FAILURES_OF_ADDRESS", 3)
    person = enter(None)
    answers = [await knock(person, "другой") for _ in range(4)]
    assert answers == [401, 401, 401, 429]


async def test_a_form_of_another_site_is_refused(enter: Enter) -> None:
    person = enter(None)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}):
        answer = await person.http_client.post(
            "/login", data={"login": LOGIN, "password": PASSWORD}, headers=headers
        )
        assert answer.status_code == 403
        assert queries.SESSION_COOKIE not in answer.cookies


@pytest.mark.parametrize("to", ["//evil.test", "https://evil.test", "/\\evil.test", "/login?to=/"])
async def test_sign_in_leads_only_to_pages_of_this_server(enter: Enter, to: str) -> None:
    answer = await enter(None).http_client.post(
        "/login", data={"login": LOGIN, "password": PASSWORD, "to": to}
    )
    assert answer.headers["location"] == "/"


async def test_without_a_sign_in_every_page_leads_to_the_door(
    enter: Enter, world: make.World
) -> None:
    person = enter(None)
    answer = await person.http_client.get("/orders?status=accepted")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?to=/orders%3Fstatus%3Daccepted"
    assert (await person.http_client.post("/_nicegui/client/x/upload/1")).status_code == 401


async def test_sign_out_ends_the_session_at_once(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.dealer)
    await person.open("/account")
    answer = await person.http_client.post("/logout")
    assert answer.headers["location"] == "/login"
    with database.reading() as session:
        scope.bind(session, system("test"))
        assert session.scalar(select(func.count()).select_from(UserSession)) == 0


async def test_an_open_page_of_a_blocked_person_can_do_nothing_more(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.dealer)
    page = await person.open("/catalog")
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(
            update(Account).where(Account.id == world.dealer.user_id).values(active=False)
        )
    with page, pytest.raises(SignedOut):
        await look(queries.open_sessions)
    assert (await person.http_client.get("/catalog")).headers["location"].startswith("/login")


async def test_whoever_is_blocked_is_sent_away_from_his_open_pages(
    enter: Enter, database: Database, world: make.World
) -> None:
    dealer, neighbour = enter(world.dealer), enter(world.neighbour)
    page, other = await dealer.open("/account"), await neighbour.open("/account")
    assert world.dealer.user_id is not None
    with acting(database, world.admin, now=server.now()) as ctx:
        form = user_form(ctx, user_id=world.dealer.user_id)
        change_user(ctx, user_id=world.dealer.user_id, form=replace(form, active=False))
    await until(lambda: visitor_of(page) is None)
    assert visitor_of(other) is not None


async def test_a_body_over_the_limit_is_cut_off(enter: Enter, world: make.World) -> None:
    person = enter(world.dealer)
    declared = await person.http_client.post("/login", content=b"x" * 1_100_000)
    assert declared.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2_000):
            yield b"x" * 1_000

    undeclared = await person.http_client.post(
        "/login",
        content=endless(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert undeclared.status_code == 413


async def test_an_upload_into_another_persons_page_is_refused(
    enter: Enter, world: make.World
) -> None:
    owner, stranger = enter(world.dealer), enter(world.stranger)
    client = await owner.open("/account")
    address = f"/_nicegui/client/{client.id}/upload/7"
    files = {"file": ("order.xlsx", b"PK")}
    assert (await stranger.http_client.post(address, files=files)).status_code == 401
    assert (await owner.http_client.post(address, files=files)).status_code == 404


async def test_every_answer_carries_the_headers_of_safety(enter: Enter) -> None:
    answer = await enter(None).http_client.get("/login")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_sign_in_page_escapes_what_it_is_given(enter: Enter) -> None:
    answer = await enter(None).http_client.post(
        "/login", data={"login": '"><script>alert(1)</script>', "password": "x"}
    )
    assert "<script>alert(1)" not in answer.text
