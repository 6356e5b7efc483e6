"""A rule set as a workbook: which sheets and columns it may have, and its cells as values.

docs/pricing.md describes the sheets. Names of sheets and columns are understood in English
and Russian, in any order and case; unknown sheets and columns are told, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wholesale.catalog.cells import Refused, is_empty, number_of, text_of
from wholesale.core.errors import DomainError, Problem
from wholesale.core.money import round_half_up
from wholesale.intake.opening import workbook
from wholesale.intake.opening.sniff import FileKind, sniff

SECONDS = 120
HEAD_WITHIN = 10  # rows

_UNREADABLE = {
    "not_a_number": "rule_not_a_number",
    "too_many_places": "rule_too_many_places",
    "not_a_date": "rule_not_a_date",
    "not_a_flag": "rule_not_a_flag",
}

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a sheet: values by column; references are still codes and articles."""

    row: int
    values: Mapping[str, Any]
    unread: bool = False  # some of its cells could not be


@dataclass(slots=True)
class RuleSet:
    """What a workbook says, by sheet; ``problems`` are cells that cannot be read.

    ``titles`` and ``heads`` (by column) are the words the workbook has for them.
    """

    sheets: dict[str, list[RuleRow]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def problem(self, sheet: str, row: int, code: str, /, **params: Any) -> Problem:
        """A bad row, in the workbook's own words for the sheet and the ``column``."""
        if "column" in params:
            column = params["column"]
            params["column"] = self.heads.get(sheet, {}).get(column, column)
        return Problem(row, code, {**params, "sheet": self.titles.get(sheet, sheet)})


def _text(cell: Any) -> str:
    return text_of(cell)


def _number(places: str) -> Reader:
    step = Decimal(places)

    def read(cell: Any) -> Decimal | None:
        if is_empty(cell):
            return None
        number = number_of(_plain(cell) if isinstance(cell, str) else cell)
        if number is None:
            raise Refused("not_a_number", value=text_of(cell)[:40])
        rounded = round_half_up(number, step)
        if isinstance(cell, str) and rounded != number:
            raise Refused("too_many_places", value=text_of(cell)[:40])
        return rounded

    return read


def _plain(cell: str) -> str:
    """«−7 %», as prices are told here, without its sign of percent and with the usual minus."""
    return text_of(cell).removesuffix("%").replace("\N{MINUS SIGN}", "-")


def _whole(cell: Any) -> int | None:
    number = _number("0.0001")(cell)
    if number is None:
        return None
    if number != int(number):
        raise Refused("too_many_places", value=text_of(cell)[:40])
    return int(number)


_RUSSIAN_WORDS = {
    "личная": "personal", "клубная": "club", "за оборот": "turnover",
    "за объём заказа": "volume", "за объем заказа": "volume",
    "лучшая": "best", "лучшая из скидок": "best", "сумма": "sum", "каскад": "cascade",
    "процент": "percent", "скидка, %": "percent", "фиксированная цена": "fixed_price",
    "n по цене m": "n_for_m", "подарок": "gift", "комплект": "bundle",
}  # fmt: skip


def _word(cell: Any) -> str:
    word = text_of(cell).lower()
    return _RUSSIAN_WORDS.get(word, word)


def _date(cell: Any) -> date | None:
    if is_empty(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    text = text_of(cell)
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    raise Refused("not_a_date", value=text[:40])


_YES = {"1", "true", "yes", "да", "+", "истина", "y", "д"}
_NO = {"", "0", "false", "no", "нет", "-", "ложь", "n", "н"}


def _flag(cell: Any) -> bool | None:
    if is_empty(cell):
        return None
    word = text_of(cell).lower()
    if word not in _YES | _NO:
        raise Refused("not_a_flag", value=word[:40])
    return word in _YES


def _codes(cell: Any) -> tuple[str, ...]:
    return tuple(
        filter(None, (part.strip() for part in text_of(cell).replace(";", ",").split(",")))
    )


def _parts(cell: Any) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text_of(cell).split(";"))))


