"""What a file is, by its bytes: never by its extension or the type a browser claims."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from wholesale.core.errors import DomainError


class FileKind(StrEnum):
    """Kinds the reader opens."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    HTML = "html"
    XML = "xml"  # «Таблица XML 2003» (SpreadsheetML)
    LETTER = "letter"  # an e-mail or MHTML: ``mail`` takes the tables out of it
    MSG = "msg"  # the same as Outlook saves it
    PICTURE = "picture"  # of barcodes, from a camera; a file that is one is refused


LETTERS = frozenset({FileKind.LETTER, FileKind.MSG})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind and the mark it was known by."""

    kind: FileKind
    reason: str


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_is_pdf"),
    (b"\x89PNG", "file_is_picture"),
    (b"\xff\xd8\xff", "file_is_picture"),
    (b"GIF8", "file_is_picture"),
    (b"BM", "file_is_picture"),
    (b"II*\x00", "file_is_picture"),
    (b"MM\x00*", "file_is_picture"),
    (b"{\\rtf", "file_is_document"),
    (b"Rar!", "file_is_archive"),
    (b"7z\xbc\xaf", "file_is_archive"),
    (b"\x1f\x8b", "file_is_archive"),
    (b"BZh", "file_is_archive"),
    (b"ID;P", "file_unknown"),  # SYLK
    (b"MZ", "file_is_program"),
    (b"\x7fELF", "file_is_program"),
)
_MAX_UNPACKED = 600 * 1024 * 1024
_MAX_PART = 400 * 1024 * 1024
_MAX_RATIO = 150  # of a part over 20 MB; real sheets pack 5 to 40 times
_MAX_PARTS = 5_000


def sniff(content: bytes) -> Sniffed:
    """The kind of ``content``.

    Raises ``DomainError``: ``file_empty``, ``file_is_…`` (another kind of file),
    ``file_encrypted``, ``file_truncated``, ``file_bomb`` (unpacks to an absurd size),
    ``file_unknown``.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise DomainError("file_empty")
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(OLE):
        return _ole_kind(content)
    if content[:2] == b"\x09\x08" and content[2:4] in {b"\x08\x00", b"\x10\x00"}:
        return Sniffed(FileKind.XLS, "BIFF stream")
    for mark, code in _REFUSED:
        if content.startswith(mark) and not (mark in {b"BM", b"MZ"} and 0 not in content[:512]):
            raise DomainError(code)
    if _PICTURE.match(content):
        raise DomainError("file_is_picture")
    return _text_kind(content)


