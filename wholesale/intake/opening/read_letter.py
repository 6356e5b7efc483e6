"""A letter as mail programs save it (.eml, MHTML), taken apart; runs in the child process that
opens files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage, Message

from wholesale.intake.opening.found import FoundSheet, Unreadable

_MOST_PARTS = 1_000
_BROKEN = (RecursionError, LookupError, ValueError, AttributeError)


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """The letter's parts as sheets: the name, and in one row the type and the bytes in base64."""
    if content.count(b"\n--") > _MOST_PARTS:  # said at once: a million parts take minutes
        raise Unreadable("letter_of_parts")
    try:
        letter = message_from_bytes(content, policy=policy.default)
        for part in letter.walk():
            if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
                raise Unreadable("file_truncated")
            if not part.is_multipart():
                data = b64encode(_bytes_of(part)).decode()
                yield FoundSheet(
                    part.get_filename() or "", True, [(1, [part.get_content_type(), data])]
                )
    except _BROKEN as broken:
        raise Unreadable("file_corrupted") from broken


def _bytes_of(part: Message | EmailMessage) -> bytes:
    """The part's bytes, text in utf-8 whatever page it was written in."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    page = part.get_content_charset()
    if part.get_content_maintype() != "text" or not page or part.get_filename():
        return data
    try:
        return data.decode(page, "replace").encode("utf-8")
    except LookupError:
        return data
