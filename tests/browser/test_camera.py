"""Barcodes before a camera that plays a film, on a browser without a reader of its own; the
photograph where there is no camera; a scanner that types."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import insert, select

from tests.barcodes import film, jpeg, scene
from tests.browser.conftest import PHONE, RESULTS, People, Site, browsing, picture, ready
from wholesale import scope
from wholesale.core.access import system
from wholesale.models.goods import Barcode, Product

OURS, NOBODYS = "4690000999990", "4006381333931"
CODE, COUNT = "Артикул, штрихкод или название", "Количество"


@pytest.fixture(scope="session")
def named(site: Site) -> str:
    """The name of a product that got the barcode «OURS»."""
    with site.database.transaction() as session:
        scope.bind(session, system("test"))
        product = session.scalars(
            select(Product).where(Product.pack == 1, Product.active).order_by(Product.id)
        ).first()
        assert product is not None
        session.execute(insert(Barcode).values(code=OURS, product_id=product.id))
        return product.name


@pytest.fixture
async def filmed(site: Site, named: str, tmp_path: Path) -> AsyncIterator[People]:
    """Chromium whose camera shows our barcode twice, then one that nobody knows."""
    size = 640, 480
    shown, empty = scene(OURS, size=size, angle=5), scene(size=size)
    strange = scene(NOBODYS, size=size)
    played = tmp_path / "film.y4m"
    played.write_bytes(film([(shown, 1.5), (empty, 2.25), (shown, 1.5), (strange, 1.5)]))
    async with browsing(
        site,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={played}",
    ) as people:
        yield people


async def at_the_sheet(people: People, size: tuple[int, int] = PHONE, theme: str = "light") -> Page:
    dealer = await people.enter("kuznetsov", size=size, theme=theme)
    await dealer.goto("/quick")
    await ready(dealer)
    await expect(dealer.get_by_label(CODE).first).to_be_visible()
    return dealer


async def test_what_is_shown_to_the_phones_camera_is_on_the_sheet_and_again_is_one_more(
    filmed: People, named: str
) -> None:
    dealer = await at_the_sheet(filmed)
    await dealer.context.grant_permissions(["camera"])
    assert await dealer.evaluate("'BarcodeDetector' in window") is False
    await dealer.evaluate("navigator.vibrate = (how) => (window.shaken ??= []).push(how)")
    await dealer.get_by_role("button", name="Сканировать камерой").click()
    camera = dealer.get_by_role("dialog", name="Штрихкоды камерой")
    said = camera.get_by_role("status")
    await expect(said).to_contain_text(named)
    await picture(dealer, "camera", folder=RESULTS)
    await expect(said).to_have_text(f"Товара «{NOBODYS}» нет")
    await picture(dealer, "camera-unknown", folder=RESULTS)
    first = dealer.locator(".og-row").first
    await expect(first.get_by_label(CODE)).to_have_value(OURS)
    await expect(first.get_by_label(COUNT)).to_have_value(re.compile("[2-9]"))
    shaken = await dealer.evaluate("window.shaken")
    assert 60 in shaken
    assert [80, 60, 80] in shaken
    await camera.get_by_role("button", name="Готово").click()
    await expect(camera).to_have_count(0)
    await expect(first).to_contain_text(named)
    unknown = dealer.locator(".og-row.wrong")
    await expect(unknown).to_contain_text(f"Товара «{NOBODYS}» нет")
    await expect(unknown.get_by_label(COUNT)).to_have_value(re.compile("[1-9]"))
    await picture(dealer, "camera-after", folder=RESULTS)


async def test_where_the_camera_is_refused_a_photograph_is_read(filmed: People, named: str) -> None:
    dealer = await at_the_sheet(filmed)
    await dealer.get_by_role("button", name="Сканировать камерой").click()
    camera = dealer.get_by_role("dialog", name="Штрихкоды камерой")
    await expect(camera.get_by_role("alert")).to_contain_text("Браузеру не разрешили камеру")
    await picture(dealer, "camera-denied", folder=RESULTS)
    photo = camera.get_by_label("Сделать снимок")
    await expect(photo).to_have_attribute("capture", "environment")
    taken = {"name": "photo.jpg", "mimeType": "image/jpeg"}
    large = jpeg(scene(OURS, size=(4000, 3000), angle=-8, scale=2.5))
    await photo.set_input_files({**taken, "buffer": large})  # type: ignore[arg-type]
    await expect(camera.get_by_role("status")).to_contain_text(f"{named}× 1")
    await photo.set_input_files({**taken, "buffer": jpeg(scene())})  # type: ignore[arg-type]
    await expect(camera.get_by_role("status")).to_contain_text("Штрихкод не прочитан")
    await photo.set_input_files({**taken, "buffer": b"no picture"})  # type: ignore[arg-type]
    await expect(camera.get_by_role("status")).to_contain_text("не снимок")
    await dealer.keyboard.press("Escape")
    await expect(camera).to_have_count(0)
    await expect(dealer.locator(".og-row.ready").get_by_label(COUNT)).to_have_value("1")


async def test_without_https_the_photograph_is_offered(people: People) -> None:
    dealer = await at_the_sheet(people, theme="dark")
    await dealer.evaluate("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    await dealer.get_by_role("button", name="Сканировать камерой").click()
    camera = dealer.get_by_role("dialog", name="Штрихкоды камерой")
    await expect(camera.get_by_role("alert")).to_contain_text("только сайтам с https")
    await expect(camera.get_by_label("Сделать снимок")).to_be_attached()


async def test_the_browsers_own_reader_is_asked_first_where_there_is_one(
    people: People, named: str
) -> None:
    dealer = await at_the_sheet(people)
    await dealer.evaluate(
        """(code) => {
          window.BarcodeDetector = class {
            static async getSupportedFormats() { return ["ean_13", "qr_code"]; }
            async detect() { return [{ format: "ean_13", rawValue: code }]; }
          };
        }""",
        OURS,
    )
    asked: list[str] = []
    dealer.on("request", lambda request: asked.append(request.url))
    await dealer.get_by_role("button", name="Сканировать камерой").click()
    camera = dealer.get_by_role("dialog", name="Штрихкоды камерой")
    await camera.get_by_label("Сделать снимок").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene())}
    )
    await expect(camera.get_by_role("status")).to_contain_text(named)
    assert [url for url in asked if "/files/barcodes" in url] == []


async def test_a_scanner_types_into_the_sheet_wherever_the_focus_is(
    people: People, named: str
) -> None:
    dealer = await at_the_sheet(people, size=(1440, 900))

    async def scan(code: str) -> None:
        await dealer.keyboard.type(code)
        await dealer.keyboard.press("Enter")

    first = dealer.locator(".og-row").first
    await scan(OURS)  # in the field of the code
    await expect(first).to_contain_text(named)
    await expect(first.get_by_label(COUNT)).to_have_value("1")
    await scan(OURS)  # in the field of the quantity
    await expect(first.get_by_label(COUNT)).to_have_value("2")
    await dealer.get_by_role("button", name="В корзину").focus()
    await scan(OURS)  # a button has the focus, and is not pressed
    await expect(first.get_by_label(COUNT)).to_have_value("3")
    await expect(first).to_have_class(re.compile("ready"))
    await dealer.evaluate("document.activeElement.blur()")
    await scan(NOBODYS)  # nothing has
    wrong = dealer.locator(".og-row.wrong")
    await expect(wrong).to_contain_text(f"Товара «{NOBODYS}» нет")
    await expect(first.get_by_label(CODE)).to_have_value(OURS)
    await dealer.keyboard.press("Control+z")
    await expect(wrong).to_have_count(0)
    await expect(first.get_by_label(COUNT)).to_have_value("3")
