"""Facts for the tests of forms: fictional parties whose numbers pass their checks."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from PIL import Image, ImageDraw

from reports import facts

SELLER = facts.Party(
    name="ООО «Пример-Опт»",
    inn="7700123459",
    kpp="770001001",
    ogrn="1027700132195",
    okpo="12345678",
    address="115114, Москва г, Летниковская ул, дом № 10, строение 4",
    phone="+7 495 123-45-67",
    email="sales@primer-opt.example",
    bank=facts.Bank(
        name="ПАО СБЕРБАНК г. Москва",
        bic="044525225",
        account="40702810938000012345",
        correspondent_account="30101810400000000225",
    ),
)
BUYER = facts.Party(
    name="ООО «Тестовый Дилер»",
    inn="7802987659",
    kpp="780201001",
    okpo="87654321",
    address="194044, Санкт-Петербург г, Тестовый пр-кт, дом № 5",
    phone="+7 812 765-43-21",
    bank=facts.Bank(
        name="ФИЛИАЛ «САНКТ-ПЕТЕРБУРГСКИЙ» АО «АЛЬФА-БАНК»",
        bic="044030786",
        account="40702810632000001234",
        correspondent_account="30101810600000000786",
    ),
)
DIRECTOR = facts.Signer(
    position="Генеральный директор", name="Петров Пётр Петрович", authority="Устав"
)
ACCOUNTANT = facts.Signer(position="Главный бухгалтер", name="Сидорова Анна Викторовна")
STOREKEEPER = facts.Signer(position="Кладовщик", name="Иванов Иван Иванович")
ENTREPRENEUR = replace(
    SELLER,
    name="ИП Иванов Иван Иванович",
    inn="500100732259",
    kpp="",
    ogrn="304500116000157",
)
TRACED = facts.Traced(
    lot="10013160/010121/0000001/001",
    unit_code="796",
    unit_sign="шт",
    quantity=Decimal(3),
    net=Decimal("100.00"),
)
AGREEMENT = facts.Reference(name="Договор поставки", number="ДП-15", on=date(2026, 2, 1))
NAMES = (
    "Кабель силовой ВВГнг(А)-LS 3х2,5",
    "Автомат 1P 16A C",
    "Щит распределительный ЩРН-12",
    (
        "Кровать двухъярусная «Карусель» с матрасами ортопедическими, массив сосны, цвет белый "
        "матовый, спальное место 90×200 см, в комплекте лестница и ограничители"
    ),
    "Болт DIN 933 М8×40 оцинкованный, класс прочности 8.8",
    "Перчатки х/б с ПВХ-покрытием «Точка», 10 класс вязки",
)


def line(number: int, **over: Any) -> facts.Line:
    """A line priced with VAT; ``quantity``, ``price`` and ``vat_rate`` give its sums."""
    quantity = Decimal(over.pop("quantity", Decimal(number % 7 + 1)))
    price = Decimal(over.pop("price", Decimal("1234.56")))
    rate = over.pop("vat_rate", Decimal(22))
    kopeck = Decimal("0.01")
    total = (quantity * price).quantize(kopeck, ROUND_HALF_UP)
    vat = Decimal("0.00") if rate is None else total * rate / (100 + rate)
    vat = vat.quantize(kopeck, ROUND_HALF_UP)
    mass = Decimal("0.25") * quantity
    values: dict[str, Any] = {
        "number": number,
        "article": f"KB-{number:05d}",
        "name": NAMES[number % len(NAMES)],
        "unit_code": "796",
        "unit_sign": "шт",
        "quantity": quantity,
        "price": price,
        "net": total - vat,
        "vat_rate": rate,
        "vat": vat,
        "total": total,
        "gross_mass": mass,
        "net_mass": mass,
    }
    return facts.Line(**{**values, **over})


def lines(count: int, seed: int = 1) -> tuple[facts.Line, ...]:
    """Random lines, the same for the same seed."""
    chance = random.Random(seed)
    return tuple(
        line(
            number,
            quantity=Decimal(chance.randint(1, 400)),
            price=Decimal(chance.randint(100, 900_000)).scaleb(-2),
            vat_rate=chance.choice([Decimal(22), Decimal(22), Decimal(22), Decimal(10)]),
        )
        for number in range(1, count + 1)
    )


def invoice(count: int = 5, **over: Any) -> facts.Invoice:
    """An invoice of ``count`` lines at prices with VAT."""
    values: dict[str, Any] = {
        "number": "СЧ-000125",
        "issued_on": date(2026, 11, 22),
        "seller": SELLER,
        "buyer": BUYER,
        "lines": lines(count),
        "includes_vat": True,
        "basis": (AGREEMENT, facts.Reference(name="Заказ", number="М-000345")),
        "director": DIRECTOR,
        "accountant": ACCOUNTANT,
        "due_on": date(2026, 12, 6),
    }
    return facts.Invoice(**{**values, **over})


def waybill(count: int = 5, **over: Any) -> facts.Waybill:
    """A ТОРГ-12 of ``count`` lines."""
    values: dict[str, Any] = {
        "number": "ТН-000078",
        "issued_on": date(2026, 11, 22),
        "seller": SELLER,
        "buyer": BUYER,
        "shipper": SELLER,
        "unit": "Склад «Южный»",
        "consignee": BUYER,
        "payer": BUYER,
        "lines": lines(count),
        "includes_vat": True,
        "basis": (AGREEMENT,),
        "director": DIRECTOR,
        "accountant": ACCOUNTANT,
        "release": STOREKEEPER,
    }
    return facts.Waybill(**{**values, **over})


def tax_invoice(count: int = 5, **over: Any) -> facts.TaxInvoice:
    """An УПД of status 1 of ``count`` lines; ``status`` 2 or 0 for the other papers."""
    values: dict[str, Any] = {
        "number": "УПД-000035",
        "issued_on": date(2026, 11, 22),
        "shipped_on": date(2026, 11, 22),
        "seller": SELLER,
        "buyer": BUYER,
        "shipper": SELLER,
        "consignee": BUYER,
        "payer": BUYER,
        "lines": lines(count),
        "includes_vat": True,
        "basis": (AGREEMENT,),
        "director": DIRECTOR,
        "accountant": ACCOUNTANT,
        "release": STOREKEEPER,
        "payments": (facts.Reference(name="", number="77", on=date(2026, 11, 20)),),
        "shipping": (facts.Reference(name="УПД", number="УПД-000035", on=date(2026, 11, 22)),),
        "made_at": datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC),
    }
    return facts.TaxInvoice(**{**values, **over})


def picture() -> bytes:
    """A small half-transparent PNG."""
    file = io.BytesIO()
    Image.new("RGBA", (120, 60), (200, 30, 30, 128)).save(file, "PNG")
    return file.getvalue()


def stamp() -> bytes:
    """Two blue rings and a bar: a seal on a transparent ground."""
    image = Image.new("RGBA", (400, 400))
    pen = ImageDraw.Draw(image)
    for edge in (8, 90):
        pen.ellipse((edge, edge, 400 - edge, 400 - edge), outline=(30, 60, 170, 170), width=8)
    pen.rectangle((130, 185, 270, 215), fill=(30, 60, 170, 120))
    return _png(image)


def facsimile() -> bytes:
    """A stroke as of a pen on a transparent ground."""
    image = Image.new("RGBA", (360, 120))
    stroke = [(10, 90), (60, 20), (80, 100), (130, 40), (150, 95), (230, 50), (350, 70)]
    ImageDraw.Draw(image).line(stroke, fill=(20, 30, 120, 220), width=6, joint="curve")
    return _png(image)


def photo(number: int) -> bytes:
    """A picture of goods: a coloured square of its own shade."""
    image = Image.new("RGB", (160, 160), (60 + number * 20 % 180, 120, 200 - number * 15 % 150))
    ImageDraw.Draw(image).ellipse((30, 30, 130, 130), fill=(245, 245, 245))
    return _png(image)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
