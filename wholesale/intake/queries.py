"""What the catalogue and the dealer's memory know of the texts in a file: few, bulk look-ups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select

from wholesale.context import Context
from wholesale.core.codes import article_key, barcode_key, is_barcode
from wholesale.db import values_of
from wholesale.intake.columns.profiles import Hits
from wholesale.models.goods import Barcode, Product
from wholesale.models.people import Dealer, DeliveryAddress
from wholesale.models.trade import DealerCode, DealerLayout, Order, OrderLine


class Item(NamedTuple):
    """What matching needs of a product."""

    id: int
    article: str
    key: str
    name: str
    maker_code: str
    brand: str
    category_id: int | None
    unit: str
    pack: Decimal
    minimum: Decimal
    active: bool


@dataclass(slots=True)
class Found:
    """Products by what was asked: normalised article, barcode, maker's code, exact name; and
    the dealer's own dictionary, by its keys."""

    items: dict[int, Item] = field(default_factory=dict)
    by_key: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    by_barcode: dict[str, Item] = field(default_factory=dict)
    by_maker: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    dictionary: dict[str, int] = field(default_factory=dict)


@lru_cache(maxsize=1 << 15)
def barcode_spellings(text: str) -> frozenset[str]:
    """The barcode in ``text`` with the leading zeros a sheet may have dropped or added."""
    digits = barcode_key(text) if len(text) >= 6 else ""
    if not digits:
        return frozenset()
    short = digits.zfill(8 if len(digits) < 9 else 13)
    if not (10 < len(digits) < 15 or is_barcode(short)):
        return frozenset()
    bare = digits.lstrip("0")
    return frozenset(
        {digits, *(bare.zfill(length) for length in (8, 12, 13, 14) if len(bare) <= length)}
    )


def zero_spellings(key: str) -> frozenset[str]:
    """A normalised article whose letters O may be zeros, as it would then be: those beside a
    digit, or all of them."""
    if "O" not in key:
        return frozenset()
    beside = re.sub(r"O+(?=\d)|(?<=\d)O+", lambda run: "0" * len(run[0]), key)
    spelt = {beside, key.replace("O", "0")} - {key}
    return frozenset((s.lstrip("0") or "0") if s.isdecimal() else s for s in spelt)


def hits(ctx: Context, texts: Collection[str]) -> Hits:
    """Which of ``texts`` the catalogue knows as articles, barcodes, maker's codes or names."""
    short = {text for text in texts if len(text) <= 40}
    keys = {article_key(text) for text in short} - {""}
    barcodes = {digits: barcode_key(text) for text in short for digits in barcode_spellings(text)}
    articles = _all(ctx, select(Product.article, Product.article_key), Product.article_key, keys)
    known = _all(ctx, select(Barcode.code), Barcode.code, barcodes)
    makers = _all(ctx, select(Product.maker_code), Product.maker_code, short - {""})
    names = _all(ctx, select(Product.name), Product.name, texts)
    return Hits(
        exact=frozenset(row.article for row in articles),
        articles=frozenset(row.article_key for row in articles),
        barcodes=frozenset(barcodes[row.code] for row in known),
        makers=frozenset(row.maker_code for row in makers),
        names=frozenset(row.name for row in names),
    )


def find_codes(ctx: Context, texts: Collection[str], into: Found) -> None:
    """Products whose article, barcode or maker's code one of ``texts`` may be."""
    keys = {article_key(text) for text in texts} - {""}
    keys |= {spelt for key in keys for spelt in zero_spellings(key)}
    for row in _all(ctx, _items(), Product.article_key, keys):
        item = _item(row, into)
        into.by_key[item.key].append(item)
    barcodes = {digits for text in texts for digits in barcode_spellings(text)}
    statement = _items(Barcode.code).join(Barcode, Barcode.product_id == Product.id)
    for row in _all(ctx, statement, Barcode.code, barcodes):
        into.by_barcode[row.code] = _item(row, into)
    for row in _all(ctx, _items(), Product.maker_code, {t for t in texts if t}):
        item = _item(row, into)
        into.by_maker[item.maker_code].append(item)


def find_names(ctx: Context, names: Collection[str], into: Found) -> None:
    """Products whose name is exactly one of ``names``; most are there by their codes already."""
    rows = _all(ctx, select(Product.id, Product.name), Product.name, set(names) - {""})
    find_items(ctx, {row.id for row in rows}, into)
    for row in rows:
        into.by_name[row.name].append(into.items[row.id])


def products_meant(ctx: Context, texts: Collection[str]) -> dict[str, Item]:
    """The products we sell that a text alone means: by article, barcode or exact name."""
    found = Found()
    find_codes(ctx, texts, found)
    find_names(ctx, texts, found)
    meant: dict[str, Item] = {}
    for text in texts:
        items = found.by_key.get(article_key(text)) or found.by_name.get(text) or []
        barcodes = (found.by_barcode.get(code) for code in barcode_spellings(text))
        known = {i.id: i for i in (*items, *barcodes) if i is not None and i.active}
        if len(known) == 1:
            [meant[text]] = known.values()
    return meant


