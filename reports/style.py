"""The one typeface of documents and a page to draw on: measured text, hair lines, pictures.

Distances are points (1/72 inch) from the page's top left corner, ``y`` growing downwards.
Text goes straight into the content stream: a form of a thousand lines is tens of thousands
of strings, and a paragraph object for each would cost seconds. Each text is placed by its
distance from the one before, in whole tenths of a point: rows of a table then read alike and
pack to half the size.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from threading import RLock
from typing import Any

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.pictures import fitted

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
REGULAR, BOLD = "LiberationSans", "LiberationSans-Bold"
HAIR, THIN, THICK = 0.4, 0.6, 1.4
BLACK, GREY, PALE = "#000000", "#5f6368", "#c4c8cc"
LEADING = 1.16
ASCENT = 0.905
SOFT = "\u00ad"
BREAKS = f" -/\\,;{SOFT}"

rl_config.useA85 = 0  # a fifth smaller, and a third of the time of a short file

_lock = RLock()  # the fonts read their file through one cursor: subsets are cut one at a time
_DARK = re.compile(b"\x01+")
_NUMBER = re.compile(r"(\d{1,3}|\d\.\d)(?!\w|[.,]\d)|г[.,]")
_WORD = re.compile(r"[^\W\d]{3,}$|№$|[дкд]\.$")


class _Widths(dict[str, float]):
    """Width of a character at size 1; read from the font when first asked."""

    def __init__(self, font: TTFont) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> float:
        width = float(self.font.stringWidth(character, 1))
        self[character] = width
        return width


_widths: dict[str, _Widths] = {}


def _register() -> None:
    """Read the embedded fonts, once in a process."""
    with _lock:
        if BOLD in _widths:
            return
        for name, file in (
            (REGULAR, "LiberationSans-Regular.ttf"),
            (BOLD, "LiberationSans-Bold.ttf"),
        ):
            with as_file(files("reports") / "fonts" / file) as path:
                font = TTFont(name, str(path))
            pdfmetrics.registerFont(font)
            _widths[name] = _Widths(font)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide ``text`` is."""
    name = BOLD if bold else REGULAR
    if name not in _widths:
        _register()
    return sum(map(_widths[name].__getitem__, text)) * size


def fitting(text: str, size: float, room: float, *, bold: bool = False, least: float = 5) -> float:
    """The largest size not above ``size`` at which ``text`` fits ``room``, at least ``least``."""
    wide = width(text, 1, bold=bold)
    return max(least, min(size, room / wide)) if wide else size


