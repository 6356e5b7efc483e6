"""Points, dealers, agreements, people and the company's own requisites are kept as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from wholesale.accounts import operations as accounts
from wholesale.context import Context, acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import DomainError, InvalidForm, NotFound, NotPermitted
from wholesale.core.vocabulary import DiscountPolicy, LedgerKind, OrderStatus, Role, SignatoryRole
from wholesale.db import Database
from wholesale.documents import parties
from wholesale.flow import manage_dealers, manage_organizations, manage_points, manage_users
from wholesale.ledger import operations as ledger
from wholesale.models import Base
from wholesale.models.people import Agreement, Dealer, Point, User, UserSession
from wholesale.models.talk import Event
from wholesale.models.trade import Order
from wholesale.orders import operations as orders
from wholesale.points import operations, organizations, queries
from wholesale.points.organizations import OrganizationForm
from wholesale.points.rules import (
    AccountForm,
    AgreementForm,
    DealerForm,
    PointForm,
    SignatoryForm,
    UserForm,
)

DEALER = DealerForm(code="d-100", name=" Строй  Двор ", point_id=0, inn="7728000023")
SECOND_ACCOUNT = "40702810500000000002"
MANAGER = UserForm(login="Anna@Example.test", name="Анна", role=Role.MANAGER)


@contextmanager
def as_(database: Database, actor: Actor) -> Iterator[Context]:
    with acting(database, actor, now=make.NOW) as ctx:
        yield ctx


def last_event(database: Database) -> tuple[str, str, int]:
    with reading(database, system("test"), now=make.NOW) as ctx:
        row = ctx.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
        return row.kind, row.subject_kind, row.subject_id


def count(database: Database, model: type[Point | Dealer | Agreement | User | Event]) -> int:
    with reading(database, system("test"), now=make.NOW) as ctx:
        return ctx.session.scalar(select(func.count()).select_from(model)) or 0


def place(ctx: Context, world: make.World, status: OrderStatus) -> int:
    """An empty order of the first dealer in ``status``."""
    return orders.create_order(
        ctx.session,
        status=status,
        dealer_id=world.dealer_id,
        point_id=world.point_id,
        organization_id=world.organization_id,
        agreement_id=world.agreement_id,
        dealer_name="Мастер",
        point_name="Склад Север",
        author_id=None,
        now=make.NOW,
        today=make.TODAY,
    )


# --- points ------------------------------------------------------------------------------------


def test_a_point_opens_with_a_tidied_code_and_is_in_the_journal(
    database: Database, world: make.World
) -> None:
    form = PointForm(
        code=" msk-2 ",
        name="Склад  Восток",
        organization_id=world.organization_id,
        free_delivery_from=Decimal("15000.00"),
    )
    with as_(database, world.supervisor) as ctx:
        point_id = manage_points.add_point(ctx, form=form)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert queries.point_form(ctx, point_id=point_id) == replace(
            form, code="MSK-2", name="Склад Восток"
        )
        assert [(row.code, row.managers, row.dealers) for row in queries.point_list(ctx)] == [
            ("MSK-2", 0, 0),
            ("A", 1, 2),
            ("B", 1, 1),
        ]
    assert last_event(database) == ("point.added", "point", point_id)


def test_every_bad_field_of_a_point_is_named_at_once(database: Database, world: make.World) -> None:
    form = PointForm(
        code="A B",
        name="  ",
        organization_id=world.organization_id,
        free_delivery_from=Decimal(0),
    )
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_points.add_point(ctx, form=form)
    assert {name: error.code for name, error in refused.value.fields.items()} == {
        "code": "code_wrong",
        "name": "field_required",
        "free_delivery_from": "amount_wrong",
    }
    assert count(database, Point) == 2


def test_a_point_does_not_take_the_code_of_another(database: Database, world: make.World) -> None:
    form = PointForm(code="b", name="Второй", organization_id=world.organization_id)
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_points.change_point(ctx, point_id=world.point_id, form=form)
    assert refused.value.fields["code"].code == "code_taken"
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert queries.point_form(ctx, point_id=world.point_id).code == "A"


def test_a_point_with_dealers_is_not_closed(database: Database, world: make.World) -> None:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        form = queries.point_form(ctx, point_id=world.point_id)
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_points.change_point(ctx, point_id=world.point_id, form=replace(form, active=False))
    assert refused.value.fields["active"].params == {"count": 2}


def test_an_unknown_seller_or_point_does_not_exist(database: Database, world: make.World) -> None:
    form = PointForm(code="X", name="X", organization_id=999)
    with as_(database, world.supervisor) as ctx:
        with pytest.raises(NotFound):
            manage_points.add_point(ctx, form=form)
        with pytest.raises(NotFound):
            manage_points.change_point(
                ctx, point_id=999, form=replace(form, organization_id=world.organization_id)
            )


# --- dealers and agreements --------------------------------------------------------------------


def test_a_dealer_is_taken_on_with_true_requisites(database: Database, world: make.World) -> None:
    form = replace(DEALER, point_id=world.point_id, kpp="772801001", email="Info@Dvor.example")
    with as_(database, world.supervisor) as ctx:
        dealer_id = manage_dealers.add_dealer(ctx, form=form)
    with reading(database, world.manager, now=make.NOW) as ctx:
        card = queries.dealer_card(ctx, dealer_id=dealer_id)
        assert (card.form.code, card.form.name, card.form.full_name, card.form.email) == (
            "D-100",
            "Строй Двор",
            "Строй Двор",
            "info@dvor.example",
        )
        assert card.point == "Склад Север"
    assert last_event(database) == ("dealer.added", "dealer", dealer_id)


def test_a_dealers_accounts_and_signatories_are_kept_and_replaced(
    database: Database, world: make.World
) -> None:
    first = AccountForm(" Банк ", "044525225", "40702 810 2 0000 0000001", is_main=False)
    second = AccountForm("Второй", "044525225", SECOND_ACCOUNT, is_main=True)
    head = SignatoryForm(
        SignatoryRole.DIRECTOR, "Ким А. Б.", "Директор", "Устава", date(2026, 1, 1), None
    )
    form = replace(DEALER, point_id=world.point_id, accounts=(first,), signatories=(head,))
    with as_(database, world.supervisor) as ctx:
        dealer_id = manage_dealers.add_dealer(ctx, form=form)
    tidied = AccountForm("Банк", "044525225", "40702810200000000001", is_main=True)
    with reading(database, world.manager, now=make.NOW) as ctx:
        kept = queries.dealer_card(ctx, dealer_id=dealer_id).form
        assert (kept.accounts, kept.signatories) == ((tidied,), (head,))
    changed = replace(form, accounts=(first, second), signatories=())
    with as_(database, world.supervisor) as ctx:
        manage_dealers.change_dealer(ctx, dealer_id=dealer_id, form=changed)
    with reading(database, world.manager, now=make.NOW) as ctx:
        kept = queries.dealer_card(ctx, dealer_id=dealer_id).form
        assert kept.accounts == (second, replace(tidied, is_main=False))
        assert kept.signatories == ()
        bank = parties.buyer(ctx.session, dealer_id=dealer_id).bank
        assert bank is not None
        assert bank.account == SECOND_ACCOUNT


def test_wrong_requisites_name_the_field_and_the_digit(
    database: Database, world: make.World
) -> None:
    form = replace(
        DEALER,
        point_id=world.point_id,
        inn="7728168972",
        accounts=(
            AccountForm("Банк", "044525225", "40702810200000000001"),
            AccountForm("Банк", "044525225", "40702810800000000001"),
        ),
        signatories=(SignatoryForm(SignatoryRole.DIRECTOR, "Ким А. Б."),),
    )
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_dealers.add_dealer(ctx, form=form)
    assert {name: error.params.get("position") for name, error in refused.value.fields.items()} == {
        "inn": 10,
        "accounts.1.account": 9,
        "signatories.0.position": None,
    }
    assert count(database, Dealer) == 3


def test_dealers_are_found_by_part_of_name_code_or_inn_in_pages(
    database: Database, world: make.World
) -> None:
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        names = [row.name for row in queries.dealer_list(ctx)]
        assert names == ["Дальний", "Мастер", "Сосед"]
        assert [row.name for row in queries.dealer_list(ctx, text="маст")] == ["Мастер"]
        assert [row.name for row in queries.dealer_list(ctx, text="d-003")] == ["Дальний"]
        assert [row.name for row in queries.dealer_list(ctx, text="7736000034")] == ["Сосед"]
        assert queries.dealer_list(ctx, text="%") == []
        first = queries.dealer_list(ctx, limit=1)[0]
        after = (first.name, first.id)
        assert [row.name for row in queries.dealer_list(ctx, after=after)] == names[1:]
        at_point = queries.dealer_list(ctx, point_id=world.other_point_id)
        assert [row.name for row in at_point] == ["Дальний"]


def test_a_manager_sees_the_dealers_of_his_points_alone(
    database: Database, world: make.World
) -> None:
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert [row.name for row in queries.dealer_list(ctx)] == ["Мастер", "Сосед"]
        assert queries.dealer_list(ctx, point_id=world.other_point_id) == []
        with pytest.raises(NotFound):
            queries.dealer_card(ctx, dealer_id=world.stranger_id)


def test_new_terms_are_those_of_the_latest_agreement_in_force(
    database: Database, world: make.World
) -> None:
    form = AgreementForm(
        number="7/2026",
        signed_on=date(2026, 6, 1),
        organization_id=world.organization_id,
        price_list_id=world.price_list_id,
        policy=DiscountPolicy.CASCADE,
        payment_days=30,
        credit_limit=Decimal("500000.00"),
    )
    later = replace(form, number="8/2026", signed_on=make.TODAY + timedelta(days=1))
    with as_(database, world.supervisor) as ctx:
        for terms in (form, later):
            manage_dealers.add_agreement(ctx, dealer_id=world.dealer_id, form=terms)
    with reading(database, world.manager, now=make.NOW) as ctx:
        card = queries.dealer_card(ctx, dealer_id=world.dealer_id)
        assert [(row.number, row.current) for row in card.agreements] == [
            ("8/2026", False),
            ("7/2026", True),
            ("1", False),
        ]
        row = queries.dealer_list(ctx, text="Мастер")[0]
        assert (row.agreement, row.payment_days, row.credit_limit) == (
            "7/2026",
            30,
            Decimal("500000.00"),
        )


def test_senseless_terms_are_refused_field_by_field(database: Database, world: make.World) -> None:
    form = AgreementForm(
        number="",
        signed_on=date(2026, 6, 1),
        valid_to=date(2026, 5, 1),
        organization_id=world.organization_id,
        payment_days=-1,
        credit_limit=Decimal("0.001"),
    )
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_dealers.change_agreement(ctx, agreement_id=world.agreement_id, form=form)
    assert sorted(refused.value.fields) == ["credit_limit", "number", "payment_days", "valid_to"]


def test_a_dealer_moves_with_his_terms_once_nothing_is_open(
    database: Database, world: make.World
) -> None:
    with as_(database, system("test")) as ctx:
        order_id = place(ctx, world, OrderStatus.SUBMITTED)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        card = queries.dealer_card(ctx, dealer_id=world.dealer_id)
    accounts = (AccountForm("Банк", "044525225", "40702810200000000001", is_main=True),)
    moved = replace(card.form, point_id=world.other_point_id, accounts=accounts)

    def move() -> None:
        with as_(database, world.supervisor) as ctx:
            manage_dealers.change_dealer(ctx, dealer_id=world.dealer_id, form=moved)

    with pytest.raises(InvalidForm) as refused:
        move()
    assert refused.value.fields["point_id"].code == "dealer_has_open_orders"

    with as_(database, system("test")) as ctx:
        orders.move(ctx.session, order_id=order_id, version=1, status=OrderStatus.COMPLETED)
        entry: dict[str, Any] = {
            "dealer_id": world.dealer_id,
            "point_id": world.point_id,
            "organization_id": world.organization_id,
            "happened_on": make.TODAY,
            "recorded_at": make.NOW,
        }
        ledger.post(ctx.session, kind=LedgerKind.SHIPPED, amount=Decimal("5.00"), **entry)
    with pytest.raises(InvalidForm) as refused:
        move()
    assert refused.value.fields["point_id"].params == {"balance": Decimal("5.00")}

    with as_(database, system("test")) as ctx:
        ledger.post(ctx.session, kind=LedgerKind.PAID, amount=Decimal("-5.00"), **entry)
        basket = place(ctx, world, OrderStatus.DRAFT)
    move()
    with reading(database, world.other_manager, now=make.NOW) as ctx:
        card = queries.dealer_card(ctx, dealer_id=world.dealer_id)
        assert [row.number for row in card.agreements] == ["1"]
        assert card.form.accounts == accounts
        assert ctx.session.scalar(select(Order.id).where(Order.id == basket)) == basket
        assert ctx.session.scalar(select(Order.id).where(Order.id == order_id)) is None
    with reading(database, world.manager, now=make.NOW) as ctx:
        assert [row.name for row in queries.dealer_list(ctx)] == ["Сосед"]
        assert ctx.session.scalar(select(Order.id).where(Order.id == order_id)) == order_id


def test_it_is_decided_of_every_table_whether_it_follows_a_dealer_who_moves() -> None:
    stays = {
        "orders",
        "order_lines",
        "shipments",
        "shipment_lines",
        "ledger_entries",
        "documents",
        "document_files",
        "events",
        "messages",
        "letters",
        "promotion_uses",
        "returns",
        "return_lines",
    }
    both = {
        table.name
        for table in Base.metadata.tables.values()
        if {"dealer_id", "point_id"} <= set(table.columns.keys())
    }
    follows = {model.__tablename__ for model in operations.FOLLOWS}
    everybody = {"promotion_audiences"}  # rules that name a dealer or a point, not both
    assert both - everybody == follows | stays


def test_delivery_addresses_are_replaced_and_blank_rows_drop(
    database: Database, world: make.World
) -> None:
    rows = [("Магазин 1", "Тверь, ул. Мира, 1"), (" ", " "), ("", "Тверь, ул. Мира, 2")]
    with as_(database, world.supervisor) as ctx:
        manage_dealers.set_delivery_addresses(ctx, dealer_id=world.dealer_id, addresses=rows)
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        assert queries.dealer_card(ctx, dealer_id=world.dealer_id).addresses == [
            ("Магазин 1", "Тверь, ул. Мира, 1"),
            ("Тверь, ул. Мира, 2", "Тверь, ул. Мира, 2"),
        ]
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_dealers.set_delivery_addresses(
            ctx, dealer_id=world.dealer_id, addresses=[("Магазин 3", "")]
        )
    assert list(refused.value.fields) == ["addresses.0"]


# --- people ------------------------------------------------------------------------------------


def test_a_manager_needs_a_point_and_gets_his_ties(database: Database, world: make.World) -> None:
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_users.add_manager(ctx, form=MANAGER, password_hash="!")
    assert refused.value.fields["point_ids"].code == "manager_needs_point"
    both = frozenset({world.point_id, world.other_point_id})
    with as_(database, world.supervisor) as ctx:
        user_id = manage_users.add_manager(
            ctx, form=replace(MANAGER, point_ids=both), password_hash="!"
        )
    with reading(database, world.supervisor, now=make.NOW) as ctx:
        kept = {row.id: (row.login, row.points) for row in queries.staff_list(ctx)}
        assert kept[user_id] == ("anna@example.test", "Склад Север, Склад Юг")


def test_a_login_is_taken_once_whatever_its_case(database: Database, world: make.World) -> None:
    form = replace(MANAGER, login="MANAGER@example.test", point_ids=frozenset({world.point_id}))
    with pytest.raises(InvalidForm) as refused, as_(database, world.supervisor) as ctx:
        manage_users.add_manager(ctx, form=form, password_hash="!")
    assert refused.value.fields["login"].code == "login_taken"


def test_the_supervisor_keeps_managers_and_nobody_else(
    database: Database, world: make.World
) -> None:
    admin_id, form = world.admin.user_id, replace(MANAGER, role=Role.ADMIN)
    assert admin_id is not None
    with as_(database, world.supervisor) as ctx:
        with pytest.raises(DomainError, match="only_managers"):
            manage_users.add_manager(ctx, form=form, password_hash="!")
        with pytest.raises(NotFound):
            manage_users.change_manager(
                ctx, user_id=admin_id, form=replace(MANAGER, point_ids=frozenset({world.point_id}))
            )
        with pytest.raises(NotFound):
            manage_users.reset_manager_password(ctx, user_id=admin_id, password_hash="!")


def test_losing_a_point_ends_the_sign_ins_but_a_new_name_does_not(
    database: Database, world: make.World
) -> None:
    user_id = world.manager.user_id
    assert user_id is not None
    with reading(database, world.admin, now=make.NOW) as ctx:
        form = queries.user_form(ctx, user_id=user_id)
    with as_(database, system("test")) as ctx:
        accounts.open_session(ctx.session, user_id, now=make.NOW)

    def sessions() -> int:
        with reading(database, system("test"), now=make.NOW) as ctx:
            return len(ctx.session.scalars(select(UserSession.id)).all())

    with as_(database, world.admin) as ctx:
        manage_users.change_user(ctx, user_id=user_id, form=replace(form, name="Иначе"))
    assert sessions() == 1
    with as_(database, world.admin) as ctx:
        moved = replace(form, point_ids=frozenset({world.other_point_id}))
        manage_users.change_user(ctx, user_id=user_id, form=moved)
    assert sessions() == 0


def test_a_new_role_leaves_no_old_tie(database: Database, world: make.World) -> None:
    user_id = world.manager.user_id
    assert user_id is not None
    with reading(database, world.admin, now=make.NOW) as ctx:
        form = queries.user_form(ctx, user_id=user_id)
    with as_(database, world.admin) as ctx:
        manage_users.change_user(
            ctx,
            user_id=user_id,
            form=replace(form, role=Role.SUPERVISOR, discount_limit=Decimal(5)),
        )
    with reading(database, world.admin, now=make.NOW) as ctx:
        now = queries.user_form(ctx, user_id=user_id)
        assert (now.role, now.point_ids, now.discount_limit) == (
            Role.SUPERVISOR,
            frozenset(),
            Decimal(0),
        )


def test_the_company_keeps_an_administrator(database: Database, world: make.World) -> None:
    admin_id = world.admin.user_id
    assert admin_id is not None
    with reading(database, world.admin, now=make.NOW) as ctx:
        form = queries.user_form(ctx, user_id=admin_id)
    with pytest.raises(DomainError, match="own_rights"), as_(database, world.admin) as ctx:
        manage_users.change_user(ctx, user_id=admin_id, form=replace(form, active=False))
    with pytest.raises(InvalidForm) as refused, as_(database, system("test")) as ctx:
        manage_users.change_user(ctx, user_id=admin_id, form=replace(form, role=Role.SUPERVISOR))
    assert refused.value.fields["role"].code == "last_admin"


def test_a_new_password_ends_the_sign_ins(database: Database, world: make.World) -> None:
    user_id = world.dealer.user_id
    assert user_id is not None
    with as_(database, system("test")) as ctx:
        accounts.open_session(ctx.session, user_id, now=make.NOW)
    with as_(database, world.admin) as ctx:
        manage_users.reset_password(ctx, user_id=user_id, password_hash="hash")
    with reading(database, system("test"), now=make.NOW) as ctx:
        kept = ctx.session.scalar(select(User.password_hash).where(User.id == user_id))
        assert kept == "hash"
        assert ctx.session.scalars(select(UserSession.id)).all() == []


# --- organizations -----------------------------------------------------------------------------

SELLER = OrganizationForm(
    name="ООО «Новый»",
    full_name="Общество с ограниченной ответственностью «Новый»",
    inn="7700000016",
    kpp="770701001",
    accounts=(
        AccountForm(
            bank="ПАО СБЕРБАНК г. Москва",
            bic="044525225",
            account="40702 810 2 0000 0000001",
            correspondent_account="30101810400000000225",
        ),
    ),
    signatories=(SignatoryForm(SignatoryRole.DIRECTOR, "Орлов П. С.", "Директор"),),
)


def test_requisites_are_kept_with_accounts_and_signatories(
    database: Database, world: make.World
) -> None:
    form = replace(SELLER, accounts=())
    with as_(database, world.admin) as ctx:
        key = manage_organizations.add_organization(ctx, form=form)
    with reading(database, world.admin, now=make.NOW) as ctx:
        assert organizations.organization_form(ctx, organization_id=key) == form
        first = organizations.organization_form(ctx, organization_id=world.organization_id)
    changed = replace(first, phone="+7 495 000-00-02", signatories=first.signatories[:1])
    with as_(database, world.admin) as ctx:
        manage_organizations.change_organization(
            ctx, organization_id=world.organization_id, form=changed
        )
    with reading(database, world.admin, now=make.NOW) as ctx:
        now = organizations.organization_form(ctx, organization_id=world.organization_id)
        assert now == changed
        assert [account.is_main for account in now.accounts] == [True]


def test_a_wrong_account_is_named_by_its_place_and_digit(
    database: Database, world: make.World
) -> None:
    wrong = replace(SELLER.accounts[0], account="40702810100000000001", bank="")
    form = replace(
        SELLER,
        inn="7707083894",
        accounts=(wrong,),
        signatories=(SignatoryForm(SignatoryRole.RELEASE),),
    )
    with pytest.raises(InvalidForm) as refused, as_(database, world.admin) as ctx:
        manage_organizations.change_organization(
            ctx, organization_id=world.organization_id, form=form
        )
    assert {name: error.params.get("position") for name, error in refused.value.fields.items()} == {
        "inn": 10,
        "accounts.0.bank": None,
        "accounts.0.account": 9,
        "signatories.0.name": None,
        "signatories.0.position": None,
    }


# --- who may -----------------------------------------------------------------------------------


def test_who_may_not_manage_is_refused_and_nothing_changes(
    database: Database, world: make.World
) -> None:
    point = PointForm(code="X", name="X", organization_id=world.organization_id)
    dealer = replace(DEALER, point_id=world.point_id)
    terms = AgreementForm("9", date(2026, 1, 1), world.organization_id)
    user = replace(MANAGER, point_ids=frozenset({world.point_id}))
    before = [count(database, model) for model in (Point, Dealer, Agreement, User, Event)]
    manager, supervisor, admin, buyer = (
        world.manager,
        world.supervisor,
        world.admin,
        world.dealer,
    )
    asked: list[tuple[Actor, Callable[[Context], object]]] = [
        (manager, lambda ctx: manage_points.add_point(ctx, form=point)),
        (manager, lambda ctx: manage_points.change_point(ctx, point_id=world.point_id, form=point)),
        (manager, lambda ctx: manage_dealers.add_dealer(ctx, form=dealer)),
        (
            buyer,
            lambda ctx: manage_dealers.change_dealer(ctx, dealer_id=world.dealer_id, form=dealer),
        ),
        (
            buyer,
            lambda ctx: manage_dealers.add_agreement(ctx, dealer_id=world.dealer_id, form=terms),
        ),
        (
            manager,
            lambda ctx: manage_dealers.change_agreement(
                ctx, agreement_id=world.agreement_id, form=terms
            ),
        ),
        (
            admin,
            lambda ctx: manage_dealers.set_delivery_addresses(
                ctx, dealer_id=world.dealer_id, addresses=[]
            ),
        ),
        (supervisor, lambda ctx: manage_users.add_user(ctx, form=user, password_hash="!")),
        (supervisor, lambda ctx: manage_users.change_user(ctx, user_id=1, form=user)),
        (supervisor, lambda ctx: manage_users.reset_password(ctx, user_id=1, password_hash="!")),
        (manager, lambda ctx: manage_users.add_manager(ctx, form=user, password_hash="!")),
        (manager, lambda ctx: manage_users.change_manager(ctx, user_id=1, form=user)),
        (
            manager,
            lambda ctx: manage_users.reset_manager_password(ctx, user_id=1, password_hash=""),
        ),
        (supervisor, lambda ctx: manage_organizations.add_organization(ctx, form=SELLER)),
        (
            supervisor,
            lambda ctx: manage_organizations.change_organization(
                ctx, organization_id=world.organization_id, form=SELLER
            ),
        ),
        (buyer, queries.dealer_list),
        (manager, queries.staff_list),
        (supervisor, queries.user_list),
    ]
    for actor, ask in asked:
        with pytest.raises(NotPermitted), as_(database, actor) as ctx:
            ask(ctx)
    assert [count(database, model) for model in (Point, Dealer, Agreement, User, Event)] == before
