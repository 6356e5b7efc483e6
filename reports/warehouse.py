"""Papers of the warehouse and the road: pick list and route sheet."""

from __future__ import annotations

from decimal import Decimal

from reports.facts import PickList, RouteSheet, Signer
from reports.paper import LEFT, Field, Paper, flow
from reports.parties import reference
from reports.table import Table
from reports.words import amount, long_date, mass_digits, quantity


def pick_list_pdf(facts: PickList) -> bytes:
    """Лист сборки: what to take, from where, with room for marks."""
    title = f"Лист сборки № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        paper.title(title)
        paper.pairs(
            [
                ("Склад", facts.warehouse),
                ("Заказ", reference(facts.order)),
                ("Покупатель", facts.buyer),
                ("Менеджер", facts.manager),
                ("Комментарий", facts.comment),
            ]
        )
        rows = [
            (
                str(pick.number),
                pick.place,
                pick.article,
                pick.name,
                pick.barcode,
                quantity(pick.quantity),
                pick.unit_sign,
                pick.packages,
                "",
            )
            for pick in facts.picks
        ]
        paper.table(
            [
                Field("№", 24, "center"),
                Field("Место", 46, "center"),
                Field("Артикул", 66),
                Field("Наименование"),
                Field("Штрихкод", 72, "center"),
                Field("Кол-во", 46, "right"),
                Field("Ед.", 32, "center"),
                Field("Упак.", 40, "center"),
                Field("Собрано", 46, "center"),
            ],
            rows,
            size=8.5,
            tail=70,
            least=17,
            draw=lambda table, _, y: _tick(paper, table, y),
        )
        paper.text(f"Всего позиций: {len(facts.picks)}", 9, bold=True)
        paper.need(40)
        paper.y += 12
        half = paper.wide / 2 - 10
        paper.sign(LEFT, LEFT + half, "Собрал", None)
        paper.sign(LEFT + half + 20, paper.right, "Проверил", None)

    return flow(title, draw, author=facts.organization)


def _tick(paper: Paper, table: Table, y: float) -> None:
    """A square to tick."""
    middle = (table.edges[-2] + table.edges[-1]) / 2
    paper.sheet.box(middle - 5, y + 3.5, 10, 10, 0.7)


def route_sheet_pdf(facts: RouteSheet) -> bytes:
    """Маршрутный лист: stops in their order, with a place for each receiver's signature."""
    title = f"Маршрутный лист № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        paper.title(title)
        paper.pairs(
            [
                ("Организация", facts.organization),
                ("Склад отправления", facts.warehouse),
                ("Водитель", facts.driver or "______________________________"),
                ("Автомобиль", facts.vehicle or "______________________________"),
            ]
        )
        rows = [
            (
                str(stop.number),
                stop.buyer,
                "\n".join(part for part in (stop.address, stop.phone) if part),
                stop.documents,
                stop.places,
                "" if stop.mass is None else mass_digits(stop.mass),
                amount(stop.total),
                "\n".join(part for part in (stop.window, stop.note) if part),
                "",
            )
            for stop in facts.stops
        ]
        known = [stop.mass for stop in facts.stops if stop.mass is not None]
        whole = sum((stop.total for stop in facts.stops), Decimal("0.00"))
        mass = mass_digits(sum(known, Decimal(0))) if len(known) == len(facts.stops) else ""
        counts = [_count(stop.places) for stop in facts.stops]
        counted = [count for count in counts if count is not None]
        places = quantity(sum(counted, Decimal(0))) if len(counted) == len(counts) else ""
        paper.table(
            [
                Field("№", 22, "center"),
                Field("Получатель", 124),
                Field("Адрес, телефон"),
                Field("Документы", 100),
                Field("Мест", 36, "center"),
                Field("Масса, кг", 52, "right"),
                Field("Сумма, руб.", 70, "right"),
                Field("Время, отметки", 84),
                Field("Принял: подпись, время", 104),
            ],
            rows,
            sums=[("", "Итого", "", "", places, mass, amount(whole), "", "")],
            tail=60,
            least=30,
        )
        paper.pairs([("Точек доставки", str(len(facts.stops)))])
        paper.need(40)
        paper.y += 10
        half = paper.wide / 2 - 10
        paper.sign(LEFT, LEFT + half, "Груз к перевозке сдал", None)
        driver = Signer(position="Водитель", name=facts.driver)
        paper.sign(LEFT + half + 20, paper.right, "Груз к перевозке принял", driver)

    return flow(title, draw, author=facts.organization, landscape=True)


def _count(places: str) -> Decimal | None:
    """How many places a stop's text tells, None when it is not a number."""
    figures = places.replace("\u00a0", "").replace(",", ".")
    return Decimal(figures) if figures.replace(".", "", 1).isdecimal() else None
