"""Formulas of binary workbooks: those of constants as text, and which were saved without value.

Programs that do not calculate save 0, or nothing, as the result of every formula; a formula
that truly says 0 or "" looks the same. So the formulas of a sheet are judged together.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from wholesale.intake.opening.found import MOST_MARKS, Marks, Unreadable

# How many bytes follow a token of cells or names; the tokens are those of its first class.
BIFF5: Mapping[int, int] = {0x23: 14, 0x24: 3, 0x25: 6, 0x2C: 3, 0x2D: 6, 0x3A: 17, 0x3B: 20}
BIFF8: Mapping[int, int] = {0x23: 4, 0x24: 4, 0x25: 8, 0x2C: 4, 0x2D: 8, 0x3A: 6, 0x3B: 10}
BIFF12: Mapping[int, int] = {0x23: 4, 0x24: 6, 0x25: 12, 0x2C: 6, 0x2D: 12, 0x3A: 8, 0x3B: 14}

_DYADIC = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x07: "^"}
_SIGNS = {0x12: "+", 0x13: "-"}
_PERCENT, _PARENTHESES, _ATTRIBUTE, _INTEGER, _NUMBER, _CALL = 0x14, 0x15, 0x19, 0x1E, 0x1F, 0x22
_SUMS = frozenset({4, 183})  # SUM, PRODUCT
_SUM_ATTRIBUTE, _CHOOSE_ATTRIBUTE = 0x10, 0x04


@dataclass(frozen=True, slots=True)
class _Operand:
    text: str | None  # of constants alone
    is_number: bool


def understood(tokens: bytes, sizes: Mapping[int, int]) -> tuple[str, bool]:
    """The formula as text when it is of constants, else ""; and whether it can say nothing but a
    number, so that an empty result is none."""
    stack: list[_Operand] = []
    place = 0
    try:
        while place < len(tokens):
            place = _step(tokens, place, sizes, stack)
    except (IndexError, struct.error):
        return "", False
    if len(stack) != 1:
        return "", False
    return stack[0].text or "", stack[0].is_number


def _step(tokens: bytes, place: int, sizes: Mapping[int, int], stack: list[_Operand]) -> int:
    """Reads one token; the place of the next. IndexError for what is not understood."""
    token = tokens[place]
    place += 1
    if token in _DYADIC:
        right, left = stack.pop(), stack.pop()
        known = left.text is not None and right.text is not None
        stack.append(_Operand(f"{left.text}{_DYADIC[token]}{right.text}" if known else None, True))
    elif token in _SIGNS or token in {_PERCENT, _PARENTHESES}:
        of = stack.pop()
        if token == _PARENTHESES:
            stack.append(_Operand(None if of.text is None else f"({of.text})", of.is_number))
        else:
            signed = token in _SIGNS and of.text is not None
            stack.append(_Operand(f"{_SIGNS[token]}{of.text}" if signed else None, True))
    elif token == _ATTRIBUTE:
        if tokens[place] & _CHOOSE_ATTRIBUTE:
            raise IndexError
        if tokens[place] & _SUM_ATTRIBUTE:
            stack[-1] = _Operand(None, True)
        place += 3
    elif token == _INTEGER:
        stack.append(_Operand(str(struct.unpack_from("<H", tokens, place)[0]), True))
        place += 2
    elif token == _NUMBER:
        stack.append(_Operand(f"{struct.unpack_from('<d', tokens, place)[0]:.15g}", True))
        place += 8
    elif token >= 0x20 and (plain := token & 0x1F | 0x20) in sizes:
        stack.append(_Operand(None, False))
        place += sizes[plain]
    elif token >= 0x20 and plain == _CALL:
        count, function = struct.unpack_from("<BH", tokens, place)
        if function not in _SUMS or not 0 < count <= len(stack):
            raise IndexError
        stack[-count:] = [_Operand(None, True)]
        place += 3
    else:
        raise IndexError
    return place


@dataclass(slots=True)
class Formulas:
    """The formulas of one sheet as they are met."""

    sizes: Mapping[int, int]
    valued: bool = False  # some formula says something
    valueless: bool = False  # some formula certainly was not calculated
    blanks: list[tuple[int, int, str]] = field(default_factory=list)
    zeros: list[tuple[int, int, str]] = field(default_factory=list)

    def met(self, row: int, column: int, tokens: bytes, value: float | None, *, anew: bool) -> None:
        """A formula whose saved result is a number or empty (None); ``anew``: to be calculated
        when the file is opened."""
        if value:
            self.valued = True
            return
        if value is not None and not anew:
            return
        text, is_number = understood(tokens, self.sizes)
        if value is None:
            self.blanks.append((row, column, text))
            self.valueless = self.valueless or is_number
        else:
            self.zeros.append((row, column, text))
        if len(self.blanks) + len(self.zeros) > MOST_MARKS:
            raise Unreadable("file_too_large")

    def tell(self, marks: Marks) -> None:
        """What was saved without its value goes into ``marks``."""
        if self.valueless:
            marks.formulas += self.blanks
        if not self.valued:
            marks.formulas += self.zeros
