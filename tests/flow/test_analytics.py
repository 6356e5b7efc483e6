"""The figures to the kopeck, by every dimension, and only of one's own points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import make
from wholesale import events, scope
from wholesale.analytics import queries, statuses
from wholesale.analytics.overview import overview
from wholesale.analytics.queries import Money
from wholesale.analytics.rules import Cut, Dimension, Figures, Period, Step, fitting_step
from wholesale.context import reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import NotPermitted
from wholesale.core.vocabulary import LedgerKind, OrderStatus, ReturnReason
from wholesale.db import Database
from wholesale.flow.export_figures import export_figures
from wholesale.models.books import LedgerEntry
from wholesale.models.goods import Product
from wholesale.models.people import Dealer
from wholesale.models.prices import PriceList
from wholesale.models.trade import (
    LineCost,
    Order,
    OrderLine,
    Return,
    ReturnLine,
    Shipment,
    ShipmentLine,
)

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
D = Decimal


@dataclass(frozen=True)
class Sold:
    """A line to sell: how many, its net, VAT and total, and the cost of one with VAT."""

    article: str
    quantity: str
    net: str
    vat: str
    total: str
    cost: str | None


BOLTS = Sold("BOLT-8", "10", "81.97", "18.03", "100.00", "6.00")
NUTS = Sold("NUT-8", "3", "11.07", "2.43", "13.50", "2.70")
RARE = Sold("RARE", "1", "100.00", "22.00", "122.00", None)


def order(
    session: Session,
    world: make.World,
    number: str,
    lines: list[Sold],
    *,
    submitted_at: datetime,
    shipped_on: date | None = None,
    status: OrderStatus = OrderStatus.SHIPPED,
    dealer_id: int | None = None,
    point_id: int | None = None,
    manager_id: int | None = None,
) -> int:
    """An order, and its shipment of everything when ``shipped_on`` is given."""
    point_id = point_id or world.point_id
    dealer_id = dealer_id or world.dealer_id
    sums = {
        name: sum((D(getattr(line, name)) for line in lines), D(0))
        for name in ("net", "vat", "total")
    }
    order_id = make.add(
        session,
        Order(
            number=number,
            status=status,
            dealer_id=dealer_id,
            point_id=point_id,
            dealer_name="Мастер",
            point_name="Склад Север",
            organization_id=world.organization_id,
            manager_id=manager_id,
            created_at=submitted_at,
            submitted_at=submitted_at,
            priced_on=submitted_at.date(),
            **sums,
        ),
    )
    shipment_id = shipped_on and make.add(
        session,
        Shipment(
            order_id=order_id,
            dealer_id=dealer_id,
            point_id=point_id,
            shipped_at=datetime.combine(shipped_on, datetime.min.time(), UTC),
            shipped_on=shipped_on,
            **sums,
        ),
    )
    for position, line in enumerate(lines, 1):
        amounts = {"net": D(line.net), "vat": D(line.vat), "total": D(line.total)}
        line_id = make.add(
            session,
            OrderLine(
                order_id=order_id,
                dealer_id=dealer_id,
                point_id=point_id,
                position=position,
                product_id=world.product(line.article),
                article=line.article,
                name=line.article,
                unit="796",
                quantity=D(line.quantity),
                reserved=D(0),
                shipped=D(line.quantity) if shipment_id else D(0),
                cancelled=D(0),
                returned=D(0),
                base_price=D(line.total),
                unit_price=D(line.total),
                includes_vat=True,
                vat_rate=D(22),
                trace=[],
                **amounts,
            ),
        )
        cost = None if line.cost is None else D(line.cost)
        session.add(
            LineCost(order_id=order_id, position=position, point_id=point_id, cost=cost, trace=[])
        )
        if shipment_id:
            session.add(
                ShipmentLine(
                    shipment_id=shipment_id,
                    order_line_id=line_id,
                    dealer_id=dealer_id,
                    point_id=point_id,
                    quantity=D(line.quantity),
                    vat_rate=D(22),
                    **amounts,
                )
            )
    session.flush()
    return order_id


def give_back(
    session: Session,
    world: make.World,
    number: str,
    day: date,
    *lines: tuple[str, str, str, str, str, ReturnReason],
) -> None:
    """Goods of an order come back: article, quantity, net, VAT, total, reason."""
    shipment = session.scalars(
        select(Shipment).join(Order, Order.id == Shipment.order_id).where(Order.number == number)
    ).one()
    owner = {"dealer_id": shipment.dealer_id, "point_id": shipment.point_id}
    return_id = make.add(
        session,
        Return(
            order_id=shipment.order_id,
            shipment_id=shipment.id,
            returned_at=make.NOW,
            returned_on=day,
            net=D(0),
            vat=D(0),
            total=D(0),
            **owner,
        ),
    )
    for article, quantity, net, vat, total, reason in lines:
        line_id = session.scalars(
            select(ShipmentLine.id)
            .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
            .where(ShipmentLine.shipment_id == shipment.id, OrderLine.article == article)
        ).one()
        session.add(
            ReturnLine(
                return_id=return_id,
                shipment_line_id=line_id,
                reason=reason,
                quantity=D(quantity),
                net=D(net),
                vat=D(vat),
                total=D(total),
                **owner,
            )
        )
    session.flush()


@pytest.fixture
def sales(database: Database, world: make.World) -> make.World:
    """May and June of two points.

    Point A: «Мастер» 100.00 + 13.50 in June by the manager, 100.00 in May by nobody;
    «Сосед» 122.00 of unknown cost in June; 13.50 ordered on the last hour of June (Moscow),
    not shipped; one cancelled. Point B: «Дальний» 200.00 in June. On the 2nd of July «Мастер»
    gives back 4 bolts he refused and a damaged nut.
    """
    with database.transaction() as session:
        scope.bind(session, system("test"))
        manager = world.manager.user_id
        june = datetime(2026, 6, 10, 9, tzinfo=UTC)
        order(
            session,
            world,
            "A-1",
            [BOLTS, NUTS],
            submitted_at=june,
            shipped_on=date(2026, 6, 12),
            manager_id=manager,
        )
        order(
            session,
            world,
            "A-2",
            [BOLTS],
            submitted_at=june - timedelta(days=40),
            shipped_on=date(2026, 5, 31),
        )
        order(
            session,
            world,
            "A-3",
            [RARE],
            submitted_at=june,
            shipped_on=date(2026, 6, 30),
            dealer_id=world.neighbour_id,
            manager_id=manager,
        )
        order(
            session,
            world,
            "A-4",
            [NUTS],
            submitted_at=datetime(2026, 6, 30, 20, 59, tzinfo=UTC),
            status=OrderStatus.SUBMITTED,
        )
        order(
            session,
            world,
            "A-5",
            [NUTS],
            submitted_at=june,
            status=OrderStatus.CANCELLED,
        )
        order(
            session,
            world,
            "B-1",
            [BOLTS, BOLTS],
            submitted_at=june,
            shipped_on=date(2026, 6, 1),
            dealer_id=world.stranger_id,
            point_id=world.other_point_id,
            manager_id=world.other_manager.user_id,
        )
        give_back(
            session,
            world,
            "A-1",
            date(2026, 7, 2),
            ("BOLT-8", "4", "32.79", "7.21", "40.00", ReturnReason.REFUSED),
            ("NUT-8", "1", "3.69", "0.81", "4.50", ReturnReason.DAMAGED),
        )
    return world


# Net cost of the bolts: 60.00 / 1.22 = 49.18, of the nuts: 8.10 / 1.22 = 6.64.
A1 = Figures(1, D("113.50"), 1, D("113.50"), D("93.04"), D("93.04"), D("37.22"))
A3 = Figures(1, D("122.00"), 1, D("122.00"), D("100.00"), D("0.00"), D("0.00"))
A4 = Figures(1, D("13.50"), 0, D("0.00"), D("0.00"), D("0.00"), D("0.00"))
B1 = Figures(1, D("200.00"), 1, D("200.00"), D("163.94"), D("163.94"), D("65.58"))


def plus(*figures: Figures) -> Figures:
    return Figures(
        *(sum(getattr(one, name) for one in figures) for name in Figures.__dataclass_fields__)
    )


def test_totals_of_a_month_are_exact(database: Database, sales: make.World) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        found = queries.totals(ctx, period=JUNE)
        assert found == plus(A1, A3, A4, B1)
        assert found.turnover == D("435.50")
        assert found.margin_percent == D("40.0")
        assert found.average_order == D("112.25")


def test_the_margin_of_an_order_is_counted_as_that_of_its_shipment(
    database: Database, sales: make.World
) -> None:
    with reading(database, sales.manager, now=make.NOW) as ctx:
        ids = {row.number: row.id for row in ctx.session.execute(select(Order.number, Order.id))}
        assert queries.order_margin(ctx, order_id=ids["A-1"]) == Figures(
            net=A1.net, costed=A1.costed, margin=A1.margin
        )
        assert queries.order_margin(ctx, order_id=ids["A-3"]).margin_percent is None
        assert "B-1" not in ids
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        foreign = ctx.session.scalar(select(Order.id).where(Order.number == "B-1"))
    with reading(database, sales.manager, now=make.NOW) as ctx:
        assert queries.order_margin(ctx, order_id=foreign or 0) == Figures()


def test_the_figures_of_a_dealer_who_moved_stay_with_his_old_point(
    database: Database, sales: make.World
) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        moved = update(Dealer).where(Dealer.id == sales.dealer_id)
        session.execute(moved.values(point_id=sales.other_point_id))
    cut = Cut(dealer_id=sales.dealer_id)
    with reading(database, sales.manager, now=make.NOW) as ctx:
        rows = queries.breakdown(ctx, by=Dimension.DEALER, period=JUNE)
        assert [(row.name, row.figures) for row in rows] == [
            ("Сосед", A3),
            ("Мастер", plus(A1, A4)),
        ]
        assert overview(ctx, period=JUNE, cut=cut).path == [(Dimension.DEALER, "Мастер")]
        assert queries.totals(ctx, period=JUNE, cut=cut) == plus(A1, A4)
    with reading(database, sales.other_manager, now=make.NOW) as ctx:
        assert queries.totals(ctx, period=JUNE, cut=cut) == Figures()


def test_a_return_lowers_the_figures_of_its_own_day(database: Database, sales: make.World) -> None:
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        # The cost of the 4 bolts comes back: 24.00 / 1.22 = 19.67; that of the nut does not.
        assert queries.totals(ctx, period=july) == Figures(
            0, D("0.00"), 0, D("-44.50"), D("-36.48"), D("-36.48"), D("-16.81")
        )
        rows = queries.breakdown(ctx, by=Dimension.PRODUCT, period=july)
        assert [(row.code, row.quantity, row.figures.turnover, row.grade) for row in rows] == [
            ("NUT-8", D(-1), D("-4.50"), "C"),
            ("BOLT-8", D(-4), D("-40.00"), "C"),
        ]
        bars = queries.series(ctx, period=july, step=Step.WEEK)
        assert [bar.figures.turnover for bar in bars[:2]] == [D("-44.50"), D("0.00")]
        assert queries.totals(ctx, period=JUNE) == plus(A1, A3, A4, B1)
    with reading(database, sales.other_manager, now=make.NOW) as ctx:
        assert queries.totals(ctx, period=july) == Figures()


def test_a_day_ends_at_midnight_of_the_company(database: Database, sales: make.World) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        last_day = Period(date(2026, 6, 30), date(2026, 6, 30))
        next_day = Period(date(2026, 7, 1), date(2026, 7, 1))
        assert queries.totals(ctx, period=last_day).ordered == D("13.50")
        assert queries.totals(ctx, period=next_day).ordered == D("0.00")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Dimension.POINT, [("Склад Север", plus(A1, A3, A4)), ("Склад Юг", B1)]),
        (Dimension.MANAGER, [("Manager", plus(A1, A3)), ("Other-manager", B1), ("", A4)]),
        (Dimension.DEALER, [("Дальний", B1), ("Сосед", A3), ("Мастер", plus(A1, A4))]),
    ],
)
def test_figures_break_down_without_a_kopeck_lost(
    database: Database, sales: make.World, by: Dimension, expected: list[tuple[str, Figures]]
) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        rows = queries.breakdown(ctx, by=by, period=JUNE)
        assert [(row.name, row.figures) for row in rows] == expected
        assert plus(*(row.figures for row in rows)) == queries.totals(ctx, period=JUNE)


def test_products_have_quantities_and_grades(database: Database, sales: make.World) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        rows = queries.breakdown(ctx, by=Dimension.PRODUCT, period=JUNE)
        assert [
            (row.code, row.quantity, row.figures.turnover, row.figures.margin, row.grade)
            for row in rows
        ] == [
            ("BOLT-8", D(30), D("300.00"), D("98.37"), "A"),
            ("RARE", D(1), D("122.00"), D("0.00"), "A"),
            ("NUT-8", D(3), D("13.50"), D("4.43"), "C"),
        ]
        assert [row.figures.ordered for row in rows] == [D("300.00"), D("122.00"), D("27.00")]
        only = queries.breakdown(ctx, by=Dimension.PRODUCT, period=JUNE, limit=1)
        assert [row.code for row in only] == ["BOLT-8"]


def test_categories_sum_their_products(database: Database, sales: make.World) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        rows = queries.breakdown(ctx, by=Dimension.CATEGORY, period=JUNE)
        assert [(row.name, row.figures.turnover) for row in rows] == [
            ("Крепёж / Болты", D("300.00")),
            ("Инструмент", D("122.00")),
            ("Крепёж / Гайки", D("13.50")),
        ]


def test_drilling_down_cuts_every_figure(database: Database, sales: make.World) -> None:
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        at_point = Cut(point_id=sales.point_id)
        assert queries.totals(ctx, period=JUNE, cut=at_point) == plus(A1, A3, A4)
        by_manager = Cut(point_id=sales.point_id, manager_id=sales.manager.user_id)
        dealers = queries.breakdown(ctx, by=Dimension.DEALER, period=JUNE, cut=by_manager)
        assert [(row.name, row.figures) for row in dealers] == [("Сосед", A3), ("Мастер", A1)]
        bolts = Cut(product_id=sales.product("BOLT-8"))
        assert queries.totals(ctx, period=JUNE, cut=bolts) == Figures(
            2, D("300.00"), 2, D("300.00"), D("245.91"), D("245.91"), D("98.37")
        )


def test_a_series_has_every_step_and_sums_to_the_total(
    database: Database, sales: make.World
) -> None:
    both = Period(MAY.first, JUNE.last)
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        months = queries.series(ctx, period=both, step=Step.MONTH)
        assert [(bar.period, bar.figures.turnover, bar.figures.ordered) for bar in months] == [
            (MAY, D("100.00"), D("100.00")),
            (JUNE, D("435.50"), D("449.00")),
        ]
        days = queries.series(ctx, period=both, step=Step.DAY)
        assert len(days) == 61
        assert plus(*(bar.figures for bar in days)) == queries.totals(ctx, period=both)


@pytest.mark.parametrize("who", ["supervisor", "manager", "other_manager"])
@pytest.mark.parametrize("days", [JUNE, MAY, Period(date(2025, 8, 1), date(2026, 7, 31))])
@pytest.mark.parametrize("finer", [False, True])
def test_the_dashboard_says_what_the_single_figures_say(
    database: Database, sales: make.World, who: str, days: Period, finer: bool
) -> None:
    cut = Cut(category_id=_category_of(database, sales)) if finer else Cut()
    with reading(database, getattr(sales, who), now=make.NOW) as ctx:
        found = overview(ctx, period=days, cut=cut)
        assert found.now == queries.totals(ctx, period=days, cut=cut)
        assert found.before == queries.totals(ctx, period=days.before(), cut=cut)
        step = fitting_step(days)
        assert found.course == queries.series(ctx, period=days, step=step, cut=cut)
        for by in (Dimension.POINT, Dimension.MANAGER, Dimension.DEALER):
            assert found.rows[by] == queries.breakdown(ctx, by=by, period=days, cut=cut)
        for by in (Dimension.PRODUCT, Dimension.CATEGORY):
            shown = [(row.name, row.grade, row.figures.turnover, row.figures.margin)
                     for row in queries.breakdown(ctx, by=by, period=days, cut=cut)
                     if row.figures.turnover]  # fmt: skip
            assert shown == [
                (row.name, row.grade, row.figures.turnover, row.figures.margin)
                for row in found.rows[by]
            ]


def _category_of(database: Database, sales: make.World) -> int:
    with reading(database, system("test"), now=make.NOW) as ctx:
        product_id = sales.product("BOLT-8")
        return ctx.session.scalar(select(Product.category_id).where(Product.id == product_id)) or 0


def test_the_workbook_of_a_breakdown_holds_every_row_and_the_totals(
    database: Database, sales: make.World
) -> None:
    with reading(database, sales.manager, now=make.NOW) as ctx:
        name, content = export_figures(ctx, by=Dimension.DEALER, period=JUNE)
    assert name == "По дилерам 2026-06-01–2026-06-30.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    rows = [[row[1], row[5], row[6], row[9]] for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["Название", "Заказано", "Отгружено", "Маржа"],
        ["Сосед", 122, 122, 0],
        ["Мастер", 127, 113.5, 37.22],
        ["Итого", 249, 235.5, 37.22],
    ]


def test_costs_kept_without_vat_are_not_reduced(database: Database, sales: make.World) -> None:
    with database.transaction() as session:
        scope.bind(session, system("test"))
        session.execute(update(PriceList).values(includes_vat=False))
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        assert queries.totals(ctx, period=JUNE, cut=Cut(dealer_id=sales.dealer_id)).margin == (
            D("93.04") - D("60.00") - D("8.10")
        )


def test_a_manager_sees_the_figures_of_his_points_alone(
    database: Database, sales: make.World
) -> None:
    with reading(database, sales.manager, now=make.NOW) as ctx:
        assert queries.totals(ctx, period=JUNE) == plus(A1, A3, A4)
        points = queries.breakdown(ctx, by=Dimension.POINT, period=JUNE)
        assert [row.id for row in points] == [sales.point_id]
        elsewhere = Cut(point_id=sales.other_point_id)
        assert queries.totals(ctx, period=JUNE, cut=elsewhere) == Figures()
        assert queries.breakdown(ctx, by=Dimension.DEALER, period=JUNE, cut=elsewhere) == []
        assert statuses.standing(ctx, cut=elsewhere) == []
    with reading(database, sales.other_manager, now=make.NOW) as ctx:
        assert queries.totals(ctx, period=JUNE) == B1


@pytest.mark.parametrize("who", ["dealer", "admin"])
def test_figures_are_for_those_who_answer_for_sales(
    database: Database, sales: make.World, who: str
) -> None:
    actor: Actor = getattr(sales, who)
    with reading(database, actor, now=make.NOW) as ctx:
        for ask in (
            lambda: queries.totals(ctx, period=JUNE),
            lambda: queries.breakdown(ctx, by=Dimension.POINT, period=JUNE),
            lambda: queries.series(ctx, period=JUNE, step=Step.DAY),
            lambda: queries.money(ctx, period=JUNE),
            lambda: statuses.standing(ctx),
            lambda: statuses.time_in_status(ctx, period=JUNE),
        ):
            with pytest.raises(NotPermitted):
                ask()


def test_debts_count_what_is_owed_and_what_is_late(database: Database, world: make.World) -> None:
    def entry(dealer_id: int, point_id: int, amount: str, due_on: date | None = None) -> None:
        session.add(
            LedgerEntry(
                kind=LedgerKind.SHIPPED if D(amount) > 0 else LedgerKind.PAID,
                dealer_id=dealer_id,
                point_id=point_id,
                organization_id=world.organization_id,
                happened_on=date(2026, 6, 1),
                due_on=due_on,
                recorded_at=make.NOW,
                amount=D(amount),
            )
        )

    with database.transaction() as session:
        scope.bind(session, system("test"))
        entry(world.dealer_id, world.point_id, "100.10", due_on=date(2026, 6, 14))
        entry(world.dealer_id, world.point_id, "50.00", due_on=date(2026, 6, 15))
        entry(world.dealer_id, world.point_id, "-30.05")
        entry(world.neighbour_id, world.point_id, "-7.00")
        entry(world.stranger_id, world.other_point_id, "1000.00", due_on=date(2026, 7, 1))
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert queries.money(ctx, period=JUNE) == Money(
            paid=D("37.05"), debt=D("1120.05"), overdue=D("70.05"), prepaid=D("7.00")
        )
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert queries.money(ctx, period=MAY) == Money(
            paid=D("0.00"), debt=D("120.05"), overdue=D("70.05"), prepaid=D("7.00")
        )


def test_statuses_show_what_stands_and_for_how_long(database: Database, sales: make.World) -> None:
    start = datetime(2026, 6, 15, 6, tzinfo=UTC)
    with database.transaction() as session:
        scope.bind(session, system("test"))
        for subject, hours in ((1001, (0, 2, 5)), (1002, (0, 4, 10))):
            for kind, after in zip(
                ("order.submitted", "order.accepted", "order.shipped"), hours, strict=True
            ):
                events.record(
                    session,
                    kind,
                    subject=("order", subject),
                    actor=system("test"),
                    at=start + timedelta(hours=after),
                    dealer_id=sales.dealer_id,
                    point_id=sales.point_id,
                )
    with reading(database, sales.supervisor, now=make.NOW) as ctx:
        assert [(row.status, row.orders, row.total) for row in statuses.standing(ctx)] == [
            (OrderStatus.SUBMITTED, 1, D("13.50")),
            (OrderStatus.SHIPPED, 4, D("535.50")),
            (OrderStatus.CANCELLED, 1, D("13.50")),
        ]
        hour = timedelta(hours=1)
        assert statuses.time_in_status(ctx, period=JUNE) == [
            statuses.StatusTime(OrderStatus.SUBMITTED, 2, 3 * hour, 2 * hour, 4 * hour),
            statuses.StatusTime(OrderStatus.ACCEPTED, 2, 4.5 * hour, 3 * hour, 6 * hour),
        ]
    with reading(database, sales.other_manager, now=make.NOW) as ctx:
        assert statuses.time_in_status(ctx, period=JUNE) == []
