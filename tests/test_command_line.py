"""The stable part of the command line: exit codes, JSON on stdout, complaints on stderr."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import make_url, text

from tests import make
from wholesale import cli, migrations
from wholesale.accounts import queries as accounts
from wholesale.config import Settings
from wholesale.context import reading
from wholesale.core.access import system
from wholesale.core.vocabulary import Role
from wholesale.db import Database
from wholesale.ui import login, server


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, database: str) -> Done:
    """Run a command as the program does, in this process: a start of Python each is dear."""
    out, err = StringIO(), StringIO()
    with (
        mock.patch.dict(os.environ, {"WHOLESALE_DATABASE_URL": database}),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        cli.run(list(arguments))
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def complaint(done: Done) -> dict[str, Any]:
    assert done.stdout == ""
    told: dict[str, Any] = json.loads(done.stderr)["error"]
    return told


@pytest.fixture
def url(new_database: Callable[[], Database]) -> str:
    """The URL of a database without tables; of SQLite, of a file that is not there yet."""
    return new_database().url.render_as_string(hide_password=False)


@pytest.fixture
def shop(database_url: str, database: Database, world: make.World) -> str:
    """The URL of a database with the little company, marked as of today's migration."""
    with database.transaction() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        session.execute(text(f"INSERT INTO alembic_version VALUES ('{migrations.HEAD}')"))
    return database_url


def test_init_creates_the_tables_and_answers_in_json(url: str) -> None:
    done = run("init", "--json", database=url)
    shown = make_url(url).render_as_string()
    assert (done.returncode, json.loads(done.stdout)) == (0, {"database": shown})
    again = run("migrate", "--json", database=url)
    assert json.loads(again.stdout) == {"from": migrations.HEAD, "to": migrations.HEAD}


def test_the_first_administrator_can_sign_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOLESALE_ADMIN_PASSWORD", "open-sesame")
    done = run("init", "--admin", "Boss", "--name", "Иван Иванов", "--json", database=url)
    assert json.loads(done.stdout) == {
        "database": make_url(url).render_as_string(),
        "login": "Boss",
        "password": None,
    }
    database = Database(url)
    server.connect(database, Settings())
    assert login.sign_in("boss", "open-sesame", "", "") != ""
    with reading(database, system("test"), now=make.NOW) as ctx:
        found = accounts.actor_of_user(ctx, login="boss")
        assert found is not None
        assert (found.role, found.name) == (Role.ADMIN, "Иван Иванов")
    database.dispose()
    again = run("init", "--admin", "boss", "--json", database=url)
    assert (again.returncode, complaint(again)["code"]) == (3, "login_taken")


def test_a_password_nobody_gave_is_made_up_and_shown_once(url: str) -> None:
    done = run("init", "--admin", "boss", database=url)
    shown = done.stdout.splitlines()
    assert shown[1] == "Администратор boss создан."
    database = Database(url)
    server.connect(database, Settings())
    password = shown[2].removeprefix("Его пароль, показан один раз: ")
    assert login.sign_in("boss", password, "", "") != ""
    database.dispose()


def test_an_administrator_needs_a_real_password_and_login(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLESALE_ADMIN_PASSWORD", "short")
    short = run("init", "--admin", "boss", "--json", database=url)
    assert (short.returncode, complaint(short)["code"]) == (3, "password_too_short")
    monkeypatch.setenv("WHOLESALE_ADMIN_PASSWORD", "open-sesame")
    wrong = run("init", "--admin", "a b", "--json", database=url)
    assert (wrong.returncode, complaint(wrong)["code"]) == (3, "login_wrong")
    assert run("init", "--admin", "boss", "--demo", database=url).returncode == 2


def test_dealers_are_listed_as_promised(shop: str) -> None:
    done = run("dealers", "list", "--json", database=shop)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0] == {
        "code": "D-003",
        "name": "Дальний",
        "point": "Склад Юг",
        "inn": "7702000043",
    }


def test_a_missing_database_is_exit_code_5_and_stays_missing(url: str, tmp_path: Path) -> None:
    done = run("orders", "list", "--json", database=url)
    assert done.returncode == 5
    assert complaint(done)["code"] == "database_missing"
    assert list(tmp_path.iterdir()) == []


