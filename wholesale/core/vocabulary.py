"""The words of the trade, as closed sets. Texts for people are in ``locale/``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Kinds of people (and ``SYSTEM`` for jobs and the command line)."""

    DEALER = "dealer"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    SYSTEM = "system"


class OrderStatus(StrEnum):
    """Where an order stands; ``orders/rules.py`` holds the transition table."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ON_HOLD = "on_hold"
    ACCEPTED = "accepted"
    ASSEMBLING = "assembling"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """Derived from the ledger, never stored."""

    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"


class ReturnReason(StrEnum):
    """Why a shipped line comes back, or never came."""

    DAMAGED = "damaged"  # брак, бой
    MIXED_UP = "mixed_up"  # пересорт
    SHORTAGE = "shortage"  # недостача
    EXPIRED = "expired"  # истёк срок годности
    REFUSED = "refused"  # отказ покупателя
    SURPLUS = "surplus"  # излишек: more came than was sold


BACK_ON_THE_SHELF = frozenset({ReturnReason.MIXED_UP, ReturnReason.REFUSED})
"""Reasons for which goods can be sold again; others are written off or never arrived."""


class LedgerKind(StrEnum):
    """What moved a dealer's balance. A shipment raises his debt, a payment lowers it."""

    SHIPPED = "shipped"
    PAID = "paid"
    RETURNED = "returned"
    CORRECTED = "corrected"


class DocumentKind(StrEnum):
    """Kinds of documents, named as on the command line."""

    INVOICE = "invoice"
    TORG12 = "torg12"
    UPD = "upd"
    VAT_INVOICE = "vat-invoice"
    CORRECTION = "correction"
    RETURN_WAYBILL = "return-waybill"
    TRANSPORT_WAYBILL = "transport-waybill"
    STATEMENT = "statement"
    OFFER = "offer"
    PRICE_LIST = "price-list"
    ROUTE_SHEET = "route-sheet"
    PICK_LIST = "pick-list"
    DISCREPANCY = "discrepancy"
    CLAIM = "claim"
    ANNULMENT = "annulment"


class VatCategory(StrEnum):
    """A product's tax class; with the seller's regime and a date it gives a rate."""

    STANDARD = "standard"  # 20 % to 2025-12-31, 22 % from 2026-01-01
    REDUCED = "reduced"  # 10 %
    ZERO = "zero"  # 0 %, export
    EXEMPT = "exempt"  # без НДС


class TaxRegime(StrEnum):
    """The seller's regime: decides whether VAT is charged and how."""

    GENERAL = "general"  # ОСНО
    SIMPLIFIED_5 = "simplified_5"  # УСН, 5 % without deduction
    SIMPLIFIED_7 = "simplified_7"  # УСН, 7 % without deduction
    SIMPLIFIED_GENERAL = "simplified_general"  # УСН at the general rates
    NO_VAT = "no_vat"  # УСН under the limit, ПСН, НПД


LONGEST_DELAY = 365
"""Days of deferred payment an agreement may give."""


class DiscountPolicy(StrEnum):
    """How discounts from several sources combine in an agreement."""

    BEST = "best"
    SUM = "sum"
    CASCADE = "cascade"


class DiscountSource(StrEnum):
    """Who grants a discount."""

    PERSONAL = "personal"
    CLUB = "club"
    TURNOVER = "turnover"
    VOLUME = "volume"


class PromotionEffect(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    FIXED_PRICE = "fixed_price"
    N_FOR_M = "n_for_m"
    GIFT = "gift"
    BUNDLE = "bundle"


class SignatoryRole(StrEnum):
    """What a signatory signs as."""

    DIRECTOR = "director"
    ACCOUNTANT = "accountant"
    RELEASE = "release"  # отпуск груза произвёл


class Audience(StrEnum):
    """Who may read a journal entry or a message within its tenant."""

    ALL = "all"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure by ОКЕИ: code with leading zeros, short Russian sign, full name."""

    code: str
    sign: str
    name: str


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("003", "мм", "миллиметр"),
        Unit("004", "см", "сантиметр"),
        Unit("006", "м", "метр"),
        Unit("008", "км", "километр"),
        Unit("018", "пог. м", "погонный метр"),
        Unit("055", "м²", "квадратный метр"),
        Unit("111", "мл", "миллилитр"),
        Unit("112", "л", "литр"),
        Unit("113", "м³", "кубический метр"),
        Unit("163", "г", "грамм"),
        Unit("166", "кг", "килограмм"),
        Unit("168", "т", "тонна"),
        Unit("616", "боб", "бобина"),
        Unit("625", "лист", "лист"),
        Unit("642", "ед", "единица"),
        Unit("657", "изд", "изделие"),
        Unit("698", "мест", "место"),
        Unit("704", "набор", "набор"),
        Unit("715", "пар", "пара"),
        Unit("728", "пач", "пачка"),
        Unit("736", "рул", "рулон"),
        Unit("778", "упак", "упаковка"),
        Unit("796", "шт", "штука"),
        Unit("797", "сто шт", "сто штук"),
        Unit("798", "тыс. шт", "тысяча штук"),
        Unit("812", "ящ", "ящик"),
        Unit("839", "компл", "комплект"),
        Unit("868", "бут", "бутылка"),
        Unit("870", "ампул", "ампула"),
        Unit("872", "флак", "флакон"),
        Unit("876", "усл. ед", "условная единица"),
    )
}
