"""Texts in the reader's language: gettext catalogues, one ``.po`` file per subject.

English sentences are their own keys; codes (errors, statuses, permissions, kinds) have
keys with a prefix, such as ``error.order_not_draft``, in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wholesale.core.errors import DomainError, Problem
from wholesale.core.money import plain

LANGUAGES = ("ru", "en")

_texts: dict[str, dict[str, str | tuple[str, ...]]] = {language: {} for language in LANGUAGES}


def install(language: str, texts: Mapping[str, str | tuple[str, ...]]) -> None:
    """Add a catalogue's texts; called once at start by ``wholesale.locale``."""
    _texts[language].update(texts)


def known(language: str) -> Iterable[str]:
    """The keys that have a text in ``language``."""
    return _texts[language].keys()


def text(language: str, key: str, /, **params: Any) -> str:
    """The text of ``key`` with ``params`` filled in; the key itself when there is none."""
    found = _texts[language].get(key, key)
    sentence = found if isinstance(found, str) else found[0]
    return sentence.format(**_shown(language, params)) if params else sentence


def plural(language: str, key: str, count: int, /, **params: Any) -> str:
    """The form of ``key`` for ``count``; the text may use ``{count}``."""
    found = _texts[language].get(key, key)
    sentence = found if isinstance(found, str) else found[_plural_form(language, count)]
    return sentence.format(**_shown(language, {"count": count, **params}))


def error_text(language: str, error: DomainError | Problem) -> str:
    """The sentence for a refused action or a bad row."""
    params = dict(error.params)
    if "kind" in params:
        params["kind"] = text(language, f"kind.{params['kind']}")
    if "permission" in params:
        params["permission"] = text(language, f"permission.{params['permission']}")
    return text(language, f"error.{error.code}", **params)


def enum_text(language: str, value: StrEnum) -> str:
    """The word for a member of ``vocabulary`` or ``access``: key ``ClassName.value``."""
    return text(language, f"{type(value).__name__}.{value.value}")


def amount_text(value: Decimal, language: str = "ru") -> str:
    """1234567.5 → «1 234 567,50», with no-break spaces as Russian documents print it.

    In English the sign is a point; thousands stand apart by spaces all the same, so that no
    number of one language means another one in the other.
    """
    return _spaced(f"{value:,.2f}", language)


def quantity_text(value: Decimal, language: str = "ru") -> str:
    """1500.500 → «1 500,5», without trailing zeros; «1 500.5» in English."""
    return _spaced(f"{plain(value):,f}", language)


def _spaced(number: str, language: str) -> str:
    spaced = number.replace(",", "\u00a0")
    return spaced.replace(".", ",") if language == "ru" else spaced


def date_text(value: date) -> str:
    """22.11.2026, the short form of both languages."""
    return f"{value:%d.%m.%Y}"


def moment_text(value: datetime, zone: tzinfo) -> str:
    """22.11.2026 14:05 in the reader's zone."""
    return f"{value.astimezone(zone):%d.%m.%Y %H:%M}"


def _shown(language: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _show(language, value) for name, value in params.items()}


def _show(language: str, value: Any) -> Any:
    if isinstance(value, Decimal):
        return quantity_text(value, language)
    if isinstance(value, DomainError):
        return error_text(language, value)
    if isinstance(value, StrEnum):
        return enum_text(language, value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return date_text(value)
    return value


def _plural_form(language: str, count: int) -> int:
    """Index of the plural form by CLDR: ru one/few/many, en one/other."""
    n = abs(count)
    if language == "en":
        return 0 if n == 1 else 1
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2