_PICTURE = re.compile(rb"RIFF....WEBP|....ftyp(?:hei[cxfms]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)


def _zip_kind(content: bytes) -> Sniffed:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename.replace("\\", "/").lower(): part for part in parts}
            _refuse_bomb(parts)
            if "mimetype" in names and names["mimetype"].file_size < 200:
                mimetype = package.read(names["mimetype"]).decode("ascii", "replace")
            else:
                mimetype = ""
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as broken:
        raise DomainError("file_truncated") from broken
    except RuntimeError as locked:  # zipfile's word for an encrypted part
        raise DomainError("file_encrypted") from locked
    if "xl/workbook.bin" in names:
        return Sniffed(FileKind.XLSB, "xl/workbook.bin")
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise DomainError("file_is_numbers")
    if any(name.startswith("xl/") for name in names):
        return Sniffed(FileKind.XLSX, "xl/ in the package")
    if "opendocument.spreadsheet" in mimetype:
        return Sniffed(FileKind.ODS, "mimetype")
    if "opendocument" in mimetype or "word/document.xml" in names:
        raise DomainError("file_is_document")
    if "ppt/presentation.xml" in names:
        raise DomainError("file_is_document")
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return Sniffed(FileKind.ODS, "content.xml")
    raise DomainError("file_is_archive")


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    """Judge by the directory alone, nothing is unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        raise DomainError("file_encrypted")
    total = sum(part.file_size for part in parts)
    absurd = any(
        part.file_size > _MAX_PART
        or (part.file_size > 20_000_000 and part.file_size > _MAX_RATIO * part.compress_size)
        for part in parts
    )
    if absurd or total > _MAX_UNPACKED or len(parts) > _MAX_PARTS:
        raise DomainError("file_bomb", size_mb=total // 1_000_000)


def _ole_kind(content: bytes) -> Sniffed:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in content

    if _is_msg(content):
        return Sniffed(FileKind.MSG, "OLE with a letter")
    if holds("EncryptedPackage"):
        raise DomainError("file_encrypted")
    if holds("Workbook") or holds("Book"):
        return Sniffed(FileKind.XLS, "OLE with a workbook")
    if holds("WordDocument") or holds("PowerPoint Document"):
        raise DomainError("file_is_document")
    raise DomainError("file_truncated" if len(content) < 4096 else "file_unknown")


_OF_A_LETTER = ("__nameid_", "__properties_", "__substg1.0_", "__recip_", "__attach_")


def _is_msg(content: bytes) -> bool:
    """By the first names of its directory: what is attached to a letter, or put into a workbook,
    stands behind them."""
    sector = 1 << min(int.from_bytes(content[30:32], "little"), 16)
    start = (int.from_bytes(content[48:52], "little") + 1) * sector
    names = content[start : start + sector]
    return any(name.encode("utf-16-le") in names for name in _OF_A_LETTER)


def _text_kind(content: bytes) -> Sniffed:
    if not _looks_text(content):
        raise DomainError("file_unknown")
    if is_letter(content):
        return Sniffed(FileKind.LETTER, "headers of a letter")
    head = decode_text(content[:65536]).lstrip("\ufeff \r\n\t").lower()
    if head.startswith(("<?xml", "<workbook")):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return Sniffed(FileKind.XML, "SpreadsheetML")
        if "<html" not in head and "<table" not in head:
            raise DomainError("file_is_xml")
    if re.search(r"<(!doctype html|html|table|body|head|meta)\b", head[:4096]) or (
        head.startswith("<") and "<table" in head
    ):
        if "<table" not in decode_text(content).lower():
            raise DomainError("file_no_table")
        return Sniffed(FileKind.HTML, "<table>")
    if head.startswith(("{", "[")) and re.match(r"[\[{]\s*[\"\[{\]}]", head):
        raise DomainError("file_is_json")
    return Sniffed(FileKind.CSV, "text")


_HEADERS = re.compile(rb"\s*(?:(?:[!-9;-~]+:[^\r\n]*|[ \t][^\r\n]*)\r?\n){2,}\r?\n")
_TELLING = re.compile(
    rb"^(?:content-type:\s*(?:multipart|text)/|mime-version:|message-id:|received:|from:|subject:)",
    re.IGNORECASE | re.MULTILINE,
)


def is_letter(content: bytes) -> bool:
    """Whether the file is an e-mail or a page saved as one: header lines, then an empty one."""
    head = _HEADERS.match(content[:65536])
    return head is not None and len({mark.lower() for mark in _TELLING.findall(head[0])}) >= 2


def _looks_text(content: bytes) -> bool:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    sample = content[:65536]
    if sample.count(0) > len(sample) // 5:  # utf-16 without a mark, or binary
        return _utf16_without_mark(sample) is not None
    strange = sum(
        sample.count(code) for code in range(32) if code not in {9, 10, 11, 12, 13, 28, 29, 30, 31}
    )
    return strange <= 2 + len(sample) // 100


def decode_text(content: bytes) -> str:
    """Text of unknown encoding: by its mark, else utf-8, else the likeliest Russian page.

    A file cut inside a utf-8 character is still utf-8; undecodable bytes become «�».
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", "replace")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace").lstrip("\ufeff")
    wide = _utf16_without_mark(content[:65536])
    if wide:
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3:
            return content.decode("utf-8", "ignore")
    return content.decode(_russian_page(content[:65536]), "replace")


def _utf16_without_mark(sample: bytes) -> str | None:
    """Which utf-16 it is when line ends, digits and separators have their zero byte."""
    if len(sample) < 4:
        return None
    ascii_little = sum(sample[1::2].count(byte) for byte in (0, 4))
    ascii_big = sum(sample[0::2].count(byte) for byte in (0, 4))
    half = len(sample) // 2
    if ascii_little > half * 0.9 and sample[1::2].count(0):
        return "utf-16-le"
    if ascii_big > half * 0.9 and sample[0::2].count(0):
        return "utf-16-be"
    return None


_FREQUENT = frozenset("оеаинтсрвлкмдпу")


def _russian_page(sample: bytes) -> str:
    """cp1251, cp866 or koi8-r: the one in which the letters are those Russian uses most."""

    def score(page: str) -> int:
        letters = sample.decode(page, "replace")
        frequent = sum(letters.count(letter) for letter in _FREQUENT)
        capital = sum(letters.count(letter.upper()) for letter in _FREQUENT)
        frames = sum(letters.count(sign) for sign in "│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬°∙·√")
        return 2 * frequent + capital - 5 * frames

    return max(("cp1251", "cp866", "koi8-r"), key=score)
