"""The queries of the access matrix, each asked for a thing of ``world.dealer``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests import make
from tests.flow.access import ACTORS, ADMIN, OF_DEALER, OF_STAFF, OFFICE, Case, dealer, nothing, of
from tests.flow.stage import Stage
from wholesale.analytics.rules import Cut, Dimension, Period, Step
from wholesale.core.vocabulary import DiscountSource, DocumentKind
from wholesale.intake.parse import parse
from wholesale.intake.queries import Found
from wholesale.pricing.forms import ContractPriceForm

ALL = " ".join(ACTORS)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
STAFF = "manager other_manager supervisor admin"
ANALYSTS = "manager other_manager supervisor"
OUTSIDERS = "neighbour stranger other_manager nobody"


SEEN = ("dealer manager supervisor admin", OUTSIDERS)


def upload(stage: Stage) -> dict[str, Any]:
    return {"upload_id": stage.upload_id}


def price_list(stage: Stage) -> dict[str, Any]:
    return {"list_id": stage.world.price_list_id}


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
    Case("points.queries.dealer_point", dealer, *SEEN),
    Case("points.queries.staff_list", nothing, *OFFICE),
    Case("points.queries.user_list", nothing, *ADMIN),
    Case(
        "points.queries.user_form",
        lambda s: {"user_id": s.world.dealer.user_id},
        *SEEN,
    ),
    Case("points.queries.user_rows", nothing, ALL),
    Case("points.queries.price_list_choices", nothing, ALL),
    Case("points.queries.organization_choices", nothing, ALL),
    Case("points.queries.point_choices", nothing, ALL),
    Case("catalog.dump.dump_rows", nothing, ALL),
    Case("catalog.queries.products_by_ids", lambda s: {"ids": s.world.products.values()}, ALL),
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
    Case("pricing.queries.price_lines", priced, *SEEN),
    Case("pricing.queries.price_each", priced, *SEEN),
    Case("pricing.queries.price_catalog", dated, *SEEN),
    Case("pricing.queries.dealer_book", dated, *SEEN),
    Case(
        "pricing.queries.dealer_by_code",
        lambda s: {"code": "D-001"},
        *SEEN,
    ),
    Case("pricing.queries.product_ids", lambda s: {"articles": ["NUT-8"]}, ALL),
    Case("stock.queries.available", lambda s: {"point_id": s.world.point_id}, ALL),
    Case("stock.queries.held", lambda s: {"point_id": s.world.point_id}, ALL),
    Case("orders.queries.terms", dealer, *SEEN),
    Case("orders.queries.agreement_of", dealer, ALL),
    Case("orders.queries.order_list", nothing, ALL),
    Case("orders.queries.status_counts", nothing, ALL),
    Case(
        "orders.queries.order_id_of",
        lambda s: {"number": s.numbers["dealer"]},
        *SEEN,
    ),
    Case(
        "orders.queries.order_card",
        of("submitted"),
        *SEEN,
    ),
    Case("orders.queries.lines_of", of("submitted"), ALL),
    Case("orders.baskets.basket", dealer, ALL),
    Case("orders.baskets.basket_mark", dealer, ALL),
    Case(
        "orders.baskets.basket_quantities",
        lambda s: dealer(s) | {"product_ids": list(s.world.products.values())},
        ALL,
    ),
    Case(
        "orders.baskets.last_prices",
        lambda s: dealer(s) | {"product_ids": [s.world.product("DRILL")]},
        ALL,
    ),
    Case("orders.approvals.requests_of", of("submitted"), ALL),
    Case(
        "orders.approvals.request",
        lambda s: {"request_id": s.request_id},
        *OF_STAFF,
    ),
    Case("orders.approvals.orders_waiting", nothing, ALL),
    Case("orders.queries.history", of("submitted"), ALL),
    Case("orders.queries.open_total", dealer, ALL),
    Case("orders.queries.overdue_reservations", nothing, ALL),
    Case("orders.queries.receipt_of", of("submitted"), ALL),
    Case("documents.queries.register", nothing, ALL.replace(" admin", "")),
    Case("documents.queries.waybills_of", lambda s: {"order_ids": [s.orders["shipped"]]}, ALL),
    Case(
        "documents.queries.file",
        lambda s: {"document_id": s.invoice.id, "suffix": None},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case(
        "documents.queries.document_id_of",
        lambda s: {"number": s.invoice.number},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case(
        "documents.queries.rows_of",
        lambda s: {"document_ids": [s.invoice.id]},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case(
        "documents.queries.main_files",
        lambda s: {"document_ids": [s.invoice.id]},
        "dealer manager supervisor",
        OUTSIDERS,
    ),
    Case("documents.queries.damaged_files", nothing, "supervisor admin"),
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
    Case("ledger.queries.organizations", dealer, ALL),
    Case("ledger.queries.paid_by_order", lambda s: {"order_ids": list(s.orders.values())}, ALL),
    Case("messages.queries.chat", of("submitted"), ALL),
    Case("intake.queries.hits", lambda s: {"texts": ["DRILL"]}, ALL),
    Case("intake.queries.find_codes", lambda s: {"texts": ["DRILL"], "into": Found()}, ALL),
    Case("intake.queries.find_names", lambda s: {"names": ["Гайка"], "into": Found()}, ALL),
    Case("intake.queries.products_meant", lambda s: {"texts": ["DRILL"]}, ALL),
    Case("intake.queries.find_items", lambda s: {"ids": [1], "into": Found()}, ALL),
    Case("intake.queries.find_dictionary", lambda s: dealer(s) | {"into": Found()}, ALL),
    Case("intake.queries.dictionary_rows", dealer, ALL),
    Case("intake.queries.known_places", dealer, ALL),
    Case("intake.order_form.form_mark", lambda s: {"parsed": parse(b"a;b", "a.csv")}, ALL),
    Case(
        "orders.last_ordered.last_ordered",
        lambda s: dealer(s) | {"product_ids": [s.world.product("NUT-8")]},
        ALL,
    ),
    Case("intake.queries.remembered_layouts", dealer, ALL),
    Case("intake.uploads.kept_upload", lambda s: {"upload_id": s.upload_id}, ALL),
    Case("intake.uploads.latest_uploads", lambda s: dealer(s) | {"limit": 5}, ALL),
    Case(
        "intake.uploads.same_uploads",
        lambda s: dealer(s) | {"sha256": "x", "upload_id": 9},
        ALL,
    ),
    Case(
        "intake.uploads.content",
        lambda s: {"upload_id": s.upload_id},
        *SEEN,
    ),
    Case("intake.uploads.ordered_rows", lambda s: dealer(s) | {"upload_ids": [s.upload_id]}, ALL),
    Case("intake.uploads.orders_of_upload", lambda s: {"upload_id": s.upload_id}, ALL),
    Case("intake.queries.dealer_by_code", lambda s: {"code": "D-001"}, ALL),
    Case("intake.queries.dealer_names", nothing, ALL),
    Case("intake.queries.goods_by_name", nothing, ALL),
    Case(
        "intake.reading.read_file",
        lambda s: (
            dealer(s)
            | {
                "parsed": parse(b"DRILL;5\n", "a.csv"),
                "search": lambda texts: [[] for _ in texts],
                "prices": lambda ids: {},
            }
        ),
        ALL,
    ),
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
    Case("analytics.queries.goods", lambda s: {"period": JUNE, "limit": 5}, ANALYSTS),
    Case("analytics.deals.deals", lambda s: {"span": JUNE, "cut": Cut()}, ANALYSTS),
    Case("analytics.queries.order_margin", lambda s: {"order_id": s.orders["shipped"]}, ANALYSTS),
    Case("analytics.queries.money", lambda s: {"period": JUNE}, ANALYSTS),
    Case("analytics.queries.path", lambda s: {"cut": Cut()}, ANALYSTS),
    Case("analytics.statuses.standing", nothing, ANALYSTS),
    Case("analytics.statuses.time_in_status", lambda s: {"period": JUNE}, ANALYSTS),
    Case("catalog.queries.filters", nothing, ALL),
    Case(
        "catalog.queries.product_details",
        lambda s: {"product_id": s.world.product("DRILL")},
        ALL,
    ),
    Case("documents.queries.printable", lambda s: {"document_ids": [s.invoice.id]}, *OF_DEALER),
    Case("pricing.browse.price_lists", nothing, "supervisor"),
    Case(
        "pricing.browse.form_of",
        lambda s: {"kind": ContractPriceForm, "rule_id": s.contract_id},
        "supervisor",
    ),
    Case("pricing.browse.entries_page", price_list, "supervisor"),
    Case("pricing.browse.formulas", price_list, "supervisor"),
    Case("pricing.browse.margins", nothing, "supervisor"),
    Case("pricing.browse.discounts", lambda s: {"source": DiscountSource.PERSONAL}, "supervisor"),
    Case("pricing.browse.contract_prices", nothing, "supervisor"),
    Case("pricing.browse.agreements", nothing, "supervisor"),
    Case("pricing.browse.clubs", nothing, "supervisor"),
    Case("pricing.browse.promotions", nothing, "supervisor"),
    Case("pricing.browse.choices", nothing, ANALYSTS),
    Case(
        "pricing.browse.articles",
        lambda s: {"product_ids": list(s.world.products.values())},
        ANALYSTS,
    ),
    Case(
        "pricing.browse.entry_id",
        lambda s: {
            "list_id": s.world.price_list_id,
            "product_id": s.world.product("NUT-8"),
            "min_quantity": Decimal(1),
            "valid_from": None,
        },
        "supervisor",
    ),
    Case("pricing.drafts.drafts", nothing, "supervisor"),
    Case("pricing.drafts.draft", lambda s: {"draft_id": s.draft_id}, "supervisor"),
    Case("pricing.drafts.planned", lambda s: {"until": make.TODAY}, ANALYSTS),
    Case("pricing.drafts.stale", lambda s: {"draft_id": s.draft_id}, "supervisor"),
    Case(
        "pricing.entries.product_prices",
        lambda s: {"product_id": s.world.product("DRILL")},
        ALL,
    ),
    Case(
        "pricing.frozen.manual_price",
        lambda s: (
            of("submitted")(s)
            | {
                "product_id": s.world.product("DRILL"),
                "quantity": Decimal(1),
                "frozen": Decimal("5400.00"),
                "percent": Decimal(5),
                "vat_rate": Decimal(22),
                "includes_vat": True,
            }
        ),
        *OF_STAFF,
    ),
    Case(
        "pricing.frozen.promoted",
        lambda s: of("submitted")(s) | {"items": [(s.world.product("DRILL"), Decimal(1))]},
        *OF_STAFF,
    ),
    Case("pricing.queries.price_order", priced, *SEEN),
    Case(
        "pricing.queries.inspect_price",
        lambda s: dated(s) | {"product_id": s.world.product("DRILL"), "quantity": Decimal(1)},
        *OF_STAFF,
    ),
    Case(
        "stock.queries.by_point",
        lambda s: {"product_id": s.world.product("DRILL")},
        ALL,
    ),
    Case(
        "analytics.queries.ranked",
        lambda s: {"by": Dimension.DEALER, "found": {}, "quantities": {}, "limit": 5},
        ALL,
    ),
    Case("documents.queries.orders_lacking", lambda s: {"kind": DocumentKind.INVOICE}, ANALYSTS),
]
