"""Units of measure as screens show them."""

from __future__ import annotations

from wholesale.core.vocabulary import UNITS


def sign_of(code: str) -> str:
    """«шт» for 796; the code itself for a unit we do not know."""
    unit = UNITS.get(code)
    return unit.sign if unit else code
