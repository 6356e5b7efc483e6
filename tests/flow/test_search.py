"""Search as a person types, over the products of a small shop."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from tests import make
from wholesale import events, scope, search
from wholesale.context import Context, acting, reading
from wholesale.core.access import system
from wholesale.core.codes import article_key
from wholesale.core.vocabulary import Audience
from wholesale.db import Database
from wholesale.flow.edit_product import change_product, product_card
from wholesale.models.goods import Barcode, Product
from wholesale.search import names

NAMES = {
    "KR-00012": "Болт М8x40 DIN 933 оцинкованный",
    "KR-00013": "Болт М10x60 DIN 933 оцинкованный",
    "KR-00140": "Саморез по дереву 3.5x35 чёрный",
    "KR-00141": "Саморез по дереву 3.5x45 жёлтый цинк",
    "KR-00207": "Саморез кровельный 5.5x19 RAL 3005 вишня",
    "DM-00007": "Кровать металлическая 80x190 см, белая",
    "DM-00008": "Кровать раскладная 90x200 см, чёрный муар",
    "EI-00013": "Дрель ударная 650 Вт в кейсе Ударник",
    "0102007": "Лампа светодиодная E27 груша 11 Вт 4000 К",
    "RI-00024": "Отвёртка крестовая PH2 100 мм Bosch",
}


@pytest.fixture
def shop(database: Database) -> dict[str, int]:
    """The products by article; the screw has a barcode, one product is inactive."""
    with database.transaction() as session:
        scope.bind(session, system("test"))
        ids = {
            article: make.product(
                session, article=article, name=name, article_key=article_key(article)
            )
            for article, name in NAMES.items()
        }
        session.add(Barcode(product_id=ids["KR-00140"], code="4600000000015"))
        make.product(session, article="OLD-1", name="Кровать снятая с продажи", active=False)
    return ids


def found(database: Database, text: str, **options: bool) -> list[str]:
    """Articles of what is found, best first."""
    with reading(database, system("test"), now=make.NOW) as ctx:
        articles = dict(ctx.session.execute(select(Product.id, Product.article)).all())
    return [articles[product_id] for product_id in search.find(database, text, **options)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("болт м8", "KR-00012"),
        ("БОЛТ М8Х40", "KR-00012"),
        ("болты М10", "KR-00013"),
        ("саморез желтый", "KR-00141"),
        ("саморезы чёрные", "KR-00140"),
        ("самор 3,5х45", "KR-00141"),
        ("дрели ударные", "EI-00013"),
        ("ударник", "EI-00013"),
        ("лампа е27", "0102007"),
        ("KR-00207", "KR-00207"),
        ("kr00207", "KR-00207"),
        ("КR 00207", "KR-00207"),
        ("0102007", "0102007"),
        ("102007", "0102007"),
        ("0102", "0102007"),
        ("4600000000015", "KR-00140"),
        ("46000000", "KR-00140"),
    ],
)
def test_words_forms_beginnings_and_codes_are_found(
    database: Database, shop: dict[str, int], text: str, first: str
) -> None:
    assert found(database, text)[0] == first


def test_every_keystroke_on_the_way_to_a_word_finds_it(
    database: Database, shop: dict[str, int]
) -> None:
    for length in range(1, len("кровать") + 1):
        assert "DM-00007" in found(database, "кровать"[:length])


def test_the_wrong_keyboard_layout_finds_what_was_meant(
    database: Database, shop: dict[str, int]
) -> None:
    assert found(database, "rhjdfnm") == ["DM-00007", "DM-00008"]
    assert found(database, "rhjd") == ["DM-00007", "DM-00008", "KR-00207"]
    assert found(database, "ищыср") == ["RI-00024"]


@pytest.mark.parametrize("text", ["крвать", "кровтаь", "кроватть", "rhjdfnmm", "крoвать"])
def test_one_typo_a_word_is_forgiven(database: Database, shop: dict[str, int], text: str) -> None:
    assert found(database, text)[:2] == ["DM-00007", "DM-00008"]


def test_one_unknown_word_of_three_is_forgiven(database: Database, shop: dict[str, int]) -> None:
    assert found(database, "саморез кровельный окрашенный") == ["KR-00207"]


def test_nothing_is_found_for_nothing(database: Database, shop: dict[str, int]) -> None:
    assert found(database, "") == []
    assert found(database, " ,.!") == []
    assert found(database, "экскаватор") == []


@pytest.mark.parametrize("text", ["а" * 5_000, "(" * 50, '"*:^~[]{}\\/+-', "AND OR NOT", "\x00"])
def test_strange_texts_do_no_harm(database: Database, shop: dict[str, int], text: str) -> None:
    assert found(database, text) == []


def test_inactive_products_are_found_only_on_request(
    database: Database, shop: dict[str, int]
) -> None:
    assert "OLD-1" not in found(database, "кровать")
    assert "OLD-1" in found(database, "кровать", with_inactive=True)
    assert all(
        product_id in shop.values()
        for product_id in search.name_candidates(database, ["Кровать снятая с продажи"])[0]
    )


def test_names_in_a_dealers_own_words_find_the_product(
    database: Database, shop: dict[str, int]
) -> None:
    texts = ["болт 8х40 оцинк", "самор. дерево 3,5х45 желт.", "дрель удар. 650вт кейс", "??", ""]
    found = search.name_candidates(database, texts, limit=3)
    assert [some[0] for some in found[:3]] == [
        shop["KR-00012"],
        shop["KR-00141"],
        shop["EI-00013"],
    ]
    assert found[3:] == [[], []]


def test_the_names_follow_the_catalogue(database: Database, shop: dict[str, int]) -> None:
    assert search.name_candidates(database, ["перфоратор"]) == [[]]
    with acting(database, system("test"), now=make.NOW) as ctx:
        added = make.product(ctx.session, article="EI-2", name="Перфоратор 800 Вт")
    assert search.name_candidates(database, ["перфораторы 0,8 квт"]) == [[added]]


def test_a_renamed_and_a_stopped_product_are_known_at_once(
    database: Database, shop: dict[str, int]
) -> None:
    drill, lamp = shop["EI-00013"], shop["0102007"]
    asked = ["дрель ударная 650 вт", "лампа груша 11 вт", "лобзик маятниковый"]
    assert search.name_candidates(database, asked, limit=1) == [[drill], [lamp], []]
    with acting(database, system("test"), now=make.NOW) as ctx:
        form = product_card(ctx, product_id=drill).form
        renamed = replace(form, name="Лобзик маятниковый 710 Вт")
        change_product(ctx, product_id=drill, form=renamed)
        form = product_card(ctx, product_id=lamp).form
        change_product(ctx, product_id=lamp, form=replace(form, active=False))
    assert search.name_candidates(database, asked, limit=1) == [[], [], [drill]]


def test_words_in_other_letters_and_with_slips_find_their_names(
    database: Database, shop: dict[str, int]
) -> None:
    texts = ["кpoвaть бeлaя", "саморезы желтые", "дрль удраная"]
    assert [some[0] for some in search.name_candidates(database, texts)] == [
        shop[article] for article in ("DM-00007", "KR-00141", "EI-00013")
    ]


def test_the_index_follows_new_changed_and_deleted_products(
    database: Database, shop: dict[str, int]
) -> None:
    assert found(database, "перфоратор") == []
    with acting(database, system("test"), now=make.NOW) as ctx:
        make.product(ctx.session, article="EI-2", name="Перфоратор 800 Вт")
    assert found(database, "перфоратор") == ["EI-2"]

    with acting(database, system("test"), now=make.NOW) as ctx:
        ctx.session.execute(update(Product).where(Product.article == "EI-2").values(name="Лобзик"))
        _note(ctx)
    assert found(database, "перфоратор") == []
    assert found(database, "лобзик") == ["EI-2"]

    with acting(database, system("test"), now=make.NOW + timedelta(minutes=1)) as ctx:
        ctx.session.execute(delete(Product).where(Product.article == "EI-2"))
        _note(ctx)
    assert found(database, "лобзик") == []


def test_only_what_differs_is_taken_in(database: Database, shop: dict[str, int]) -> None:
    assert search.refresh(database) == len(NAMES) + 1
    assert search.refresh(database) == 0
    with acting(database, system("test"), now=make.NOW) as ctx:
        ctx.session.execute(
            update(Product).where(Product.article == "DM-00007").values(weight=Decimal(5))
        )
        ctx.session.execute(
            update(Product).where(Product.article == "DM-00008").values(name="Раскладушка")
        )
        _note(ctx)
    assert search.refresh(database) == 1


def test_after_a_load_no_file_waits_for_the_names(
    database: Database, shop: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    search.refresh(database)
    monkeypatch.setattr(names, "take_apart", None)
    assert search.name_candidates(database, ["дрель"], limit=1) == [[shop["EI-00013"]]]


def test_another_process_finds_the_index_ready(
    database: Database, database_url: str, shop: dict[str, int]
) -> None:
    search.refresh(database)
    other = Database(database_url)
    try:
        assert search.refresh(other) == 0
        assert found(other, "дрель") == ["EI-00013"]
    finally:
        other.dispose()


def test_a_spoiled_index_is_built_anew(
    database: Database, database_url: str, shop: dict[str, int], engine: str
) -> None:
    if engine == "postgres":
        return  # its folder is the same code at another place
    search.refresh(database)
    folder = Path(f"{database.url.database}.search")
    for file in folder.rglob("meta.json"):
        file.write_text("{")
    other = Database(database_url)
    try:
        assert found(other, "дрель") == ["EI-00013"]
    finally:
        other.dispose()


def test_what_is_found_first_is_right_for_made_names(database: Database) -> None:
    """Of 300 made names, spoilt by a lost letter and a lost word, nearly all come first."""
    dice = random.Random(5)
    things = ["Эмаль", "Грунтовка", "Кабель", "Розетка", "Шланг", "Лопата", "Ведро", "Кисть"]
    kinds = ["белая", "чёрная", "усиленная", "садовая", "бытовая", "малярная"]
    with database.transaction() as session:
        scope.bind(session, system("test"))
        names = {}
        for number in range(300):
            name = f"{dice.choice(things)} {dice.choice(kinds)} арт {dice.randrange(10**6)} Норд"
            names[make.product(session, article=f"P-{number}", name=name)] = name
    spoilt = []
    for name in names.values():
        kept = name.split()
        del kept[1]
        kept[0] = kept[0][:2] + kept[0][3:]
        spoilt.append(" ".join(kept))
    hits = search.name_candidates(database, spoilt, limit=5)
    right = sum(line[0] == of for line, of in zip(hits, names, strict=True))
    assert right >= 297


def _note(ctx: Context) -> None:
    """What every use case that changes products records."""
    events.record(
        ctx.session,
        "catalog.changed",
        subject=search.CATALOG,
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
    )
