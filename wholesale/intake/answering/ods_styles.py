"""The looks of the columns we add, among the styles of an OpenDocument workbook."""

from __future__ import annotations

import re

from wholesale.intake.answering.answer_columns import FILLS, WIDTHS
from wholesale.intake.answering.xml_pieces import Unpatchable, attribute

_SPACES = {
    b"table": b"urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    b"office": b"urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    b"text": b"urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_OWN_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("style", "style"), ("fo", "xsl-fo-compatible"), ("number", "datastyle"),
    )
)  # fmt: skip


def _styles() -> bytes:
    amount = (
        f'<number:number-style {_OWN_SPACES} style:name="wholesale-amount"><number:number '
        'number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>'
        "</number:number-style>"
    )
    made = [amount]
    made += [
        f'<style:style {_OWN_SPACES} style:name="wholesale-co{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 2.1:.1f}mm"/></style:style>'
        for width in sorted(set(WIDTHS))
    ]
    for look, colour in FILLS.items():
        bold = '<style:text-properties fo:font-weight="bold"/>' if look == "head" else ""
        wrap = ' fo:wrap-option="wrap" style:vertical-align="top"' if look == "head" else ""
        for end, shown in (("", ""), ("-number", ' style:data-style-name="wholesale-amount"')):
            made.append(
                f'<style:style {_OWN_SPACES} style:name="wholesale-{look}{end}" '
                f'style:family="table-cell" style:parent-style-name="Default"{shown}>'
                f'<style:table-cell-properties fo:background-color="#{colour.lower()}"{wrap}/>'
                f"{bold}</style:style>"
            )
    return "".join(made).encode()


_MADE_BY_US = re.compile(
    rb'<(style:style|number:number-style)\s[^<>]*style:name="wholesale-.*?</\1>', re.DOTALL
)


def with_styles(head: bytes) -> bytes:
    """What stands before the first row, with our styles instead of those of an earlier answer."""
    for prefix, space in _SPACES.items():
        if attribute(head, b"xmlns:" + prefix) != space:
            raise Unpatchable("names with unusual prefixes")
    head = _MADE_BY_US.sub(b"", head)
    name = b"office:automatic-styles"
    ours = _styles()
    for place, made in (
        (b"</%b>" % name, ours + b"</%b>" % name),
        (b"<%b/>" % name, b"<%b>%b</%b>" % (name, ours, name)),
        (b"<office:body", b"<%b>%b</%b><office:body" % (name, ours, name)),
    ):
        if place in head:
            return head.replace(place, made, 1)
    raise Unpatchable("no place for styles")
