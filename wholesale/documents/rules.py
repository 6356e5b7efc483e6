"""What kinds of documents there are, how they are numbered and named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from wholesale.core.vocabulary import DocumentKind, OrderStatus

_K = DocumentKind

TITLES: dict[DocumentKind, str] = {
    _K.INVOICE: "Счет на оплату",
    _K.TORG12: "Товарная накладная",
    _K.UPD: "УПД",
    _K.VAT_INVOICE: "Счет-фактура",
    _K.CORRECTION: "УКД",
    _K.RETURN_WAYBILL: "Накладная на возврат",
    _K.TRANSPORT_WAYBILL: "Транспортная накладная (проект)",
    _K.STATEMENT: "Акт сверки",
    _K.OFFER: "Коммерческое предложение",
    _K.PRICE_LIST: "Прайс-лист",
    _K.ROUTE_SHEET: "Маршрутный лист",
    _K.PICK_LIST: "Лист сборки",
    _K.DISCREPANCY: "Акт о расхождениях ТОРГ-2",
    _K.CLAIM: "Претензия",
    _K.ANNULMENT: "Уведомление об аннулировании",
}
"""What the document itself is called, in the language of its form."""

PREFIXES: dict[DocumentKind, str] = {
    _K.INVOICE: "СЧ",
    _K.TORG12: "ТН",
    _K.UPD: "УПД",
    _K.VAT_INVOICE: "СФ",
    _K.CORRECTION: "УКД",
    _K.RETURN_WAYBILL: "ВН",
    _K.TRANSPORT_WAYBILL: "ТР",
    _K.STATEMENT: "АС",
    _K.OFFER: "КП",
    _K.PRICE_LIST: "ПЛ",
    _K.ROUTE_SHEET: "МЛ",
    _K.PICK_LIST: "ЛС",
    _K.DISCREPANCY: "АР",
    _K.CLAIM: "ПР",
    _K.ANNULMENT: "АН",
}
"""What numbers of a kind begin with."""

OF_ORDER = frozenset({_K.INVOICE, _K.OFFER, _K.PICK_LIST})
"""Kinds that print an order's lines."""

OF_SHIPMENT = frozenset({_K.TORG12, _K.UPD, _K.VAT_INVOICE, _K.TRANSPORT_WAYBILL})
"""Kinds that print a shipment's lines and bear its date."""

_BEFORE = frozenset({OrderStatus.SUBMITTED, OrderStatus.ACCEPTED, OrderStatus.ASSEMBLING})
_AFTER = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})

STATUSES: dict[DocumentKind, frozenset[OrderStatus]] = {
    _K.INVOICE: _BEFORE,
    _K.PICK_LIST: _BEFORE,
    _K.TORG12: _AFTER,
    _K.UPD: _AFTER,
    _K.VAT_INVOICE: _AFTER,
}
"""Where orders stand that want a document of a kind, for issuing many at once."""

OF_RETURN = frozenset({_K.CORRECTION, _K.RETURN_WAYBILL, _K.DISCREPANCY, _K.CLAIM})
"""Kinds that print the order's last return."""

TAX = frozenset({_K.UPD, _K.VAT_INVOICE, _K.CORRECTION})
"""Kinds whose number and day the law fixes: asked again they are the one issued, and a mistake
is put right by an исправление of the same number and day."""

INSTEAD_OF = {_K.UPD: (_K.VAT_INVOICE,), _K.VAT_INVOICE: (_K.UPD,)}
"""Kinds that take the place of another: a shipment's VAT is charged once."""

NEVER_ANNULLED = frozenset({_K.PICK_LIST, _K.ROUTE_SHEET, _K.PRICE_LIST, _K.ANNULMENT})
"""Kinds nobody outside acts upon, and the annulment itself."""

STATED_OTHERWISE = frozenset(
    {
        *("number", "issued_on", "due_on", "valid_until", "made_at"),  # of the day it was made
        *("shipping", "revision", "look", "director", "accountant", "release"),
        *("manager", "manager_contacts"),
    }
)
"""What a document says that is not of the deal: a change of it is no reason for a new one."""

STATED_OTHERWISE_OF_PARTIES = frozenset({"phone", "email", "edo_id", "bank"})
"""The same of its parties."""

FOR_STAFF = frozenset({_K.PICK_LIST, _K.ROUTE_SHEET})
"""Kinds a dealer never sees."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}

YEAR = "{yy}"
"""Stands in a prefix for the last two digits of the year."""

_OWNERSHIP = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("непубличное акционерное общество", "АО"),
    ("закрытое акционерное общество", "ЗАО"),
    ("открытое акционерное общество", "ОАО"),
    ("акционерное общество", "АО"),
    ("индивидуальный предприниматель", "ИП"),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How numbers of a kind look: «СЧ-{yy}-» and 6 digits make «СЧ-26-000125»."""

    prefix: str
    width: int = 6

    def number(self, sequence: int, year: int) -> str:
        """The document's number for the place in its sequence of the year."""
        return f"{self.prefix.replace(YEAR, f'{year % 100:02d}')}{sequence:0{self.width}d}"


def usual_pattern(kind: DocumentKind, organization_id: int) -> Pattern:
    """The pattern nobody chose: kind, organization (all but the first) and year make a number
    that no other document bears."""
    mark = "" if organization_id == 1 else str(organization_id)
    return Pattern(f"{PREFIXES[kind]}{mark}-{YEAR}-")


def with_revision(number: str, revision: int) -> str:
    """«УПД-26-000001», of an исправление «УПД-26-000001 испр. 1»."""
    return f"{number} испр. {revision}" if revision else number


def short_form(full_name: str) -> str:
    """«Общество с ограниченной ответственностью «Ромашка»» → «ООО «Ромашка»»."""
    for long, short in _OWNERSHIP:
        if full_name.lower().startswith(long):
            return f"{short}{full_name[len(long) :]}"
    return full_name


def file_name(kind: DocumentKind, number: str, on: date, suffix: str, *, revision: int = 0) -> str:
    """«Счет на оплату № СЧ-000125 от 22.11.2026.pdf», without what file systems refuse."""
    name = f"{TITLES[kind]} № {with_revision(number, revision)} от {on:%d.%m.%Y}"
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "-", name) + f".{suffix}"
