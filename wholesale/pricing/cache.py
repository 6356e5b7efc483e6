"""Compiled rules kept warm: one shelf a database, bounded, refreshed by what changed.

What dealers share is kept once: the catalogue, the entries of a list on a date, the chain of
rules of all who trade by the same terms. A dealer's own book only adds his contract prices and
personal discounts. Before each use the shelf looks at the version of the rules and refreshes
just what the ``PriceChange`` rows since then name: a changed price is patched into its list, a
changed cost into the catalogue, and every book that stands on them has it; of a dealer whose
terms changed only his own book is forgotten.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale import changes
from wholesale.db import Database
from wholesale.models.prices import PriceChange, PriceVersion
from wholesale.pricing import loading
from wholesale.pricing.book import PriceBook
from wholesale.pricing.chain import Chain
from wholesale.pricing.goods import Goods
from wholesale.pricing.lists import Ladder, PriceListBook

T = TypeVar("T")

MOST_BOOKS = 2_000  # a dealer's own part is a few kilobytes
MOST_ENTRY_BYTES = 96 * 2**20
MOST_CHANGES = 2_000  # more than that since the last look: start anew

Version = tuple[int, str]


class Shelf:
    """The compiled rules of one database."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._seen: Version | None = None
        self._older: Version | None = None  # what the last look back in time has seen
        self._borrowed = False  # what is there belongs to another shelf too
        self._goods: Goods | None = None
        self._entries: OrderedDict[tuple[int, date], Ladder] = OrderedDict()
        self._lists: dict[tuple[int, date], PriceListBook] = {}
        self._shared: dict[Hashable, Any] = {}
        self._books: OrderedDict[tuple[int, date], PriceBook] = OrderedDict()

    def book(self, session: Session, *, dealer_id: int, on: date) -> PriceBook:
        """The dealer's book of the day, fresh as of what ``session`` sees."""
        with self._lock:
            if not self._refresh(session):
                return loading.book(session, Shelf(), dealer_id=dealer_id, on=on)
            key = (dealer_id, on)
            if (found := self._books.get(key)) is None:
                found = loading.book(session, self, dealer_id=dealer_id, on=on)
                self._books[key] = found
                while len(self._books) > MOST_BOOKS:
                    self._books.popitem(last=False)
            else:
                self._books.move_to_end(key)
            return found

    def sketch(self, session: Session) -> Shelf:
        """A shelf apart for rules on paper: what it finds there it shares until it changes.

        To be taken before the changes are written to ``session``; ``apply`` tells it of them.
        """
        with self._lock:
            apart = Shelf()
            if self._refresh(session):
                apart._borrowed = True
                apart._goods, apart._entries = self._goods, self._entries.copy()
                apart._books = self._books.copy()
            return apart

    def apply(self, session: Session, notes: Collection[changes.Note]) -> None:
        """Forget and read anew what the noted changes touch."""
        kinds = {note.kind for note in notes}
        if changes.GOODS in kinds:
            self._forget_goods()
            return
        if changes.RULES in kinds or (self._borrowed and kinds != {changes.DEALER}):
            self._forget_rules()
        for note in notes:
            if note.kind == changes.LIST:
                self._forget_list(note.price_list_id)
        entries: dict[int, set[int]] = {}
        for note in notes:
            if note.price_list_id is not None and note.product_id is not None:
                entries.setdefault(note.price_list_id, set()).add(note.product_id)
        for list_id, products in entries.items():
            self._patch(session, list_id, products)
        self._recost(session, {n.product_id or 0 for n in notes if n.kind == changes.COST})
        dealers = {note.dealer_id for note in notes if note.kind == changes.DEALER}
        for key in [key for key in self._books if key[0] in dealers]:
            del self._books[key]

    def sketched(self, session: Session, *, dealer_id: int, on: date) -> PriceBook:
        """A book by the rules on paper."""
        found = self._books.get((dealer_id, on))
        return found or loading.book(session, self, dealer_id=dealer_id, on=on)

    def goods(self, session: Session) -> Goods:
        """The catalogue."""
        if self._goods is None:
            self._goods = loading.goods(session)
        return self._goods

    def price_list(self, session: Session, *, list_id: int, on: date) -> PriceListBook:
        """A list on a date, with its parents."""
        key = (list_id, on)
        if key not in self._lists:
            self._lists[key] = loading.price_list(session, self, list_id=list_id, on=on)
        return self._lists[key]

    def entries(self, session: Session, *, list_id: int, on: date) -> Ladder:
        """A list's own entries in force on a date."""
        key = (list_id, on)
        if (found := self._entries.get(key)) is None:
            found = loading.entries(session, self.goods(session), list_id=list_id, on=on)
            self._entries[key] = found
            self._keep_within_bounds()
        else:
            self._entries.move_to_end(key)
        return found

    def shared(self, key: Hashable, make: Callable[[], T]) -> T:
        """A part that several books have in common, made once until the rules change."""
        if key not in self._shared:
            self._shared[key] = make()
        found: T = self._shared[key]
        return found

    def _refresh(self, session: Session) -> bool:
        """Bring the shelf up to what ``session`` sees; ``False`` when that is older than it.

        A reader whose transaction began before the last change must not undo it for the
        others. A version that stays older is that of a restored database.
        """
        row = session.execute(select(PriceVersion.version, PriceVersion.token)).first()
        now = (row.version, row.token) if row else (0, "")
        if now == self._seen:
            return True
        if self._seen is not None and now[0] < self._seen[0] and now != self._older:
            self._older = now
            return False
        notes = None if self._seen is None else self._notes(session, self._seen[0], now[0])
        if notes is None:
            self._forget_goods()
        else:
            self.apply(session, notes)
        self._seen, self._older = now, None
        return True

    def _notes(self, session: Session, seen: int, now: int) -> list[changes.Note] | None:
        """What changed after version ``seen``; ``None`` when only a new start will do."""
        if now <= seen:
            return None
        rows = session.execute(
            select(
                PriceChange.version,
                PriceChange.kind,
                PriceChange.price_list_id,
                PriceChange.product_id,
                PriceChange.dealer_id,
            )
            .where(PriceChange.version > seen, PriceChange.version <= now)
            .limit(MOST_CHANGES + 1)
        ).all()
        if len(rows) > MOST_CHANGES or len({row.version for row in rows}) != now - seen:
            return None
        return [changes.Note(*row[1:]) for row in rows]

    def _patch(self, session: Session, list_id: int, products: set[int]) -> None:
        goods = self.goods(session)
        for key, ladder in self._entries.items():
            if key[0] != list_id:
                continue
            self._entries[key] = loading.patched(
                session, goods, ladder, list_id=list_id, product_ids=products, on=key[1]
            )
            if key in self._lists:
                self._lists[key].ladder = self._entries[key]

    def _recost(self, session: Session, products: set[int]) -> None:
        if not products or self._goods is None:
            return
        self._goods = loading.recosted(session, self._goods, products)
        for part in self._shared.values():
            if isinstance(part, Chain):
                part.goods = self._goods

    def _forget_goods(self) -> None:
        self._goods = None
        self._entries.clear()
        self._forget_rules()

    def _forget_rules(self) -> None:
        self._lists.clear()
        self._shared.clear()
        self._books.clear()

    def _forget_list(self, list_id: int | None) -> None:
        for key in list(self._entries):
            if list_id in (None, key[0]):
                del self._entries[key]
        self._forget_rules()

    def _keep_within_bounds(self) -> None:
        """Drop the entries used longest ago, and the books that stand on them."""
        size = sum(ladder.nbytes for ladder in self._entries.values())
        if size <= MOST_ENTRY_BYTES:
            return
        while size > MOST_ENTRY_BYTES and len(self._entries) > 1:
            _, dropped = self._entries.popitem(last=False)
            size -= dropped.nbytes
        self._lists.clear()
        self._books.clear()


_shelves: WeakKeyDictionary[Database, Shelf] = WeakKeyDictionary()
_making = threading.Lock()


def shelf(database: Database) -> Shelf:
    """The shelf of a database; made on first use."""
    with _making:
        return _shelves.setdefault(database, Shelf())
