"""Settings from the environment (``WHOLESALE_…``) or an ``.env`` file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def data_folder() -> Path:
    """The user's data folder for the embedded database."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "wholesale"


class Settings(BaseSettings):
    """What an installation may set; every field has a working default."""

    model_config = SettingsConfigDict(env_prefix="WHOLESALE_", env_file=".env", extra="ignore")

    database_url: str = ""
    data: Path = data_folder()
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    time_zone: str = "Europe/Moscow"
    https_only: bool = False
    upload_limit_mb: int = 50
    company: str = "Wholesale"  # beside the mark on the screens
    accent: str = ""  # the company's colour, #rrggbb; text on it stays readable by itself
    logo: Path | None = None  # SVG or PNG shown instead of the mark

    smtp_host: str = ""  # the company's mail server; empty: documents are not mailed
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""  # «Крепёж-Опт <sales@example.test>»; else the user
    smtp_tls: Literal["starttls", "ssl", "none"] = "starttls"

    def resolved_database_url(self) -> str:
        """The database's address; an SQLite file in the data folder when none is set."""
        return self.database_url or f"sqlite:///{self.data / 'wholesale.sqlite3'}"
