"""What the running server holds: the database, the settings, the clock. Set once at start."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wholesale.config import Settings
from wholesale.db import Database

_database: Database | None = None
_settings: Settings | None = None


def connect(database: Database, settings: Settings) -> None:
    """Give the screens their database and settings; called by ``app.prepare`` only."""
    global _database, _settings
    _database, _settings = database, settings


def database() -> Database:
    """The database of this process."""
    if _database is None:
        raise RuntimeError("the screens are not connected to a database")
    return _database


def settings() -> Settings:
    """The settings of this process."""
    return _settings if _settings is not None else Settings()


def zone() -> ZoneInfo:
    """The company's time zone."""
    return ZoneInfo(settings().time_zone)


def now() -> datetime:
    """The present moment; edges alone ask for it."""
    return datetime.now(UTC)
