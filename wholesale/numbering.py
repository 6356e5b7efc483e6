"""Numbers without gaps and repeats, by organization, kind and year.

The counter moves in the transaction that uses the number: what is rolled back gives its
number back, and two transactions wait for each other on the counter's row.
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wholesale.models.books import Sequence


def next_number(session: Session, *, organization_id: int, kind: str, year: int) -> int:
    """The next number of the sequence, from 1."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(Sequence)
        .values(organization_id=organization_id, kind=kind, year=year, last=1)
        .on_conflict_do_update(
            index_elements=[Sequence.organization_id, Sequence.kind, Sequence.year],
            set_={"last": Sequence.last + 1},
        )
        .returning(Sequence.last)
    )
    return session.execute(statement).scalar_one()