_money, _percent, _count = _number("0.01"), _number("0.0001"), _number("0.001")
_DATES: dict[str, Reader] = {"valid_from": _date, "valid_to": _date}
_SCOPE: dict[str, Reader] = {"article": _text, "category": _text, "brand": _text}

SHEETS: dict[str, dict[str, Reader]] = {
    "lists": {
        "code": _text, "name": _text, "parent": _text, "currency": _text, "includes_vat": _flag,
        "rounding": _money, "ending": _money, "base": _flag,
    },
    "prices": {
        "list": _text, "article": _text, "name": _text, "from": _count, "price": _money, **_DATES,
    },
    "formulas": {"list": _text, "percent": _percent, **_SCOPE, **_DATES},
    "floors": {"article": _text, "cost": _money, "minimum_price": _money},
    "margins": {"percent": _percent, **_SCOPE},
    "clubs": {"code": _text, "name": _text, "rank": _whole, "list": _text, "members": _codes},
    "agreements": {
        "dealer": _text, "list": _text, "policy": _word, "payment_days": _whole,
        "credit_limit": _money,
    },
    "contract_prices": {
        "dealer": _text, "article": _text, "from": _count, "price": _money,
        "discountable": _flag, "below_floor": _flag, **_DATES,
    },
    "discounts": {
        "source": _word, "percent": _percent, "dealer": _text, "club": _text, "point": _text,
        **_SCOPE, "threshold": _money, "days": _whole, **_DATES,
    },
    "promotions": {
        "code": _text, "name": _text, "effect": _word, "percent": _percent, "price": _money,
        "buy": _whole, "pay": _whole, "gift": _text, "gift_quantity": _count,
        "min_quantity": _count, "min_sum": _money, "goods": _parts, "dealers": _codes,
        "clubs": _codes, "points": _codes, "exclusive": _flag, "active": _flag,
        "limit_total": _whole, "limit_per_dealer": _whole, **_DATES,
    },
}  # fmt: skip
"""Sheets in the order in which they are loaded, and the readers of their columns."""

NEEDED: dict[str, tuple[str, ...]] = {
    "lists": ("code",),
    "prices": ("list", "article", "price"),
    "formulas": ("list", "percent"),
    "floors": ("article",),
    "margins": ("percent",),
    "clubs": ("code",),
    "agreements": ("dealer",),
    "contract_prices": ("dealer", "article", "price"),
    "discounts": ("percent",),
    "promotions": ("code",),
}
"""Columns that must be there and filled in every row."""

_RUSSIAN = {
    "прайс-листы": "lists", "цены": "prices", "формулы": "formulas", "пороги": "floors",
    "минимальные цены": "floors", "наценки": "margins", "клубы": "clubs", "договоры": "agreements",
    "договорные цены": "contract_prices", "скидки": "discounts", "акции": "promotions",
}  # fmt: skip
_RUSSIAN_COLUMNS = {
    "код": "code", "название": "name", "наименование": "name", "на основе": "parent",
    "валюта": "currency", "с ндс": "includes_vat", "округление": "rounding", "окончание": "ending",
    "базовый": "base", "прайс-лист": "list", "артикул": "article", "от": "from",
    "от количества": "from", "цена": "price", "действует с": "valid_from",
    "действует по": "valid_to", "процент": "percent", "категория": "category",
    "бренд": "brand", "себестоимость": "cost", "минимальная цена": "minimum_price",
    "очерёдность": "rank", "участники": "members", "дилер": "dealer", "политика": "policy",
    "отсрочка": "payment_days", "кредитный лимит": "credit_limit",
    "со скидками": "discountable", "ниже минимальной": "below_floor", "вид": "source",
    "клуб": "club", "точка": "point", "порог": "threshold", "дней": "days",
    "что даёт": "effect", "купить": "buy", "оплатить": "pay", "подарок": "gift",
    "количество подарка": "gift_quantity", "от суммы": "min_sum",
    "мин. количество": "min_quantity", "товары": "goods", "дилеры": "dealers",
    "клубы": "clubs", "точки": "points", "не суммируется": "exclusive",
    "действует": "active", "лимит всего": "limit_total", "лимит дилера": "limit_per_dealer",
}  # fmt: skip