def find_items(ctx: Context, ids: Collection[int], into: Found) -> None:
    """Products by id that are not there yet."""
    for row in _all(ctx, _items(), Product.id, set(ids) - into.items.keys()):
        _item(row, into)


def find_dictionary(ctx: Context, *, dealer_id: int, into: Found) -> None:
    """All that this dealer ever confirmed, with the products: hundreds of words, one look."""
    rows = ctx.session.execute(
        select(DealerCode.text_key, DealerCode.product_id).where(DealerCode.dealer_id == dealer_id)
    )
    into.dictionary.update((row.text_key, row.product_id) for row in rows)
    find_items(ctx, into.dictionary.values(), into)


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """A word of a dealer's dictionary: his code or wording, and the product it means."""

    id: int
    text: str
    key: str  # by which it is known in a file
    product_id: int
    article: str
    name: str
    confirmed_at: datetime

    @property
    def is_code(self) -> bool:
        return self.key.startswith("code:")


def dictionary_rows(ctx: Context, *, dealer_id: int) -> list[DictionaryRow]:
    """The dealer's dictionary, the newest first."""
    rows = ctx.session.execute(
        select(
            DealerCode.id,
            DealerCode.text,
            DealerCode.text_key,
            DealerCode.product_id,
            Product.article,
            Product.name,
            DealerCode.confirmed_at,
        )
        .join(Product, Product.id == DealerCode.product_id)
        .where(DealerCode.dealer_id == dealer_id)
        .order_by(DealerCode.confirmed_at.desc(), DealerCode.id.desc())
    )
    return [DictionaryRow(*row) for row in rows]


def remembered_layouts(ctx: Context, *, dealer_id: int) -> dict[str, dict[int, str]]:
    """The columns the dealer confirmed for layouts: fingerprint → column → part."""
    rows = ctx.session.execute(
        select(DealerLayout.fingerprint, DealerLayout.columns)
        .where(DealerLayout.dealer_id == dealer_id)
        .order_by(DealerLayout.id.desc())
        .limit(_MOST_LAYOUTS)
    )
    return {row.fingerprint: {int(c): part for c, part in row.columns.items()} for row in rows}


_MOST_LAYOUTS = 500  # of the latest; nobody has so many kinds of files


def known_places(ctx: Context, *, dealer_id: int) -> set[str]:
    """Where the dealer had goods brought to: his addresses, and the shops of his latest orders."""
    addresses = ctx.session.execute(
        select(DeliveryAddress.name, DeliveryAddress.address).where(
            DeliveryAddress.dealer_id == dealer_id
        )
    )
    shops = ctx.session.scalars(
        select(OrderLine.delivery)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.id.in_(
                select(Order.id)
                .where(Order.dealer_id == dealer_id)
                .order_by(Order.id.desc())
                .limit(_LATEST)
            ),
            OrderLine.delivery != "",
        )
        .distinct()
    )
    return {text for row in addresses for text in row if text} | set(shops)


_LATEST = 20  # orders whose shops are still this dealer's


_COLUMNS = (
    Product.id,
    Product.article,
    Product.article_key,
    Product.name,
    Product.maker_code,
    Product.brand,
    Product.category_id,
    Product.unit,
    Product.pack,
    Product.minimum,
    Product.active,
)


def _items(*more: Any) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, *more)


def _item(row: Row[Any], into: Found) -> Item:
    item = into.items.get(row[0])
    if item is None:
        item = Item._make(row[: len(_COLUMNS)])
        into.items[item.id] = item
    return item


def _all(
    ctx: Context,
    statement: Select[*tuple[Any, ...]],
    column: ColumnElement[Any] | Any,
    values: Collection[Any],
) -> Sequence[Row[Any]]:
    """Rows of ``statement`` whose ``column`` is among ``values``."""
    if not values:
        return ()
    return ctx.session.execute(statement.where(column.in_(values_of(ctx.session, values)))).all()


def dealer_by_code(ctx: Context, code: str) -> int | None:
    """The id of the dealer with this code, None when the actor sees none."""
    return ctx.session.scalar(select(Dealer.id).where(Dealer.code == code))


def dealer_names(ctx: Context) -> dict[int, str]:
    """Active dealers of the actor's scope by name: id → name."""
    rows = ctx.session.execute(
        select(Dealer.id, Dealer.name).where(Dealer.active.is_(True)).order_by(Dealer.name)
    )
    return {row.id: row.name for row in rows}


def goods_by_name(ctx: Context) -> Iterator[Row[Any]]:
    """Active products of pieces with a barcode or without, those with a name of their own."""
    alone = select(Product.name).group_by(Product.name).having(func.count() == 1)
    code = (
        select(func.min(Barcode.code))
        .where(Barcode.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
        .label("code")
    )
    yield from ctx.session.execute(
        select(Product.article, Product.name, code, Product.pack, Product.unit)
        .where(Product.active.is_(True), Product.unit == "796", Product.name.in_(alone))
        .order_by(Product.id)
    )
