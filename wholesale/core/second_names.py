"""Words of the trade that mean one thing: abbreviations everybody writes, and second names.

They help to find and to rank what is offered; nothing is ever taken for being called so.
"""

from __future__ import annotations

from functools import lru_cache

_MEAN_ONE = (
    ("пп", "ппр", "полипропилен"),
    ("пэ", "полиэтилен"),
    ("пвх", "поливинилхлорид", "винил"),
    ("хб", "хлопок", "хлопков", "хлопчатобумаж"),
    ("нж", "нержав"),
    ("оц", "оцинк"),
    ("жц", "желт", "желты", "желтоп", "желтоц"),
    ("жб", "жестян"),
    ("ушм", "углошлиф", "болгарка"),
    ("led", "светодиод"),
    ("шуруп", "саморез"),
    ("пассатижи", "плоскогубцы"),
    ("круг", "диск"),
    ("провод", "кабель"),
    ("лампа", "лампочка"),
    ("гровер", "пружинн"),
    ("двойн", "двухместн", "двухклавишн"),
    ("одинарн", "одноместн", "одноклавишн"),
    ("гнездо", "гнезда", "розетка", "розетки"),
)
"""Each line one thing."""
WHOLE = 5
"""Names shorter than this are whole words; of the others the beginning is enough."""


@lru_cache(maxsize=50_000)
def second_names(word: str) -> tuple[str, ...]:
    """What else the thing is called that ``word`` names: words, or how they begin."""
    for names in _MEAN_ONE:
        if any(is_so_called(word, name) for name in names):
            return tuple(name for name in names if not is_so_called(word, name))
    return ()


def is_so_called(word: str, name: str) -> bool:
    """Whether ``word`` is one of ``second_names``."""
    return word == name or (len(name) >= WHOLE and word.startswith(name))
