"""How well a reading agrees with the known truth of a made file.

Rows are of six kinds: ``code`` (the file identifies by a code), ``unsaid`` (so, and the word over
the quantities says nothing), ``name`` (by the catalogue's name), ``own`` (by the dealer's own
words), ``foreign`` (a product we do not sell, a near miss of one we do), ``bad`` (must not be
ordered). What became of each: ``right``; ``asked`` with the right product among the first three;
``asked_other``; ``column_asked``, when the table says nothing of which column counts and the
dealer is asked for it; ``refused``; ``lost``; and ``wrong``, which is wrong without a word and
the worst there is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from wholesale.intake.reading import Reading
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.words.parts import Part

KINDS = ("code", "unsaid", "name", "own", "foreign", "bad")
WANTED = ("code", "unsaid", "name", "own")  # to be ordered
NAMED = ("name", "own", "foreign")
_MISTAKES = 100  # that are told


@dataclass(slots=True)
class Score:
    """Counts over files. ``rows[kind, fate]``; ``mistakes`` are the first of them, for people."""

    files: int = 0
    no_orders: int = 0  # files that order nothing
    no_orders_ordered: int = 0  # of those, files of which some row was ordered
    tables: int = 0
    columns_right: int = 0
    columns_asked: int = 0
    headers_right: int = 0
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    extra: int = 0  # rows ordered that nobody wanted
    seconds: float = 0.0
    mistakes: list[dict[str, Any]] = field(default_factory=list)

    def mistake(self, **told: Any) -> None:
        """Tell a mistake, unless so many are told that nobody reads more."""
        if len(self.mistakes) < _MISTAKES:
            self.mistakes.append(told)

    def share(self, kind: str, *fates: str) -> float:
        """Per cent of the rows of ``kind`` that met one of ``fates``."""
        return _percent(self._rows((kind,), *fates), self._rows((kind,)), of_none=100.0)

    def _rows(self, kinds: Collection[str], *fates: str) -> int:
        """The rows of ``kinds`` that met one of ``fates``, or any."""
        return sum(
            count
            for (kind, fate), count in self.rows.items()
            if kind in kinds and (not fates or fate in fates)
        )

    def told(self) -> dict[str, Any]:
        """The score as JSON. Of what was ordered ``precision_percent`` is right, of what was to be
        ordered ``recall_percent`` was, without a question, and ``asked_percent`` was asked."""
        wrong = self.extra + self._rows(KINDS, "wrong")
        right = self._rows(WANTED, "right")
        asked = self._rows(WANTED, "asked", "asked_other", "column_asked")
        wanted = self._rows(WANTED)
        return {
            "files": self.files,
            "no_orders": self.no_orders,
            "no_orders_ordered": self.no_orders_ordered,
            "tables": self.tables,
            "columns_right_percent": _percent(self.columns_right, self.tables),
            "columns_asked_percent": _percent(self.columns_asked, self.tables),
            "headers_right_percent": _percent(self.headers_right, self.tables),
            "rows": {
                kind: {fate: count for (of, fate), count in sorted(self.rows.items()) if of == kind}
                for kind in KINDS
            },
            "precision_percent": _percent(right, right + wrong, of_none=100.0),
            "recall_percent": _percent(right, wanted, of_none=100.0),
            "asked_percent": _percent(asked, wanted),
            "code_right_percent": self.share("code", "right"),
            "unsaid_right_or_asked_percent": self.share("unsaid", "right", "column_asked"),
            "names_silently_wrong_percent": _percent(self._rows(NAMED, "wrong"), self._rows(NAMED)),
            "own_right_or_asked_percent": self.share("own", "right", "asked"),
            "own_right_percent": self.share("own", "right"),
            "silently_wrong": wrong,
            "seconds": round(self.seconds, 2),
            "mistakes": self.mistakes,
        }


def add(score: Score, reading: Reading, truth: Mapping[str, Any]) -> None:
    """Compare the reading of one file with its truth."""
    score.files += 1
    if not truth["tables"]:
        score.no_orders += 1
        score.no_orders_ordered += any(d.outcome is Outcome.ADDED for d in reading.decisions)
    ordered = {table["sheet"] for table in reading.tables if table["order"]}
    for meant in truth["tables"]:
        _add_table(score, reading, meant, asked=meant["sheet"] not in ordered)
    used = _add_rows(score, reading, truth, ordered)
    for decision in reading.decisions:
        if decision.key not in used and decision.outcome is Outcome.ADDED:
            score.extra += 1
            score.mistake(file=truth["file"], fate="extra", row=decision.row)


def _add_rows(
    score: Score, reading: Reading, truth: Mapping[str, Any], ordered: Collection[int]
) -> set[str]:
    """Add the fates of the rows; the keys of the decisions that were meant. ``ordered`` are the
    sheets of which something is."""
    by_place = _placed(reading)
    used: set[str] = set()
    wanted: defaultdict[tuple[int, int], set[str | None]] = defaultdict(set)
    for row in truth["rows"]:
        wanted[row["sheet"], row["row"]].add(row["article"])
    for row in truth["rows"]:
        there = [
            d for d in by_place[row["sheet"], row["row"], row["delivery"]] if d.key not in used
        ]
        if row["article"] is None:  # what another table beside it orders is not this row's
            others = wanted[row["sheet"], row["row"]]
            there = [d for d in there if _article(d.product_id, reading) not in others - {None}]
        kind = _kind(row, truth)
        fate, found_as = _fate(there, row, reading)
        if fate == "lost" and row["sheet"] not in ordered:
            fate = "column_asked"
        if found_as is not None:
            used.add(found_as.key)
        score.rows[kind, fate] += 1
        if fate in {"wrong", "lost", "asked_other"} or (kind == "code" and fate != "right"):
            score.mistake(file=truth["file"], fate=fate, **row)
    return used


def _placed(reading: Reading) -> dict[tuple[int, int, str], list[Decision]]:
    """Decisions by sheet, row and delivery."""
    by_place: dict[tuple[int, int, str], list[Decision]] = defaultdict(list)
    by_row: dict[tuple[int, int], list[Decision]] = defaultdict(list)
    for decision in reading.decisions:
        by_place[decision.sheet, decision.row, decision.delivery].append(decision)
        by_row[decision.sheet, decision.row].append(decision)
    for (sheet, row), alone in by_row.items():
        if len(alone) == 1:  # that a lone quantity is called by its heading is no mistake
            by_place[sheet, row, ""] = alone
    return by_place


def _article(product_id: int | None, reading: Reading) -> str | None:
    item = reading.items.get(product_id) if product_id is not None else None
    return item.article if item else None


def _percent(part: int, whole: int, *, of_none: float = 0.0) -> float:
    return round(100 * part / whole, 3) if whole else of_none


def _add_table(score: Score, reading: Reading, meant: Mapping[str, Any], *, asked: bool) -> None:
    here = [table for table in reading.tables if table["sheet"] == meant["sheet"]]
    found = {
        int(column)
        for table in here
        if table["order"]
        for column, part in table["columns"].items()
        if part == Part.QUANTITY.value
    }
    score.tables += 1
    score.columns_asked += asked
    right = found == set(meant["quantity_columns"])
    score.columns_right += right
    if not right and not asked:
        score.mistake(fate="columns", found=sorted(found), **meant)
    headers = {row for table in here for row in table["header"]}
    head = meant["header_row"]  # 0 where there is none, None where any will do
    score.headers_right += head is None or (head in headers if head else not headers)


def _kind(row: Mapping[str, Any], truth: Mapping[str, Any]) -> str:
    if row["foreign"]:
        return "foreign"
    if row["article"] is None:
        return "bad"
    if not row["by_name"]:
        return "unsaid" if row["unsaid"] else "code"
    return "own" if truth["own_words"] else "name"


def _fate(
    there: list[Decision], row: Mapping[str, Any], reading: Reading
) -> tuple[str, Decision | None]:
    """What became of a row, and of the decisions ``there`` the one that is about it."""

    def article(product_id: int | None) -> str | None:
        return _article(product_id, reading)

    if row["article"] is None:
        added = any(decision.outcome is Outcome.ADDED for decision in there)
        return "wrong" if added else "right", there[0] if there else None
    if not there:
        return "lost", None
    decision = next((d for d in there if article(d.product_id) == row["article"]), there[0])
    if decision.outcome is Outcome.ADDED:
        same = article(decision.product_id) == row["article"]
        right = same and decision.quantity == Decimal(row["quantity"])
        return "right" if right else "wrong", decision
    if decision.outcome is Outcome.ASKED:
        near = [article(product_id) for product_id, _, _ in decision.candidates[:3]]
        return ("asked" if row["article"] in near else "asked_other"), decision
    return "refused", decision
