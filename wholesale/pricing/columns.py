"""Selects of whole numbers as numpy columns: how rules and goods get into memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce
from sqlalchemy.orm import Session

from wholesale.db import collected

Column = NDArray[np.int64]

NONE = -1
"""What stands for an empty value in a column of prices or ids."""


def whole(column: Any) -> Any:
    """The stored integer of a Money, Count, Rate or id column; ``NONE`` when empty."""
    return func.coalesce(type_coerce(column, BigInteger), NONE)


def read(session: Session, columns: Sequence[Any], *where: ColumnElement[bool]) -> list[Column]:
    """Whole-number columns of the rows that meet ``where``, one int64 array for each.

    Rows come in no particular order.
    """
    found = session.execute(select(*map(collected, columns)).where(*where)).one()
    return [parsed(text) for text in found]


def parsed(text: str) -> Column:
    """The numbers of a JSON array."""
    inside = text[1:-1]
    return np.fromstring(inside, dtype=np.int64, sep=",") if inside else np.empty(0, np.int64)
