"""ТОРГ-2 (ОКУД 0330202): the act of discrepancies found when goods were accepted.

What the facts do not know stays on the form as a line to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from reports.facts import (
    CargoState,
    Discrepancy,
    DiscrepancyAct,
    DiscrepancyKind,
    Party,
    Reference,
    Signer,
)
from reports.paper import LEFT, Field, Paper, flow
from reports.parties import contact_line, full_line, references
from reports.style import GREY, HAIR, THIN, fitting, wrap
from reports.words import amount, long_date, mass_digits, quantity, short_date

KOPECK = Decimal("0.01")
FORM = "0330202"
COMMISSION = 3
"""So many members sign at least."""
CODES, CODE_LABELS, CODE_ROW = 70.0, 112.0, 12.5
SUBJECT = (
    "об установленном расхождении по количеству и качеству при приёмке товарно-материальных "
    "ценностей"
)
APPROVED = (
    "Унифицированная форма № ТОРГ-2",
    "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
)
WARNED = (
    "Все члены комиссии предупреждены об ответственности за подписание акта, содержащего данные, "
    "не соответствующие действительности."
)
NO_DAY = "«____» ____________ 20___ г."
NO_MOMENT = f"{NO_DAY}  ____ ч ____ мин"
NO_PAPER = f"№ ____________ от {NO_DAY}"
KINDS = {
    DiscrepancyKind.SHORTAGE: "недостача",
    DiscrepancyKind.SURPLUS: "излишек",
    DiscrepancyKind.BROKEN: "бой",
    DiscrepancyKind.DEFECT: "брак",
    DiscrepancyKind.REFUSED: "отказ",
    DiscrepancyKind.MIXED_UP: "пересорт",
}


def discrepancy_pdf(facts: DiscrepancyAct) -> bytes:
    """The act: who, by which papers, the load, the goods line by line, the commission."""
    title = f"Акт № {facts.number} от {long_date(facts.issued_on)} {SUBJECT}"

    def draw(paper: Paper) -> None:
        _head(paper, facts)
        _circumstances(paper, facts)
        _cargo(paper, facts)
        _goods(paper, facts)
        _commission(paper, facts)

    return flow(title, draw, author=facts.organization.name, landscape=True)


def reason(line: Discrepancy) -> str:
    """What is wrong with a line in a word or two."""
    return line.reason or (KINDS[line.kind] if line.kind else "")


def _head(paper: Paper, facts: DiscrepancyAct) -> None:
    """The organization and the codes, the act's number, «Утверждаю»."""
    sheet = paper.sheet
    for line in APPROVED:
        sheet.text(paper.right, paper.y + 5, line, 6, align="right", colour=GREY)
        paper.y += 7.5
    top = paper.y + 2
    order = facts.order
    codes = [
        ("", "Код"),
        ("Форма по ОКУД", FORM),
        ("по ОКПО", facts.organization.okpo),
        ("Вид деятельности по ОКДП", ""),
        ("номер", order.number if order else ""),
        ("дата", short_date(order.on) if order else ""),
        ("Вид операции", ""),
    ]
    box = paper.right - CODES
    for row, (label, code) in enumerate(codes):
        y = top + row * CODE_ROW
        sheet.text(box - 4, y + 9, label, 7, align="right")
        sheet.cell(box, y, CODES, CODE_ROW, code, fitting(code, 8, CODES - 4))
        sheet.box(box, y, CODES, CODE_ROW, HAIR if row else 0)
    sheet.box(box, top + CODE_ROW, CODES, CODE_ROW * (len(codes) - 1), THIN)
    end = box - CODE_LABELS
    y = _caption(paper, top + 11, end, full_line(facts.organization), _ORGANIZATION)
    y = _caption(paper, y, end, "", "структурное подразделение")
    ground = order.name if order and order.name else "приказ, распоряжение"
    sheet.text(LEFT, top + 4.7 * CODE_ROW + 7, "Основание для составления акта:", 7.5)
    sheet.text(LEFT + 130, top + 4.7 * CODE_ROW + 7, ground, 7.5)
    paper.y = max(y, top + CODE_ROW * len(codes)) + 4
    _title(paper, facts)


