"""Who may do and see what: every use case and query × every kind of actor.

The things asked for belong to ``world.dealer`` of point A; to the neighbour (another dealer
of A), the stranger and the other manager (of B) they are foreign ids. A refusal must change
nothing; an answer must hold nothing that belongs to somebody else. A use case or query that
is missing here fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.flow import stage as stages
from tests.flow.stage import Stage
from tests.make import NOW
from tests.snapshot import digest
from tests.source import modules, public_functions
from tests.test_architecture import FEATURES, SHARED_STEPS
from wholesale.analytics.rules import Cut, Dimension, Period, Step
from wholesale.catalog.rows import read_catalog, read_stock
from wholesale.context import acting, reading
from wholesale.core.access import Actor, system
from wholesale.core.errors import NotFound, NotPermitted
from wholesale.core.vocabulary import DocumentKind, ReturnReason, Role
from wholesale.db import Database
from wholesale.flow.order_lines import OrderItem
from wholesale.intake.parse import parse
from wholesale.models.trade import OrderLine
from wholesale.points.organizations import OrganizationForm
from wholesale.points.rules import (
    AgreementForm,
    DealerForm,
    PointForm,
    UserForm,
)
from wholesale.shipping.returns import ReturnItem

ACTORS = (
    "dealer",
    "neighbour",
    "stranger",
    "manager",
    "other_manager",
    "supervisor",
    "admin",
    "nobody",
)

Arguments = Callable[[Stage], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One call: its arguments, who succeeds, from whom the thing is hidden, who is refused.

    Whoever is in neither ``may`` nor ``hidden`` lacks the permission.
    """

    name: str
    arguments: Arguments
    may: str
    hidden: str = ""

    def expected(self, actor: str) -> str:
        if actor in self.may.split():
            return "done"
        return "hidden" if actor in self.hidden.split() else "refused"


OF_DEALER = ("dealer manager supervisor", "neighbour stranger other_manager nobody")
"""A dealer's own thing: himself, the managers of his point, the supervisor."""

OF_DEALER_OR_ADMIN = (f"{OF_DEALER[0]} admin", OF_DEALER[1])
"""What an administrator, who sees all rows, may look at as well."""

OF_STAFF = ("manager supervisor", "other_manager")
"""What the staff of the dealer's point do with it."""

SUPERVISOR = ("supervisor", "")
OFFICE = ("supervisor admin", "")
ADMIN = ("admin", "")
EVERYONE = ("dealer neighbour stranger manager other_manager supervisor admin", "")
ALL = " ".join(ACTORS)


def of(status: str) -> Arguments:
    return lambda stage: {"order_id": stage.orders[status]}


def dealer(stage: Stage) -> dict[str, Any]:
    return {"dealer_id": stage.world.dealer_id}


def wanted(stage: Stage) -> list[OrderItem]:
    return [OrderItem(stage.world.product(name), Decimal(3)) for name in ("NUT-8", "DRILL")]


def nothing(stage: Stage) -> dict[str, Any]:
    return {}


def _returned(stage: Stage) -> dict[str, Any]:
    order_id = stage.orders["shipped"]
    with reading(stage.database, system("test"), now=make.NOW) as ctx:
        wanted = select(OrderLine.id).where(OrderLine.order_id == order_id).limit(1)
        line_id = ctx.session.scalars(wanted).one()
    items = [ReturnItem(line_id, Decimal(1), ReturnReason.REFUSED)]
    return {"order_id": order_id, "items": items}