@lru_cache(maxsize=20_000)
def wrap(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """``text`` broken into lines not wider than ``room``; a longer word is cut.

    Breaks at spaces, and after hyphens and slashes between words: a number, a telephone, an
    article or «р/с» is torn only when it is wider than the room. A no-break space holds. A soft
    hyphen is where a word may be broken, seen only there.
    """
    lines: list[str] = []
    for paragraph in text.replace("\t", " ").splitlines() or [""]:
        if _fits(paragraph, size, room, bold):
            lines.append(paragraph.replace(SOFT, ""))
            continue
        line = ""
        for piece in _pieces(paragraph):
            if line and not _fits(line + piece, size, room, bold):
                lines.append(_closed(line))
                line = ""
            rest = piece
            while not _fits(rest, size, room, bold):
                cut = _cut(rest, size, room, bold)
                lines.append(rest[:cut].rstrip(" ") or rest[:cut])
                rest = rest[cut:]
            line += rest if line else rest.lstrip(" ")
        if line.strip():
            lines.append(_closed(line))
    return tuple(lines)


def _fits(text: str, size: float, room: float, bold: bool) -> bool:
    return width(_closed(text), size, bold=bold) <= room


def _closed(line: str) -> str:
    """A line as it is seen: a soft hyphen at its end shows, others do not."""
    if SOFT not in line:
        return line.rstrip(" ")
    return line.rstrip(" ").removesuffix(SOFT).replace(SOFT, "") + "-" * line.endswith(SOFT)


def _pieces(paragraph: str) -> Iterable[str]:
    start = 0
    for index, character in enumerate(paragraph):
        if character in BREAKS and index + 1 < len(paragraph) and paragraph[index + 1] != " ":
            if not _may_break(paragraph, index):
                continue
            yield paragraph[start : index + 1]
            start = index + 1
    yield paragraph[start:]


def _may_break(paragraph: str, index: int) -> bool:
    """Whether the mark at ``index`` parts words; between figures or single letters it joins, and
    a short number stays with the word it counts («строение 2», «№ 5»)."""
    mark, after = paragraph[index], paragraph[index + 1 : index + 3]
    if mark == " ":
        return not (_NUMBER.match(paragraph, index + 1) and _WORD.search(paragraph[:index]))
    if mark == ",":
        return not after[0].isdigit()
    if mark not in "-/\\":
        return True
    before = paragraph[max(0, index - 2) : index]
    return len(before) == len(after) == 2 and f"{before}{after}".isalpha()


def _cut(word: str, size: float, room: float, bold: bool) -> int:
    """How many characters of ``word`` fit, at least one; up to a mark when there is one."""
    fits = 1
    while fits < len(word) and width(word[: fits + 1], size, bold=bold) <= room:
        fits += 1
    marked = max(map(word[:fits].rfind, " -/\\,;"))
    return marked + 1 if marked > 0 else fits


class _Codes(dict[int, str]):
    """Character → its code in the font's first subset of one PDF; U+FFFF when it is not there."""

    def __init__(self, font: Any, document: Any) -> None:
        super().__init__()
        self.font, self.document = font, document

    def __missing__(self, point: int) -> str:
        with _lock:
            [(subset, code)] = self.font.splitString(chr(point), self.document)
        self[point] = chr(code[0]) if subset == 0 else "\uffff"
        return self[point]


class Sheet:
    """A PDF being drawn page by page. The same calls give the same bytes."""

    def __init__(self, title: str, *, author: str = "", landscape: bool = False) -> None:
        _register()
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self._file = io.BytesIO()
        canvas: Any = Canvas(
            self._file, pagesize=(self.width, self.height), invariant=1, pageCompression=1
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator("Wholesale")
        self._canvas = canvas
        self._codes: dict[str, _Codes] = {}
        self._inner: dict[str, str] = {}
        for name in (REGULAR, BOLD):
            font: Any = pdfmetrics.getFont(name)
            self._codes[name] = _Codes(font, canvas._doc)
            self._codes[name][0x20]  # the first subset exists from here on
            self._inner[name] = font.getSubsetInternalName(0, canvas._doc)[1:]
        self._images: dict[tuple[bytes, float, float], ImageReader] = {}
        self._code: list[str] = []
        self._texts: list[str] = []  # black ones since the last other thing: one text object
        self._font, self._left, self._low = "", 0, 0  # those of its last text, in tenths

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 8,
        *,
        bold: bool = False,
        align: str = "left",
        colour: str = BLACK,
    ) -> None:
        """One line with its baseline at ``y``; ``x`` is its left, right or middle by ``align``."""
        if not text:
            return
        name = BOLD if bold else REGULAR
        if align != "left":
            wide = sum(map(_widths[name].__getitem__, text)) * size
            x -= wide if align == "right" else wide / 2
        if colour != BLACK:
            self._close()  # its own text object names its font again
        coded = text.translate(self._codes[name])
        if "\uffff" in coded:
            runs = "".join(self._runs(name, text, size))
            self._font = ""
        else:
            font = f"/{self._inner[name]} {size:g} Tf "
            runs = f"{'' if font == self._font else font}<{coded.encode('latin-1').hex()}> Tj"
            self._font = font
        left, low = round(x * 10), round((self.height - y) * 10)
        move = f"{(left - self._left) / 10:g} {(low - self._low) / 10:g} Td"
        if colour == BLACK:
            self._texts.append(f"{move} {runs}")
            self._left, self._low = left, low
        else:
            self._draw(f"q {_rgb(colour)} rg BT {move} {runs} ET Q")
            self._font = ""

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = 8,
        *,
        bold: bool = False,
        align: str = "left",
        colour: str = BLACK,
        leading: float = LEADING,
    ) -> float:
        """Several lines, the first one's top at ``y``; returns where the next would begin."""
        for line in lines:
            self.text(x, y + size * ASCENT, line, size, bold=bold, align=align, colour=colour)
            y += size * leading
        return y

    def wrapped(
        self,
        x: float,
        y: float,
        text: str,
        room: float,
        size: float = 8,
        *,
        bold: bool = False,
        colour: str = BLACK,
    ) -> float:
        """``text`` wrapped into ``room``; returns where the next line would begin."""
        return self.block(x, y, wrap(text, size, room, bold), size, bold=bold, colour=colour)

    def cell(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        text: str,
        size: float = 7,
        *,
        bold: bool = False,
        align: str = "center",
        padding: float = 1.6,
        valign: str = "middle",
        colour: str = BLACK,
    ) -> None:
        """Text wrapped inside a box (not drawn), aligned both ways."""
        lines = wrap(text, size, wide - 2 * padding, bold)
        tall = len(lines) * size * LEADING - size * (LEADING - 1)
        top = y + padding if valign == "top" else y + (high - tall) / 2
        if valign == "bottom":
            top = y + high - tall - padding
        at = {"left": x + padding, "right": x + wide - padding, "center": x + wide / 2}[align]
        self.block(at, top, lines, size, bold=bold, align=align, colour=colour)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR, colour: str = BLACK
    ) -> None:
        """A straight line."""
        self.lines([(x1, y1, x2, y2)], weight, colour)

    def lines(
        self,
        lines: Iterable[tuple[float, float, float, float]],
        weight: float = HAIR,
        colour: str = BLACK,
    ) -> None:
        """Many lines of one weight at once."""
        tall = self.height
        path = " ".join(
            f"{x1:.2f} {tall - y1:.2f} m {x2:.2f} {tall - y2:.2f} l" for x1, y1, x2, y2 in lines
        )
        tint = "" if colour == BLACK else f"{_rgb(colour)} RG "
        self._draw(f"q 2 J {tint}{weight:g} w {path} S Q")

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        weight: float = HAIR,
        *,
        colour: str = BLACK,
        fill: str = "",
    ) -> None:
        """A rectangle: its border (none when ``weight`` is 0) and its filling."""
        shape = f"{x:.2f} {self.height - y - high:.2f} {wide:.2f} {high:.2f} re"
        if fill:
            self._draw(f"q {_rgb(fill)} rg {shape} f Q")
        if weight:
            self._draw(f"q {_rgb(colour)} RG {weight:g} w {shape} S Q")

    def squares(self, x: float, y: float, module: float, rows: Sequence[bytes]) -> None:
        """The dark modules of a matrix code (bytes of 0 and 1), neighbours in a row joined."""
        path = " ".join(
            f"{run.start()} {down} {run.end() - run.start()} 1 re"
            for down, row in enumerate(rows)
            for run in _DARK.finditer(row)
        )
        scale = f"{module:.4f} 0 0 {-module:.4f} {x:.2f} {self.height - y:.2f} cm"
        self._draw(f"q 0 0 0 rg {scale} {path} f Q")

    def picture(self, content: bytes, x: float, y: float, wide: float, high: float) -> None:
        """A PNG or JPEG fitted into a box from its top left, transparency kept."""
        image = self._images.get((content, wide, high))
        if image is None:
            image = ImageReader(io.BytesIO(fitted(content, wide, high)))
            self._images[content, wide, high] = image
        own_wide, own_high = image.getSize()
        scale = min(wide / own_wide, high / own_high)
        self._flush()
        self._canvas.drawImage(
            image,
            x,
            self.height - y - own_high * scale,
            own_wide * scale,
            own_high * scale,
            mask="auto",
        )

    def next_page(self) -> None:
        """End the page and begin another."""
        self._flush()
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the last page; the whole file."""
        self.next_page()
        with _lock:
            self._canvas.save()
        return self._file.getvalue()

    def _draw(self, code: str) -> None:
        """What is not black text: it ends the text object."""
        self._close()
        self._code.append(code)

    def _close(self) -> None:
        if self._texts:
            self._code.append(f"BT {' '.join(self._texts)} ET")
            self._texts = []
            self._font, self._left, self._low = "", 0, 0

    def _flush(self) -> None:
        self._close()
        self._canvas._code.extend(self._code)
        self._code = []

    def _runs(self, name: str, text: str, size: float) -> Iterable[str]:
        """Text with characters outside the first subset (over 200 different ones in a file)."""
        font: Any = pdfmetrics.getFont(name)
        with _lock:
            pieces = font.splitString(text, self._canvas._doc)
        for subset, code in pieces:
            inner = font.getSubsetInternalName(subset, self._canvas._doc)[1:]
            yield f"/{inner} {size:g} Tf <{code.hex()}> Tj "


@lru_cache(maxsize=100)
def _rgb(colour: str) -> str:
    """«#1f2937» as PDF's three numbers."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
