"""УКД (statuses 1 and 2) and корректировочный счёт-фактура: four rows an item.

А is before the change, Б after it, В what it raised, Г what it lowered. Captions are to be
confirmed against the current order of ФНС (docs/documents.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.facts import ZERO, Change, Correction, Line, Sums
from reports.paper import LEFT, RIGHT, Paper, flow
from reports.parties import references, tax_number
from reports.style import GREY, MM, fitting, wrap
from reports.table import Column, Table
from reports.words import amount, long_date, percent, quantity, short_date

WIDTHS = (22.0, 0.0, 92.0, 34.0, 30.0, 34.0, 54.0, 60.0, 74.0, 44.0, 46.0, 66.0, 74.0)
HEADS = (
    ("1", "№ п/п"),
    (
        "1а",
        "Наименование товара (описание выполненных работ, оказанных услуг), имущественного права",
    ),
    ("", "Показатели в связи с изменением стоимости"),
    ("1б", "Код вида товара"),
    ("2", "Ед. изм.: код"),
    ("2а", "условное обозна\u00adчение"),
    ("3", "Коли\u00adчество (объем)"),
    ("4", "Цена (тариф) за единицу измерения"),
    ("5", "Стоимость товаров (работ, услуг), имущественных прав без налога – всего"),
    ("6", "В том числе сумма акциза"),
    ("7", "Нало\u00adговая ставка"),
    ("8", "Сумма налога"),
    ("9", "Стоимость товаров (работ, услуг), имущественных прав с налогом – всего"),
)
STEP, HEAD, CODES = 11.5, 52.0, 10.0
TAIL = 190.0


def correction_pdf(facts: Correction) -> bytes:
    """The correction as a PDF."""
    name = "Универсальный корректировочный документ" if facts.status else ""
    title = f"Корректировочный счет-фактура № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        _heading(paper, facts, name, title)
        _table(paper, facts)
        _foot(paper, facts)

    return flow(name or title, draw, author=facts.seller.name, landscape=True)


def raised_and_lowered(changes: Sequence[Change]) -> tuple[Sums, Sums]:
    """Sums of rows В and of rows Г: each of net, tax and total by its own sign."""
    raised, lowered = [ZERO] * 3, [ZERO] * 3
    for change in changes:
        for at, difference in enumerate(_differences(change)):
            raised[at] += max(difference, ZERO)
            lowered[at] += max(-difference, ZERO)
    return Sums(*raised), Sums(*lowered)


def _heading(paper: Paper, facts: Correction, name: str, title: str) -> None:
    sheet = paper.sheet
    if name:
        sheet.text(LEFT, paper.y + 9, name, 9, bold=True)
        sheet.text(paper.right - 24, paper.y + 9, "Статус:", 8, align="right")
        sheet.box(paper.right - 18, paper.y - 1, 16, 14, 0.8)
        sheet.text(
            paper.right - 10, paper.y + 9.5, str(facts.status), 10, bold=True, align="center"
        )
        note = (
            "1 – корректировочный счет-фактура и документ об изменении стоимости; "
            "2 – документ об изменении стоимости"
        )
        sheet.text(paper.right, paper.y + 21, note, 5.6, align="right", colour=GREY)
        paper.y += 15
    sheet.text(LEFT, paper.y + 12, f"{title} (1)", 10.5, bold=True)
    sheet.text(LEFT, paper.y + 23, "Исправление № — от — (1а)", 7.5)
    paper.y += 29
    paper.pairs(
        [
            (
                "к счету-фактуре (счетам-фактурам), с учётом исправления (1б)",
                references(facts.corrects),
            ),
            ("Продавец (2)", facts.seller.name),
            ("Адрес (2а)", facts.seller.address),
            ("ИНН/КПП продавца (2б)", tax_number(facts.seller)),
            ("Покупатель (3)", facts.buyer.name),
            ("Адрес (3а)", facts.buyer.address),
            ("ИНН/КПП покупателя (3б)", tax_number(facts.buyer)),
            ("Валюта: наименование, код (4)", "российский рубль, 643"),
            ("Идентификатор государственного контракта (5)", facts.contract_id or "—"),
        ],
        labels=230,
    )


def _table(paper: Paper, facts: Correction) -> None:
    widths = list(WIDTHS)
    widths[1] = paper.sheet.width - LEFT - RIGHT - sum(widths)
    table = Table(LEFT, [Column(each, "center") for each in widths], size=7, padding=1.8)
    _head(paper, table)
    for number, change in enumerate(facts.changes, start=1):
        name = wrap(change.after.name, 7, widths[1] - 4)
        tall = max(4 * STEP, len(name) * 8.2 + 4)
        last = number == len(facts.changes)
        if paper.need(tall + (TAIL if last and number > 1 else 0)):
            _head(paper, table)
        _change(paper, table, number, change, name, tall)
    raised, lowered = raised_and_lowered(facts.changes)
    for label, sums in (
        ("Всего увеличение (сумма строк В)", raised),
        ("Всего уменьшение (сумма строк Г)", lowered),
    ):
        _sum_row(paper, table, label, sums)
    paper.y += 6


def _head(paper: Paper, table: Table) -> None:
    sheet, y = paper.sheet, paper.y
    for (code, caption), left, column in zip(HEADS, table.edges, table.columns, strict=False):
        sheet.cell(left, y, column.width, HEAD, caption, 5.8, padding=1)
        sheet.cell(left, y + HEAD, column.width, CODES, code, 6)
    table.rule(sheet, [y, y + HEAD, y + HEAD + CODES])
    paper.y += HEAD + CODES


def _change(
    paper: Paper, table: Table, number: int, change: Change, name: Sequence[str], tall: float
) -> None:
    """The four rows of one item; number and name stand across them."""
    sheet, top, edges = paper.sheet, paper.y, table.edges
    step = tall / 4
    sheet.text(edges[0] + 11, top + 8.5, str(number), 7, align="center")
    sheet.block(edges[1] + 2, top + 1.6, name, 7)
    rows = [
        ("А (до изменения)", *_values(change.before)),
        ("Б (после изменения)", *_values(change.after)),
        ("В (увеличение)", *_moved(change, raised=True)),
        ("Г (уменьшение)", *_moved(change, raised=False)),
    ]
    for index, row in enumerate(rows):
        y = top + index * step
        for left, column, text in zip(edges[2:], table.columns[2:], row, strict=False):
            is_money = text[-3:-2] == ","
            align = "right" if is_money else ("left" if left == edges[2] else "center")
            size = fitting(text, 7, column.width - 3)
            sheet.cell(left, y, column.width, step, text, size, align=align)
        if index:
            sheet.line(edges[2], y, edges[-1], y)
    sheet.lines([(x, top, x, top + tall) for x in edges])
    sheet.line(edges[0], top + tall, edges[-1], top + tall)
    paper.y += tall


def _values(line: Line) -> tuple[str, ...]:
    price = line.net / line.quantity if line.quantity else ZERO
    return (
        line.goods_code or "—",
        line.unit_code,
        line.unit_sign,
        quantity(line.quantity),
        amount(price.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")),
        amount(line.net),
        "без акциза",
        percent(line.vat_rate),
        "без НДС" if line.vat_rate is None else amount(line.vat),
        amount(line.total),
    )


def _differences(change: Change) -> tuple[Decimal, Decimal, Decimal]:
    before, after = change.before, change.after
    return after.net - before.net, after.vat - before.vat, after.total - before.total


def _moved(change: Change, *, raised: bool) -> tuple[str, ...]:
    shown = [
        amount(abs(value)) if value and (value > 0) == raised else "—"
        for value in _differences(change)
    ]
    return ("Х", "Х", "Х", "Х", "Х", shown[0], "—", "Х", shown[1], shown[2])


def _sum_row(paper: Paper, table: Table, label: str, sums: Sums) -> None:
    sheet, y, edges = paper.sheet, paper.y, table.edges
    sheet.text(edges[8] - 4, y + 8.2, label, 7, bold=True, align="right")
    for at, value in ((8, sums.net), (11, sums.vat), (12, sums.total)):
        sheet.text(edges[at + 1] - 2, y + 8.2, amount(value), 7, bold=True, align="right")
    sheet.text((edges[9] + edges[11]) / 2, y + 8.2, "Х", 7, align="center")
    low = y + STEP
    xs = [edges[at] for at in (0, 8, 9, 11, 12, 13)]
    sheet.lines([(x, y, x, low) for x in xs] + [(edges[0], low, edges[-1], low)])
    paper.y = low


def _foot(paper: Paper, facts: Correction) -> None:
    paper.need(TAIL - 30)
    half = paper.wide / 2 - 10
    middle = LEFT + half + 20
    paper.y += 6
    entrepreneur = facts.seller.is_entrepreneur
    chief = "Индивидуальный предприниматель" if entrepreneur else "Руководитель организации"
    paper.sign(LEFT, LEFT + half, f"{chief} или иное уполномоченное лицо", facts.director)
    if not entrepreneur:
        label = "Главный бухгалтер или иное уполномоченное лицо"
        paper.sign(middle, paper.right, label, facts.accountant)
    paper.y += 34
    if not facts.status:
        return
    paper.pairs(
        [
            ("Реквизиты передаточных (сопроводительных) документов", references(facts.corrects)),
            ("Содержание операции", facts.content),
            ("Основание корректировки", references([facts.ground] if facts.ground else [])),
            ("Дата направления на согласование", short_date(facts.issued_on)),
        ],
        labels=230,
    )
    paper.y += 10
    paper.sign(LEFT, LEFT + half, "Предлагаю изменить стоимость (продавец)", facts.director)
    paper.sign(middle, paper.right, "С изменением стоимости согласен (покупатель)", None)
    paper.y += 32
    paper.sheet.text(LEFT + 10 * MM, paper.y, "М.П.", 7.5)
    paper.sheet.text(middle + 10 * MM, paper.y, "М.П.", 7.5)
