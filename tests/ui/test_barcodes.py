"""The door for pictures of barcodes: bounded in size, in rate and in what it says."""

from __future__ import annotations

import time

import pytest
from starlette.requests import Request
from starlette.types import Message

from tests import make
from tests.barcodes import jpeg, scene
from tests.ui.conftest import Enter
from wholesale.api import barcodes
from wholesale.api.barcodes import AT_ONCE, BARCODES_URL, SECONDS_BETWEEN, Turns


@pytest.fixture(autouse=True)
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    fresh = Turns()
    monkeypatch.setattr(barcodes, "_turns", fresh)
    return fresh


async def test_what_is_no_picture_is_said_and_the_next_one_is_read(
    enter: Enter, world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(barcodes, "SECONDS_BETWEEN", 0)
    dealer = enter(world.dealer).http_client
    answer = await dealer.post(BARCODES_URL, content=b"no picture")
    assert (answer.status_code, answer.json()) == (422, {"error": "picture_unreadable"})
    answer = await dealer.post(BARCODES_URL, content=jpeg(scene()))
    assert (answer.status_code, answer.json()) == (200, {"codes": []})


async def test_a_picture_beyond_the_limit_is_cut_off(enter: Enter, world: make.World) -> None:
    answer = await enter(world.dealer).http_client.post(BARCODES_URL, content=bytes(1_100_000))
    assert answer.status_code == 413


async def test_pictures_one_after_another_without_a_pause_are_put_off(
    enter: Enter, world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(barcodes, "SECONDS_BETWEEN", 60)
    dealer = enter(world.dealer).http_client
    picture = jpeg(scene("4006381333931"))
    assert (await dealer.post(BARCODES_URL, content=picture)).status_code == 200
    again = await dealer.post(BARCODES_URL, content=picture)
    assert (again.status_code, again.headers["Retry-After"]) == (429, "1")


def test_a_person_has_one_picture_read_at_a_time_and_all_together_few() -> None:
    turns = Turns()
    assert turns.take(0, 10.0)
    assert not turns.take(0, 11.0)  # the first one is being read
    assert [turns.take(person, 10.0) for person in range(1, AT_ONCE + 1)] == [
        *[True] * (AT_ONCE - 1),
        False,
    ]
    turns.done(0)
    assert not turns.take(0, 10.0 + SECONDS_BETWEEN / 2)
    assert turns.take(0, 10.0 + 2 * SECONDS_BETWEEN)


async def test_a_camera_closed_with_a_picture_on_the_way_is_no_failure_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch, turns: Turns
) -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    monkeypatch.setattr(barcodes, "_buyer", lambda _: 7)
    answer = await barcodes.barcodes(Request({"type": "http", "method": "POST"}, gone))
    assert answer.status_code == 400
    assert turns.take(7, time.monotonic() + SECONDS_BETWEEN)
