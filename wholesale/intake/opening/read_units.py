"""Units that the formats of an xlsx show behind its numbers: «0 "уп"» shows 2 as «2 уп», and the
readers of cells give 2; 1 shown as «100%» is told by its «%».

Runs in the reader's process.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict

from wholesale.intake.opening.safe_xml import elements
from wholesale.intake.words.quantity import PIECE, measure_of

_SHOWN = re.compile(r'^[#0,.\s]*0(?:[.,]0+)?(?:\\? |_\W)*"\s*([^\W\d_]{1,10}\.?)\s*"')
PERCENT = "%"
_PERCENTS = ("9", "10")  # 0 % and 0.00 %, which every spreadsheet has by number


def xlsx_units(styles: bytes) -> dict[str, frozenset[int]]:
    """The units that formats in «styles.xml» show: unit → the numbers of its styles of cells."""
    if b"numFmt" not in styles:
        return {}
    shown = dict.fromkeys(_PERCENTS, PERCENT)
    for made in elements(io.BytesIO(styles), "{*}numFmt"):
        unit = _SHOWN.match(code := made.get("formatCode") or "")
        if PERCENT in code:
            shown[made.get("numFmtId")] = PERCENT
        elif unit and measure_of(unit[1]) not in {
            None,
            "",
            PIECE,
        }:  # without a unit it is of pieces anyway
            shown[made.get("numFmtId")] = unit[1]
    found: dict[str, set[int]] = defaultdict(set)
    for looks in elements(io.BytesIO(styles), "{*}cellXfs"):
        for number, style in enumerate(looks.iterfind("{*}xf")):
            if unit_shown := shown.get(style.get("numFmtId", "")):
                found[unit_shown].add(number)
    return {unit: frozenset(numbers) for unit, numbers in found.items()}
