"""Rich text: a document's, and the page within a letter's: Outlook often keeps a letter's HTML
only so (MS-OXRTFEX).

Runs in the child process that opens files. What is no page is left alone: such a letter has its
plain text too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wholesale.intake.opening.struck_lines import struck

_KNOWN = (  # what every packed text may refer to before it says anything (MS-OXRTFCP)
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_PACKED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_LONGEST = 30_000_000

_TOKEN = re.compile(
    rb"\\([a-z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_SIGNS = {
    "par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—",
}  # fmt: skip
_PAGES = {204: "cp1251", 238: "cp1250", 161: "cp1253", 162: "cp1254"}  # by a font's charset
_LOOKS = frozenset({"strike", "striked", "v", "deleted", "plain"})
_TABLES = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pntext", "listtext", "pict"})


def html_in(content: bytes) -> bytes:
    """The page in utf-8; b"" when there is none, or the text is packed as nobody packs it."""
    text = unpacked(content)
    return _Reader(text).read().encode() if b"\\fromhtml" in text[:1_000] else b""


def text_of_rtf(content: bytes) -> str:
    """What a document in rich text says: a line for each paragraph and for each row of a table,
    whose cells tabs part. What is struck through stands between signs (``struck_lines``), what is
    hidden or was deleted is left out."""
    return _Reader(content[:_LONGEST], looks=True).read()


def unpacked(content: bytes) -> bytes:
    """Rich text as it was before it was packed."""
    packed, how = content[16:], content[8:12]
    if how == _PLAIN:
        return packed
    return _unpack(packed) if how == _PACKED else b""


def _unpack(packed: bytes) -> bytes:
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    place = len(_KNOWN)
    out = bytearray()
    at = 0
    while at < len(packed) and len(out) < _LONGEST:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if at >= len(packed):
                break
            if not flags >> bit & 1:
                said, at = packed[at : at + 1], at + 1
                start = None
            else:
                pointer, at = int.from_bytes(packed[at : at + 2], "big"), at + 2
                start, length = pointer >> 4, (pointer & 15) + 2
                if start == place:
                    return bytes(out)
                said = bytes(length)
            for step in range(len(said)):
                byte = said[step] if start is None else window[(start + step) % _WINDOW]
                window[place] = byte
                place = (place + 1) % _WINDOW
                out.append(byte)
    return bytes(out)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds between two braces."""

    ignored: bool = False
    fonts: bool = False
    for_rtf: bool = False  # between \htmlrtf and \htmlrtf0: said once more for other readers
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    page: str = ""
    skip: int = 1  # signs that stand for a \u in old readers

    @property
    def is_told(self) -> bool:
        """Whether what it says is to be read."""
        return not (self.ignored or self.for_rtf or self.hidden or self.deleted)

    def looking(self, word: str, on: bool) -> _Group:
        """The same with a look of its words turned on or off."""
        if word == "plain":
            return replace(self, struck=False, hidden=False, deleted=False)
        if word in {"v", "deleted"}:
            return replace(self, hidden=on) if word == "v" else replace(self, deleted=on)
        return replace(self, struck=on)


class _Reader:
    """Text and tags out of rich text, in their order."""

    def __init__(self, text: bytes, *, looks: bool = False) -> None:
        self.text = text
        self.looks = looks  # of words, that take them back
        self.out: list[str] = []
        self.raw = bytearray()  # bytes of one page that wait for each other
        self.page = "cp1252"
        self.of_font: dict[int, str] = {}
        self.font = 0
        self.left = 0  # signs still to skip
        self.now = _Group()
        self.above: list[_Group] = []

    def read(self) -> str:
        """All of it."""
        star = False
        for token in _TOKEN.finditer(self.text):
            word, number, code, sign, brace, plain = token.groups()
            if brace == b"{":
                self.above.append(self.now)
            elif brace:
                self._settle()
                self.now = self.above.pop() if self.above else self.now
            elif sign == b"*":
                star = True
                continue
            elif word:
                self._word(word.decode(), int(number) if number else None, star)
            elif code:
                self._say(bytes.fromhex(code.decode()))
            elif plain is not None:
                self._say(plain)
            elif sign in {b"\\", b"{", b"}"}:
                self._say(sign)
            elif sign == b"~":
                self._tell("\u00a0")
            star = False
        self._settle()
        return "".join(self.out)

    def _word(self, word: str, number: int | None, star: bool) -> None:
        self._settle()
        if word == "htmltag":
            return
        if star or word in _TABLES:
            self.now = replace(self.now, ignored=True, fonts=word == "fonttbl")
        elif self.looks and word in _LOOKS:
            self.now = self.now.looking(word, number != 0)
        elif word == "htmlrtf":
            self.now = replace(self.now, for_rtf=number != 0)
        elif word == "ansicpg" and number:
            self.page = f"cp{number}" if number != 65001 else "utf-8"
        elif word == "f" and number is not None:
            self.font = number
            self.now = replace(self.now, page=self.of_font.get(number, ""))
        elif word == "fcharset" and self.now.fonts and number in _PAGES:
            self.of_font[self.font] = _PAGES[number]
        elif word == "uc" and number is not None:
            self.now = replace(self.now, skip=number)
        elif word == "u" and number is not None:
            self._tell(chr(number % 65_536))
            self.left = self.now.skip
        elif word in _SIGNS:
            self._tell(_SIGNS[word])

    def _say(self, data: bytes) -> None:
        skipped = min(self.left, len(data))
        self.left -= skipped
        if self.now.is_told:
            self.raw += data[skipped:]

    def _tell(self, text: str) -> None:
        self._settle()
        if self.now.is_told:
            self.out.append(struck(text) if self.now.struck else text)

    def _settle(self) -> None:
        """What was said in bytes, in the page of its font."""
        if not self.raw:
            return
        try:
            text = self.raw.decode(self.now.page or self.page, "replace")
        except LookupError:
            text = self.raw.decode("cp1251", "replace")
        self.out.append(struck(text) if self.now.struck else text)
        self.raw.clear()
