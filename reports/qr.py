"""The payment QR code of ГОСТ Р 56042-2014: the string, and the drawn matrix."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import segno

from reports.facts import Invoice
from reports.style import MM, Sheet
from reports.words import amount, quantity

SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
LIMITS = {"Purpose": 160, "PayeeINN": 12, "PayerINN": 12}
MASK, QUIET = 2, 4
MANDATORY, BANK_NAME = 300, 45  # bytes of the mandatory block; characters


def payment_string(invoice: Invoice) -> str | None:
    """What the code says, None when the payee's account is not known.

    The mandatory keys come first and in the standard's order; the sum is in kopecks.
    """
    bank = invoice.seller.bank
    if bank is None or not bank.account:
        return None
    rest = {
        "PersonalAcc": bank.account,
        "BankName": _with_city(bank.name),
        "BIC": bank.bic,
        "CorrespAcc": bank.correspondent_account or "0",
    }
    room = MANDATORY - len(encode({"Name": "", **rest}).encode())
    name = invoice.seller.name[:160].encode()[:room].decode(errors="ignore")
    fields = {
        "Name": name,
        **rest,
        "PayeeINN": invoice.seller.inn,
        "KPP": invoice.seller.kpp,
        "PayerINN": invoice.buyer.inn,
        "Sum": str(int(invoice.sums.total * 100)),
        "Purpose": purpose(invoice),
    }
    return encode({key: value for key, value in fields.items() if value})


def encode(fields: Mapping[str, str]) -> str:
    """``ST00012`` and the fields, parted by the first separator no value contains."""
    cut = {key: value[: LIMITS.get(key, 1000)] for key, value in fields.items()}
    everything = "".join(cut.values())
    separator = next(mark for mark in SEPARATORS if mark not in everything)
    return "ST00012" + "".join(f"{separator}{key}={value}" for key, value in cut.items())


def _with_city(bank: str) -> str:
    """The bank's name within its limit, cut before «г. Москва» rather than after."""
    if len(bank) <= BANK_NAME:
        return bank
    at = bank.rfind(" г. ")
    city = bank[at:] if at > 0 else ""
    return (
        bank[: BANK_NAME - len(city)].rstrip() + city if len(city) < BANK_NAME else bank[:BANK_NAME]
    )


def purpose(invoice: Invoice) -> str:
    """«Оплата по счету № 125 от 22.11.2026, в т.ч. НДС 22% 6107.77»."""
    head = f"Оплата по счету № {invoice.number} от {invoice.issued_on:%d.%m.%Y}, "
    rates = {line.vat_rate for line in invoice.lines}
    if rates == {None}:
        return head + "НДС не облагается"
    tax = amount(invoice.sums.vat).replace("\u00a0", "").replace(",", ".")
    [only, *others] = rates
    rate = "" if others or only is None else f" {quantity(only)}%"
    return f"{head}в т.ч. НДС{rate} {tax}"


def draw(sheet: Sheet, x: float, y: float, text: str) -> None:
    """The matrix with its quiet zone in a square of ``side(text)`` at ``x``, ``y``."""
    rows = _matrix(text)
    sheet.squares(x, y, side(text) / len(rows), rows)


def side(text: str) -> float:
    """At least 30 mm; more when a module would be smaller than 0.4 mm."""
    return max(30 * MM, 0.4 * MM * len(_matrix(text)))


@lru_cache(maxsize=4)
def _matrix(text: str) -> tuple[bytes, ...]:
    """The code with its quiet zone. One mask for all: weighing the eight takes 40 ms."""
    code = segno.make(
        text, error="m", micro=False, encoding="utf-8", boost_error=False, eci=False, mask=MASK
    )
    blank = bytes(len(code.matrix) + 2 * QUIET)
    edge = (blank,) * QUIET
    side = bytes(QUIET)
    return (*edge, *(side + bytes(row) + side for row in code.matrix), *edge)
