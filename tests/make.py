"""Factories: plain functions that put rows into a session and return their ids.

``company`` makes the little company most tests play with; the others add to it. Times are
fixed: ``NOW`` is noon in Moscow on a Monday of 2026, when VAT is 22 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from wholesale.core.access import Actor
from wholesale.core.vocabulary import DiscountSource, Role, SignatoryRole, VatCategory
from wholesale.models import goods, people, prices
from wholesale.models.base import Base

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 15)

# Checksums of INN, OGRN, BIC and accounts are right; the organizations do not exist.
_SELLER = {
    "name": "ООО «Крепёж-Опт»",
    "full_name": "Общество с ограниченной ответственностью «Крепёж-Опт»",
    "inn": "7700000016",
    "kpp": "770701001",
    "ogrn": "1027700000019",
    "okpo": "10000018",
    "address": "127055, г. Москва, ул. Складочная, д. 1, стр. 5",
    "phone": "+7 495 000-00-01",
    "email": "sales@example.test",
}


@dataclass(frozen=True)
class World:
    """The ids and actors of ``company``.

    Point A has dealers ``dealer_id`` («Мастер», code D-001) and ``neighbour_id`` (D-002);
    point B has ``stranger_id`` (D-003). ``products`` maps articles to ids.
    """

    organization_id: int
    point_id: int
    other_point_id: int
    price_list_id: int
    dealer_id: int
    neighbour_id: int
    stranger_id: int
    agreement_id: int
    products: dict[str, int]
    dealer: Actor
    neighbour: Actor
    stranger: Actor
    manager: Actor
    other_manager: Actor
    supervisor: Actor
    admin: Actor

    def product(self, article: str) -> int:
        """The id of an article."""
        return self.products[article]


def company(session: Session) -> World:
    """One seller, two points with stock, three dealers with agreements, people of each role.

    Price list «Оптовый» (with VAT): BOLT-8 10.00 (from 100: 9.00), NUT-8 4.50, WASHER-8 1.20,
    DRILL 5 400.00, GLUE 320.50 (10 % VAT); RARE has no price. Cost is 60 % of the price, the
    minimum price 80 %. On hand at point A: 1 000 of each, at point B: 50. Packs: BOLT-8 of 10.
    """
    organization_id = add(session, people.Organization(**_SELLER))
    _bank_and_signatories(session, organization_id)
    price_list_id = add(
        session, prices.PriceList(code="OPT", name="Оптовый", is_base=True, includes_vat=True)
    )
    point_id = point(session, organization_id, price_list_id, code="A", name="Склад Север")
    other_point_id = point(session, organization_id, price_list_id, code="B", name="Склад Юг")
    products = _goods(session, price_list_id, (point_id, 1000), (other_point_id, 50))
    mine = dealer(session, point_id, code="D-001", name="Мастер", inn="7728000023")
    near = dealer(session, point_id, code="D-002", name="Сосед", inn="7736000034")
    far = dealer(session, other_point_id, code="D-003", name="Дальний", inn="7702000043")
    agreement_id = agreement(session, mine, point_id, organization_id, price_list_id, number="1")
    agreement(session, near, point_id, organization_id, price_list_id, number="2")
    agreement(session, far, other_point_id, organization_id, price_list_id, number="3")
    return World(
        organization_id=organization_id,
        point_id=point_id,
        other_point_id=other_point_id,
        price_list_id=price_list_id,
        dealer_id=mine,
        neighbour_id=near,
        stranger_id=far,
        agreement_id=agreement_id,
        products=products,
        dealer=user(session, Role.DEALER, "dealer", dealer_id=mine, points=[point_id]),
        neighbour=user(session, Role.DEALER, "neighbour", dealer_id=near, points=[point_id]),
        stranger=user(session, Role.DEALER, "stranger", dealer_id=far, points=[other_point_id]),
        manager=user(session, Role.MANAGER, "manager", points=[point_id]),
        other_manager=user(session, Role.MANAGER, "other-manager", points=[other_point_id]),
        supervisor=user(session, Role.SUPERVISOR, "supervisor"),
        admin=user(session, Role.ADMIN, "admin"),
    )


def add(session: Session, row: Base) -> int:
    """Insert ``row`` and return its id."""
    session.add(row)
    session.flush()
    return int(row.id)  # type: ignore[attr-defined]


def point(
    session: Session, organization_id: int, price_list_id: int | None = None, **over: Any
) -> int:
    """A trading point."""
    values: dict[str, Any] = {"code": "P", "name": "Точка", "address": "г. Москва", **over}
    return add(
        session,
        people.Point(organization_id=organization_id, price_list_id=price_list_id, **values),
    )


def dealer(session: Session, point_id: int, **over: Any) -> int:
    """A dealer attached to a point."""
    values: dict[str, Any] = {
        "code": "D",
        "name": "Дилер",
        "inn": "7728000023",
        "kpp": "772801001",
        "address": "117420, г. Москва, ул. Намёткина, д. 12",
        **over,
    }
    values.setdefault("full_name", f"Общество с ограниченной ответственностью «{values['name']}»")
    return add(session, people.Dealer(point_id=point_id, **values))


def agreement(
    session: Session,
    dealer_id: int,
    point_id: int,
    organization_id: int,
    price_list_id: int | None = None,
    **over: Any,
) -> int:
    """A dealer's agreement: 14 days to pay, no credit limit."""
    values: dict[str, Any] = {
        "number": "1",
        "signed_on": date(2025, 1, 15),
        "payment_days": 14,
        "credit_limit": None,
        **over,
    }
    return add(
        session,
        people.Agreement(
            dealer_id=dealer_id,
            point_id=point_id,
            organization_id=organization_id,
            price_list_id=price_list_id,
            **values,
        ),
    )