USE_CASES = [
    Case("browse_catalog.browse_catalog", dealer, *OF_DEALER_OR_ADMIN),
    Case(
        "browse_catalog.shelf_row",
        lambda s: dealer(s) | {"product_id": s.world.product("DRILL")},
        *OF_DEALER_OR_ADMIN,
    ),
    Case(
        "browse_catalog.explain_price",
        lambda s: dealer(s) | {"product_id": s.world.product("DRILL"), "quantity": Decimal(1)},
        *OF_DEALER_OR_ADMIN,
    ),
    Case("browse_catalog.catalog_filters", nothing, EVERYONE[0] + " nobody"),
    Case("change_order.accept_order", of("submitted"), *OF_STAFF),
    Case(
        "change_order.hold_order",
        lambda s: of("submitted")(s) | {"reason": "Проверка"},
        *OF_STAFF,
    ),
    Case("change_order.resume_order", of("on_hold"), *OF_STAFF),
    Case("change_order.assemble_order", of("accepted"), *OF_STAFF),
    Case("change_order.deliver_order", of("shipped"), *OF_STAFF),
    Case("change_order.complete_order", of("delivered"), *OF_STAFF),
    Case("change_order.cancel_order", of("submitted"), *OF_DEALER),
    Case(
        "change_order.change_line",
        lambda s: of("submitted")(s) | {"line_id": s.line_id, "quantity": Decimal(1)},
        *OF_STAFF,
    ),
    Case("expire_reservations.expire_reservations", nothing, *OFFICE),
    Case("fill_basket.view_basket", dealer, *OF_DEALER),
    Case("fill_basket.add_to_basket", lambda s: dealer(s) | {"items": wanted(s)}, *OF_DEALER),
    Case(
        "fill_basket.set_basket_line",
        lambda s: dealer(s) | {"product_id": s.world.product("NUT-8"), "quantity": Decimal(9)},
        *OF_DEALER,
    ),
    Case("fill_basket.clear_basket", dealer, *OF_DEALER),
    Case("fill_basket.repeat_order", of("shipped"), *OF_DEALER),
    Case(
        "inspect_prices.price_articles",
        lambda s: {"dealer_code": "D-001", "on": make.TODAY, "items": [("DRILL", Decimal(1))]},
        *OF_STAFF,
    ),
    Case(
        "issue_documents.issue_document",
        lambda s: of("assembling")(s) | {"kind": DocumentKind.INVOICE},
        *OF_STAFF,
    ),
    Case("issue_documents.document_file", lambda s: {"document_id": s.invoice.id}, *OF_DEALER),
    Case(
        "issue_documents.document_archive",
        lambda s: {"document_ids": [s.invoice.id, s.waybill.id]},
        *OF_DEALER,
    ),
    Case("issue_price_list.issue_price_list", dealer, *OF_DEALER_OR_ADMIN),
    Case(
        "issue_route_sheet.issue_route_sheet",
        lambda s: {"order_ids": [s.orders["shipped"]]},
        *OF_STAFF,
    ),
    Case(
        "issue_statement.issue_statement",
        lambda s: dealer(s) | {"since": make.TODAY, "until": make.TODAY},
        *OF_DEALER,
    ),
    Case(
        "load_catalog.load_catalog",
        lambda s: {
            "parsed": read_catalog([(1, ["Артикул", "Наименование"]), (2, ["NEW", "Новый"])]),
            "file_name": "каталог.csv",
        },
        *OFFICE,
    ),
    Case(
        "load_stock.load_stock",
        lambda s: {
            "parsed": read_stock([(1, ["Артикул", "Остаток"]), (2, ["NUT-8", "5000"])]),
            "file_name": "остатки.csv",
            "point": "A",
        },
        *OFFICE,
    ),
    Case(
        "manage_dealers.add_dealer",
        lambda s: {"form": DealerForm("D-9", "Новый", s.world.point_id)},
        *SUPERVISOR,
    ),
    Case(
        "manage_dealers.change_dealer",
        lambda s: dealer(s) | {"form": DealerForm("D-001", "Иной", s.world.point_id)},
        *SUPERVISOR,
    ),
    Case(
        "manage_dealers.add_agreement",
        lambda s: (
            dealer(s) | {"form": AgreementForm("9", date(2026, 1, 1), s.world.organization_id)}
        ),
        *SUPERVISOR,
    ),
    Case(
        "manage_dealers.change_agreement",
        lambda s: {
            "agreement_id": s.world.agreement_id,
            "form": _terms(s, "1"),
        },
        *SUPERVISOR,
    ),
    Case(
        "manage_dealers.set_delivery_addresses",
        lambda s: dealer(s) | {"addresses": [("Магазин", "Тверь")]},
        *SUPERVISOR,
    ),
    Case(
        "manage_organizations.add_organization",
        lambda s: {"form": OrganizationForm("Новое", "ООО «Новое»", "7728168971")},
        *ADMIN,
    ),
    Case(
        "manage_organizations.change_organization",
        lambda s: {
            "organization_id": s.world.organization_id,
            "form": OrganizationForm("Иное", "ООО «Иное»", "7728168971"),
        },
        *ADMIN,
    ),
    Case(
        "manage_points.add_point",
        lambda s: {"form": PointForm("C", "Новая", s.world.organization_id)},
        *OFFICE,
    ),
    Case(
        "manage_points.change_point",
        lambda s: {
            "point_id": s.world.point_id,
            "form": PointForm("A", "Иная", s.world.organization_id),
        },
        *OFFICE,
    ),
    Case("manage_users.add_user", lambda s: {"form": _admin(), "password_hash": "!"}, *ADMIN),
    Case(
        "manage_users.change_user",
        lambda s: {"user_id": s.world.supervisor.user_id, "form": _supervisor()},
        *ADMIN,
    ),
    Case(
        "manage_users.reset_password",
        lambda s: {"user_id": s.world.supervisor.user_id, "password_hash": "!"},
        *ADMIN,
    ),
    Case(
        "manage_users.add_manager",
        lambda s: {"form": _manager(s, "new@example.test"), "password_hash": "!"},
        *OFFICE,
    ),
    Case(
        "manage_users.change_manager",
        lambda s: {
            "user_id": s.world.manager.user_id,
            "form": _manager(s, "manager@example.test"),
        },
        *OFFICE,
    ),
    Case(
        "manage_users.reset_manager_password",
        lambda s: {"user_id": s.world.manager.user_id, "password_hash": "!"},
        *OFFICE,
    ),
    Case("order_upload.order_upload", lambda s: {"upload_id": s.upload_id}, *OF_DEALER),
    Case("place_order.place_order", lambda s: dealer(s) | {"items": wanted(s)}, *OF_DEALER),
    Case("place_order.submit_basket", dealer, *OF_DEALER),
    Case(
        "read_order_file.read_order_file",
        lambda s: dealer(s) | {"parsed": parse(b"DRILL;5\nNUT-8;5\n", "a.csv")},
        *OF_DEALER,
    ),
    Case("read_order_file.preview_upload", lambda s: {"upload_id": s.upload_id}, *OF_DEALER),
    Case(
        "read_order_file.answer_upload",
        lambda s: {"upload_id": s.upload_id, "answers": {}},
        *OF_DEALER,
    ),
    Case("read_order_file.dealer_by_code", lambda s: {"code": "D-001"}, *OF_DEALER),
    Case("read_order_file.upload_content", lambda s: {"upload_id": s.upload_id}, *OF_DEALER),
    Case("return_goods.return_goods", _returned, *OF_STAFF),
    Case("say.say", lambda s: of("submitted")(s) | {"text": "Добрый день"}, *OF_DEALER),
    Case("ship_order.ship_order", of("accepted"), *OF_STAFF),
    Case(
        "take_payment.take_payment",
        lambda s: of("shipped")(s) | {"amount": Decimal(1), "paid_on": make.TODAY},
        *OF_STAFF,
    ),
    Case("view_balance.view_balance", dealer, *OF_DEALER),
    Case("view_dealers.dealer_list", nothing, "manager other_manager supervisor"),
    Case("view_dealers.view_dealer", dealer, *OF_STAFF),
    Case(
        "view_orders.order_list",
        nothing,
        "dealer neighbour stranger manager other_manager supervisor nobody",
    ),
    Case("view_orders.view_order", of("submitted"), *OF_DEALER),
]


