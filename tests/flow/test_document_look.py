"""What an organization chooses of its documents, and what it cannot change."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from tests import make
from tests.flow.test_documents import do, issue, order_id
from tests.reports import reading, samples
from wholesale.context import reading as looking
from wholesale.core.errors import DomainError, InvalidForm, NotPermitted
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.documents.rules import Pattern
from wholesale.documents.settings import LookForm
from wholesale.flow.annul_document import annul_document
from wholesale.flow.choose_document_look import (
    change_document_look,
    document_look,
    keep_picture,
    preview_look,
)
from wholesale.flow.issue_documents import document_file

__all__ = ["order_id"]


@pytest.fixture
def form(database: Database, world: make.World) -> LookForm:
    with looking(database, world.admin, now=make.NOW) as ctx:
        return document_look(ctx, organization_id=world.organization_id)


def change(database: Database, world: make.World, form: LookForm) -> None:
    do(
        database,
        world.admin,
        change_document_look,
        organization_id=world.organization_id,
        form=form,
    )


def text_of(database: Database, world: make.World, document_id: int) -> str:
    return reading.text(do(database, world.manager, document_file, document_id=document_id).content)


def test_a_chosen_pattern_numbers_from_where_the_sequence_stands(
    database: Database, world: make.World, order_id: int, form: LookForm
) -> None:
    first = issue(database, world, order_id, DocumentKind.INVOICE)
    patterns = {**form.patterns, DocumentKind.INVOICE: Pattern("КР/", 4)}
    change(database, world, replace(form, patterns=patterns, notice="Без доверенности не выдаём"))
    assert issue(database, world, order_id, DocumentKind.INVOICE) == first
    do(database, world.manager, annul_document, document_id=first.id, reason="Новый вид")
    second = issue(database, world, order_id, DocumentKind.INVOICE)
    assert (first.number, second.number) == ("СЧ-26-000001", "КР/0002")
    assert "Без доверенности не выдаём" not in text_of(database, world, first.id)
    assert "Без доверенности не выдаём" in text_of(database, world, second.id)


def test_parts_of_an_invoice_stand_in_the_chosen_order(
    database: Database, world: make.World, order_id: int, form: LookForm
) -> None:
    chosen = replace(
        form,
        blocks=("terms", "notice", "due"),
        terms="Первое условие\n\nВторое условие",
        notice="Примечание внизу",
    )
    change(database, world, chosen)
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    text = text_of(database, world, issued.id)
    parts = (
        "Итого:",
        "Первое условие",
        "Второе условие",
        "Примечание внизу",
        "Оплатить не позднее",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_pictures_are_placed_and_stay_in_old_documents(
    database: Database, world: make.World, order_id: int, form: LookForm
) -> None:
    key = do(database, world.admin, keep_picture, content=samples.picture())
    assert do(database, world.admin, keep_picture, content=samples.picture()) == key
    change(database, world, replace(form, pictures={"logo": key, "stamp": key}))
    issued = issue(database, world, order_id, DocumentKind.INVOICE)
    file = do(database, world.dealer, document_file, document_id=issued.id)
    assert reading.pictures(file.content) == 2
    change(database, world, form)
    assert do(database, world.dealer, document_file, document_id=issued.id) == file


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", samples.picture()[:40], samples.picture() + b"0" * 1_000_000]
)
def test_only_whole_pictures_of_a_sane_size_are_kept(
    database: Database, world: make.World, content: bytes
) -> None:
    with pytest.raises(DomainError, match="picture_wrong"):
        do(database, world.admin, keep_picture, content=content)


def test_every_bad_choice_is_named(database: Database, world: make.World, form: LookForm) -> None:
    bad = replace(
        form,
        accent="red",
        terms="а" * 2000,
        blocks=("notice", "notice"),
        patterns={DocumentKind.UPD: Pattern("", 0)},
    )
    with pytest.raises(InvalidForm) as refused:
        change(database, world, bad)
    assert {name: error.code for name, error in refused.value.fields.items()} == {
        "accent": "colour_wrong",
        "terms": "text_too_long",
        "blocks": "blocks_wrong",
        "patterns.upd": "number_pattern_wrong",
    }


def test_the_sample_is_a_picture_of_an_invoice(
    database: Database, world: make.World, form: LookForm
) -> None:
    with looking(database, world.admin, now=make.NOW) as ctx:
        content = preview_look(ctx, organization_id=world.organization_id, form=form)
    assert Image.open(io.BytesIO(content)).size == (662, 936)


def test_only_the_administrator_chooses(
    database: Database, world: make.World, form: LookForm
) -> None:
    for actor in (world.dealer, world.manager, world.supervisor):
        with pytest.raises(NotPermitted):
            do(
                database,
                actor,
                change_document_look,
                organization_id=world.organization_id,
                form=form,
            )
