"""The index of the products: it follows the database and answers queries.

The database is the truth; the index lies beside it (in ``<file>.search`` for SQLite, in the
data folder for PostgreSQL, in memory for an in-memory database) and follows it: each call
compares the catalogue's version, and what differs is brought in product by product. Small
catalogues follow at once; a big one follows in a thread of its own while ``find`` answers
from the index as it was. A lost or foreign folder only costs a rebuild.

Products are shared by everybody who is signed in, so the index holds nothing a dealer may not
read; ``find`` returns ids, and the caller selects the rows with his own session.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session
from tantivy import DocAddress, Document, Index, IndexWriter, Query, Searcher

from wholesale import scope
from wholesale.config import Settings
from wholesale.core.access import system
from wholesale.core.spelling import switch_layout, words
from wholesale.db import Database
from wholesale.models.goods import Barcode, Category, Product
from wholesale.search import typed
from wholesale.search.typed import code_of

FORMAT = 4  # raise it when the fields below change: old folders are then rebuilt
AT_ONCE = 3_000  # products up to which a search waits for the index to follow

CATALOG = ("catalog", 0)
"""The subject under which changes of products are recorded in the journal."""


def find(
    database: Database, text: str, *, limit: int = 50, with_inactive: bool = False
) -> list[int]:
    """Ids of products for what a person is typing, best first; [] for a text without words.

    Finds articles and barcodes (exact and by beginning), all words of the name in any form,
    the last word by its beginning; then the same in the other keyboard layout; then with one
    typo a word; then with one word missing.
    """
    index = _index_of(database, wait=False)
    return index.find(text, limit, with_inactive) if words(text) else []


def version(database: Database) -> str:
    """What tells one state of the catalogue from another; cheap enough to ask every time."""
    with system_reading(database) as session:
        return state(session)


def refresh(database: Database) -> int:
    """Bring the index up to the catalogue now; returns how many products it took in.

    Called after a load, so that nobody's first search waits.
    """
    return _open(database).follow()


class ProductIndex:
    """The index of one database: follows the catalogue, answers queries. Thread-safe."""

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._database = database
        self._folder = folder
        self._following = threading.Lock()
        self._index = _tantivy(folder)
        self._searcher = self._index.searcher()
        self._version = self._stored_version()

    def is_behind(self) -> bool:
        """Whether the catalogue has changed since the index last followed it."""
        with system_reading(self._database) as session:
            return state(session) != self._version

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def follow(self) -> int:
        """Take in every product that differs; returns their number."""
        with self._following, system_reading(self._database) as session:
            version = state(session)
            if version == self._version:
                return 0
            if self._folder and self._stored_version() == version:  # another process did it
                self._reload(version)
                return 0
            changed = self._take_in(session)
            self._reload(version)
            if self._folder:
                _replace(self._folder / "version", version)
            return changed

    def follow_aside(self) -> None:
        """Follow in a thread of its own, unless one is at it already."""
        if not self._following.locked():
            threading.Thread(target=self.follow, name="search index", daemon=True).start()

    def find(self, text: str, limit: int, with_inactive: bool) -> list[int]:
        for query in self._attempts(text):
            found = self._ids(query, limit, with_inactive) if query else []
            if found:
                return found
        return []

    def _attempts(self, text: str) -> Iterator[Query | None]:
        """What is tried in turn: as typed, in the other layout, with typos, with a word less."""
        searcher = self._searcher
        yield typed.query(searcher, text)
        asked = typed.words_of(text)
        unknown = {word for word in asked if not typed.is_known(searcher, word)}
        switched = switch_layout(text) if len(unknown) == len(set(asked)) else ""
        if switched:
            yield typed.query(searcher, switched)
        if unknown:
            yield typed.query(searcher, text, unknown=unknown)
        if switched:
            yield typed.query(searcher, switched, unknown=typed.words_of(switched))
        yield typed.query(searcher, text, unknown=unknown, missing=1)

    def _ids(self, query: Query, limit: int, with_inactive: bool) -> list[int]:
        searcher = self._searcher
        found = searcher.search(query if with_inactive else typed.active(query), limit, count=False)
        return _ids_of(searcher, [address for _, address in found.hits])

    def _take_in(self, session: Session) -> int:
        searcher = self._searcher
        found = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1), count=False)
        addresses = [address for _, address in found.hits]
        ids = _ids_of(searcher, addresses)
        known = dict(zip(ids, searcher.fast_field_values("digest", addresses), strict=True))
        changed = 0
        writer = _writer(self._index)
        for product_id, fields in _products(session):
            digest = _digest(fields)
            if known.pop(product_id, None) == digest:
                continue
            if ids:
                writer.delete_documents_by_term("id", product_id)
            writer.add_document(Document(id=product_id, digest=digest, **fields))
            changed += 1
        for gone in known:
            writer.delete_documents_by_term("id", gone)
        writer.commit()
        writer.wait_merging_threads()
        return changed + len(known)

    def _reload(self, version: str) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self._version = version

    def _stored_version(self) -> str:
        path = self._folder / "version" if self._folder else None
        return path.read_text() if path and path.exists() else ""


_open_indexes: WeakKeyDictionary[Database, ProductIndex] = WeakKeyDictionary()
_opening = threading.Lock()


def _open(database: Database) -> ProductIndex:
    with _opening:
        index = _open_indexes.get(database)
        if index is None:
            index = _open_indexes[database] = ProductIndex(database, _folder(database))
        return index


def _index_of(database: Database, *, wait: bool) -> ProductIndex:
    index = _open(database)
    if index.is_behind():
        if wait or len(index) <= AT_ONCE:
            index.follow()
        else:
            index.follow_aside()
    return index


def _folder(database: Database) -> Path | None:
    """Where the index of a database lies; None for in memory."""
    if database.is_sqlite:
        path = database.url.database
        return Path(f"{path}.search") / str(FORMAT) if path and path != ":memory:" else None
    with system_reading(database) as session:  # a database made anew under the same name is another
        made = session.scalar(sql("SELECT oid FROM pg_database WHERE datname = current_database()"))
    name = hashlib.sha256(f"{database.url}#{made}".encode()).hexdigest()[:16]
    return Settings().data / "search" / name / str(FORMAT)


@contextmanager
def system_reading(database: Database) -> Iterator[Session]:
    """A session of the system's own, for what the index needs of the catalogue."""
    with database.reading() as session:
        scope.bind(session, system("search"))
        yield session


