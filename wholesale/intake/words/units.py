"""What a quantity means in the product's own unit, and to what it is raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.core.money import THOUSANDTH, plain
from wholesale.core.vocabulary import UNITS
from wholesale.intake.words.quantity import LIMIT, PACK, PIECE, UNKNOWN, Amount


@dataclass(frozen=True, slots=True)
class Converted:
    """A quantity in the product's unit; a ``problem`` is why it cannot be ordered so.

    ``notes`` are (code, params) that the dealer sees beside the line.
    """

    quantity: Decimal | None = None
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()
    problem: str = ""
    params: dict[str, Any] = field(default_factory=dict)


_SCALES = {  # measure → (kind, how many of the smallest)
    "163": ("weight", 1),
    "166": ("weight", 1_000),
    "168": ("weight", 1_000_000),
    "003": ("length", 1),
    "004": ("length", 10),
    "006": ("length", 1_000),
    "018": ("length", 1_000),
    "008": ("length", 1_000_000),
    "111": ("volume", 1),
    "112": ("volume", 1_000),
    PIECE: ("pieces", 1),
    "797": ("pieces", 100),
    "798": ("pieces", 1_000),
}
_PAIR = "715"
_PACK_UNITS = frozenset({"778", "728", "812"})  # the product itself is sold by packs
_WHOLE_UNITS = frozenset({
    "616", "625", "642", "657", "698", "704", "715", "728", "736", "778", "796", "812",
    "839", "868", "870", "872",
})  # fmt: skip
"""Units of what is sold whole: rolls, sheets, sets, pieces, pairs, bottles …"""
_COUNTED_AS_PIECES = frozenset({"625", "704", "736", "839", "868", "872"})
"""Measures that are one piece each; not pairs: one is two pieces to some and one to others."""
_PIECES = frozenset({PIECE, "642", "657"})


def convert(amount: Amount, *, unit: str, pack: Decimal) -> Converted:
    """``amount`` in the product's ``unit``.

    A measure that cannot be turned into the unit («1,5 кг» of pieces), and a part of what is
    sold whole, are problems.
    """
    assert amount.value is not None
    if not amount.measure:
        return _checked(amount.value, unit)
    if amount.measure.startswith(UNKNOWN):
        return _of_unknown(amount.value, amount.measure.removeprefix(UNKNOWN), unit)
    if amount.measure != PACK:
        return _of_measure(amount.value, amount, unit)
    if unit in _PACK_UNITS:
        return _checked(plain(amount.value), unit)
    return _of_packs(amount.value, amount.counted, unit, pack)


def _of_packs(packs: Decimal, counted: Decimal | None, unit: str, pack: Decimal) -> Converted:
    """So many packs, which by the row come to ``counted`` of the unit."""
    if counted is not None and pack > 1 and counted != packs * pack:
        said = {"packs": packs, "pack": pack, "quantity": packs * pack, "counted": counted}
        return Converted(problem="pack_differs", params=said)
    if pack <= 1 and counted is None:
        return Converted(problem="pack_unknown", params={"quantity": packs})
    whole = packs * pack if counted is None else counted
    each = plain((whole / packs).quantize(THOUSANDTH))
    note = ("packs_into_units", {"packs": packs, "pack": each, "quantity": whole})
    return _checked(plain(whole), unit, note)


def _of_unknown(value: Decimal, word: str, unit: str) -> Converted:
    """So much of a unit whose word no dictionary knows: of the product's own, or of another."""
    if _names_unit(word, unit):
        return _checked(value, unit)
    return Converted(problem="unit_unknown", params={"given": word, "unit": _sign(unit)})


def _of_measure(value: Decimal, amount: Amount, unit: str) -> Converted:
    """So much in the amount's measure."""
    factor = _factor(amount.measure, unit)
    if amount.measure == PIECE and unit == _PAIR and not amount.general:
        factor = None  # 20 pieces are ten pairs to some, and twenty to others
    if factor is None:
        signs = {"given": UNITS[amount.measure].sign, "unit": _sign(unit)}
        return Converted(problem="unit_differs", params=signs)
    if factor == 1:
        return _checked(plain(value), unit)
    quantity = plain(value * factor)
    return _checked(quantity, unit, ("unit_converted", {"given": value, "quantity": quantity}))


def _checked(value: Decimal, unit: str, *notes: tuple[str, dict[str, Any]]) -> Converted:
    """``value`` of ``unit`` when so much can be sold, else the problem."""
    if unit in _WHOLE_UNITS and value != value.to_integral_value():
        return Converted(problem="quantity_fraction", params={"quantity": value})
    if value != value.quantize(THOUSANDTH):
        return Converted(problem="quantity_too_fine", params={"quantity": value})
    if value > LIMIT:
        return Converted(problem="quantity_absurd", params={"text": f"{value:f}", "limit": LIMIT})
    return Converted(quantity=value, notes=notes)


def raised(
    value: Decimal, *, unit: str, pack: Decimal, minimum: Decimal
) -> tuple[Decimal, tuple[tuple[str, dict[str, Any]], ...]]:
    """``value`` raised to the product's minimum and pack multiple, with a note for each."""
    notes: list[tuple[str, dict[str, Any]]] = []
    if value < minimum:
        notes.append(("raised_to_minimum", {"asked": value, "minimum": minimum}))
        value = minimum
    if pack > 0 and value % pack and (pack != 1 or unit in _WHOLE_UNITS):
        whole = plain(pack * (value // pack + 1))
        notes.append(("raised_to_multiple", {"asked": value, "pack": pack, "quantity": whole}))
        value = whole
    return value, tuple(notes)


def _sign(unit: str) -> str:
    return UNITS[unit].sign if unit in UNITS else unit


def _names_unit(word: str, unit: str) -> bool:
    """Whether ``word`` is the sign or the name of the product's own unit."""
    known = UNITS.get(unit)
    plain_word = re.sub(r"[\s.]+", "", word.casefold())
    return known is not None and plain_word in {
        re.sub(r"[\s.]+", "", text.casefold()) for text in (known.sign, known.name, known.code)
    }


def _factor(measure: str, unit: str) -> Decimal | None:
    """How many of ``unit`` one ``measure`` is; None when they do not compare."""
    if measure == unit or {measure, unit} <= _PACK_UNITS:
        return Decimal(1)
    given, own = _SCALES.get(measure), _SCALES.get(unit)
    if given and own and given[0] == own[0]:
        return Decimal(given[1]) / Decimal(own[1])
    if measure == PIECE and unit in _WHOLE_UNITS - _PACK_UNITS:
        return Decimal(1)  # «шт» is said of anything countable
    if unit in _PIECES and measure in _COUNTED_AS_PIECES:
        return Decimal(1)
    return None
