"""What every command shares: its options, the database, its answer, its exit code.

Exit codes: 0 done · 1 a fault of the program · 2 wrong usage · 3 refused by a rule ·
4 not found · 5 the database is missing or of another version · 6 a file cannot be read or
written.
"""

from __future__ import annotations

import errno
import functools
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DatabaseError

import wholesale.locale  # noqa: F401 - the texts of errors
from wholesale import context, migrations
from wholesale.config import Settings
from wholesale.context import Context
from wholesale.core import i18n
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.db import Database

USAGE: Any = typer.BadParameter.__mro__[1]  # Typer hands out this one of its classes only
LONGEST_NUMBER = 12  # digits before the point, or zeros after it
REFUSED, NOT_FOUND, WRONG_DATABASE, UNREADABLE = 3, 4, 5, 6

_OF_DATABASE = {
    "database_missing",
    "database_outdated",
    "database_unknown",
    "database_unreachable",
    "database_unsupported",
    "demo_elsewhere",
}
_OF_FILE = {  # beside all codes that begin with «file_»
    "backup_damaged", "corpus_damaged", "letter_empty", "letter_of_several", "letter_of_many",
    "letter_of_parts", "letter_unread",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What the common options said, before the command's name or after it."""

    database_url: str | None = None
    as_json: bool = False
    language: str | None = None


class Run:
    """One command's run: what the common options said."""

    def __init__(self, said: Said) -> None:
        self.database_url = said.database_url
        self.as_json = said.as_json
        self.language = said.language or "ru"

    @cached_property
    def settings(self) -> Settings:
        """The settings, with ``--database`` applied."""
        changed = {"database_url": self.database_url} if self.database_url else {}
        return Settings(**changed)  # type: ignore[arg-type]

    @cached_property
    def database(self) -> Database:
        """The database of ``--database``, looked at neither for presence nor version."""
        return Database(self.settings.resolved_database_url())


_run: ContextVar[Run] = ContextVar("run")
_said_before: ContextVar[Said] = ContextVar("said_before", default=Said())  # noqa: B039 - frozen


class Commands(typer.Typer):
    """A Typer whose commands take ``--database --json --language`` and end in our exit codes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(no_args_is_help=True, pretty_exceptions_enable=False, **options)

    def command(  # type: ignore[override]
        self, name: str | None = None, **options: Any
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Register a command; the function itself stays callable as it is."""
        register = super().command(name, **options)

        def decorate(function: Callable[..., None]) -> Callable[..., None]:
            register(_with_common_options(function))
            return function

        return decorate


def settings() -> Settings:
    """The settings, with ``--database`` applied."""
    return _run.get().settings


def keep_to(database_url: str) -> None:
    """Without ``--database`` let this run use ``database_url``, whatever the environment says.

    To be said before the run has looked at its database.
    """
    run = _run.get()
    if run.database_url is None:
        run.settings = run.settings.model_copy(update={"database_url": database_url})


def language() -> str:
    """The language of messages: ``--language``, ``ru`` by default."""
    return _run.get().language


def database(*, ready: bool = True) -> Database:
    """The database of this run; with ``ready`` it must exist at today's migration."""
    try:
        found = _run.get().database
        stands_at = migrations.revision(found)
    except (DatabaseError, ArgumentError, ModuleNotFoundError) as error:
        raise DomainError(
            "database_unreachable",
            database=_shown(settings().resolved_database_url()),
            reason=str(getattr(error, "orig", error)).strip(),
        ) from error
    if ready:
        migrations.require(found, stands_at)
    return found


def address(of: Database) -> str:
    """A database's address as it may be shown."""
    return of.url.render_as_string(hide_password=True)


def now() -> datetime:
    """The command line is an edge: it asks the clock."""
    return datetime.now(UTC)


def actor() -> Actor:
    """Who acts on the command line: the system, named so in the journal."""
    return system("command line")


def acting() -> AbstractContextManager[Context]:
    """One transaction of the command line's actor; see ``context.acting``."""
    return context.acting(database(), actor(), now=now(), zone=ZoneInfo(settings().time_zone))


def reading() -> AbstractContextManager[Context]:
    """A look at the data by the command line's actor."""
    return context.reading(database(), actor(), now=now(), zone=ZoneInfo(settings().time_zone))


def answer(value: Any, lines: Iterable[str] = ()) -> None:
    """Print the result: ``value`` as JSON with ``--json``, else ``lines`` for people.

    In JSON amounts and quantities are decimal strings, dates ISO 8601; dataclasses become
    objects.
    """
    if _run.get().as_json:
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")
    else:
        tell(lines)


def tell(lines: Iterable[str]) -> None:
    """A part of the answer for people, before the rest is known; nothing with ``--json``."""
    if not _run.get().as_json:
        for line in lines:
            typer.echo(line)


def say(line: str) -> None:
    """Progress and remarks, on stderr, so that stdout stays the answer."""
    typer.echo(line, err=True)


def complain(code: str, text: str, params: Mapping[str, Any] | None = None) -> None:
    """Tell a machine what was refused, on stderr."""
    told = {"error": {"code": code, "text": text, "params": params or {}}}
    typer.echo(json.dumps(plain(told), ensure_ascii=False, default=str), err=True)


def read_bytes(path: Path) -> bytes:
    """A file the user named."""
    return path.read_bytes()


def quantity(text: str) -> Decimal | None:
    """A quantity as people write it on a command line, «1.5» or «1,5»; None for other words.

    Raises ``number_unreadable`` for what Python takes for a number and no one for a quantity:
    «nan», «1e30».
    """
    try:
        found = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > LONGEST_NUMBER:
        raise DomainError("number_unreadable", text=text.strip()[:40])
    return found


def shown_amount(value: Decimal) -> str:
    """An amount as the reader's language writes it."""
    return i18n.amount_text(value, language())


def shown_quantity(value: Decimal) -> str:
    """A quantity as the reader's language writes it."""
    return i18n.quantity_text(value, language())


def plain(value: Any) -> Any:
    """``value`` in JSON's own types."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def _shown(url: str) -> str:
    """An address without its password."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", url)


DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Database; else WHOLESALE_DATABASE_URL."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON on stdout.")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--language", envvar="WHOLESALE_LANGUAGE", help="Of messages: ru or en."),
]


@dataclass(frozen=True)
class _Common:
    """The common options as parameters of a command."""

    database_url: DatabaseOption = None
    as_json: JsonOption = False
    message_language: LanguageOption = None


def before_the_command(
    database_url: DatabaseOption = None,
    as_json: JsonOption = False,
    message_language: LanguageOption = None,
) -> None:
    """Take the common options that stand before the command's name."""
    _said_before.set(Said(database_url, as_json, message_language))


def _with_common_options(function: Callable[..., None]) -> Callable[..., None]:
    own = inspect.signature(function, eval_str=True)
    common = inspect.signature(_Common, eval_str=True)

    @functools.wraps(function)
    def run(
        *,
        database_url: str | None = None,
        as_json: bool = False,
        message_language: str | None = None,
        **arguments: Any,
    ) -> None:
        before = _said_before.get()
        said = Said(
            database_url or before.database_url,
            as_json or before.as_json,
            message_language or before.language,
        )
        with _running(Run(said)):
            function(**arguments)

    parameters = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in (*own.parameters.values(), *common.parameters.values())
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


@contextmanager
def _running(run: Run) -> Iterator[None]:
    if run.language not in i18n.LANGUAGES:
        raise typer.BadParameter(f"--language: {run.language}")
    token = _run.set(run)
    try:
        yield
    except DomainError as error:
        _complain(run, error)
        raise typer.Exit(_exit_code(error)) from error
    except ValidationError as error:
        raise typer.BadParameter(_of_settings(error)) from error
    except OSError as error:
        if error.filename is None:
            raise
        _complain(run, _of_file(run, error))
        raise typer.Exit(UNREADABLE) from error
    finally:
        _run.reset(token)
        if "database" in run.__dict__:
            run.database.dispose()


def _exit_code(error: DomainError) -> int:
    if isinstance(error, NotFound):
        return NOT_FOUND
    if error.code in _OF_FILE or (error.code.startswith("file_") and error.code != "file_exists"):
        return UNREADABLE
    return WRONG_DATABASE if error.code in _OF_DATABASE else REFUSED


def _of_settings(error: ValidationError) -> str:
    """Which variables of the environment cannot be, and why."""
    return "; ".join(
        f"WHOLESALE_{'_'.join(map(str, wrong['loc'])).upper()}: {wrong['msg']}"
        for wrong in error.errors()
    )


def _of_file(run: Run, error: OSError) -> DomainError:
    """What the system says of a file, in the reader's language where we have the words."""
    key = f"file_reason.{errno.errorcode.get(error.errno or 0, '')}"
    known = key in i18n.known(run.language)
    reason = i18n.text(run.language, key) if known else error.strerror
    return DomainError("file_unusable", path=str(error.filename), reason=reason)


def _complain(run: Run, error: DomainError) -> None:
    if isinstance(error, InvalidForm):  # there is no form here whose fields could be marked
        error = next(iter(error.fields.values()))
    sentence = i18n.error_text(run.language, error)
    if run.as_json:
        complain(error.code, sentence, error.params)
    else:
        typer.echo(sentence, err=True)
