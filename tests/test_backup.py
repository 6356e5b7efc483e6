"""Backup and restore: nothing is lost between files and engines."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import make
from tests.snapshot import content
from wholesale import backup, migrations, scope
from wholesale.core.access import system
from wholesale.core.errors import DomainError
from wholesale.db import Database
from wholesale.models.goods import Category, Product

NewDatabase = Callable[[], Database]


@pytest.fixture
def filled(new_database: NewDatabase) -> Database:
    """A migrated database with the company, and a category that lies under a younger one."""
    database = new_database()
    migrations.upgrade(database)
    with database.transaction() as session:
        scope.bind(session, system("test"))
        make.company(session)
        younger = make.category(session, "Всё")
        eldest = session.scalars(select(Category).where(Category.path == "Крепёж")).one()
        eldest.parent_id = younger
    return database


@pytest.mark.parametrize("portable", [False, True])
def test_a_restored_backup_has_every_row(
    filled: Database, new_database: NewDatabase, tmp_path: Path, portable: bool
) -> None:
    file = tmp_path / "backup"
    saved = backup.save(filled, file, portable=portable)
    target = new_database()
    restored = backup.restore(target, file)
    assert content(target) == content(filled)
    assert saved.rows == restored.rows
    assert saved.rows["products"] == 6


def test_a_dump_moves_the_company_to_the_other_engine(
    filled: Database, tmp_path: Path, postgres_url: str
) -> None:
    backup.save(filled, tmp_path / "dump", portable=True)
    target = Database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    backup.restore(target, tmp_path / "dump")
    assert content(target) == content(filled)
    target.dispose()


def test_an_sqlite_copy_is_restored_into_either_engine(
    new_database: NewDatabase, filled: Database, tmp_path: Path
) -> None:
    backup.save(filled, tmp_path / "dump", portable=True)
    small = Database(f"sqlite:///{tmp_path / 'small.sqlite3'}")
    backup.restore(small, tmp_path / "dump")
    backup.save(small, tmp_path / "copy")
    small.dispose()
    target = new_database()
    assert backup.restore(target, tmp_path / "copy").kind == "copy"
    assert content(target) == content(filled)


def test_new_rows_get_new_ids_after_a_restore(
    filled: Database, new_database: NewDatabase, tmp_path: Path
) -> None:
    backup.save(filled, tmp_path / "dump", portable=True)
    target = new_database()
    backup.restore(target, tmp_path / "dump")
    with target.transaction() as session:
        scope.bind(session, system("test"))
        known = set(session.scalars(select(Product.id)))
        assert make.product(session, article="NEW-1") == max(known) + 1


def test_a_backup_is_not_restored_over_data(filled: Database, tmp_path: Path) -> None:
    backup.save(filled, tmp_path / "backup")
    before = content(filled)
    with pytest.raises(DomainError, match="database_not_empty"):
        backup.restore(filled, tmp_path / "backup")
    assert content(filled) == before


def test_an_existing_file_is_not_overwritten(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("mine")
    with pytest.raises(DomainError, match="file_exists"):
        backup.save(filled, file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("damage", [b"", b"PK\x05\x06nothing", b"not a backup at all"])
def test_a_damaged_file_is_refused_and_leaves_nothing(
    new_database: NewDatabase, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "damaged").write_bytes(damage)
    target = new_database()
    with pytest.raises(DomainError, match="backup_damaged"):
        backup.restore(target, tmp_path / "damaged")


def test_a_dump_with_a_table_cut_short_is_refused_whole(
    filled: Database, new_database: NewDatabase, tmp_path: Path
) -> None:
    backup.save(filled, tmp_path / "dump", portable=True)
    with zipfile.ZipFile(tmp_path / "dump") as whole, zipfile.ZipFile(tmp_path / "cut", "w") as cut:
        for name in whole.namelist():
            data = whole.read(name)
            cut.writestr(name, data.split(b"\n")[0] if name == "products.jsonl" else data)
    target = new_database()
    with pytest.raises(DomainError, match="backup_damaged"):
        backup.restore(target, tmp_path / "cut")
    assert not any(content(target).values())


def test_a_missing_file_is_named(new_database: NewDatabase, tmp_path: Path) -> None:
    target = new_database()
    with pytest.raises(FileNotFoundError):
        backup.restore(target, tmp_path / "absent")
