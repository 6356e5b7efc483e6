"""What a file is, by its bytes: never by its extension or the type a browser claims."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum

from wholesale.core.errors import DomainError
from wholesale.intake.opening.encodings import HEAD, decode_text, looks_text


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
    DOCX = "docx"
    RTF = "rtf"
    PICTURE = "picture"  # of barcodes, from a camera; a file that is one is refused


LETTERS = frozenset({FileKind.LETTER, FileKind.MSG})
DOCUMENTS = frozenset({FileKind.DOCX, FileKind.RTF})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_is_pdf"),
    (b"\x89PNG", "file_is_picture"),
    (b"\xff\xd8\xff", "file_is_picture"),
    (b"GIF8", "file_is_picture"),
    (b"BM", "file_is_picture"),
    (b"II*\x00", "file_is_picture"),
    (b"MM\x00*", "file_is_picture"),
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


def sniff(content: bytes) -> FileKind:
    """The kind of ``content``.

    Raises ``DomainError``: ``file_empty``, ``file_is_…`` (another kind of file),
    ``file_encrypted``, ``file_truncated``, ``file_bomb`` (unpacks to an absurd size),
    ``file_of_parts`` (a package of thousands), ``file_unknown``.
    """
    if not content.strip(b"\x00 \r\n\t"):
        raise DomainError("file_empty")
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(OLE):
        return _ole_kind(content)
    if content.startswith(b"{\\rtf"):
        return FileKind.RTF
    if content[:2] == b"\x09\x08" and content[2:4] in {b"\x08\x00", b"\x10\x00"}:
        return FileKind.XLS
    for mark, code in _REFUSED:
        if content.startswith(mark) and not (mark in {b"BM", b"MZ"} and 0 not in content[:512]):
            raise DomainError(code)
    if _PICTURE.match(content):
        raise DomainError("file_is_picture")
    return _text_kind(content)


_PICTURE = re.compile(rb"RIFF....WEBP|....ftyp(?:hei[cxfms]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)


def _zip_kind(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename.replace("\\", "/").lower(): part for part in parts}
            _refuse_bomb(parts)
            mimetype = _short(package, names.get("mimetype"))
            manifest = _short(package, names.get("meta-inf/manifest.xml"))
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        EOFError,
        NotImplementedError,
    ) as broken:
        raise DomainError("file_truncated") from broken
    except RuntimeError as locked:  # zipfile's word for an encrypted part
        raise DomainError("file_encrypted") from locked
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise DomainError("file_is_numbers")
    if any(name.startswith("xl/") for name in names):
        return FileKind.XLSX
    if b"opendocument" in mimetype and b"encryption-data" in manifest:
        raise DomainError("file_encrypted")
    if b"opendocument.spreadsheet" in mimetype:
        return FileKind.ODS
    if "word/document.xml" in names:
        return FileKind.DOCX
    if b"opendocument" in mimetype:
        raise DomainError("file_is_document")
    if "ppt/presentation.xml" in names:
        raise DomainError("file_is_document")
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return FileKind.ODS
    raise DomainError("file_is_archive")


def _short(package: zipfile.ZipFile, part: zipfile.ZipInfo | None) -> bytes:
    """What a part holds that is short wherever it is what it says."""
    return package.read(part) if part and part.file_size < 100_000 else b""


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    """Judge by the directory alone, nothing is unpacked."""
    if any(part.flag_bits & 1 for part in parts):
        raise DomainError("file_encrypted")
    if len(parts) > _MAX_PARTS:
        raise DomainError("file_of_parts", most=_MAX_PARTS)
    total = sum(part.file_size for part in parts)
    absurd = any(
        part.file_size > _MAX_PART
        or (part.file_size > 20_000_000 and part.file_size > _MAX_RATIO * part.compress_size)
        for part in parts
    )
    if absurd or total > _MAX_UNPACKED:
        raise DomainError("file_bomb", size_mb=total // 1_000_000)


def _ole_kind(content: bytes) -> FileKind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in content

    if _is_msg(content):
        return FileKind.MSG
    if holds("EncryptedPackage"):
        raise DomainError("file_encrypted")
    if holds("Workbook") or holds("Book"):
        return FileKind.XLS
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


def _text_kind(content: bytes) -> FileKind:
    if not looks_text(content):
        raise DomainError("file_unknown")
    if is_letter(content):
        return FileKind.LETTER
    head = decode_text(content[:HEAD]).lstrip("\ufeff \r\n\t").lower()
    if head.startswith(("<?xml", "<workbook")):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return FileKind.XML
        if "<html" not in head and "<table" not in head:
            raise DomainError("file_is_xml")
    if re.search(r"<(!doctype html|html|table|body|head|meta)\b", head[:4096]) or (
        head.startswith("<") and "<table" in head
    ):
        return FileKind.HTML
    if re.match(r"[\[{]\s*[\"\[{\]}]", head) and not re.match(r"\[ ?\]\s*\w", head):
        raise DomainError("file_is_json")
    return FileKind.CSV


_HEADERS = re.compile(  # nothing is tried twice: 60 KB of blank lines took a quarter of an hour
    rb"\s*+(?:(?:[!-9;-~]++:[^\r\n]*+|[ \t][^\r\n]*+)\r?\n){2,}+\r?\n"
)
_TELLING = re.compile(
    rb"^(?:content-type:\s*(?:multipart|text)/|mime-version:|message-id:|received:|from:|subject:)",
    re.IGNORECASE | re.MULTILINE,
)


def is_letter(content: bytes) -> bool:
    """Whether the file is an e-mail or a page saved as one: header lines, then an empty one."""
    head = _HEADERS.match(content[:HEAD])
    return head is not None and len({mark.lower() for mark in _TELLING.findall(head[0])}) >= 2
