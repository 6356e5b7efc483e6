"""Транспортная накладная as a draft: sections of ПП РФ 21.12.2020 № 2200, appendix 4.

Since 1 September 2026 the document itself is electronic (law 140-ФЗ of 07.06.2025), so what is
printed says that it is a draft.
"""

from __future__ import annotations

from datetime import datetime

from reports.facts import Party, Signer, TransportDraft
from reports.paper import LEFT, Paper, flow
from reports.parties import references, short_line
from reports.style import GREY, HAIR, wrap
from reports.words import amount, long_date, mass_digits, quantity, surname_first

NOTICE = (
    "ПРОЕКТ. С 01.09.2026 транспортная накладная оформляется в электронном виде через оператора "
    "ИС ЭПД (закон от 07.06.2025 № 140-ФЗ). Этот лист служит для подготовки данных и в случаях, "
    "когда закон допускает бумажную форму."
)

LABELS, LEAST = 190.0, 17.0

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
    return [
        (
            "1. Грузоотправитель",
            [*_party(facts.shipper), ("является экспедитором", "")],
        ),
        (
            "1а. Заказчик услуг по организации перевозки груза",
            [*_party(facts.client), ("реквизиты договора на организацию перевозки", "")],
        ),
        (
            "2. Грузополучатель",
            [*_party(facts.consignee), ("адрес доставки груза", facts.unloading_address)],
        ),
        ("3. Груз", _cargo(facts)),
        (
            "4. Сопроводительные документы на груз",
            [
                ("отгрузочные и иные документы", references(facts.papers)),
                ("разрешения, сертификаты, паспорта качества", ""),
            ],
        ),
        (
            "5. Указания грузоотправителя по особым условиям перевозки",
            [
                ("требования к транспортному средству", facts.instructions),
                ("санитарные условия, температурный режим", facts.sanitary),
                ("запорно-пломбировочные устройства", facts.seals),
            ],
        ),
        (
            "6. Приём груза",
            _handing(
                _signed(facts.release),
                facts.driver,
                facts.loading_address,
                facts.loading_at,
                ("кто осуществляет погрузку", "погрузки"),
                facts,
            ),
        ),
        (
            "7. Сдача груза",
            _handing(
                facts.driver,
                "",
                facts.unloading_address,
                facts.unloading_at,
                ("кто осуществляет выгрузку", "выгрузки"),
                facts,
            ),
        ),
        (
            "8. Условия перевозки",
            [("сроки, штрафы, порядок оплаты простоя", facts.conditions)],
        ),
        (
            "9. Информация о принятии заказа (заявки) к исполнению",
            [("дата, должность, ф.и.о., подпись", "")],
        ),
        (
            "10. Перевозчик",
            [*_party(facts.carrier), ("водитель, ИНН", _joined(facts.driver, facts.driver_inn))],
        ),
        (
            "11. Транспортное средство",
            [
                ("тип, марка, грузоподъёмность (т), вместимость (м³)", facts.vehicle),
                ("регистрационный номер", facts.plate),
                ("тип владения (собственность, аренда, лизинг и др.)", facts.ownership),
            ],
        ),
        (
            "12. Оговорки и замечания перевозчика",
            [("состояние при приёме", ""), ("состояние при сдаче", "")],
        ),
        ("13. Прочие условия", [("разрешения на перевозку, режим труда водителя", "")]),
        (
            "14. Переадресовка",
            [("дата, форма, новый адрес, ф.и.о., подпись", "")],
        ),
        (
            "15. Подписи",
            [("грузоотправитель, дата, М.П.", ""), ("перевозчик (водитель), дата", "")],
        ),
        (
            "16. Стоимость услуг перевозчика и порядок расчёта платы",
            [
                ("стоимость, руб.", "" if facts.price is None else amount(facts.price)),
                ("порядок расчёта, размер провозной платы", ""),
            ],
        ),
        (
            "17. Отметки грузоотправителей, грузополучателей, перевозчиков",
            [("факт, дата, время, ф.и.о., подпись", ""), ("", "")],
        ),
    ]


def _cargo(facts: TransportDraft) -> list[tuple[str, str]]:
    mass = " / ".join(
        "—" if value is None else f"{mass_digits(value)} кг"
        for value in (facts.net_mass, facts.gross_mass)
    )
    volume = "" if facts.volume is None else f"{quantity(facts.volume)} м³"
    return [
        ("отгрузочное наименование, состояние", facts.cargo),
        ("количество мест", facts.places),
        ("маркировка, вид тары и способ упаковки", _joined(facts.marking, facts.packing)),
        ("масса нетто / брутто", mass),
        ("размеры (высота, ширина, длина), м; объём", _joined(facts.size, volume)),
        ("класс опасности, номер ООН", facts.danger_class),
        ("объявленная стоимость (ценность) груза", f"{amount(facts.value)} руб."),
    ]


def _handing(
    gives: str,
    takes: str,
    address: str,
    at: datetime | None,
    wording: tuple[str, str],
    facts: TransportDraft,
) -> list[tuple[str, str]]:
    """Sections 6 and 7, which mirror each other."""
    who, of = wording
    mass = "" if facts.gross_mass is None else f"{mass_digits(facts.gross_mass)} кг"
    return [
        (who, ""),
        (f"адрес места {of}", address),
        ("заявленные дата и время подачи", "" if at is None else f"{at:%d.%m.%Y %H:%M}"),
        ("фактические дата и время прибытия / убытия", ""),
        ("состояние груза, тары, упаковки, пломб", ""),
        ("масса брутто, количество мест, метод определения", _joined(mass, facts.places)),
        ("груз сдал: должность, ф.и.о., подпись", gives),
        ("груз принял: должность, ф.и.о., подпись", takes),
    ]


def _signed(signer: Signer | None) -> str:
    return f"{signer.position} {surname_first(signer.name)}" if signer else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _party(party: Party | None) -> list[tuple[str, str]]:
    return [("наименование, ИНН, адрес, телефон", short_line(party) if party else "")]


def _section(paper: Paper, name: str, items: list[tuple[str, str]]) -> None:
    """A framed section: its name on grey, then labels and values, room to write where none is."""
    rows = []
    for label, value in items:
        labels = wrap(label, 7, LABELS - 8)
        lines = wrap(value, 8, paper.wide - LABELS - 8)
        tall = max(len(lines) * 9.4, len(labels) * 8.4) + 5
        rows.append((labels, lines, max(LEAST, tall)))
    paper.need(14 + sum(high for _, _, high in rows))
    sheet, top = paper.sheet, paper.y
    sheet.box(LEFT, top, paper.wide, 13, HAIR, fill="#f1f3f5")
    sheet.text(LEFT + 4, top + 9.4, name, 8, bold=True)
    y = top + 13
    for labels, lines, high in rows:
        sheet.block(LEFT + 4, y + (high - len(labels) * 8.1) / 2, labels, 7, colour=GREY)
        sheet.block(LEFT + LABELS, y + (high - len(lines) * 9.3) / 2, lines, 8)
        y += high
        sheet.line(LEFT, y, paper.right, y)
    sheet.box(LEFT, top, paper.wide, y - top, HAIR)
    paper.y = y + 4
