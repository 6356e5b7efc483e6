"""Акт сверки взаимных расчётов: the seller's books and, mirrored, what the buyer's should say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reports.facts import ZERO, Party, Signer, Statement
from reports.paper import Field, Paper, flow
from reports.parties import reference, short_line
from reports.words import amount, long_date, roubles, short_date

TAIL = 150.0
GENITIVE = {
    "устав": "Устава",
    "положение": "Положения",
    "доверенность": "доверенности",
    "приказ": "приказа",
    "свидетельство": "свидетельства",
    "договор": "договора",
    "решение": "решения",
}
NAME_BLANK, AUTHORITY_BLANK = "_" * 32, "_" * 24


def statement_pdf(facts: Statement) -> bytes:
    """The statement; a debit of the seller, what the buyer owes him, is the buyer's credit."""
    title = f"Акт сверки взаимных расчётов № {facts.number} от {long_date(facts.issued_on)}"
    seller, buyer = facts.seller, facts.buyer

    def draw(paper: Paper) -> None:
        paper.title(title)
        agreement = f" {_under(reference(facts.agreement))}" if facts.agreement else ""
        paper.text(
            f"за период: {short_date(facts.since)} – {short_date(facts.until)} между "
            f"{seller.name} и {buyer.name}{agreement}",
            after=3,
        )
        paper.text(short_line(seller), 8, after=2)
        paper.text(short_line(buyer), 8, after=6)
        paper.text(
            f"Мы, нижеподписавшиеся, {_represented(seller, facts.director)}, с одной стороны, и "
            f"{_represented(buyer, facts.buyer_director)}, с другой стороны, составили настоящий "
            "акт о том, что состояние взаимных расчётов по данным учёта следующее:",
        )
        paper.table(
            [
                *(Field("Дата", 47, "center"), Field("Документ")),
                *(Field("Дебет", 56, "right"), Field("Кредит", 56, "right")),
                *(Field("Дата", 47, "center"), Field("Документ")),
                *(Field("Дебет", 56, "right"), Field("Кредит", 56, "right")),
            ],
            _rows(facts),
            sums=_ending(facts),
            groups=[
                (4, f"По данным {seller.name}, руб."),
                (4, f"По данным {buyer.name}, руб."),
            ],
            size=7.5,
            tail=TAIL,
        )
        paper.text(f"По данным {seller.name}", 9, after=0)
        paper.text(
            conclusion(facts.closing, facts.until, seller.name, buyer.name), 9, bold=True, after=8
        )
        paper.sides(
            (f"От {seller.name}", facts.director), (f"От {buyer.name}", facts.buyer_director)
        )

    return flow(title, draw, author=seller.name)


def _under(agreement: str) -> str:
    """«по договору поставки № 15 от 01.02.2026»."""
    first, *rest = agreement.split(" ")
    if first.casefold() == "договор":
        return " ".join(["по договору", *rest])
    return f"по договору: {agreement}"


def _represented(party: Party, signer: Signer | None) -> str:
    """«ООО «Пример» в лице: Генеральный директор Петров Пётр Петрович, действующего на …»."""
    who, acting, ground = NAME_BLANK, "действующего(-ей)", AUTHORITY_BLANK
    if signer is not None:
        who = f"{signer.position} {signer.name}".strip()
        acting = "действующей" if signer.name.endswith("на") else "действующего"
        ground = _genitive(signer.authority) or AUTHORITY_BLANK
    return f"{party.name} в лице: {who}, {acting} на основании {ground}"


def _genitive(authority: str) -> str:
    """«Устава», «доверенности № 5 от 01.03.2026»: the first word in the genitive."""
    first, *rest = authority.split(" ")
    return " ".join([GENITIVE.get(first.casefold(), first), *rest])


def _rows(facts: Statement) -> list[tuple[str, ...]]:
    rows = [_both("", "Сальдо начальное", *_sides(facts.opening))]
    for move in facts.movements:
        debit = amount(move.debit) if move.debit else ""
        credit = amount(move.credit) if move.credit else ""
        rows.append(_both(short_date(move.on), move.title, debit, credit))
    return rows


def _ending(facts: Statement) -> list[tuple[str, ...]]:
    debit = sum((move.debit for move in facts.movements), ZERO)
    credit = sum((move.credit for move in facts.movements), ZERO)
    return [
        _both("", "Обороты за период", amount(debit), amount(credit)),
        _both("", "Сальдо конечное", *_sides(facts.closing)),
    ]


def _both(day: str, title: str, debit: str, credit: str) -> tuple[str, ...]:
    """A row of both halves: the debit of one party is the credit of the other."""
    return (day, title, debit, credit, day, title, credit, debit)


def _sides(balance: Decimal) -> tuple[str, str]:
    """A balance in the debit column when the buyer owes, in the credit column otherwise."""
    return (
        amount(balance) if balance > 0 else "",
        amount(-balance) if balance < 0 else "",
    )


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
