"""The elements of one name in a stream of XML, and all other bytes just as they are.

What a dealer made is given back byte for byte but for the elements we add to, so nothing here
parses and writes anew. A «<» begins markup wherever it stands in well-formed XML, except in
comments, CDATA and instructions, which are passed over whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

ATTRIBUTES = rb"""[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+"""

_CHUNK = 1 << 20
_MOST = 16 << 20  # of one element; a row of a sheet is seldom a thousandth of it


class Unpatchable(Exception):
    """The file cannot be added to as it is: it has to be written anew."""


def pieces(stream: IO[bytes], name: bytes) -> Iterator[tuple[bool, bytes]]:
    """The whole stream in order: (True, one element with all it holds) or (False, what is
    between). ``name`` is that in the text, with its prefix.

    Raises ``Unpatchable`` for elements within their like, or without an end.
    """
    markup = re.compile(
        rb"<!--(?:.*?(-->)|.*\Z)|<!\[CDATA\[(?:.*?(\]\]>)|.*\Z)|<\?(?:.*?(\?>)|.*\Z)"
        rb"|<(/?)%b(?=[\s/>])%b>" % (re.escape(name), ATTRIBUTES),
        re.DOTALL,
    )
    kept = b""
    while True:
        data = stream.read(_CHUNK)
        kept += data
        stop = max(kept.rfind(b"<"), 0) if data else len(kept)  # all tags before it are whole
        elements, known = _elements(markup, kept, stop)
        done = 0
        for start, end in elements:
            if start > done:
                yield False, kept[done:start]
            yield True, kept[start:end]
            done = end
        if known > done:
            yield False, kept[done:known]
        kept = kept[known:]
        if not data:
            if kept:
                raise Unpatchable("an element without an end")
            return
        if len(kept) > _MOST:
            raise Unpatchable("an element too large")


def _elements(
    markup: re.Pattern[bytes], text: bytes, stop: int
) -> tuple[list[tuple[int, int]], int]:
    """Where the whole elements are, and up to where nothing is left open."""
    elements: list[tuple[int, int]] = []
    opened: int | None = None
    for found in markup.finditer(text, 0, stop):
        if found[0].startswith((b"<!", b"<?")):
            if found.lastindex is None:  # its end is yet to come
                stop = found.start()
        elif found[4]:
            if opened is None:
                raise Unpatchable("an end without a beginning")
            elements.append((opened, found.end()))
            opened = None
        elif opened is not None:
            raise Unpatchable("an element within its like")
        elif found[0].endswith(b"/>"):
            elements.append(found.span())
        else:
            opened = found.start()
    return elements, stop if opened is None else opened


def attribute(tag: bytes, name: bytes) -> bytes | None:
    """The value of an attribute in a tag, as it is written there."""
    found = re.search(rb"""\s%b\s*=\s*(?:"([^"]*)"|'([^']*)')""" % re.escape(name), tag)
    if found is None:
        return None
    return found[1] if found[1] is not None else found[2]


def escaped(text: str) -> bytes:
    """Text within an element, in letters that every encoding of XML has."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;").encode("ascii", "xmlcharrefreplace")