def _caption(paper: Paper, y: float, end: float, value: str, caption: str) -> float:
    """A value on a line with a small caption under it."""
    lines = wrap(value, 7.5, end - LEFT)
    y = paper.sheet.block(LEFT, y, lines, 7.5) + 1
    paper.sheet.line(LEFT, y, end, y)
    middle = (LEFT + end) / 2
    paper.sheet.text(middle, y + 6, caption, 5.5, align="center", colour=GREY)
    return y + 9


def _title(paper: Paper, facts: DiscrepancyAct) -> None:
    sheet, top = paper.sheet, paper.y
    sheet.text(LEFT, top + 24, "АКТ", 13, bold=True)
    for left, wide, caption, value in (
        (LEFT + 40, 92.0, "Номер документа", facts.number),
        (LEFT + 132, 84.0, "Дата составления", short_date(facts.issued_on)),
    ):
        sheet.cell(left, top, wide, 11, caption, 6.5)
        sheet.box(left, top, wide, 11)
        sheet.box(left, top + 11, wide, 16, THIN)
        size = fitting(value, 10, wide - 6, bold=True)
        sheet.text(left + wide / 2, top + 22.5, value, size, bold=True, align="center")
    sheet.block(LEFT, top + 33, wrap(SUBJECT, 9, 300, True), 9, bold=True)
    left = paper.right - 330
    sheet.text(left, top + 8, "УТВЕРЖДАЮ", 8, bold=True)
    sheet.text(left + 66, top + 8, "Руководитель", 8)
    paper.y = top + 12
    paper.sign(left, paper.right, "", facts.director)
    day = long_date(facts.approved_on) if facts.approved_on else NO_DAY
    sheet.text(left, top + 48, day, 8)
    paper.y = top + 58


def _circumstances(paper: Paper, facts: DiscrepancyAct) -> None:
    """Where, when, by which papers, who sent, insured and brought the goods."""
    shipper = facts.shipper or facts.supplier
    paper.blanks(
        [
            ("Место приёмки товара", facts.place),
            ("Сопроводительные документы", references(facts.papers)),
        ],
        labels=118,
    )
    paper.blanks(
        [
            ("Приёмка начата", _moment(facts.started_at)),
            ("Приёмка окончена", _moment(facts.finished_at)),
        ],
        labels=118,
        across=2,
    )
    paper.blanks(
        [
            ("Вызов представителя: телеграмма, факс", _paper(facts.summons)),
            ("Грузоотправитель", contact_line(shipper)),
            ("Производитель", _party(facts.manufacturer)),
            ("Поставщик", contact_line(facts.supplier)),
            ("Получатель", contact_line(facts.consignee)),
            ("Страховая компания", _party(facts.insurer)),
        ],
        labels=118,
    )
    paper.blanks(
        [
            ("Договор (контракт) на поставку", _paper(facts.agreement)),
            ("Счёт-фактура", _paper(facts.invoice)),
            ("Коммерческий акт", _paper(facts.commercial_act)),
            ("Ветеринарное свидетельство", _paper(facts.veterinary)),
            ("Железнодорожная накладная", _paper(facts.railway)),
            ("Способ доставки", facts.delivered_by),
            ("Дата отправления товара", _day(facts.shipped_on)),
        ],
        labels=118,
        across=2,
    )


def _cargo(paper: Paper, facts: DiscrepancyAct) -> None:
    """Table 1: the load by the papers and as it came."""
    paper.y += 2
    paper.table(
        [
            Field("Сведения о грузе", 118),
            Field("Пломбы: количество, оттиск, состояние"),
            Field("Количество мест", 90, "center"),
            Field("Вид упаковки"),
            Field("Масса брутто, кг", 90, "right"),
        ],
        [
            _state("По документам", facts.cargo_by_papers),
            _state("Фактически", facts.cargo_found),
        ],
        size=7,
        least=15,
    )
    paper.blanks(
        [
            ("Условия хранения товара до вскрытия", ""),
            ("Состояние тары и упаковки", ""),
            ("Недостача определена (взвешиванием, счётом мест, обмером)", ""),
        ],
        labels=252,
    )