def user(
    session: Session,
    role: Role,
    login: str,
    *,
    dealer_id: int | None = None,
    points: list[int] | None = None,
    **over: Any,
) -> Actor:
    """A person who can sign in, and the actor he becomes. His password is not set."""
    values: dict[str, Any] = {"name": login.capitalize(), "password_hash": "!", **over}
    user_id = add(
        session,
        people.User(login=f"{login}@example.test", role=role, dealer_id=dealer_id, **values),
    )
    if role is Role.MANAGER:
        session.add_all(
            people.UserPoint(user_id=user_id, point_id=point_id) for point_id in points or []
        )
        session.flush()
    return Actor(
        role=role,
        user_id=user_id,
        name=values["name"],
        dealer_id=dealer_id,
        point_ids=frozenset(points or []),
        discount_limit=Decimal(values.get("discount_limit", 0)),
    )


def product(session: Session, **over: Any) -> int:
    """A product without prices, cost or stock."""
    values: dict[str, Any] = {
        "article": "X-1",
        "name": "Изделие",
        "pack": Decimal(1),
        "minimum": Decimal(1),
        "weight": Decimal(0),
        **over,
    }
    values.setdefault("article_key", values["article"].replace("-", "").upper())
    return add(session, goods.Product(**values))


def category(session: Session, path: str) -> int:
    """The last category of «Крепёж / Болты», its parents made when absent here."""
    parent_id: int | None = None
    names = path.split(" / ")
    for depth, name in enumerate(names, start=1):
        here = " / ".join(names[:depth])
        found = session.query(goods.Category).filter_by(path=here).one_or_none()
        parent_id = (
            found.id
            if found
            else add(session, goods.Category(parent_id=parent_id, name=name, path=here))
        )
    assert parent_id is not None
    return parent_id


def stock(session: Session, point_id: int, product_id: int, on_hand: Decimal | int) -> None:
    """So much of a product lies at a point, nothing of it reserved."""
    session.add(
        goods.Stock(
            point_id=point_id,
            product_id=product_id,
            on_hand=Decimal(on_hand),
            reserved=Decimal(0),
        )
    )
    session.flush()