def _terms(stage: Stage, number: str) -> AgreementForm:
    return AgreementForm(number, date(2026, 1, 1), stage.world.organization_id)


def _admin() -> UserForm:
    return UserForm("new@example.test", "Новый", Role.ADMIN)


def _supervisor() -> UserForm:
    return UserForm("supervisor@example.test", "Иной", Role.SUPERVISOR)


def _manager(stage: Stage, login: str) -> UserForm:
    points = frozenset({stage.world.point_id})
    return UserForm(login, "Новый", Role.MANAGER, point_ids=points)


JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
STAFF = "manager other_manager supervisor admin"
ANALYSTS = "manager other_manager supervisor"
OUTSIDERS = "neighbour stranger other_manager nobody"


def dated(stage: Stage) -> dict[str, Any]:
    return dealer(stage) | {"on": make.TODAY}


def priced(stage: Stage) -> dict[str, Any]:
    return dated(stage) | {"items": [(stage.world.product("DRILL"), Decimal(1))]}


QUERIES = [
    Case("accounts.queries.credentials", lambda s: {"login": "dealer@example.test"}, "admin"),
    Case("accounts.queries.actor_of_session", lambda s: {"token_sha256": "x"}, "admin"),
    Case("accounts.queries.actor_of_user", lambda s: {"login": "dealer@example.test"}, "admin"),
    Case("accounts.queries.own_password_hash", nothing, ALL),
    Case("accounts.queries.open_sessions", nothing, ALL),
    Case("points.organizations.organization_list", nothing, ALL),
    Case(
        "points.organizations.organization_form",
        lambda s: {"organization_id": s.world.organization_id},
        ALL,
    ),
    Case("points.queries.point_list", nothing, ALL),
    Case(
        "points.queries.point_form",
        lambda s: {"point_id": s.world.point_id},
        "dealer neighbour manager supervisor admin",
        "stranger other_manager nobody",
    ),
    Case("points.queries.dealer_list", nothing, STAFF),
    Case("points.queries.dealer_card", dealer, "manager supervisor admin", "other_manager"),
    Case("points.queries.dealer_point", dealer, "dealer manager supervisor admin", OUTSIDERS),
    Case("points.queries.staff_list", nothing, *OFFICE),
    Case("points.queries.user_list", nothing, *ADMIN),
    Case(
        "points.queries.user_form",
        lambda s: {"user_id": s.world.dealer.user_id},
        "dealer manager supervisor admin",
        OUTSIDERS,
    ),
    Case("points.queries.user_rows", nothing, ALL),
    Case("points.queries.price_list_choices", nothing, ALL),
    Case("points.queries.organization_choices", nothing, ALL),
    Case("points.queries.point_choices", nothing, ALL),
    Case("catalog.dump.dump_rows", nothing, ALL),
    Case("catalog.queries.products_by_ids", lambda s: {"ids": s.world.products.values()}, ALL),
    Case(
        "catalog.queries.minimum_price",
        lambda s: {"product_id": s.world.product("DRILL")},
        ALL,
    ),
    Case("catalog.queries.search", lambda s: {"text": "гайка"}, ALL),
    Case("catalog.queries.catalog_page", nothing, ALL),
    Case("catalog.queries.category_tree", nothing, ALL),
    Case("catalog.queries.brands", nothing, ALL),
    Case("catalog.queries.product_by_article", lambda s: {"article": "NUT-8"}, ALL),
    Case(
        "catalog.queries.barcodes",
        lambda s: {"product_ids": list(s.world.products.values())},
        ALL,
    ),
    Case("pricing.queries.price_lines", priced, "dealer manager supervisor admin", OUTSIDERS),
    Case("pricing.queries.price_each", priced, "dealer manager supervisor admin", OUTSIDERS),
    Case("pricing.queries.price_catalog", dated, "dealer manager supervisor admin", OUTSIDERS),
    Case("pricing.queries.dealer_book", dated, "dealer manager supervisor admin", OUTSIDERS),
    Case(
        "pricing.queries.dealer_by_code",
        lambda s: {"code": "D-001"},
        "dealer manager supervisor admin",
        OUTSIDERS,
    ),
    Case("pricing.queries.product_ids", lambda s: {"articles": ["NUT-8"]}, ALL),
    Case("stock.queries.available", lambda s: {"point_id": s.world.point_id}, ALL),
    Case("stock.queries.held", lambda s: {"point_id": s.world.point_id}, ALL),
    Case("orders.queries.terms", dealer, "dealer manager supervisor admin", OUTSIDERS),
    Case("orders.queries.order_list", nothing, ALL),
    Case("orders.queries.status_counts", nothing, ALL),
    Case(
        "orders.queries.order_id_of",
        lambda s: {"number": s.numbers["dealer"]},
        "dealer manager supervisor admin",
        OUTSIDERS,
    ),
    Case(
        "orders.queries.order_card",
        of("submitted"),
        "dealer manager supervisor admin",
        OUTSIDERS,
    ),
    Case("orders.queries.lines_of", of("submitted"), ALL),
    Case("orders.queries.basket", dealer, ALL),
    Case("orders.queries.basket_mark", dealer, ALL),
    Case(
        "orders.queries.basket_quantities",
        lambda s: dealer(s) | {"product_ids": list(s.world.products.values())},
        ALL,
    ),
    Case("orders.queries.history", of("submitted"), ALL),
    Case("orders.queries.open_total", dealer, ALL),
    Case("orders.queries.overdue_reservations", nothing, ALL),
    Case("orders.queries.receipt_of", of("submitted"), ALL),
    Case("documents.queries.register", nothing, ALL.replace(" admin", "")),
    Case("documents.queries.waybills_of", lambda s: {"order_ids": [s.orders["shipped"]]}, ALL),
    Case(
        "documents.queries.file",
        lambda s: {"document_id": s.invoice.id, "number": None, "kind": None, "suffix": None},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case(
        "documents.queries.archive",
        lambda s: {"document_ids": [s.invoice.id]},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case("shipping.queries.shipments_of", of("shipped"), ALL),
    Case("ledger.queries.balance", dealer, ALL),
    Case("ledger.queries.debts", lambda s: {"dealer_ids": [s.world.dealer_id]}, ALL),
    Case("ledger.queries.entries", dealer, ALL),
    Case("ledger.queries.paid_by_order", lambda s: {"order_ids": list(s.orders.values())}, ALL),
    Case("messages.queries.chat", of("submitted"), ALL),
    Case("analytics.overview.overview", lambda s: {"period": JUNE}, ANALYSTS),
    Case(
        "analytics.overview.whole_breakdown",
        lambda s: {"by": Dimension.DEALER, "period": JUNE},
        ANALYSTS,
    ),
    Case("analytics.queries.totals", lambda s: {"period": JUNE}, ANALYSTS),
    Case(
        "analytics.queries.breakdown", lambda s: {"by": Dimension.DEALER, "period": JUNE}, ANALYSTS
    ),
    Case("analytics.queries.series", lambda s: {"period": JUNE, "step": Step.DAY}, ANALYSTS),
    Case("analytics.queries.money", lambda s: {"period": JUNE}, ANALYSTS),
    Case("analytics.queries.path", lambda s: {"cut": Cut()}, ANALYSTS),
    Case("analytics.queries.bounds", lambda s: {"period": JUNE}, ALL),
    Case("analytics.statuses.standing", nothing, ANALYSTS),
    Case("analytics.statuses.time_in_status", lambda s: {"period": JUNE}, ANALYSTS),
]


WITH_COST = {f"pricing.queries.price_{what}" for what in ("lines", "each", "order")}
"""Queries whose answers carry costs: an order keeps them; no use case hands them to dealers."""


class _Undo(Exception):
    """Takes a successful call back, so that the stage serves all cases."""


@pytest.fixture(scope="module")
def stage(engine: str, module_database: Database) -> Stage:
    return stages.build(module_database)


def test_every_use_case_is_in_the_matrix() -> None:
    assert {case.name for case in USE_CASES} == set(_public("wholesale/flow"))


def test_every_query_is_in_the_matrix() -> None:
    known = {name for feature in FEATURES for name in _public(f"wholesale/{feature}")}
    assert {case.name for case in QUERIES} == known


def _public(place: str) -> Iterator[str]:
    """Functions under ``place`` that take a context, as «module.function» below the layer."""
    for module in modules(place):
        dotted = module.place.removesuffix(".py").replace("/", ".")
        for function in public_functions(module):
            takes_context = function.args.args and function.args.args[0].arg == "ctx"
            if takes_context and function.name not in SHARED_STEPS:
                yield f"{dotted}.{function.name}".removeprefix("wholesale.").removeprefix("flow.")


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("case", USE_CASES, ids=lambda case: case.name)
def test_use_case(stage: Stage, case: Case, actor: str) -> None:
    before = digest(stage.database)
    found, answer = _attempt(stage, f"flow.{case.name}", case, stage.actors[actor])
    assert found == case.expected(actor)
    assert digest(stage.database) == before
    assert _leaks(stage, actor, answer) == []


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_query(stage: Stage, case: Case, actor: str) -> None:
    found, answer = _attempt(stage, case.name, case, stage.actors[actor], change=False)
    assert found == case.expected(actor)
    leaks = _leaks(stage, actor, answer)
    if case.name in WITH_COST:
        leaks = [mark for mark in leaks if mark not in {str(stages.COST), str(stages.FLOOR)}]
    assert leaks == []


def _attempt(
    stage: Stage, name: str, case: Case, actor: Actor, *, change: bool = True
) -> tuple[str, Any]:
    """What became of the call, and its answer. What it wrote is taken back."""
    module, function = name.rsplit(".", 1)
    call = getattr(import_module(f"wholesale.{module}"), function)
    answer: Any = None
    enter = acting if change else reading
    try:
        with enter(stage.database, actor, now=NOW) as ctx:
            answer = call(ctx, **case.arguments(stage))
            if isinstance(answer, Iterator):
                answer = list(answer)
            raise _Undo
    except _Undo:
        return "done", answer
    except NotPermitted:
        return "refused", answer
    except NotFound:
        return "hidden", answer


def _leaks(stage: Stage, actor: str, answer: Any) -> list[str]:
    """Words and amounts of other tenants in an answer."""
    shown = repr(answer)
    return [mark for mark in stage.foreign_to(actor) if mark in shown]