def _goods(paper: Paper, facts: DiscrepancyAct) -> None:
    """Table 2: each line by the papers, as found, and how they differ."""
    count, price, money = 35.0, 46.0, 52.0
    paper.table(
        [
            Field("№", 18, "center"),
            Field("наименование, характеристика"),
            Field("ед.", 24, "center", whole=True),
            Field("код ОКЕИ", 25, "center"),
            Field("артикул", 48, "center", whole=True),
            *([Field("коли\u00adчество", count, "right"), Field("цена", price, "right")]),
            Field("сумма", money, "right"),
            *([Field("коли\u00adчество", count, "right"), Field("цена", price, "right")]),
            Field("сумма", money, "right"),
            *([Field("коли\u00adчество", count, "right"), Field("сумма", money, "right")] * 3),
            Field("№ пас\u00adпорта", 36, "center", whole=True),
        ],
        [_row(line) for line in facts.lines],
        groups=[
            (5, "Товар"),
            (3, "По документам"),
            (3, "Фактически"),
            (2, "Отклонения: брак, бой"),
            (2, "Отклонения: недостача"),
            (2, "Отклонения: излишки"),
            (1, ""),
        ],
        sums=[_total(facts)],
        size=6.5,
        numbers=True,
        tail=0,
    )


def _commission(paper: Paper, facts: DiscrepancyAct) -> None:
    """What the commission found, its members, the supplier's man, the head's decision."""
    members = [*facts.commission, *[None] * (COMMISSION - len(facts.commission))]
    end = LEFT + paper.wide * 0.75
    paper.written("Заключение комиссии", facts.conclusion, lines=2)
    paper.written("Приложение", "; ".join(facts.enclosures), lines=1)
    paper.need(14 + 27 * len(members))
    paper.text(WARNED, 7.5, colour=GREY, after=2)
    for number, member in enumerate(members):
        label = {0: "Председатель комиссии", 1: "Члены комиссии"}.get(number, "")
        _signed(paper, end, label, member)
    paper.need(27 + 40 + 27)
    _signed(paper, end, "Представитель поставщика", facts.supplier_agent)
    paper.y += 4
    paper.written("Решение руководителя", facts.decision, lines=1)
    _signed(paper, end, "Руководитель", facts.director)


def _signed(paper: Paper, end: float, label: str, signer: Signer | None) -> None:
    paper.need(27)
    paper.sheet.text(LEFT, paper.y + 14, label, 8)
    paper.sign(LEFT + 124, end, "", signer)
    paper.y += 27


def _row(line: Discrepancy) -> tuple[str, ...]:
    name = line.name
    if line.refused:
        name += f"\n{reason(line)}: {quantity(line.refused)} {line.unit_sign}"
    return (
        str(line.number),
        name,
        line.unit_sign,
        line.unit_code,
        line.article,
        quantity(line.by_papers),
        amount(line.price),
        amount(_by_papers(line)),
        quantity(line.found),
        amount(_found_price(line)),
        amount(_found(line)),
        *_part(line.damaged, line),
        *_part(line.shortage, line),
        *_part(line.surplus, line),
        line.passport,
    )


def _part(count: Decimal, line: Discrepancy) -> tuple[str, str]:
    return (quantity(count), amount(line.worth(count))) if count else ("", "")


def _total(facts: DiscrepancyAct) -> tuple[str, ...]:
    def total(of: Callable[[Discrepancy], Decimal]) -> str:
        return amount(sum(map(of, facts.lines), Decimal("0.00")))

    return (
        *("", "Итого", "", "", "", "", ""),
        total(_by_papers),
        *("", ""),
        total(_found),
        "",
        total(lambda line: line.worth(line.damaged)),
        "",
        total(lambda line: line.worth(line.shortage)),
        "",
        total(lambda line: line.worth(line.surplus)),
        "",
    )


def _by_papers(line: Discrepancy) -> Decimal:
    return line.worth(line.by_papers)


def _found(line: Discrepancy) -> Decimal:
    return (line.found * _found_price(line)).quantize(KOPECK, rounding=ROUND_HALF_UP)


def _found_price(line: Discrepancy) -> Decimal:
    return line.price if line.found_price is None else line.found_price


def _state(label: str, state: CargoState) -> tuple[str, ...]:
    mass = "" if state.gross_mass is None else mass_digits(state.gross_mass)
    return label, state.seals, state.places, state.packing, mass


def _party(party: Party | None) -> str:
    return contact_line(party) if party else ""


def _paper(paper: Reference | None) -> str:
    return references([paper]) if paper else NO_PAPER


def _day(value: date | None) -> str:
    return long_date(value) if value else NO_DAY


def _moment(value: datetime | None) -> str:
    return NO_MOMENT if value is None else f"{value:%d.%m.%Y %H:%M}"


_ORGANIZATION = "организация, адрес, телефон, факс, банковские реквизиты"