def price(
    session: Session,
    price_list_id: int,
    product_id: int,
    amount: str | Decimal,
    *,
    min_quantity: int = 1,
    **over: Any,
) -> None:
    """An entry of a price list."""
    session.add(
        prices.PriceEntry(
            price_list_id=price_list_id,
            product_id=product_id,
            min_quantity=Decimal(min_quantity),
            price=Decimal(amount),
            **over,
        )
    )
    session.flush()


def personal_discount(world: World, percent: Decimal | int | str, **over: Any) -> prices.Discount:
    """A discount of the company's dealer, not added yet."""
    return prices.Discount(
        source=DiscountSource.PERSONAL,
        dealer_id=world.dealer_id,
        point_id=world.point_id,
        percent=Decimal(percent),
        **over,
    )


def _bank_and_signatories(session: Session, organization_id: int) -> None:
    session.add(
        people.BankAccount(
            organization_id=organization_id,
            bank="ПАО СБЕРБАНК г. Москва",
            bic="044525225",
            account="40702810200000000001",
            correspondent_account="30101810400000000225",
            is_main=True,
        )
    )
    session.add_all(
        people.Signatory(organization_id=organization_id, role=role, position=position, name=name)
        for role, position, name in (
            (SignatoryRole.DIRECTOR, "Генеральный директор", "Орлов П. С."),
            (SignatoryRole.ACCOUNTANT, "Главный бухгалтер", "Белова А. И."),
            (SignatoryRole.RELEASE, "Кладовщик", "Сомов В. Н."),
        )
    )
    session.flush()


_GOODS: tuple[tuple[str, str, str, str, str | None, dict[str, Any]], ...] = (
    # article, name, category, brand, price, more
    ("BOLT-8", "Болт М8x40 оцинкованный", "Крепёж / Болты", "РОСТ", "10.00", {"pack": Decimal(10)}),
    ("NUT-8", "Гайка М8 оцинкованная", "Крепёж / Гайки", "РОСТ", "4.50", {}),
    ("WASHER-8", "Шайба М8 плоская", "Крепёж / Шайбы", "РОСТ", "1.20", {}),
    ("DRILL", "Дрель ударная 650 Вт", "Инструмент", "ЗУБР", "5400.00", {}),
    ("GLUE", "Клей столярный 1 кг", "Химия", "МОМЕНТ", "320.50", {"vat": VatCategory.REDUCED}),
    ("RARE", "Станок под заказ", "Инструмент", "ЗУБР", None, {}),
)


def _goods(session: Session, price_list_id: int, *lying: tuple[int, int]) -> dict[str, int]:
    products: dict[str, int] = {}
    for number, (article, name, path, brand, amount, more) in enumerate(_GOODS, start=1):
        product_id = product(
            session,
            article=article,
            name=name,
            category_id=category(session, path),
            brand=brand,
            **more,
        )
        products[article] = product_id
        session.add(goods.Barcode(product_id=product_id, code=ean13(f"46000000000{number}")))
        for point_id, on_hand in lying:
            stock(session, point_id, product_id, on_hand)
        if amount is not None:
            price(session, price_list_id, product_id, amount)
            session.add(
                goods.ProductCost(
                    product_id=product_id,
                    cost=(Decimal(amount) * Decimal("0.6")).quantize(Decimal("0.01")),
                    minimum_price=(Decimal(amount) * Decimal("0.8")).quantize(Decimal("0.01")),
                )
            )
    price(session, price_list_id, products["BOLT-8"], "9.00", min_quantity=100)
    session.flush()
    return products


def ean13(digits: str) -> str:
    """Twelve digits with their EAN-13 check digit."""
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def address(session: Session, dealer_id: int, point_id: int, **over: Any) -> int:
    """A place where a dealer takes his goods."""
    values: dict[str, Any] = {"name": "Магазин 1", "address": "г. Москва", **over}
    return add(session, people.DeliveryAddress(dealer_id=dealer_id, point_id=point_id, **values))
