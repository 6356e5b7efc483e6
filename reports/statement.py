"""Акт сверки взаимных расчётов: the seller's half filled in, the buyer's to be filled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reports.facts import ZERO, Statement
from reports.paper import Field, Paper, flow
from reports.parties import reference, short_line
from reports.words import amount, long_date, roubles, short_date

TAIL = 150.0


def statement_pdf(facts: Statement) -> bytes:
    """The statement; a debit of the seller is what the buyer owes him."""
    title = f"Акт сверки взаимных расчётов № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        paper.title(title)
        agreement = f" по документу «{reference(facts.agreement)}»" if facts.agreement else ""
        paper.text(
            f"за период с {short_date(facts.since)} по {short_date(facts.until)} между "
            f"{facts.seller.name} и {facts.buyer.name}{agreement}",
            after=2,
        )
        paper.pairs(
            [
                (facts.seller.name, short_line(facts.seller)),
                (facts.buyer.name, short_line(facts.buyer)),
            ]
        )
        paper.text(
            f"Мы, нижеподписавшиеся, {_represented(facts.seller.name)} и "
            f"{_represented(facts.buyer.name)}, составили настоящий акт о том, что состояние "
            "взаимных расчётов по данным учёта следующее:",
        )
        paper.table(
            [
                Field("Дата", 50, "center"),
                Field("Документ"),
                Field("Дебет", 62, "right"),
                Field("Кредит", 62, "right"),
                Field("Дата", 50, "center"),
                Field("Документ"),
                Field("Дебет", 52, "right"),
                Field("Кредит", 52, "right"),
            ],
            _rows(facts),
            sums=_ending(facts),
            groups=[
                (4, f"По данным {facts.seller.name}, руб."),
                (4, f"По данным {facts.buyer.name}, руб."),
            ],
            size=7.5,
            tail=TAIL,
        )
        paper.text(f"По данным {facts.seller.name}", 9, after=0)
        paper.text(_conclusion(facts), 9, bold=True, after=8)
        paper.sides((f"От {facts.seller.name}", facts.director), (f"От {facts.buyer.name}", None))

    return flow(title, draw, author=facts.seller.name)


def _represented(name: str) -> str:
    return f"{name} в лице _______________________"


def _rows(facts: Statement) -> list[tuple[str, ...]]:
    opening = _sides(facts.opening)
    start = ("", "Сальдо начальное", *opening, "", "Сальдо начальное", "", "")
    return [
        start,
        *(
            (
                short_date(move.on),
                move.title,
                amount(move.debit) if move.debit else "",
                amount(move.credit) if move.credit else "",
                "",
                "",
                "",
                "",
            )
            for move in facts.movements
        ),
    ]


def _ending(facts: Statement) -> list[tuple[str, ...]]:
    debit = sum((move.debit for move in facts.movements), ZERO)
    credit = sum((move.credit for move in facts.movements), ZERO)
    turnover = ("", "Обороты за период", amount(debit), amount(credit))
    closing = ("", "Сальдо конечное", *_sides(facts.closing))
    return [
        (*turnover, "", "Обороты за период", "", ""),
        (*closing, "", "Сальдо конечное", "", ""),
    ]


def _sides(balance: Decimal) -> tuple[str, str]:
    """A balance in the debit column when the buyer owes, in the credit column otherwise."""
    return (
        amount(balance) if balance > 0 else "",
        amount(-balance) if balance < 0 else "",
    )


def _conclusion(facts: Statement) -> str:
    return conclusion(facts.closing, facts.until, facts.seller.name, facts.buyer.name)


def conclusion(balance: Decimal, on: date, seller: str, buyer: str) -> str:
    """«на 30.06.2026 задолженность в пользу … 1 234,56 руб. (…)»."""
    if not balance:
        return f"на {short_date(on)} задолженность отсутствует"
    creditor = seller if balance > 0 else buyer
    owed = abs(balance)
    return (
        f"на {short_date(on)} задолженность в пользу {creditor} {amount(owed)} руб. "
        f"({roubles(owed)})"
    )
