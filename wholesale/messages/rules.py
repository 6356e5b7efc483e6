"""What may be said."""

from __future__ import annotations

from wholesale.core.errors import DomainError

LONGEST = 4_000


def clean(text: str) -> str:
    """The text as it is kept. Raises ``message_empty``, ``message_too_long``, ``text_has_nul``."""
    said = text.strip()
    if not said:
        raise DomainError("message_empty")
    if len(said) > LONGEST:
        raise DomainError("message_too_long", longest=LONGEST)
    if "\x00" in said:
        raise DomainError("text_has_nul")
    return said
