"""The use cases of the access matrix, each asked for a thing of ``world.dealer``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests import make
from tests.flow.access import (
    ADMIN,
    EVERYONE,
    OF_DEALER,
    OF_DEALER_OR_ADMIN,
    OF_STAFF,
    OFFICE,
    SUPERVISOR,
    Case,
    dealer,
    nothing,
    of,
    wanted,
)
from tests.flow.access_queries import JUNE
from tests.flow.stage import Stage
from wholesale.analytics.rules import Cut, Dimension
from wholesale.catalog.rows import read_catalog, read_stock
from wholesale.catalog.rules import ProductForm
from wholesale.context import reading
from wholesale.core.access import system
from wholesale.core.vocabulary import DocumentKind, ReturnReason, Role
from wholesale.documents.settings import LookForm
from wholesale.flow.price_rule_sheets import RuleSet
from wholesale.flow.quick_entry import TypedLine
from wholesale.intake.parse import parse
from wholesale.intake.queries import DictionaryRow
from wholesale.intake.reading import Reading
from wholesale.models.trade import OrderLine
from wholesale.points.organizations import OrganizationForm
from wholesale.points.rules import AgreementForm, DealerForm, PointForm, UserForm
from wholesale.pricing.forms import ContractPriceForm, MarginForm
from wholesale.pricing.whatif import Change
from wholesale.shipping.returns import ReturnItem

WORD = DictionaryRow(0, "М-77", "code:M77", 1, "", "", make.NOW)


def _terms(stage: Stage, number: str) -> AgreementForm:
    return AgreementForm(number, date(2026, 1, 1), stage.world.organization_id)


def _admin() -> UserForm:
    return UserForm("new@example.test", "Новый", Role.ADMIN)


def _supervisor() -> UserForm:
    return UserForm("supervisor@example.test", "Иной", Role.SUPERVISOR)


def _manager(stage: Stage, login: str) -> UserForm:
    points = frozenset({stage.world.point_id})
    return UserForm(login, "Новый", Role.MANAGER, point_ids=points)


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
BUYERS = "dealer neighbour stranger manager other_manager supervisor nobody"


def organization(stage: Stage) -> dict[str, int]:
    return {"organization_id": stage.world.organization_id}


def draft(stage: Stage) -> dict[str, int]:
    return {"draft_id": stage.draft_id}


def asked_discount(stage: Stage) -> dict[str, int]:
    return {"request_id": stage.request_id}


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
    Case(
        "approve_discounts.ask_discount",
        lambda s: (
            of("submitted")(s) | {"line_id": s.line_id, "percent": Decimal(5), "reason": "Опт"}
        ),
        *OF_STAFF,
    ),
    Case("approve_discounts.approve_discount", asked_discount, *SUPERVISOR),
    Case("approve_discounts.refuse_discount", asked_discount, *SUPERVISOR),
    Case("expire_reservations.expire_reservations", nothing, *OFFICE),
    Case("fill_basket.view_basket", dealer, *OF_DEALER),
    Case("fill_basket.add_to_basket", lambda s: dealer(s) | {"items": wanted(s)}, *OF_DEALER),
    Case("fill_basket.take_from_basket", lambda s: dealer(s) | {"items": wanted(s)}, *OF_DEALER),
    Case(
        "fill_basket.set_basket_line",
        lambda s: dealer(s) | {"product_id": s.world.product("NUT-8"), "quantity": Decimal(9)},
        *OF_DEALER,
    ),
    Case("fill_basket.agree_to_prices", dealer, *OF_DEALER),
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
        lambda s: {"form": OrganizationForm("Новое", "ООО «Новое»", "7728000023")},
        *ADMIN,
    ),
    Case(
        "manage_organizations.change_organization",
        lambda s: {
            "organization_id": s.world.organization_id,
            "form": OrganizationForm("Иное", "ООО «Иное»", "7728000023"),
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
        "read_order_file.recognise",
        lambda s: dealer(s) | {"parsed": parse(b"DRILL;5\nNUT-8;5\n", "a.csv")},
        *OF_DEALER,
    ),
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
    Case("read_order_file.upload_list", dealer, BUYERS),
    Case("read_order_file.dealer_choices", nothing, BUYERS),
    Case("read_order_file.near_names", lambda s: {"texts": ["Гайка"]}, BUYERS),
    Case("return_order_file.returned_facts", lambda s: {"upload_id": s.upload_id}, *OF_DEALER),
    Case(
        "quick_entry.read_quick_lines",
        lambda s: dealer(s) | {"typed": [TypedLine("DRILL", "1")]},
        *OF_DEALER,
    ),
    Case(
        "quick_paste.read_pasted",
        lambda s: dealer(s) | {"parsed": parse(b"DRILL;5\nNUT-8;5\n", "a.csv")},
        *OF_DEALER,
    ),
    Case("keep_dictionary.dictionary", dealer, *OF_DEALER),
    Case("keep_dictionary.dictionary_file", dealer, *OF_DEALER),
    Case("keep_dictionary.correct_word", lambda s: {"word_id": 0, "product_id": 1}, "", BUYERS),
    Case("keep_dictionary.forget_word", lambda s: {"word_id": 0}, "", BUYERS),
    Case("keep_dictionary.recall_word", lambda s: dealer(s) | {"word": WORD}, *OF_DEALER),
    Case(
        "offer_instead.offer_instead",
        lambda s: {"point_id": s.world.point_id, "missing": []},
        BUYERS,
    ),
    Case(
        "order_preview.price_reading",
        lambda s: dealer(s) | {"point_id": s.world.point_id, "read": Reading([], [], [], {})},
        *OF_DEALER,
    ),
    Case("corpus_goods.corpus_goods", nothing, EVERYONE[0] + " nobody"),
    Case(
        "edit_product.put_picture",
        lambda s: {"product_id": s.world.product("DRILL"), "content": None},
        *OFFICE,
    ),
    Case(
        "edit_product.product_picture",
        lambda s: {"product_id": s.world.product("DRILL")},
        *OFFICE,
    ),
    Case("revise_document.revise_document", lambda s: {"document_id": s.upd.id}, *OF_STAFF),
    Case(
        "annul_document.annul_document",
        lambda s: {"document_id": s.invoice.id, "reason": "Ошибка"},
        *OF_STAFF,
    ),
    Case(
        "send_documents.send_documents",
        lambda s: {"document_ids": [s.invoice.id], "to": "buyer@example.test"},
        *OF_STAFF,
    ),
    Case("send_documents.take_letter", nothing, *ADMIN),
    Case("send_documents.letter_left", lambda s: {"event_id": 0}, *ADMIN),
    Case("send_documents.letter_refused", lambda s: {"event_id": 0, "error": "x"}, *ADMIN),
    Case("return_goods.return_goods", _returned, *OF_STAFF),
    Case("say.say", lambda s: of("submitted")(s) | {"text": "Добрый день"}, *OF_DEALER),
    Case("ship_order.ship_order", of("accepted"), *OF_STAFF),
    Case(
        "take_payment.take_payment",
        lambda s: of("shipped")(s) | {"amount": Decimal(1), "paid_on": make.TODAY},
        *OF_STAFF,
    ),
    Case("view_balance.view_balance", dealer, *OF_DEALER),
    Case(
        "export_figures.export_figures",
        lambda s: {"by": Dimension.DEALER, "period": JUNE, "cut": Cut(point_id=s.world.point_id)},
        "manager supervisor",
        "other_manager",
    ),
    Case("view_journal.journal", nothing, "supervisor admin"),
    Case("view_dealers.dealer_list", nothing, "manager other_manager supervisor"),
    Case("view_dealers.view_dealer", dealer, *OF_STAFF),
    Case(
        "view_orders.order_list",
        nothing,
        "dealer neighbour stranger manager other_manager supervisor nobody",
    ),
    Case("view_orders.view_order", of("submitted"), *OF_DEALER),
    Case("change_prices.save_rule", lambda s: {"form": MarginForm(Decimal(5))}, *SUPERVISOR),
    Case(
        "change_prices.remove_rule",
        lambda s: {"kind": ContractPriceForm, "rule_id": s.contract_id},
        *SUPERVISOR,
    ),
    Case("choose_document_look.document_look", organization, *ADMIN),
    Case(
        "choose_document_look.change_document_look",
        lambda s: organization(s) | {"form": LookForm(notice="Скидка")},
        *ADMIN,
    ),
    Case("choose_document_look.keep_picture", lambda s: {"content": PICTURE}, *ADMIN),
    Case(
        "choose_document_look.preview_look",
        lambda s: organization(s) | {"form": LookForm()},
        *ADMIN,
    ),
    Case(
        "edit_product.product_card",
        lambda s: {"product_id": s.world.product("DRILL")},
        *OFFICE,
    ),
    Case(
        "edit_product.add_product",
        lambda s: {"form": ProductForm("NEW-1", "Новый")},
        *OFFICE,
    ),
    Case(
        "edit_product.change_product",
        lambda s: {"product_id": s.world.product("DRILL"), "form": ProductForm("DRILL", "Иной")},
        *OFFICE,
    ),
    Case("find_anything.find_anything", lambda s: {"text": "Зимородок"}, f"{EVERYONE[0]} nobody"),
    Case(
        "issue_documents.printed_documents",
        lambda s: {"document_ids": [s.invoice.id]},
        *OF_DEALER,
    ),
    Case(
        "load_price_rules.load_rules",
        lambda s: {"parsed": RuleSet(), "file_name": "правила.xlsx"},
        *SUPERVISOR,
    ),
    Case("plan_prices.begin_draft", lambda s: {"name": "Весна"}, *SUPERVISOR),
    Case(
        "plan_prices.add_change",
        lambda s: draft(s) | {"change": Change(MarginForm, MarginForm(Decimal(5)))},
        *SUPERVISOR,
    ),
    Case("plan_prices.drop_change", lambda s: draft(s) | {"number": 0}, *SUPERVISOR),
    Case("plan_prices.rehearse_draft", lambda s: draft(s) | {"days": 30}, *SUPERVISOR),
    Case("plan_prices.publish_draft", draft, *SUPERVISOR),
    Case("plan_prices.publish_due", nothing, *SUPERVISOR),
    Case("plan_prices.withdraw_draft", lambda s: {"draft_id": s.scheduled_id}, *SUPERVISOR),
    Case("plan_prices.discard_draft", draft, *SUPERVISOR),
    Case(
        "price_tables.catalog_file",
        lambda s: {"dealer_code": "D-001", "on": make.TODAY, "suffix": ".xlsx"},
        *OF_STAFF,
    ),
    Case("price_tables.rehearsal_file", lambda s: draft(s) | {"days": 30}, *SUPERVISOR),
    Case("price_tables.list_file", lambda s: {"list_id": s.world.price_list_id}, *SUPERVISOR),
    Case(
        "rehearse_prices.effect_on_dealer",
        lambda s: dealer(s) | {"form": MarginForm(Decimal(5)), "rule_id": None},
        *SUPERVISOR,
    ),
]
