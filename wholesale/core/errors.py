"""Two kinds of trouble: a refused action is raised, many bad rows are data.

Neither carries a sentence. A code and its parameters become text at the edge, in the
reader's language (``i18n.error_text``); a test demands a text for every code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class DomainError(Exception):
    """An action the rules refuse. ``code`` names the rule, ``params`` fill its sentence."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({details})"


class NotFound(DomainError):
    """What the actor asks for does not exist for him: absent and foreign look alike."""

    def __init__(self, kind: str, /, **params: Any) -> None:
        super().__init__("not_found", kind=kind, **params)


class NotPermitted(DomainError):
    """The actor's role lacks the permission a use case asks for."""

    def __init__(self, permission: str) -> None:
        super().__init__("not_permitted", permission=permission)


class InvalidForm(DomainError):
    """A form that cannot be kept: ``fields`` holds the error of each bad field, all at once."""

    def __init__(self, fields: Mapping[str, DomainError]) -> None:
        super().__init__("invalid_form")
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad row of many: ``row`` counts from 1 as the reader's sheet does."""

    row: int
    code: str
    params: dict[str, Any] = field(default_factory=dict)