def test_reading_a_missing_database_makes_no_folder_for_it(tmp_path: Path) -> None:
    done = run("dealers", "list", database=f"sqlite:///{tmp_path / 'a' / 'b' / 'shop.sqlite3'}")
    assert (done.returncode, list(tmp_path.iterdir())) == (5, [])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite:///{folder}/notes.txt", "database_unreachable"),
        ("mysql://x/y", "database_unsupported"),
        ("no address at all", "database_unreachable"),
    ],
)
def test_what_is_no_database_of_ours_is_exit_code_5(
    tmp_path: Path, address: str, code: str
) -> None:
    (tmp_path / "notes.txt").write_text("A text, not a database. " * 100)
    done = run("dealers", "list", "--json", database=address.format(folder=tmp_path))
    assert (done.returncode, complaint(done)["code"]) == (5, code)


def test_an_unreachable_database_is_exit_code_5_without_its_password() -> None:
    done = run("orders", "list", database="postgresql://u:hush@127.0.0.1:1/none")
    assert done.returncode == 5
    assert "Нет связи с базой" in done.stderr
    assert "hush" not in done.stderr


def test_what_is_not_there_is_exit_code_4(shop: str) -> None:
    done = run("orders", "show", "A-26-99999", "--json", database=shop)
    assert done.returncode == 4
    assert complaint(done)["code"] == "not_found"


def test_a_refusal_is_exit_code_3(shop: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    done = run("backup", str(tmp_path / "there"), "--json", database=shop)
    assert done.returncode == 3
    assert complaint(done)["code"] == "file_exists"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no table", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_exit_code_6(
    shop: str, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "order.xlsx").write_bytes(content)
    order = str(tmp_path / "order.xlsx")
    done = run("orders", "import", order, "--dealer", "D-001", "--json", database=shop)
    assert done.returncode == 6
    assert complaint(done)["code"].startswith("file_")


@pytest.mark.parametrize(
    "arguments",
    [
        ("catalog", "dump", "-o", "absent/folder/goods.csv"),
        ("orders", "import", "absent.xlsx", "--dealer", "D-001"),
    ],
)
def test_a_wrong_path_is_exit_code_6_in_russian(shop: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--json", database=shop)
    assert done.returncode == 6
    told = complaint(done)
    assert told["code"] == "file_unusable"
    assert told["text"].endswith("нет такого файла или папки.")


def test_wrong_usage_is_exit_code_2_and_json_too(shop: str) -> None:
    done = run("orders", "show", "--json", database=shop)
    assert done.returncode == 2
    assert complaint(done)["code"] == "usage"
    assert run("orders", "nonsense", database=shop).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "russian", "english"),
    [
        (("orders", "show"), "Не указано: 'NUMBER'.", "Missing: 'NUMBER'."),
        (("orders", "nonsense"), "Нет такой команды: nonsense.", "There is no command nonsense."),
        (("orders", "list", "--far"), "Нет такого параметра: --far.", "There is no option --far."),
        (("orders", "list", "--limit"), "Не указано: --limit.", "Missing: --limit."),
        (("orders", "show", "A", "B"), "Лишние слова: B.", "Too many words: B."),
        (
            ("documents", "list", "--limit", "-5"),
            "'--limit': такого значения быть не может; нужно: <int range>.",
            "'--limit' is given a value that cannot be; wanted: <int range>.",
        ),
        (
            ("serve", "--port", "99999"),
            "'--port': такого значения быть не может; нужно: <int range>.",
            "'--port' is given a value that cannot be; wanted: <int range>.",
        ),
    ],
)
def test_wrong_usage_is_told_in_the_chosen_language(
    arguments: tuple[str, ...], russian: str, english: str
) -> None:
    for language, sentence in (((), russian), (("--language", "en"), english)):
        done = run("--json", *language, *arguments, database="sqlite:////absent")
        assert (done.returncode, complaint(done)) == (
            2,
            {"code": "usage", "text": sentence, "params": {}},
        )
        told = run(*language, *arguments, database="sqlite:////absent")
        assert told.stderr.splitlines()[0] == sentence


def test_a_setting_that_cannot_be_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOLESALE_PORT", "70000")
    done = run("dealers", "list", database="sqlite:////absent")
    assert done.returncode == 2
    assert "WHOLESALE_PORT" in done.stderr


