"""Selects of whole numbers as numpy columns: how rules and goods get into memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, func, type_coerce
from sqlalchemy.orm import Session

Column = NDArray[np.int64]

NONE = -1
"""What stands for an empty value in a column of prices or ids."""


def whole(column: Any) -> Any:
    """The stored integer of a Money, Count, Rate or id column; ``NONE`` when empty."""
    return func.coalesce(type_coerce(column, BigInteger), NONE)


def read(session: Session, statement: Select[Any]) -> list[Column]:
    """Run a select of integer columns and return one int64 array for each."""
    width = len(statement.selected_columns)
    rows: Sequence[Any] = session.execute(statement).all()
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
    table = flat.reshape(-1, width)
    return [np.ascontiguousarray(table[:, index]) for index in range(width)]
