"""Draw every form from sample facts into docs/images/documents, to be looked at.

Run from the project's folder: ``python -m scripts.picture_documents``.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

from reports.price_list import price_list_xlsx
from tests.reports import more_samples
from tests.reports.every_form import forms

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "documents"
DPI = 96
MODES = dict.fromkeys(("invoice-signed", "offer", "price-list"), "RGB")
"""Pictures in colour; the others are black on white."""


def price_list() -> bytes | None:
    """The price list as LibreOffice prints it, None where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "price-list.xlsx"
        book.write_bytes(price_list_xlsx(more_samples.price_list()))
        command = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(book)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return book.with_suffix(".pdf").read_bytes()


def main() -> None:
    """Write a small PNG for each page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    drawn = forms()
    printed = price_list()
    if printed is None:
        print("The price list keeps its old picture: LibreOffice is absent.")
    else:
        drawn["price-list"] = printed
    for old in FOLDER.glob("*.png"):
        if printed is not None or not old.name.startswith("price-list"):
            old.unlink()
    for name, content in drawn.items():
        for number, page in enumerate(pypdfium2.PdfDocument(content), start=1):
            picture = page.render(scale=DPI / 72).to_pil().convert(MODES.get(name, "L"))
            picture.quantize(16).save(FOLDER / f"{name}-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
