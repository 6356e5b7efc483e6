"""Numbers with their units as amounts that compare: 0,33 л and 330 мл are one volume."""

from __future__ import annotations

from decimal import Decimal

_TO_CYRILLIC = str.maketrans("aceokxpmbthlg", "асеокхрмвтнлг")
_UNITS: dict[str, tuple[str, int | Decimal]] = {
    "мл": ("volume", 1),
    "л": ("volume", 1000),
    "мг": ("weight", Decimal("0.001")),
    "г": ("weight", 1),
    "гр": ("weight", 1),
    "кг": ("weight", 1000),
    "мм": ("length", 1),
    "см": ("length", 10),
    "м": ("length", 1000),
    "вт": ("power", 1),
    "w": ("power", 1),
    "квт": ("power", 1000),
    "kw": ("power", 1000),
    "в": ("voltage", 1),
    "v": ("voltage", 1),
    "а": ("current", 1),
    "шт": ("count", 1),
    "%": ("share", 1),
    "литр": ("volume", 1000),
    "литра": ("volume", 1000),
    "литров": ("volume", 1000),
    "грамм": ("weight", 1),
    "грамма": ("weight", 1),
    "граммов": ("weight", 1),
    "метр": ("length", 1000),
    "метра": ("length", 1000),
    "метров": ("length", 1000),
    "ватт": ("power", 1),
    "ватта": ("power", 1),
    "вольт": ("voltage", 1),
    "вольта": ("voltage", 1),
    "ампер": ("current", 1),
    "ампера": ("current", 1),
}


def unit_of(letters: str) -> tuple[str, int | Decimal] | None:
    """What ``letters`` measure and how many of the smallest unit of its kind they are; of
    look-alikes in the other alphabet too."""
    return _UNITS.get(letters) or _UNITS.get(letters.translate(_TO_CYRILLIC))


def measure(number: str, letters: str) -> tuple[str, Decimal] | None:
    """A number with its unit as (what is measured, amount in its smallest unit)."""
    unit = unit_of(letters) if letters and "/" not in number else None
    return (unit[0], (exact(number) * unit[1]).normalize()) if unit else None


def exact(number: str) -> Decimal:
    """A number as people write it, with a point or a comma."""
    return Decimal(number.replace(",", "."))
