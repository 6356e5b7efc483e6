"""Numbers that a list puts before its lines, with no space between: «1.Молоко», «2)Хлеб»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"(\d{1,4})\s?[.)]\s{0,3}(?=[^\s\d.,)])")
_FEWEST = 3  # lines that tell a list from names that begin with a number
_MOSTLY = 0.8
_LONGEST = 20_000  # signs of a message without breaks


def is_numbered(texts: Sequence[str]) -> bool:
    """Whether the texts are numbered one after another, from 1 anew in each group of them."""
    found = [_NUMBER.match(text) for text in texts]
    numbers = [int(number[1]) for number in found if number]
    if len(numbers) < _FEWEST or len(numbers) < _MOSTLY * sum(map(bool, texts)):
        return False
    return (
        numbers[0] == 1
        and all(number in {before + 1, 1} for before, number in pairwise(numbers))
        and max(numbers) >= _FEWEST
    )


_WITHIN = re.compile(r"(?:^|(?<=[\s,;]))(\d{1,3})[.)]\s{0,2}(?=[^\s\d.,)])")


def in_one_line(text: str) -> list[str]:
    """«1) Молоко - 5 шт 2) Хлеб - 2 шт …» as its parts, and what stands before the first; [] when
    the line is not so numbered."""
    found = [*_WITHIN.finditer(text)] if len(text) < _LONGEST else []
    if len(found) < _FEWEST or [int(n[1]) for n in found] != [*range(1, len(found) + 1)]:
        return []
    ends = [*(number.start() for number in found[1:]), len(text)]
    parts = [text[n.end() : end].strip(" ,;") for n, end in zip(found, ends, strict=True)]
    return [*filter(None, [text[: found[0].start()].strip()]), *parts]


def without_number(text: str) -> str:
    """One of such texts without its number."""
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def without_numbers(texts: Sequence[str]) -> list[str]:
    """The texts without the numbers before them, when they are numbered one after another."""
    return [*map(without_number, texts)] if is_numbered(texts) else list(texts)