def test_a_window_without_a_screen_or_a_server_is_refused_in_words(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = run("desktop", "--json", database=shop)
    assert (done.returncode, complaint(done)["code"]) == (3, "desktop_no_screen")
    for address in ("foo", "", "ftp://host", "http://", "http://host:port"):
        done = run("desktop", "--server", address, "--json", database=shop)
        assert (done.returncode, complaint(done)["code"]) == (3, "server_address_wrong")


def test_common_options_may_stand_before_the_command(shop: str) -> None:
    after = run("dealers", "list", "--database", shop, "--json", database="sqlite:////absent")
    before = run("--database", shop, "--json", "dealers", "list", database="sqlite:////absent")
    assert before.returncode == 0
    assert before.stdout == after.stdout
    missing = run("--language", "en", "orders", "show", "A-26-99999", database=shop)
    assert missing.stderr == "Not found: order\n"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("BOLT-8:1e30", "number_unreadable"),
        ("BOLT-8:nan", "number_unreadable"),
        ("BOLT-8:Infinity", "number_unreadable"),
        ("BOLT-8:1.23456", "quantity_too_fine"),
        ("BOLT-8:2000000", "quantity_too_large"),
        ("BOLT-8:0", "quantity_not_positive"),
        ("BOLT-8:-3", "quantity_not_positive"),
    ],
)
def test_a_quantity_that_cannot_be_has_no_price(shop: str, item: str, code: str) -> None:
    done = run("price", "--dealer", "D-001", item, "--json", database=shop)
    assert (done.returncode, complaint(done)["code"]) == (3, code)


@pytest.mark.parametrize(
    "content",
    [
        "BOLT-8\t20\nGLUE\t1,5\n",
        "BOLT-8;20\nGLUE;1,5\n",
        "BOLT-8,20\nGLUE,1.5\n",
        'BOLT-8,20\nGLUE,"1,5"\n',
        "BOLT-8:20\n\nGLUE:1,5",
        "article,quantity\nBOLT-8,20\nGLUE,1.5\n",
        "Кол-во;Наименование;Артикул\n20;Болт;BOLT-8\n1,5;Клей;GLUE\n",
        "\ufeffАртикул\tКоличество\r\nBOLT-8\t20\r\nGLUE\t1,5\r\n",
    ],
)
def test_articles_to_price_come_from_a_file(shop: str, tmp_path: Path, content: str) -> None:
    (tmp_path / "goods.csv").write_text(content, encoding="utf-8")
    done = run(
        "price", "--dealer", "D-001", "--file", str(tmp_path / "goods.csv"), "--json", database=shop
    )
    assert [(row["article"], row["quantity"]) for row in json.loads(done.stdout)] == [
        ("BOLT-8", "20"),
        ("GLUE", "1.5"),
    ]


@pytest.mark.parametrize("content", ["article\nBOLT-8\nGLUE\n", "BOLT-8\nGLUE"])
def test_an_article_alone_is_one_unit(shop: str, tmp_path: Path, content: str) -> None:
    (tmp_path / "goods.txt").write_text(content, encoding="utf-8")
    done = run(
        "price", "--dealer", "D-001", "--file", str(tmp_path / "goods.txt"), "--json", database=shop
    )
    assert [row["quantity"] for row in json.loads(done.stdout)] == ["1", "1"]


def test_a_line_of_a_file_without_a_number_is_told(shop: str, tmp_path: Path) -> None:
    (tmp_path / "goods.csv").write_text("BOLT-8;20\nGLUE;some\n", encoding="utf-8")
    done = run(
        "price", "--dealer", "D-001", "--file", str(tmp_path / "goods.csv"), "--json", database=shop
    )
    assert (done.returncode, complaint(done)["text"]) == (3, "«some» — не количество.")


@pytest.mark.parametrize("content", [b"junk", b"SQLite format 3\x00 and no more", b"PK\x03\x04"])
def test_a_backup_that_is_none_is_exit_code_6(url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup").write_bytes(content)
    done = run("restore", str(tmp_path / "backup"), "--json", database=url)
    assert (done.returncode, complaint(done)["code"]) == (6, "backup_damaged")


def test_a_backup_goes_round_through_the_command_line(shop: str, url: str, tmp_path: Path) -> None:
    saved = run("backup", str(tmp_path / "b.zip"), "--portable", "--json", database=shop)
    assert json.loads(saved.stdout)["rows"]["dealers"] == 3
    restored = run("restore", str(tmp_path / "b.zip"), "--json", database=url)
    assert json.loads(restored.stdout)["rows"] == json.loads(saved.stdout)["rows"]
    assert json.loads(run("dealers", "list", "--json", database=url).stdout) == json.loads(
        run("dealers", "list", "--json", database=shop).stdout
    )
