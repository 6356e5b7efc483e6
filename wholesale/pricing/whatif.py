"""Rules on paper: what would happen if these changes were made.

The changes are really written, by the same operations, into a savepoint that is always
rolled back: so a rehearsal runs on exactly the rules that publishing would bring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from wholesale.db import Database, rehearsal
from wholesale.pricing import operations
from wholesale.pricing.book import PriceBook
from wholesale.pricing.cache import shelf
from wholesale.pricing.forms import Form


@dataclass(frozen=True, slots=True)
class Change:
    """One change: a new rule, a rule changed, or (without a form) a rule taken away."""

    kind: type[Any]
    form: Form | None
    rule_id: int | None = None


@contextmanager
def on_paper(
    database: Database, session: Session, changes: Sequence[Change]
) -> Iterator[Callable[[int, date], PriceBook]]:
    """How to get a dealer's book on a date by the changed rules; nothing stays written.

    Raises what the operations raise when a change cannot be made.
    """
    apart = shelf(database).sketch(session)
    with rehearsal(session):
        session.info.pop("price_changes", None)
        for change in changes:
            if change.form is None:
                operations.remove(session, change.kind, rule_id=change.rule_id or 0)
            else:
                operations.save(session, change.form, rule_id=change.rule_id)
        apart.apply(session, session.info.get("price_changes", set()))
        yield lambda dealer_id, on: apart.sketched(session, dealer_id=dealer_id, on=on)
