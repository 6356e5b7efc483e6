"""A letter as files: what is attached to it, else the table in it, else its words.

A letter is what a mail program saves as .eml; «Веб-страница в одном файле» (MHTML), which Excel
calls .xls or .mht, is built the same way. Outlook's own .msg is taken apart by the child process
that opens files (``read_msg``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage, Message
from itertools import islice
from pathlib import PurePath

from wholesale.core.errors import DomainError
from wholesale.intake.opening import read_lines
from wholesale.intake.opening.sniff import DOCUMENTS, LETTERS, OLE, FileKind, is_letter, sniff
from wholesale.intake.opening.workbook import parts_of_msg

Part = tuple[str, str, bytes]

_MOST = 20  # attachments
_MOST_PARTS = 500


def files_of(content: bytes, file_name: str) -> list[tuple[str, bytes]]:
    """The tables a dropped file brings, as (name, bytes): of a letter its attachments, or what
    is written in it; of any other file itself, and of a letter that cannot be taken apart too:
    reading it tells why."""
    if not (is_letter(content) or _is_msg(content)):
        return [(file_name, content)]
    try:
        return _opened(content, file_name) or [(file_name, content)]
    except DomainError:
        return [(file_name, content)]


def only_file(content: bytes, file_name: str) -> tuple[str, bytes]:
    """The one table of a letter.

    Raises ``DomainError``: ``letter_empty``, ``letter_of_several`` (use ``files_of``),
    ``letter_of_many``, ``file_truncated``, ``file_corrupted``.
    """
    files = _opened(content, file_name)
    if not files:
        raise DomainError("letter_empty")
    if len(files) > 1:
        raise DomainError("letter_of_several", count=len(files))
    return files[0]


def _opened(content: bytes, file_name: str) -> list[tuple[str, bytes]]:
    stem = PurePath(file_name).stem
    attached: list[tuple[str, bytes]] = []
    pages: list[bytes] = []
    words: list[bytes] = []
    bare: list[bytes] = []  # pages without a table
    documents: list[tuple[str, bytes]] = []
    for kind, name, data in _parts(content):
        if name and _is_document(data):
            documents.append((name, data))
        elif name and _is_table(data):
            if len(attached) == _MOST:
                raise DomainError("letter_of_many", most=_MOST)
            attached.append((name, data))
        elif kind == "text/html" and b"<table" in data.lower():
            pages.append(data)
        elif kind == "text/html" and not name:
            bare.append(data)
        elif kind == "text/plain" and not name and data.strip():
            words.append(data)
    if attached:
        return attached
    if pages:
        return [(f"{stem}.html", b"\n".join(pages))]
    said = _without_quotes(words[0]) if words else b""
    if documents and len(documents) <= _MOST and not _is_list(said):  # «Заявка во вложении»
        return documents
    if words or not bare:
        return [(f"{stem}.txt", said)] if words else []
    return [(f"{stem}.html", bare[0])]


def _parts(content: bytes) -> Iterable[Part]:
    """What a letter is made of, as (type, name, bytes)."""
    if _is_msg(content):
        return parts_of_msg(content)
    parts: list[Part] = []
    try:
        letter = message_from_bytes(content, policy=policy.default)
        for part in islice(letter.walk(), _MOST_PARTS):
            if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects):
                raise DomainError("file_truncated")
            if not part.is_multipart():
                name = part.get_filename() or ""
                parts.append((part.get_content_type(), name, _bytes_of(part)))
    except (RecursionError, LookupError, ValueError, AttributeError) as broken:
        raise DomainError("file_corrupted") from broken
    return parts


def _is_msg(content: bytes) -> bool:
    try:
        return content.startswith(OLE) and sniff(content) is FileKind.MSG
    except DomainError:
        return False


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


_TO_BE_TOLD = frozenset(  # of attachments that hold tables but cannot be read
    {"file_encrypted", "file_truncated", "file_bomb", "file_is_numbers", "file_is_archive"}
)


def _is_table(data: bytes) -> bool:
    try:
        kind = sniff(data)
    except DomainError as refused:
        return refused.code in _TO_BE_TOLD
    return kind not in LETTERS


def _is_document(data: bytes) -> bool:
    try:
        return sniff(data) in DOCUMENTS
    except DomainError:
        return False


def _is_list(said: bytes) -> bool:
    """Whether the letter's own words are an order written as lines."""
    rows = read_lines.rows_of(said.decode("utf-8", "replace"))
    return rows is not None and any(len(cells) > 1 for _, cells in rows)


_QUOTED = re.compile(rb"^\s*(?:>.*|-{2,}\s*|_{5,}\s*)$", re.MULTILINE)


def _without_quotes(text: bytes) -> bytes:
    """The letter's own lines: those it quotes were ordered before."""
    return _QUOTED.sub(b"", text)
