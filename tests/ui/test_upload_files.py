"""Files dropped on the page: each is told of in its place, and stopped when the reader says so."""

from __future__ import annotations

import time
from typing import Any

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User
from sqlalchemy import select

from tests import make
from tests.sheets import workbook
from tests.ui.conftest import PATIENCE, Enter, until
from tests.ui.test_office import press_icon
from wholesale.context import acting, reading
from wholesale.db import Database
from wholesale.flow import read_order_file
from wholesale.flow.order_upload import order_upload
from wholesale.intake import parse as parsing
from wholesale.intake.opening.workbook import Progress
from wholesale.intake.parse import ParsedFile
from wholesale.models.trade import Upload
from wholesale.ui import server
from wholesale.ui.dealer import upload

ORDER = workbook([["Артикул", "Кол-во"], ["NUT-8", 10]])
CUT_LETTER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le") * 99


async def drop(person: User, **files: bytes) -> None:
    """Drop files on the page, all at once."""
    dropped = [SmallFileUpload(f"{name}.xlsx", "", content) for name, content in files.items()]
    await person.should_see(ui.upload, retries=PATIENCE)
    uploader = next(iter(person.find(ui.upload).elements))
    await uploader.handle_uploads(list(dropped))


def kept(database: Database, world: make.World) -> list[str]:
    with reading(database, world.dealer, now=server.now()) as ctx:
        return list(ctx.session.scalars(select(Upload.file_name).order_by(Upload.id)))


async def test_of_several_files_the_broken_ones_are_told_and_the_others_read(
    enter: Enter,
    database: Database,
    world: make.World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    recognise = read_order_file.recognise

    def faulty(ctx: Any, *, parsed: ParsedFile, **over: Any) -> Any:
        if parsed.file_name == "с ошибкой.xlsx":
            raise RuntimeError
        return recognise(ctx, parsed=parsed, **over)

    monkeypatch.setattr(read_order_file, "recognise", faulty)
    dealer = enter(world.dealer)
    await dealer.open("/upload")
    files = {"письмо": CUT_LETTER, "обрезан": ORDER[:300], "с ошибкой": ORDER, "целый": ORDER}
    await drop(dealer, **files)
    await until(lambda: kept(database, world) == ["целый.xlsx"])
    for name in files:
        await dealer.should_see(f"{name}.xlsx", retries=PATIENCE)
    await dealer.should_see("1 строка", retries=PATIENCE)
    strips = [one for one in dealer.find(ui.element).elements if "file-work" in one.classes]
    told = ["bad" in strip.classes for strip in sorted(strips, key=lambda strip: strip.id)]
    assert told == [True, True, True, False]
    assert [record.getMessage()[:7] for record in caplog.records if record.exc_info] == ["failure"]
    caplog.clear()


async def test_a_long_reading_shows_how_far_it_is_and_is_stopped(
    enter: Enter, database: Database, world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(content: bytes, name: str, *, progress: Progress) -> ParsedFile:
        for rows in range(1_000):
            progress(rows * 2_000)
            time.sleep(0.02)
        return parsing.parse(content, name)

    monkeypatch.setattr(upload, "parse", endless)
    dealer = enter(world.dealer)
    await dealer.open("/upload")
    await drop(dealer, долгий=ORDER)
    await dealer.should_see("в секунду", retries=PATIENCE)
    [bar] = dealer.find(ui.linear_progress).elements
    assert bar.visible
    await press_icon(dealer, "Остановить")
    await dealer.should_not_see("долгий.xlsx", retries=PATIENCE)
    assert kept(database, world) == []


async def test_a_file_that_was_ordered_leads_to_its_order(
    enter: Enter, database: Database, world: make.World
) -> None:
    with acting(database, world.dealer, now=server.now()) as ctx:
        file = parsing.parse(ORDER, "заказ.xlsx")
        upload = read_order_file.read_order_file(ctx, dealer_id=world.dealer_id, parsed=file)
        [placed] = order_upload(ctx, upload_id=upload.upload_id)
    dealer = enter(world.dealer)
    await dealer.open(f"/upload/{upload.upload_id}")
    await dealer.should_see(f"уже оформлен заказ {placed.number}", retries=PATIENCE)
    dealer.find("Открыть заказ").click()
    await until(lambda: dealer.back_history[-1:] == [f"/orders/{placed.number}"])


async def test_who_has_no_table_yet_gets_a_form_to_fill_in(enter: Enter, world: make.World) -> None:
    dealer = enter(world.dealer)
    await dealer.open("/upload")
    await dealer.should_see("Бланк заказа", retries=PATIENCE)
    dealer.find("Бланк заказа").click()
    await dealer.should_see("впишите количество и загрузите", retries=PATIENCE)
    manager = enter(world.manager)
    await manager.open(f"/upload?dealer={world.dealer_id}")
    await manager.should_see("Словарь кодов", retries=PATIENCE)
    await manager.should_not_see("Бланк заказа")
