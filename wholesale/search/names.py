"""The names of the products on sale, as they are now: what a dealer's own words may mean.

The catalogue is the truth; the book of its names is kept in memory and follows it: each call
compares the catalogue's version, and the names that differ are taken apart anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from wholesale.db import Database
from wholesale.models.goods import Product
from wholesale.search import index
from wholesale.search.index import state, system_reading
from wholesale.search.name_book import NameBook
from wholesale.search.name_list import NO_NAMES, NameList, take_apart


@dataclass(frozen=True, slots=True)
class _Kept:
    """The book of one state of the catalogue, and the list it was made of."""

    version: str
    names: NameList
    book: NameBook


def name_candidates(database: Database, texts: Sequence[str], limit: int = 5) -> list[list[int]]:
    """For each text the ids of active products with the most alike names, best first.

    The names are those of the catalogue as it is now: an order is matched against it.
    """
    return _book_of(database).alike(texts, limit)


def refresh(database: Database) -> int:
    """Bring the index and the names up to the catalogue now; returns how many products the index
    took in. Called after a load, so that nobody's first search or file waits."""
    changed = index.refresh(database)
    _book_of(database)
    return changed


def warm_up(database: Database) -> None:
    """Have the index follow and the names at hand, in a thread: called when a server starts."""
    threading.Thread(target=refresh, args=[database], name="search index", daemon=True).start()


_books: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()
_making = threading.Lock()


def _book_of(database: Database) -> NameBook:
    """The names of the catalogue as it is now."""
    with system_reading(database) as session:
        version = state(session)
        kept = _books.get(database)
        if kept is not None and kept.version == version:
            return kept.book
        with _making:
            kept = _books.get(database)
            if kept is None or kept.version != version:
                names = take_apart(_names(session), kept.names if kept else NO_NAMES)
                kept = _books[database] = _Kept(version, names, NameBook(names))
            return kept.book


def _names(session: Session) -> Iterator[tuple[int, str]]:
    """Every active product with its name and, where that is silent of it, its brand; by name, in
    the same order on both engines."""
    rows = session.execute(
        select(Product.name, Product.id, Product.brand).where(Product.active.is_(True))
    )
    for name, product_id, brand in sorted((row.name, row.id, row.brand) for row in rows):
        silent = brand and brand.casefold() not in name.casefold()
        yield product_id, f"{name} {brand}" if silent else name
