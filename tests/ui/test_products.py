"""The keepers of the catalogue at work: finding, changing and loading products."""

from __future__ import annotations

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing import User

from tests import make
from tests.flow.test_load_catalog import workbook
from tests.ui.conftest import Enter
from tests.ui.test_office import press, sees, until
from wholesale.catalog import queries
from wholesale.context import reading
from wholesale.core.access import system
from wholesale.db import Database
from wholesale.ui import server


def facts(database: Database, article: str) -> queries.ProductFacts:
    """The product as it is now."""
    with reading(database, system("test"), now=server.now()) as ctx:
        return queries.product_by_article(ctx, article)


def names(person: User) -> list[str]:
    """The products of the list; none while the page is being built."""
    try:
        (table,) = person.find(kind=ui.table).elements
    except AssertionError:
        return []
    return [row["name"] for row in table.rows]


async def test_the_list_is_narrowed_as_one_types(enter: Enter, world: make.World) -> None:
    person = enter(world.supervisor)
    await person.open("/products")
    await sees(person, "Товары")
    await until(lambda: len(names(person)) == 6)
    await sees(person, "Вместе со снятыми с продажи", ui.checkbox)
    person.find(kind=ui.input).type("ufqrf")
    await until(lambda: names(person) == ["Гайка М8 оцинкованная"])


async def test_a_product_is_changed_and_taken_off_sale(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open(f"/products/{world.product('DRILL')}")
    await sees(person, "Дрель ударная 650 Вт")
    await press(person, "Изменить", ui.button)
    await sees(person, "Себестоимость", ui.input)
    person.find(kind=ui.input, content="Наименование").clear().type("Дрель 650 Вт, кейс")
    await press(person, "Сохранить", ui.button)
    await until(lambda: facts(database, "DRILL").name == "Дрель 650 Вт, кейс")
    await person.open(f"/products/{world.product('DRILL')}")
    await press(person, "Снять с продажи", ui.button)
    await until(lambda: not facts(database, "DRILL").active)


async def test_a_new_product_with_a_taken_article_is_refused_at_the_field(
    enter: Enter, database: Database, world: make.World
) -> None:
    person = enter(world.supervisor)
    await person.open("/products")
    await press(person, "Новый товар", ui.button)
    await sees(person, "Наименование", ui.input)
    person.find(kind=ui.input, content="Наименование").type("Отвёртка")
    person.find(kind=ui.input, content="Артикул").type("DRILL")
    await press(person, "Сохранить", ui.button)

    def refused() -> bool:
        return any(
            field.error == "Товар с таким артикулом уже есть"
            for field in person.find(kind=ui.input).elements
        )

    await until(refused)


@pytest.mark.parametrize("bad", [False, True])
async def test_a_file_is_loaded_or_its_wrong_rows_are_told(
    enter: Enter, database: Database, world: make.World, bad: bool
) -> None:
    person = enter(world.supervisor)
    await person.open("/products/load")
    await sees(person, "Торговая точка остатков", ui.select)
    price = "даром" if bad else 250
    content = workbook(("Артикул", "Наименование", "Цена"), ("S-1", "Отвёртка PH2", price))
    (upload,) = person.find(kind=ui.upload).elements
    await upload.handle_uploads([SmallFileUpload("c.xlsx", "", content)])
    if bad:
        await sees(person, "1 строка с ошибкой, ничего не записано")
    else:
        await sees(person, "Загружена 1 строка")
        assert facts(database, "S-1").name == "Отвёртка PH2"


async def test_the_administrator_sees_no_costs(enter: Enter, world: make.World) -> None:
    person = enter(world.admin)
    await person.open(f"/products/{world.product('DRILL')}")
    await sees(person, "Дрель ударная 650 Вт")
    await person.should_not_see("Себестоимость")
    await person.should_not_see("3 240,00")
