"""What is known of a table's columns, and what is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from wholesale.intake.columns.profiles import Profile
from wholesale.intake.sheet import Cell
from wholesale.intake.tables.headers import Table
from wholesale.intake.words.cells import NOWHERE, at, text_of
from wholesale.intake.words.counted_in import measure_in
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.parts import Part

_T = TypeVar("_T")

CODES = (Part.ARTICLE, Part.OWN_CODE, Part.MAKER_CODE, Part.BARCODE)


@dataclass(frozen=True, slots=True)
class QuantityColumn:
    """A column of quantities: for ``delivery`` (a shop or a date over it), in ``measure``, of
    what has the ``size`` over it."""

    column: int
    delivery: str = ""
    measure: str = ""
    size: str = ""


@dataclass(slots=True)
class Columns:
    """The parts of one table: a column for each, quantities possibly several.

    ``reasons`` are (column, part, code, params), in the order of the decisions. ``unsure`` are
    columns of which some may be the quantity and none is taken: a person is asked. ``ticks`` is
    the column whose marks say which rows are ordered; what stands ``beside`` may complete a name;
    names that are ``numbered`` begin with the numbers of their rows, «1.Молоко».
    """

    parts: dict[Part, int] = field(default_factory=dict)
    quantities: list[QuantityColumn] = field(default_factory=list)
    reasons: list[tuple[int, Part, str, dict[str, Any]]] = field(default_factory=list)
    unsure: tuple[int, ...] = ()
    ticks: int = NOWHERE
    beside: Sequence[int] = ()
    numbered: bool = False

    @property
    def goods(self) -> list[int]:
        """The columns that say which product a row means, codes first."""
        return [self.parts[part] for part in (*CODES, Part.NAME) if part in self.parts]

    def known_of(self, row: Sequence[Cell], told: Mapping[str, _T]) -> _T | None:
        """What ``told`` holds of the product that the row names."""
        known = (told.get(text_of(at(row, column))) for column in self.goods)
        return next((one for one in known if one), None)

    @property
    def identifies(self) -> bool:
        """Whether some column says which product a row means."""
        return bool(self.goods)

    @property
    def is_order(self) -> bool:
        """Whether rows can be ordered by it."""
        return self.identifies and bool(self.quantities)

    def ask(self, columns: Sequence[int], code: str) -> None:
        """Leave the quantity open between ``columns``."""
        self.unsure = tuple(columns)
        self.reasons += [(column, Part.QUANTITY, code, {}) for column in columns]

    def count_by(self, column: int, code: str, delivery: str = "", measure: str = "") -> None:
        """Take ``column`` for a quantity."""
        self.quantities.append(QuantityColumn(column, delivery, measure))
        self.reasons.append(
            (column, Part.QUANTITY, code, {"delivery": delivery} if delivery else {})
        )


@dataclass(frozen=True, slots=True)
class Counting:
    """What is known of a table's columns when its quantities are looked for."""

    table: Table
    profiles: Sequence[Profile]
    named: Sequence[Part | None]
    rows: Sequence[Sequence[Cell]]
    block: Sequence[int]  # what nobody sees is not among them: it is not meant
    places: Collection[str] = ()  # where this dealer had goods brought to, as ``spelling`` has it
    costs: Mapping[str, Collection[Decimal]] = field(default_factory=dict)  # as in ``Hits``
    packs: Mapping[str, Decimal] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    titles: Sequence[str] = ()  # the file's and the sheet's name, and what stands above the header
    today: date | None = None  # tells days to come from those of before

    def heading(self, column: int) -> Heading:
        return self.table.heading(column)

    def measure(self, column: int) -> str:
        """The measure that stands over the column; "" when none does."""
        return measure_in(self.heading(column).full)
