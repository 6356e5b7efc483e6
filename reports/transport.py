"""Транспортная накладная as a draft: sections of ПП РФ 21.12.2020 № 2200, appendix 4.

Since 1 September 2026 the document itself is electronic (law 140-ФЗ of 07.06.2025), so what is
printed says that it is a draft.
"""

from __future__ import annotations

from reports.facts import Party, TransportDraft
from reports.paper import LEFT, Paper, flow
from reports.parties import references, short_line
from reports.style import GREY, HAIR, wrap
from reports.words import amount, long_date, mass_digits, surname_first

NOTICE = (
    "ПРОЕКТ. С 01.09.2026 транспортная накладная оформляется в электронном виде через оператора "
    "ИС ЭПД (закон от 07.06.2025 № 140-ФЗ). Этот лист служит для подготовки данных и в случаях, "
    "когда закон допускает бумажную форму."
)

Section = tuple[str, list[tuple[str, str]]]


def transport_waybill_pdf(facts: TransportDraft) -> bytes:
    """The draft on one page or more."""
    title = f"Транспортная накладная № {facts.number} от {long_date(facts.issued_on)} (проект)"

    def draw(paper: Paper) -> None:
        paper.title(title)
        paper.box(NOTICE)
        for name, items in _sections(facts):
            _section(paper, name, items)

    return flow(title, draw, author=facts.shipper.name)


def _sections(facts: TransportDraft) -> list[Section]:
    mass = " / ".join(
        "—" if value is None else f"{mass_digits(value)} кг"
        for value in (facts.net_mass, facts.gross_mass)
    )
    release = facts.release
    return [
        ("1. Грузоотправитель", _party(facts.shipper)),
        ("1а. Заказчик услуг по организации перевозки", _party(facts.client)),
        (
            "2. Грузополучатель",
            [*_party(facts.consignee), ("адрес доставки", facts.unloading_address)],
        ),
        (
            "3. Груз",
            [
                ("наименование", facts.cargo),
                ("места, маркировка, тара", facts.places),
                ("масса нетто / брутто", mass),
                ("объявленная стоимость", f"{amount(facts.value)} руб."),
            ],
        ),
        ("4. Сопроводительные документы", [("перечень", references(facts.papers))]),
        ("5. Указания грузоотправителя", [("по особенностям перевозки", facts.instructions)]),
        (
            "6. Приём груза",
            [
                ("адрес погрузки", facts.loading_address),
                ("дата и время подачи / прибытия / убытия", ""),
                ("состояние груза, тары, пломбы", ""),
                (
                    "груз сдал",
                    f"{release.position} {surname_first(release.name)}" if release else "",
                ),
                ("груз принял (водитель)", facts.driver),
            ],
        ),
        (
            "7. Сдача груза",
            [
                ("адрес выгрузки", facts.unloading_address),
                ("дата и время подачи / прибытия / убытия", ""),
                ("состояние груза, тары, пломбы", ""),
                ("груз сдал (водитель)", facts.driver),
                ("груз принял", ""),
            ],
        ),
        ("8. Условия перевозки", [("", "")]),
        ("9. Информация о принятии заказа", [("дата, кем принят", "")]),
        ("10. Перевозчик", [*_party(facts.carrier), ("водитель", facts.driver)]),
        (
            "11. Транспортное средство",
            [("тип, марка, грузоподъёмность, объём, номер", facts.vehicle), ("тип владения", "")],
        ),
        ("12. Оговорки и замечания перевозчика", [("", "")]),
        ("13. Прочие условия", [("", "")]),
        ("14. Переадресовка", [("", "")]),
        ("15. Подписи", [("грузоотправитель", ""), ("перевозчик", "")]),
        ("16. Стоимость услуг и порядок расчёта платы", [("", "")]),
        ("17. Отметки", [("", "")]),
    ]


def _party(party: Party | None) -> list[tuple[str, str]]:
    return [("наименование, ИНН, адрес, телефон", short_line(party) if party else "")]


def _section(paper: Paper, name: str, items: list[tuple[str, str]]) -> None:
    """A framed section: its name on grey, then labels and values."""
    rows = []
    for label, value in items:
        lines = wrap(value, 8, paper.wide - 178)
        rows.append((label, lines, max(13.0, len(lines) * 9.4 + 3.6)))
    paper.need(14 + sum(high for _, _, high in rows))
    sheet, top = paper.sheet, paper.y
    sheet.box(LEFT, top, paper.wide, 13, HAIR, fill="#f1f3f5")
    sheet.text(LEFT + 4, top + 9.4, name, 8, bold=True)
    y = top + 13
    for label, lines, high in rows:
        sheet.text(LEFT + 4, y + 9, label, 7, colour=GREY)
        sheet.block(LEFT + 174, y + 2, lines, 8)
        y += high
        sheet.line(LEFT, y, paper.right, y)
    sheet.box(LEFT, top, paper.wide, y - top, HAIR)
    paper.y = y + 3
