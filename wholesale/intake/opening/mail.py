"""A letter as files: what is attached to it, else the table in it, else its words.

A letter is what a mail program saves as .eml; «Веб-страница в одном файле» (MHTML), which Excel
calls .xls or .mht, is built the same way. It is taken apart by the child process that opens files
(``read_letter``), and so is Outlook's own .msg (``read_msg``).
"""

from __future__ import annotations

import re
from pathlib import PurePath

from wholesale.core.errors import DomainError
from wholesale.intake.opening import read_lines
from wholesale.intake.opening.sniff import DOCUMENTS, LETTERS, OLE, FileKind, is_letter, sniff
from wholesale.intake.opening.workbook import parts_of_letter

_MOST = 20  # attachments


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
    ``letter_of_many``, ``letter_of_parts``, ``letter_unread``, ``file_truncated``,
    ``file_corrupted``.
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
    if documents and len(documents) <= _MOST and (counted := _counted(said)) < _FEWEST:
        # «Заявка во вложении»; «Заявка - 15» may be all that is ordered, or a word about it
        return [*documents, (f"{stem}.txt", said)] if counted else documents
    if words or not bare:
        return [(f"{stem}.txt", said)] if words else []
    return [(f"{stem}.html", bare[0])]


def _parts(content: bytes) -> list[tuple[str, str, bytes]]:
    """What a letter is made of, as (type, name, bytes)."""
    kind = FileKind.MSG if _is_msg(content) else FileKind.LETTER
    try:
        return parts_of_letter(content, kind)
    except DomainError as refused:
        if refused.code in {"file_too_large", "file_too_slow"}:  # no sheet of it is to blame
            raise DomainError("letter_unread") from refused
        raise


def _is_msg(content: bytes) -> bool:
    try:
        return content.startswith(OLE) and sniff(content) is FileKind.MSG
    except DomainError:
        return False


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


def _counted(said: bytes) -> int:
    """How many lines of the letter's own words say what and how much."""
    rows = read_lines.rows_of(said[:_BEGINNING].decode("utf-8", "replace"))
    return sum(1 for _, cells in rows or () if len(cells) > 1)


_FEWEST = 2  # lines that are the order whatever is attached to them
_BEGINNING = 50_000  # bytes of a letter that tell whether it is a list
_QUOTED = re.compile(rb"^[ \t]*+(?:>.*|(?:-{2,}+|_{5,}+)[ \t\r]*+)$", re.MULTILINE)


def _without_quotes(text: bytes) -> bytes:
    """The letter's own lines: those it quotes were ordered before."""
    return _QUOTED.sub(b"", text)
