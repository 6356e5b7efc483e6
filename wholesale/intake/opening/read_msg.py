"""A letter as Outlook saves it (.msg), taken apart; runs in the child process that opens files."""

from __future__ import annotations

import io
import struct
from base64 import b64encode
from collections.abc import Iterator

from olefile import OleFileIO
from oxmsg.storage import Storage

from wholesale.intake.opening.encodings import decode_text
from wholesale.intake.opening.found import FoundSheet, Unreadable
from wholesale.intake.opening.read_rtf import html_in

_MOST = 100  # parts
_DEEPEST = 5  # letters within letters
_FIRST_TABLES = 109  # of sectors; the header names so many, which is 7 MB
_FREE = 0xFFFFFFFF

# Properties by the names of their streams (MS-OXMSG): words are utf-16 (…1F), or bytes of a page
# that is rarely told (…1E) and found like that of any other text.
_DATA = "__substg1.0_37010102"
_LETTER_INSIDE = "__substg1.0_3701000D"
_HTML = "__substg1.0_10130102"
_RTF = "__substg1.0_10090102"
_NAMES = ("3707", "3704")  # the long name, and the one of eight letters that old programs gave
_BODY, _BODY_HTML = "1000", "1013"

Part = tuple[str, str, bytes]


def sheets(content: bytes) -> Iterator[FoundSheet]:
    """The letter's parts as sheets: the name, and in one row the type and the bytes in base64.

    A part's type is «text/plain» or «text/html» for the letter's own words, else «attached».
    """
    if _is_cut(content):
        raise Unreadable("file_truncated")
    with OleFileIO(io.BytesIO(content)) as package:
        letter = Storage.from_ole(package)
    for number, (kind, name, data) in enumerate(_parts(letter)):
        if number >= _MOST:
            return
        yield FoundSheet(name, True, [(1, [kind, b64encode(data).decode()])])


def _is_cut(content: bytes) -> bool:
    """Whether a sector in use lies beyond the end: its reader takes what is missing for nothing."""
    size = 4096 if content[30:31] == b"\x0c" else 512
    tables = min(int.from_bytes(content[44:48], "little"), _FIRST_TABLES)
    last = 0
    for number, (place,) in enumerate(struct.iter_unpack("<I", content[76 : 76 + 4 * tables])):
        table = content[(place + 1) * size : (place + 2) * size]
        if len(table) < size:
            return True
        for at, (following,) in enumerate(struct.iter_unpack("<I", table), number * size // 4):
            if following != _FREE:
                last = at
    return len(content) <= (last + 1) * size


def _parts(letter: Storage, depth: int = 0) -> Iterator[Part]:
    for place in letter.iter_attachment_storages():
        inside = next((one for one in place.storages if one.name == _LETTER_INSIDE), None)
        if inside is not None and depth < _DEEPEST:
            yield from _parts(inside, depth + 1)
        elif data := _streams(place).get(_DATA):
            names = (_words(place, name) for name in _NAMES)
            name = decode_text(next(filter(None, names), b""))
            yield "attached", name, data
    said = _streams(letter)
    html = said.get(_HTML) or _words(letter, _BODY_HTML) or html_in(said.get(_RTF, b""))
    if html:
        yield "text/html", "", html
    if text := _words(letter, _BODY):
        yield "text/plain", "", text


def _words(place: Storage, name: str) -> bytes:
    """A property of words in utf-8, or as it stands when nobody says in which page."""
    streams = _streams(place)
    wide = streams.get(f"__substg1.0_{name}001F")
    if wide is not None:
        return wide.decode("utf-16-le", "replace").encode()
    return streams.get(f"__substg1.0_{name}001E", b"")


def _streams(place: Storage) -> dict[str, bytes]:
    return {stream.name: stream.bytes_ for stream in place.streams}
