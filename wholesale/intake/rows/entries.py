"""What rows of a table ask for, and why the others ask for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from wholesale.core.errors import DomainError
from wholesale.intake.rows.doubts import Doubt
from wholesale.intake.sheet import Cell
from wholesale.intake.tables.returned import Origin
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import Amount

MOST_ENTRIES = 50_000  # in one file
CODE_PARTS = (Part.OWN_CODE, Part.ARTICLE, Part.BARCODE, Part.MAKER_CODE)


@dataclass(slots=True)
class Entry:
    """One thing a row asks for; a row with several shops makes one for each.

    ``codes`` are the texts of the columns that identify, ``lost`` those of them whose digits
    the file no longer holds; ``problem`` is set when the row can never be ordered as it is.
    """

    sheet: int
    row: int
    place: int  # which quantity of the row: 0, 1, … over shops and side-by-side tables
    codes: dict[Part, str]
    name: str
    amount: Amount
    delivery: str = ""
    lost: tuple[str, ...] = ()
    hidden: bool = False
    problem: str = ""
    price: Cell = ""  # as the file says it
    size: str = ""  # what stands beside the name and is not said in it
    colour: str = ""
    brand: str = ""
    more: str = ""  # brand and type, where columns beside the name say them
    doubt: Doubt | None = None  # whether the row is meant at all
    origin: Origin | None = None  # in a file we gave back
    sized: bool = False  # codes and name say the size too
    key: str = field(init=False)  # names the entry in answers: «sheet:row:place»

    def __post_init__(self) -> None:
        self.key = f"{self.sheet}:{self.row}:{self.place}"

    def spelt_out(self) -> tuple[dict[Part, str], str]:
        """Codes and name with the size and the colour that stand beside them."""
        codes = {part: f"{code} {self.size}".strip() for part, code in self.codes.items()}
        told = spelling(self.name).split()
        beside = (
            text
            for text in (self.colour, f"р.{self.size}" if self.size.isdigit() else self.size)
            if self.name and not set(spelling(text).split()) <= set(told)
        )
        return codes, " ".join((self.name, *beside))

    def spell_out(self) -> None:
        """Let the size and the colour be part of the code and the name: without them nobody
        knows which product is meant."""
        self.codes, self.name = self.spelt_out()
        self.sized = bool(self.size)

    def in_full(self) -> Self:
        """The entry whose name says also what columns beside it say."""
        return replace(self, name=f"{self.name} {self.more}")


def place_of(key: str) -> tuple[int, int]:
    """The sheet and the row of the entry with this key."""
    sheet, row, _ = key.split(":")
    return int(sheet), int(row)


@dataclass(slots=True)
class RowsRead:
    """Entries in the file's order and, for every other row, why it is skipped."""

    entries: list[Entry] = field(default_factory=list)
    skipped: dict[tuple[int, int], str] = field(default_factory=dict)  # (sheet, row) → reason

    def add(self, entries: Sequence[Entry]) -> None:
        """Take ``entries`` in. Raises ``file_of_entries`` when they are more than anybody orders:
        a thousand rows for a thousand shops each would take all there is of memory and time."""
        self.entries += entries
        if len(self.entries) > MOST_ENTRIES:
            raise DomainError("file_of_entries", most=MOST_ENTRIES)
