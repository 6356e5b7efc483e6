"""Zip packages written anew with some of their parts changed, all others to the byte."""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from wholesale.intake.answering.xml_pieces import Unpatchable

Change = Callable[[IO[bytes]], Iterable[bytes]]
"""A part as it is in, the pieces of what it becomes out."""

_UNUSUAL = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError,
)  # fmt: skip
"""What reading a damaged or an unusual package raises."""


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The package, for reading. Raises ``Unpatchable`` where a damaged one cannot be read on."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield package
    except _UNUSUAL as broken:
        raise Unpatchable(str(broken)) from broken


def repacked(package: zipfile.ZipFile, changes: Mapping[str, Change]) -> bytes:
    """The package with the parts of these names changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys(package.namelist()):
            entry = _entry(package.getinfo(name))
            with package.open(name) as source, target.open(entry, "w") as made:
                if name in changes:
                    made.writelines(changes[name](source))
                else:
                    shutil.copyfileobj(source, made, 1 << 20)
    return out.getvalue()


def _entry(old: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A part's entry in the new package: of its name, its day, and packed if it was. (Without the
    fields for parts over 2 GB, at which Excel offers to repair the file.)"""
    entry = zipfile.ZipInfo(old.filename, old.date_time)
    entry.compress_type = zipfile.ZIP_DEFLATED if old.compress_type else zipfile.ZIP_STORED
    entry.external_attr = old.external_attr
    return entry
