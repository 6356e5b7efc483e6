"""What is printed, frozen: every form is a function of one of these and of nothing else.

Amounts are roubles with two places, quantities exact decimals, masses kilograms. Lines carry
the sums that were agreed or shipped; a document's totals are sums of its lines and are never
computed again from prices.
"""

from reports.facts.acts import CargoState, Discrepancy, DiscrepancyAct, DiscrepancyKind
from reports.facts.annulment import Annulment
from reports.facts.road import Pick, PickList, RouteSheet, Stop, TransportDraft
from reports.facts.sale import (
    ZERO,
    Bank,
    Change,
    Correction,
    Invoice,
    Line,
    Look,
    Movement,
    Offer,
    Party,
    Pictures,
    PriceList,
    PriceRow,
    Reference,
    Sale,
    Signer,
    Statement,
    Sums,
    TaxInvoice,
    Traced,
    Waybill,
    net_price,
    sums,
)

__all__ = [
    "ZERO",
    "Annulment",
    "Bank",
    "CargoState",
    "Change",
    "Correction",
    "Discrepancy",
    "DiscrepancyAct",
    "DiscrepancyKind",
    "Invoice",
    "Line",
    "Look",
    "Movement",
    "Offer",
    "Party",
    "Pick",
    "PickList",
    "Pictures",
    "PriceList",
    "PriceRow",
    "Reference",
    "RouteSheet",
    "Sale",
    "Signer",
    "Statement",
    "Stop",
    "Sums",
    "TaxInvoice",
    "Traced",
    "TransportDraft",
    "Waybill",
    "net_price",
    "sums",
]
