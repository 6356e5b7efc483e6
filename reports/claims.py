"""The claim a buyer makes from an act of discrepancies."""

from __future__ import annotations

from decimal import Decimal

from reports.facts import Discrepancy, DiscrepancyAct
from reports.paper import LEFT, Field, Paper, flow
from reports.parties import references, short_line
from reports.torg2 import reason
from reports.words import amount, long_date, quantity, roubles


def claim_pdf(facts: DiscrepancyAct) -> bytes:
    """A claim of the buyer against the supplier, with its sum."""
    title = f"Претензия № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        for label, party in (("Кому: ", facts.supplier), ("От кого: ", facts.organization)):
            paper.text(label + short_line(party), 9, after=5)
        paper.y += 6
        paper.title(title)
        paper.text(
            f"При приёмке товара, поступившего по документам: {references(facts.papers)}, "
            "установлены следующие расхождения:"
        )
        claimed = [line for line in facts.lines if _claimed(line)]
        paper.table(
            [
                Field("№", 22, "center"),
                Field("Товар, артикул"),
                Field("Ед.", 28, "center", whole=True),
                Field("По доку\u00adментам", 46, "right"),
                Field("Факти\u00adчески", 46, "right"),
                Field("Претен\u00adзия, кол-во", 46, "right"),
                Field("Цена, руб.", 56, "right"),
                Field("Сумма, руб.", 64, "right"),
                Field("Причина", 66),
            ],
            [_row(number, line) for number, line in enumerate(claimed, start=1)],
            sums=[("", "Итого", "", "", "", "", "", amount(claim_sum(facts)), "")],
            size=7.5,
            tail=150,
        )
        whole = claim_sum(facts)
        paper.text(f"Сумма претензии: {amount(whole)} руб. ({roubles(whole)})", 9.5, bold=True)
        for text in (facts.conclusion, facts.demand):
            if text:
                paper.text(text)
        if facts.enclosures:
            paper.text(f"Приложение: {'; '.join(facts.enclosures)}.", 8.5)
        paper.need(40)
        paper.y += 10
        paper.sign(LEFT, LEFT + paper.wide * 0.7, "", facts.director)

    return flow(title, draw, author=facts.organization.name)


def claim_sum(facts: DiscrepancyAct) -> Decimal:
    """What is missing, damaged or not taken, at the prices of the papers."""
    return sum((line.worth(_claimed(line)) for line in facts.lines), Decimal("0.00"))


def _claimed(line: Discrepancy) -> Decimal:
    return line.shortage + line.damaged + line.refused


def _row(number: int, line: Discrepancy) -> tuple[str, ...]:
    return (
        str(number),
        f"{line.name}, {line.article}" if line.article else line.name,
        line.unit_sign,
        quantity(line.by_papers),
        quantity(line.found),
        quantity(_claimed(line)),
        amount(line.price),
        amount(line.worth(_claimed(line))),
        reason(line),
    )
