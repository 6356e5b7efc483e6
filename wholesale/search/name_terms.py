"""What a name is found by, and what a dealer's words ask for: words, marks, numbers, measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wholesale.core.measures import exact, measure
from wholesale.core.spelling import letter_runs, words

_NUMBER = re.compile(r"(\d/\d{1,2}(?!\d)|\d+(?:\.\d+)?)([^\W\d_]*)")
_SIZE = re.compile(r"([^\W\d_]{0,3}\d+(?:\.\d+)?)((?:x\d+(?:\.\d+)?)+)")

Said = tuple[str, float]
"""A term of the catalogue and how surely a word means it."""


def placed(told: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each token with what stands before and after it, where that may belong to it."""
    last = len(told) - 1
    before = ""
    for place, token in enumerate(told):
        numeric = token[0].isdigit()
        after = told[place + 1] if place < last and token[-1].isdigit() else ""
        yield token, before if numeric else "", after
        before = token


def terms_of(token: str, before: str, after: str) -> Iterator[str]:
    """What a name is found by: a word, a mark or size whole, its numbers, what they measure."""
    if token.isalpha() or not any(map(str.isdigit, token)):
        if len(token) > 1:
            yield token
        return
    yield token
    yield from _begun(token)
    yield from letter_runs(token)
    yield from _mark(token, before, after)
    for number, letters in _numbers(token, after):
        yield f"#{number}"
        if amount := measure(number, letters):
            yield f"#{amount[0]} {amount[1]}"


def asked_by(text: str) -> Iterator[tuple[Said, ...] | str]:
    """The parts of a text: a word, or the terms that a mark or a number may be."""
    measured = False
    for token, before, after in placed(words(text)):
        if token.isalpha() or not any(map(str.isdigit, token)):
            if len(token) > 1 and not (measured and measure("1", token)):
                yield token
            measured = False
            continue
        measured = token[-1].isdigit()
        numbers = list(_numbers(token, after))
        if len(numbers) > 1 or _is_mark(token):
            yield ((token, 1.0),)
        for begun in _begun(token):
            yield ((begun, 1.0),)
        yield from letter_runs(token)
        for mark in _mark(token, before, after):
            yield ((mark, 0.5),)
        for number, letters in numbers:
            amount = measure(number, letters)
            same = ((f"#{amount[0]} {amount[1]}", 1.0),) if amount else ()
            yield (*same, (f"#{number}", 0.4 if same else 1.0))


def _begun(token: str) -> Iterator[str]:
    """What a size says in part: М8 of М8×40, 50×50 of 50×50×35; a lone number is found anyway."""
    if "x" not in token or not (size := _SIZE.match(token)):
        return
    told, more = size.groups()
    for number in more[1:].split("x"):
        if not told[0].isdigit() or "x" in told:
            yield told
        told = f"{told}x{number}"


def _is_mark(token: str) -> bool:
    """Whether a token with a number is more than that and its unit: «m8», «ph2», «35w», not «35»,
    «35мм»."""
    number = _NUMBER.fullmatch(token)
    return number is None or bool(number[2] and not measure("1", number[2]))


def _mark(token: str, before: str, after: str) -> Iterator[str]:
    """A mark that some write in two: PH 2, Оптима-4; not what is measured."""
    if before.isalpha() and len(before) < 10 and token.isdigit() and not measure(token, after):
        yield from words(before + token)


def _numbers(token: str, after: str) -> Iterator[tuple[str, str]]:
    """The numbers in a token, each with the letters after it; a fraction is one."""
    for match in _NUMBER.finditer(token):
        number = match[1]
        if not number.isdecimal() and "/" not in number:
            number = f"{exact(number).normalize():f}"
        yield number, match[2] or (after if match.end() == len(token) else "")
