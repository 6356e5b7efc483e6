"""Facts of the papers beside a sale."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reports import facts
from tests.reports.samples import (
    ACCOUNTANT,
    AGREEMENT,
    BUYER,
    DIRECTOR,
    NAMES,
    SELLER,
    STOREKEEPER,
    line,
    lines,
)

ON = date(2026, 11, 22)
WAYBILL = facts.Reference(name="Товарная накладная", number="ТН-000078", on=ON)


def offer(count: int = 6, **over: Any) -> facts.Offer:
    """A commercial offer."""
    values: dict[str, Any] = {
        "number": "КП-000012",
        "issued_on": ON,
        "seller": SELLER,
        "buyer": BUYER,
        "lines": lines(count),
        "includes_vat": True,
        "director": DIRECTOR,
        "valid_until": date(2026, 12, 6),
        "greeting": "Благодарим за обращение и предлагаем рассмотреть поставку товаров "
        "на следующих условиях.",
        "manager": "Кузнецова Мария",
        "manager_contacts": "+7 495 123-45-67, доб. 104",
        "look": facts.Look(
            accent="#0b6bcb",
            terms=(
                "Доставка по Москве и области — бесплатно при сумме от 30 000 рублей.",
                "Оплата: 14 календарных дней с даты отгрузки.",
            ),
        ),
    }
    return facts.Offer(**{**values, **over})


def pick_list(count: int = 12, **over: Any) -> facts.PickList:
    """What to gather for an order."""
    picks = tuple(
        facts.Pick(
            number=number,
            article=f"KB-{number:05d}",
            name=NAMES[number % len(NAMES)],
            unit_sign="шт",
            quantity=Decimal(number * 3 % 40 + 1),
            barcode="4600000000015",
            place=f"А-{number % 9 + 1}-{number % 5 + 1}",
            packages=str(number % 4 or ""),
        )
        for number in range(1, count + 1)
    )
    values: dict[str, Any] = {
        "number": "ЛС-000031",
        "issued_on": ON,
        "organization": SELLER.name,
        "warehouse": "Склад «Южный»",
        "order": facts.Reference(name="Заказ", number="ЮГ-26-00031", on=ON),
        "buyer": BUYER.name,
        "comment": "Позвонить за час",
        "picks": picks,
        "manager": "Кузнецова Мария",
    }
    return facts.PickList(**{**values, **over})


def route_sheet(count: int = 6, **over: Any) -> facts.RouteSheet:
    """A day of a driver."""
    stops = tuple(
        facts.Stop(
            number=number,
            buyer=f"ООО «Покупатель № {number}»",
            address=f"Москва г, Складочная ул, дом № {number}, строение 2",
            phone="+7 495 000-00-00",
            documents=f"ТН-{number:06d}, УПД-{number:06d}",
            places=str(number),
            mass=Decimal(number) * Decimal("12.5"),
            total=Decimal(number * 10_000),
            window="10:00–13:00",
        )
        for number in range(1, count + 1)
    )
    values: dict[str, Any] = {
        "number": "МЛ-000004",
        "issued_on": ON,
        "organization": SELLER.name,
        "warehouse": "Склад «Южный», Москва г, Летниковская ул, дом № 10",
        "driver": "Семёнов Олег Игоревич",
        "vehicle": "ГАЗель NEXT, А123ВС 777",
        "stops": stops,
    }
    return facts.RouteSheet(**{**values, **over})


def statement(count: int = 8, **over: Any) -> facts.Statement:
    """Sales and payments of a quarter."""
    moves = tuple(
        facts.Movement(
            on=date(2026, 10, number % 28 + 1),
            title=f"Оплата (№ {number} от {number % 28 + 1:02d}.10.2026)",
            credit=Decimal(number * 1000),
        )
        if number % 3 == 0
        else facts.Movement(
            on=date(2026, 10, number % 28 + 1),
            title=f"Продажа (№ ТН-{number:06d} от {number % 28 + 1:02d}.10.2026)",
            debit=Decimal(number * 1234) + Decimal("0.56"),
        )
        for number in range(1, count + 1)
    )
    values: dict[str, Any] = {
        "number": "АС-000002",
        "issued_on": ON,
        "since": date(2026, 10, 1),
        "until": date(2026, 10, 31),
        "seller": SELLER,
        "buyer": BUYER,
        "agreement": AGREEMENT,
        "opening": Decimal("1000.00"),
        "movements": moves,
        "director": DIRECTOR,
    }
    return facts.Statement(**{**values, **over})


def discrepancy_act(**over: Any) -> facts.DiscrepancyAct:
    """A shortage, a surplus, something broken and something else than ordered."""
    kinds = facts.DiscrepancyKind
    found = (
        (10, 8, 0, 0, kinds.SHORTAGE),
        (5, 6, 0, 0, kinds.SURPLUS),
        (4, 4, 1, 0, kinds.BROKEN),
        (3, 3, 0, 2, kinds.MIXED_UP),
    )
    values: dict[str, Any] = {
        "number": "АР-000003",
        "issued_on": ON,
        "organization": BUYER,
        "supplier": SELLER,
        "consignee": BUYER,
        "papers": (WAYBILL, facts.Reference(name="УПД", number="УПД-000035", on=ON)),
        "place": "Санкт-Петербург, Тестовый пр-кт, дом № 5",
        "started_at": datetime(2026, 11, 23, 9, 15),  # noqa: DTZ001 - local, as printed
        "finished_at": datetime(2026, 11, 23, 11, 40),  # noqa: DTZ001
        "lines": tuple(
            facts.Discrepancy(
                number=number,
                article=f"KB-{number:05d}",
                name=NAMES[number],
                unit_code="796",
                unit_sign="шт",
                price=Decimal("1234.56"),
                by_papers=Decimal(by_papers),
                found=Decimal(actual),
                damaged=Decimal(damaged),
                refused=Decimal(refused),
                kind=kind,
            )
            for number, (by_papers, actual, damaged, refused, kind) in enumerate(found, start=1)
        ),
        "conclusion": "Упаковка не нарушена, пломбы целы. Недостача внутритарная.",
        "demand": "Просим допоставить недостающий товар, заменить повреждённый или уменьшить "
        "задолженность на его стоимость в течение десяти дней.",
        "commission": (
            facts.Signer(position="Заведующий складом", name="Орлов Пётр Сергеевич"),
            facts.Signer(position="Кладовщик", name="Белова Анна Ивановна"),
            facts.Signer(position="Товаровед", name="Сомов Виктор Николаевич"),
        ),
        "director": facts.Signer(position="Директор", name="Тестов Тест Тестович"),
        "order": facts.Reference(name="Приказ", number="14-к", on=date(2026, 11, 20)),
        "approved_on": date(2026, 11, 24),
        "agreement": AGREEMENT,
        "invoice": facts.Reference(name="УПД", number="УПД-000035", on=ON),
        "delivered_by": "автомобильный транспорт",
        "shipped_on": ON,
        "cargo_by_papers": facts.CargoState(
            seals="1, «ПРИМЕР-ОПТ»", places="3", packing="паллеты", gross_mass=Decimal(450)
        ),
        "cargo_found": facts.CargoState(
            seals="1, цела", places="3", packing="паллеты", gross_mass=Decimal("441.5")
        ),
        "enclosures": ("акт об установленном расхождении № АР-000003",),
    }
    return facts.DiscrepancyAct(**{**values, **over})


def annulment(**over: Any) -> facts.Annulment:
    """An invoice taken back."""
    values: dict[str, Any] = {
        "number": "АН-000001",
        "issued_on": ON,
        "seller": SELLER,
        "buyer": BUYER,
        "annulled": facts.Reference(name="Счет на оплату", number="СЧ-000125", on=ON),
        "basis": (facts.Reference(name="Заказ", number="ЮГ-26-00031", on=ON),),
        "total": Decimal("12345.60"),
        "reason": "заказ отменён по просьбе покупателя",
        "director": DIRECTOR,
    }
    return facts.Annulment(**{**values, **over})


def price_list(count: int = 18) -> facts.PriceList:
    """Prices of a few categories, one on request."""
    rows = tuple(
        facts.PriceRow(
            article=f"KB-{number:05d}",
            name=NAMES[number % len(NAMES)],
            category=("Кабель", "Автоматика", "Крепёж")[number * 3 // (count + 1)],
            brand="РОСТ",
            unit_sign="шт",
            pack=Decimal(10),
            minimum=Decimal(1),
            price=Decimal(number * 1234).scaleb(-2) if number % 7 else None,
            vat_rate=Decimal(22),
            available="есть" if number % 4 else "под заказ",
        )
        for number in range(1, count + 1)
    )
    return facts.PriceList(
        number="ПЛ-000001",
        issued_on=ON,
        seller=SELLER,
        buyer=BUYER,
        includes_vat=True,
        rows=rows,
        mark="{}",
    )


def transport_draft(**over: Any) -> facts.TransportDraft:
    """A load of three pallets."""
    values: dict[str, Any] = {
        "number": "ТР-000009",
        "issued_on": ON,
        "shipper": SELLER,
        "client": None,
        "consignee": BUYER,
        "cargo": "Электротехнические товары",
        "places": "3 паллеты",
        "net_mass": Decimal("412.5"),
        "gross_mass": Decimal(450),
        "value": Decimal("338703.70"),
        "papers": (WAYBILL,),
        "loading_address": SELLER.address,
        "unloading_address": BUYER.address,
        "driver": "Семёнов Олег Игоревич",
        "vehicle": "ГАЗель NEXT, А123ВС 777, 1,5 т, 9 м³",
        "release": STOREKEEPER,
    }
    return facts.TransportDraft(**{**values, **over})


def correction(count: int = 3, **over: Any) -> facts.Correction:
    """The first line lost two pieces, the second became cheaper, others got dearer."""
    changes = []
    for number in range(1, count + 1):
        before = line(number, quantity=10, price="122.00")
        after = {
            1: line(number, quantity=8, price="122.00"),
            2: line(number, quantity=10, price="110.00"),
        }.get(number, line(number, quantity=10, price="130.00"))
        changes.append(facts.Change(before=before, after=after))
    values: dict[str, Any] = {
        "number": "УКД-000005",
        "issued_on": ON,
        "status": 1,
        "corrects": (facts.Reference(name="УПД", number="УПД-000035", on=date(2026, 11, 2)),),
        "seller": SELLER,
        "buyer": BUYER,
        "changes": tuple(changes),
        "content": "Изменение количества и цены товара по согласованию сторон",
        "ground": facts.Reference(name="Акт о расхождениях", number="АР-000003", on=ON),
        "director": DIRECTOR,
        "accountant": ACCOUNTANT,
    }
    return facts.Correction(**{**values, **over})
