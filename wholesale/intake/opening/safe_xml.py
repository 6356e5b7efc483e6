"""XML of strangers: no entity is resolved, nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any


def elements(stream: IO[bytes], *names: str, lenient: bool = False) -> Iterator[Any]:
    """The elements of these names («{*}row»), each when it has ended; ``lenient`` reads past what
    is no XML, else that raises ``lxml.etree.XMLSyntaxError``."""
    from lxml import etree

    steps = etree.iterparse(
        stream,
        tag=names,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=lenient,
    )
    return (element for _, element in steps)


def tree(content: bytes) -> Any:
    """All of a short document, read past what is no XML; None when nothing of it is."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    return etree.fromstring(content, parser)
