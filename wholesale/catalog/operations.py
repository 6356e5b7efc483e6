"""Writing the catalogue: products by article, many at once; categories, barcodes, costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wholesale.core.codes import article_key
from wholesale.models.goods import Barcode, Category, Product, ProductCost

CHUNK = 5_000  # bound values in one statement
SEPARATOR = " / "  # between the names of a category path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """Ids by article of the products given, how many of them are new and how many changed."""

    ids: dict[str, int]
    added: int
    changed: int


def put_products(session: Session, rows: Sequence[Mapping[str, Any]]) -> Written:
    """Insert or change products by ``article``; a column no row carries keeps its value.

    Each row has ``article``, ``name`` and the same other columns of ``Product`` as all rows.
    """
    if not rows:
        return Written({}, 0, 0)
    given = [column for column in rows[0] if column != "article"]
    before = _stored(session, given, [row["article"] for row in rows])
    defaults = {"pack": Decimal(1), "minimum": Decimal(0), "weight": Decimal(0)}
    differing = [
        {**defaults, **row, "article_key": article_key(row["article"])}
        for row in rows
        if before.get(row["article"]) != tuple(row[column] for column in given)
    ]
    if differing:
        statement = _upsert(session)(Product)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[Product.article],
                set_={column: statement.excluded[column] for column in given},
            ),
            differing,
        )
    ids = ids_of_articles(session, [row["article"] for row in rows])
    added = len(ids) - len(before)
    return Written(ids, added, len({row["article"] for row in differing}) - added)


def _stored(
    session: Session, columns: Sequence[str], articles: Iterable[str]
) -> dict[str, tuple[Any, ...]]:
    """What ``columns`` hold for the products that exist, by article."""
    wanted = [getattr(Product, column) for column in columns]
    found: dict[str, tuple[Any, ...]] = {}
    for chunk in chunks(sorted(set(articles))):
        statement = select(Product.article, *wanted).where(Product.article.in_(chunk))
        found.update((article, tuple(values)) for article, *values in session.execute(statement))
    return found


def ids_of_articles(session: Session, articles: Iterable[str]) -> dict[str, int]:
    """Ids of the products that exist, by exact article."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(set(articles))):
        statement = select(Product.article, Product.id).where(Product.article.in_(chunk))
        found.update(session.execute(statement).all())
    return found


def put_categories(
    session: Session, paths: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """Ids of the categories of ``paths``, made with their parents where absent."""
    wanted = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    stored = session.execute(select(Category.path, Category.id))
    known = {tuple(path.split(SEPARATOR)): category_id for path, category_id in stored}
    for depth in range(1, max(map(len, wanted), default=0) + 1):
        missing = sorted(path for path in wanted if len(path) == depth and path not in known)
        for chunk in chunks(missing):
            made = session.execute(
                insert(Category).returning(Category.path, Category.id),
                [
                    {
                        "parent_id": known.get(path[:-1]),
                        "name": path[-1],
                        "path": SEPARATOR.join(path),
                    }
                    for path in chunk
                ],
            )
            known.update((tuple(path.split(SEPARATOR)), made_id) for path, made_id in made)
    return {path: known[path] for path in wanted}


def owners_of_barcodes(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The article each known barcode belongs to."""
    found: dict[str, str] = {}
    for chunk in chunks(sorted(set(codes))):
        statement = (
            select(Barcode.code, Product.article)
            .join(Product, Product.id == Barcode.product_id)
            .where(Barcode.code.in_(chunk))
        )
        found.update(session.execute(statement).all())
    return found


def add_barcodes(session: Session, pairs: Sequence[tuple[int, str]]) -> int:
    """Give products the barcodes they do not have yet; returns how many are new."""
    known = owners_of_barcodes(session, (code for _, code in pairs))
    fresh = [{"product_id": of, "code": code} for of, code in pairs if code not in known]
    if fresh:
        session.execute(insert(Barcode), fresh)
    return len(fresh)


def set_barcodes(session: Session, product_id: int, codes: Sequence[str]) -> None:
    """Replace a product's barcodes by ``codes``, the main one first."""
    session.execute(delete(Barcode).where(Barcode.product_id == product_id))
    if codes:
        session.execute(
            insert(Barcode), [{"product_id": product_id, "code": code} for code in codes]
        )


def put_costs(session: Session, column: str, amounts: Mapping[int, Decimal | None]) -> None:
    """Set ``cost`` or ``minimum_price`` (roubles for one unit) of products."""
    if not amounts:
        return
    statement = _upsert(session)(ProductCost)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[ProductCost.product_id],
            set_={column: statement.excluded[column]},
        ),
        [{"product_id": of, column: amount} for of, amount in sorted(amounts.items())],
    )


def add_product(session: Session, values: Mapping[str, Any]) -> int:
    """Keep a new product; ``values`` are columns of ``Product``. Returns its id."""
    row = {**values, "article_key": article_key(values["article"])}
    return session.scalars(insert(Product).returning(Product.id), [row]).one()


def change_product(session: Session, product_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a product; its article stays or moves with its key."""
    row = dict(values)
    if "article" in row:
        row["article_key"] = article_key(row["article"])
    session.execute(update(Product).where(Product.id == product_id).values(row))


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """``items`` in runs of at most ``CHUNK``."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _upsert(session: Session) -> Any:
    """The dialect's INSERT that knows ON CONFLICT."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert
