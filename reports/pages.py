"""Finished PDFs as pictures and as one file to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from threading import Lock

import pypdfium2
from PIL import Image, UnidentifiedImageError

_pdfium = Lock()  # the library serves one thread at a time

LARGEST_SIDE = 4000  # pixels of a logo, a stamp or a signature


def page_png(pdf: bytes, *, page: int = 0, dpi: int = 80) -> bytes:
    """A page as a PNG, for a preview on the screen."""
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            picture = document[page].render(scale=dpi / 72).to_pil()
        finally:
            document.close()
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def joined(pdfs: Sequence[bytes]) -> bytes:
    """The pages of several PDFs in one, in order."""
    file = io.BytesIO()
    with _pdfium:
        whole = pypdfium2.PdfDocument.new()
        for content in pdfs:
            part = pypdfium2.PdfDocument(content)
            whole.import_pages(part)
            part.close()
        whole.save(file)
        whole.close()
    return file.getvalue()


def is_picture(content: bytes) -> bool:
    """Whether forms can place it: a whole PNG or JPEG of a sane size."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > LARGEST_SIDE:
                return False
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True