def parse_rules(content: bytes) -> RuleSet:
    """Read a workbook outside of any transaction.

    Raises ``DomainError`` with ``file_…`` codes and ``price_rules_no_sheets`` when no sheet
    has a known name.
    """
    found = RuleSet()
    kind = sniff(content)
    sheets = workbook.read(content, kind, seconds=SECONDS)
    shares = workbook.percents(content, seconds=SECONDS) if kind is FileKind.XLSX else {}
    for sheet in sheets:
        name = _key(sheet.name)
        name = _RUSSIAN.get(name.replace("_", " "), name)
        if name not in SHEETS:
            if sheet.rows:
                found.unknown.append(sheet.name)
        elif name in found.titles:
            twice = {"sheet": sheet.name, "other": found.titles[name]}
            found.problems.append(Problem(0, "rule_sheet_twice", twice))
        elif sheet.rows:
            found.titles[name] = sheet.name
            shown = shares.get(sheet.name, set())
            found.sheets[name] = _rows(found, name, sheet.numbers, sheet.rows, shown)
    if not found.sheets:
        raise DomainError("price_rules_no_sheets")
    return found


def _key(text: Any) -> str:
    return text_of(text).lower().strip()


def _column(sheet: str, heading: Any) -> str | None:
    """The column a heading means; «Цена, ₽» is «Цена»."""
    for word in (_key(heading), _key(heading).partition(",")[0].strip()):
        known = _RUSSIAN_COLUMNS.get(word.replace("_", " "), word.replace(" ", "_"))
        if known in SHEETS[sheet]:
            return known
    return None


def _rows(
    found: RuleSet,
    sheet: str,
    numbers: list[int],
    rows: list[list[Any]],
    shares: Collection[tuple[int, int]],
) -> list[RuleRow]:
    def known(at: int) -> int:
        return sum(_column(sheet, cell) is not None for cell in rows[at])

    head = max(range(min(len(rows), HEAD_WITHIN)), key=known)  # a title may stand above it
    columns = _columns(found, sheet, numbers[head], rows[head])
    missing = [column for column in NEEDED[sheet] if column not in columns]
    found.problems += [
        found.problem(sheet, numbers[head], "rule_column_missing", column=column)
        for column in missing
    ]
    if missing:
        return []
    read = []
    for number, row in zip(numbers[head + 1 :], rows[head + 1 :], strict=True):
        if all(is_empty(cell) for cell in row):
            continue
        cells = [
            # Kept as 0.07 and shown as 7 %, the cell means 7.
            cell * 100 if (number, at) in shares and columns[at : at + 1] == ["percent"] else cell
            for at, cell in enumerate(row)
        ]
        cells += [None] * (len(columns) - len(row))  # empty cells at the end were cut off
        before = len(found.problems)
        values = _values(found, sheet, number, columns, cells)
        read.append(RuleRow(number, values, unread=len(found.problems) > before))
    return read


def _columns(found: RuleSet, sheet: str, number: int, row: list[Any]) -> list[str | None]:
    """The column of each cell of the heading; a column twice is a problem."""
    heads = found.heads.setdefault(sheet, {})
    columns: list[str | None] = []
    for cell in row:
        column = _column(sheet, cell)
        if column is None and not is_empty(cell):
            found.unknown.append(f"{found.titles[sheet]}.{text_of(cell)}")
        elif column in heads:
            twice = found.problem(sheet, number, "rule_column_twice", column=column)
            found.problems.append(twice)
        elif column is not None:
            heads[column] = text_of(cell)
        columns.append(column)
    return columns


def _values(
    found: RuleSet, sheet: str, number: int, columns: list[str | None], row: list[Any]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=False):
        if column is None:
            continue
        try:
            values[column] = SHEETS[sheet][column](None if is_empty(cell) else cell)
        except Refused as refused:
            told = {**refused.params, "column": column}
            problem = found.problem(sheet, number, _UNREADABLE[refused.code], **told)
            found.problems.append(problem)
            continue
        if column in NEEDED[sheet] and values[column] in (None, ""):
            found.problems.append(found.problem(sheet, number, "rule_cell_empty", column=column))
    return values