def state(session: Session) -> str:
    """What tells one state of the catalogue from another, by two look-ups in indexes.

    Every change of products is recorded with the subject kind «catalog»; the newest product
    is there for those that came without it.
    """
    state = session.execute(_STATE, {"kind": CATALOG[0], "id": CATALOG[1]}).first()
    return hashlib.sha256(repr((FORMAT, *(state or ()))).encode()).hexdigest()


_STATE = sql(
    "SELECT events.id, events.at, products.id, products.article, products.name "
    "FROM (SELECT MAX(id) AS id FROM products) newest "
    "LEFT JOIN products ON products.id = newest.id "
    "LEFT JOIN events ON events.id = ("
    "SELECT MAX(id) FROM events WHERE subject_kind = :kind AND subject_id = :id)"
)


def _products(session: Session) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every product with the texts it is found by."""
    barcodes: defaultdict[int, list[str]] = defaultdict(list)
    for product_id, code in session.execute(select(Barcode.product_id, Barcode.code)):
        barcodes[product_id].append(code)
    paths = {
        category_id: " ".join(words(path))
        for category_id, path in session.execute(select(Category.id, Category.path))
    }
    statement = select(
        Product.id,
        Product.article,
        Product.article_key,
        Product.maker_code,
        Product.name,
        Product.brand,
        Product.category_id,
        Product.active,
    ).order_by(Product.name, Product.id)
    for product_id, article, key, maker, name, brand, category_id, active in session.execute(
        statement.execution_options(yield_per=5_000)
    ):
        named = words(name)
        branded = [word for word in words(brand) if word not in named]
        told = " ".join(named + branded)
        codes = {key, code_of(article), code_of(maker), *barcodes.get(product_id, ())} - {""}
        yield (
            product_id,
            {
                "active": int(active),
                "stems": told,
                "plain": told,
                "first": named[0] if named else "",
                "about": paths.get(category_id, "") if category_id else "",
                "codes": " ".join(sorted(codes)),
            },
        )


def _digest(fields: dict[str, Any]) -> int:
    told = "\n".join(str(value) for value in fields.values()).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), signed=True)


def _tantivy(folder: Path | None) -> Index:
    """The index in ``folder``, empty when there is none or it cannot be read."""
    if folder is None:
        index = Index(typed.SCHEMA)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            index = Index(typed.SCHEMA, path=str(folder))
        except (ValueError, OSError):
            shutil.rmtree(folder)
            folder.mkdir(parents=True)
            index = Index(typed.SCHEMA, path=str(folder))
    index.register_tokenizer("stems", typed.STEMS)
    index.register_tokenizer("plain", typed.PLAIN)
    return index


def _writer(index: Index) -> IndexWriter:
    """The one writer of an index; waits while another process holds it."""
    for _ in range(600):
        try:
            return index.writer(64_000_000, 1)
        except ValueError as busy:
            if "LockBusy" not in str(busy):
                raise
            time.sleep(0.1)
    raise TimeoutError("another process has been writing the search index for a minute")


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(path)


def _ids_of(searcher: Searcher, addresses: list[DocAddress]) -> list[int]:
    values = searcher.fast_field_values("id", addresses) if addresses else []
    return [int(value) for value in values if value is not None]
