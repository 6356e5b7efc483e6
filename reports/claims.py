"""ТОРГ-2 (ОКУД 0330202), the act of discrepancies, and the claim that follows from it."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from reports.facts import Discrepancy, DiscrepancyAct
from reports.paper import LEFT, Field, Paper, flow
from reports.parties import full_line, references, short_line
from reports.style import GREY
from reports.words import amount, long_date, quantity, roubles, short_date

KOPECK = Decimal("0.01")
_WARNED = (
    "Все члены комиссии предупреждены об ответственности за подписание акта, содержащего данные, "
    "не соответствующие действительности."
)


def discrepancy_pdf(facts: DiscrepancyAct) -> bytes:
    """ТОРГ-2: what papers say, what was found, the difference, the commission."""
    title = (
        f"АКТ № {facts.number} от {short_date(facts.issued_on)} об установленном расхождении по "
        "количеству и качеству при приёмке товарно-материальных ценностей"
    )

    def draw(paper: Paper) -> None:
        _form(paper)
        paper.pairs(
            [
                ("Организация", full_line(facts.organization)),
                ("ОКПО", facts.organization.okpo),
            ]
        )
        paper.title(title)
        paper.pairs(
            [
                ("Место приёмки", facts.place),
                ("Приёмка начата", _moment(facts.started_at)),
                ("Приёмка окончена", _moment(facts.finished_at)),
                ("Сопроводительные документы", references(facts.papers)),
                ("Поставщик (отправитель)", full_line(facts.supplier)),
                ("Получатель", full_line(facts.consignee)),
            ],
            labels=140,
        )
        paper.table(
            [
                Field("№", 20, "center"),
                Field("Товар: наименование, характеристика, артикул"),
                Field("Ед.", 30, "center"),
                Field("ОКЕИ", 30, "center"),
                Field("Цена, руб. коп.", 54, "right"),
                Field("коли\u00adчество", 40, "right"),
                Field("сумма", 58, "right"),
                Field("коли\u00adчество", 40, "right"),
                Field("сумма", 58, "right"),
                Field("брак, бой", 40, "right"),
                Field("недо\u00adстача", 40, "right"),
                Field("сумма недостачи", 56, "right"),
                Field("излишки", 40, "right"),
                Field("Причина", 66),
            ],
            [_row(line) for line in facts.lines],
            groups=[
                (5, "Товар"),
                (2, "По документам"),
                (2, "Фактически"),
                (4, "Отклонения"),
                (1, "Примечание"),
            ],
            sums=[_total(facts)],
            size=7,
            numbers=True,
            tail=110 + 28 * len(facts.commission),
        )
        paper.pairs([("Заключение комиссии", facts.conclusion)], labels=140)
        paper.text(_WARNED, 7.5, colour=GREY)
        for number, member in enumerate(facts.commission):
            paper.need(28)
            paper.y += 4
            label = "Члены комиссии" if number == 0 else ""
            paper.sheet.text(LEFT, paper.y + 14, label, 8)
            paper.sign(LEFT + 110, LEFT + paper.wide * 0.75, "", member)
            paper.y += 22
        paper.need(60)
        paper.y += 6
        for label, signer in (
            ("Представитель поставщика", None),
            ("Решение руководителя", facts.director),
        ):
            paper.sheet.text(LEFT, paper.y + 14, label, 8)
            paper.sign(LEFT + 110, LEFT + paper.wide * 0.75, "", signer)
            paper.y += 28

    return flow(title, draw, author=facts.organization.name, landscape=True)


def claim_pdf(facts: DiscrepancyAct) -> bytes:
    """A claim of the buyer against the supplier, with its sum."""
    title = f"Претензия № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        for label, party in (("Кому: ", facts.supplier), ("От кого: ", facts.organization)):
            paper.text(label + short_line(party), 9, after=5)
        paper.title(title)
        found = [line for line in facts.lines if _claimed(line)]
        paper.text(
            f"При приёмке товара, поступившего по документам: {references(facts.papers)}, "
            "установлены следующие расхождения:"
        )
        paper.table(
            [
                Field("№", 22, "center"),
                Field("Артикул", 62),
                Field("Товар"),
                Field("Ед.", 30, "center"),
                Field("По доку\u00adментам", 48, "right"),
                Field("Факти\u00adчески", 48, "right"),
                Field("Брак, бой", 42, "right"),
                Field("Цена, руб.", 56, "right"),
                Field("Сумма претензии", 66, "right"),
                Field("Причина", 62),
            ],
            [
                (
                    str(line.number),
                    line.article,
                    line.name,
                    line.unit_sign,
                    quantity(line.by_papers),
                    quantity(line.found),
                    quantity(line.damaged) if line.damaged else "",
                    amount(line.price),
                    amount(_claimed(line)),
                    line.reason,
                )
                for line in found
            ],
            size=7.5,
            tail=150,
        )
        whole = claim_sum(facts)
        paper.text(f"Сумма претензии: {amount(whole)} руб. ({roubles(whole)})", 9.5, bold=True)
        paper.text(facts.conclusion)
        paper.text(facts.demand)
        paper.text("Приложение: акт об установленном расхождении, фотографии.", 8.5, after=14)
        paper.need(40)
        paper.sign(LEFT, LEFT + paper.wide * 0.7, "", facts.director)

    return flow(title, draw, author=facts.organization.name)


def claim_sum(facts: DiscrepancyAct) -> Decimal:
    """What is missing and what is damaged, at the prices of the papers."""
    return sum((_claimed(line) for line in facts.lines), Decimal("0.00"))


def _claimed(line: Discrepancy) -> Decimal:
    return _money((line.shortage + line.damaged) * line.price)


def _row(line: Discrepancy) -> tuple[str, ...]:
    return (
        str(line.number),
        f"{line.name}, {line.article}" if line.article else line.name,
        line.unit_sign,
        line.unit_code,
        amount(line.price),
        quantity(line.by_papers),
        amount(_money(line.by_papers * line.price)),
        quantity(line.found),
        amount(_money(line.found * line.price)),
        quantity(line.damaged) if line.damaged else "",
        quantity(line.shortage) if line.shortage else "",
        amount(_money(line.shortage * line.price)) if line.shortage else "",
        quantity(line.surplus) if line.surplus else "",
        line.reason,
    )


def _total(facts: DiscrepancyAct) -> tuple[str, ...]:
    def total(of: str) -> str:
        values = (_money(getattr(line, of) * line.price) for line in facts.lines)
        return amount(sum(values, Decimal("0.00")))

    return (
        *("", "Итого", "", "", "", ""),
        total("by_papers"),
        "",
        total("found"),
        "",
        "",
        total("shortage"),
        "",
        "",
    )


def _form(paper: Paper) -> None:
    for line in (
        "Унифицированная форма № ТОРГ-2",
        "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
        "Форма по ОКУД 0330202",
    ):
        paper.sheet.text(paper.right, paper.y + 6, line, 6.5, align="right", colour=GREY)
        paper.y += 8
    paper.y += 4


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value:%d.%m.%Y %H:%M}"


def _money(value: Decimal) -> Decimal:
    return value.quantize(KOPECK, rounding=ROUND_HALF_UP)
