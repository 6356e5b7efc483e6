"""The looks of the columns we add, in the list of styles of an xlsx."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from wholesale.intake.answering.answer_columns import FILLS, Look

Styles = Mapping[tuple[Look, bool], int]
"""The numbers of our styles: of a look, for a number or for a text."""

_THOUSANDS = "4"  # the number format «#,##0.00», which every program has by this number


def with_styles(xml: bytes) -> tuple[bytes, Styles]:
    """The list of styles with ours at its end, and their numbers; as it is, and none, where it
    is too unusual a list."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return xml, {}
    fonts, fills, formats = (root.find(f"{{*}}{name}") for name in ("fonts", "fills", "cellXfs"))
    if fonts is None or fills is None or formats is None or not len(fonts):
        return xml, {}
    space = formats.tag.rpartition("}")[0] + "}"
    bold = _added(fonts, _bold(fonts[0], space))
    numbers: dict[tuple[Look, bool], int] = {}
    for look, colour in FILLS.items():
        fill = _added(fills, _solid(fills, space, colour))
        for number in (False, True):
            format_ = _format(formats, space, fill, number=number)
            if look == "head":
                format_.attrib.update(
                    {"fontId": str(bold), "applyFont": "1", "applyAlignment": "1"}
                )
                etree.SubElement(format_, f"{space}alignment", vertical="top", wrapText="1")
            numbers[look, number] = _added(formats, format_)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), numbers


def _added(parent: Any, child: Any) -> int:
    """The number of ``child`` among its like at the end of their list."""
    parent.append(child)
    found = sum(1 for one in parent if one.tag == child.tag)
    if parent.get("count"):
        parent.set("count", str(found))
    return found - 1


def _bold(font: Any, space: str) -> Any:
    bold = deepcopy(font)
    if bold.find(f"{space}b") is None:
        bold.insert(0, bold.makeelement(f"{space}b"))
    return bold


def _solid(fills: Any, space: str, colour: str) -> Any:
    fill = fills.makeelement(f"{space}fill")
    pattern = fill.makeelement(f"{space}patternFill", patternType="solid")
    pattern.append(fill.makeelement(f"{space}fgColor", rgb=f"FF{colour}"))
    pattern.append(fill.makeelement(f"{space}bgColor", indexed="64"))
    fill.append(pattern)
    return fill


def _format(formats: Any, space: str, fill: int, *, number: bool) -> Any:
    return formats.makeelement(
        f"{space}xf",
        numFmtId=_THOUSANDS if number else "0",
        fontId="0",
        fillId=str(fill),
        borderId="0",
        xfId="0",
        applyNumberFormat=str(int(number)),
        applyFill="1",
    )
