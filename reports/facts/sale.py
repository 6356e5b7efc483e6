"""Parties, lines, and the papers of a sale: what is sold, to whom, for how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")

Pictures = Mapping[str, bytes]
"""Pictures that a form places, by the SHA-256 its facts name; PNG or JPEG."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A settlement account."""

    name: str
    bic: str
    account: str
    correspondent_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A legal entity or an entrepreneur as documents name it."""

    name: str
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    okpo: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    bank: Bank | None = None
    edo_id: str = ""  # participant's id at an operator of electronic documents
    registered_on: date | None = None  # the day of an entrepreneur's ОГРНИП

    @property
    def is_entrepreneur(self) -> bool:
        """An entrepreneur's ИНН has twelve digits and there is no КПП."""
        return len(self.inn) == 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: «Генеральный директор», «Иванов Иван Иванович», «Устав».

    ``authority`` is what gives him the right, as a person would write it: «Устав», «Доверенность
    № 5 от 01.03.2026». A power of attorney with number and date goes into the XML as one; with a
    GUID for its number, as an electronic one.
    """

    position: str
    name: str
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another paper this one speaks of: «Договор поставки» № 15 от 01.02.2026."""

    name: str
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Traceability of an imported line (УПД columns 11–14)."""

    lot: str
    unit_code: str
    unit_sign: str
    quantity: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of goods. ``price`` is of one unit, with VAT or without as the sale says.

    ``vat_rate`` None is «без НДС», which is not 0 %. Masses are of the whole line, None when
    unknown; ``in_place`` and ``places`` are units in one package and packages. ``list_price`` is
    the price before the discount, with or without VAT as ``price`` is; None hides the discount.
    """

    number: int
    article: str
    name: str
    unit_code: str
    unit_sign: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    vat_rate: Decimal | None
    vat: Decimal
    total: Decimal
    packing: str = ""
    in_place: Decimal | None = None
    places: Decimal | None = None
    gross_mass: Decimal | None = None
    net_mass: Decimal | None = None
    country_code: str = ""
    country: str = ""
    declaration: str = ""  # registration number of the customs declaration, column 11
    goods_code: str = ""  # ТН ВЭД, exports to the union only
    traced: Traced | None = None
    marks: tuple[str, ...] = ()  # КИЗ of units as scanned; the XML leaves the crypto tail out
    package_marks: tuple[str, ...] = ()
    picture: str = ""  # SHA-256, offers only
    delivery: str = ""  # «3–5 дней», offers only
    list_price: Decimal | None = None

    @property
    def discount(self) -> Decimal:
        """What the discount takes off the line: at the list price, less what it came to."""
        if not self.list_price or self.list_price <= self.price:
            return ZERO
        whole, part = (
            (each * self.quantity).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            for each in (self.list_price, self.price)
        )
        return whole - part

    @property
    def discount_percent(self) -> Decimal:
        """By how much ``price`` is below ``list_price``, in whole tenths of a percent: prices are
        rounded to kopecks, so more places would tell of the rounding."""
        if not self.list_price or self.list_price <= self.price:
            return ZERO
        off = (self.list_price - self.price) * 100 / self.list_price
        return off.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of some lines."""

    net: Decimal
    vat: Decimal
    total: Decimal


def sums(lines: Iterable[Line]) -> Sums:
    """The rounded sums of ``lines``, added up."""
    net = vat = total = ZERO
    for line in lines:
        net += line.net
        vat += line.vat
        total += line.total
    return Sums(net, vat, total)


def net_price(line: Line, includes_vat: bool) -> Decimal:
    """The price of a unit without VAT as forms print it, in whole kopecks, halves up."""
    if not includes_vat or not line.quantity:
        return line.price
    return (line.net / line.quantity).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a company chooses of a commercial paper's look; legal forms ignore it."""

    logo: str = ""  # SHA-256 of a picture
    accent: str = "#1f2937"
    notice: str = ""
    terms: tuple[str, ...] = ()
    stamp: str = ""  # SHA-256 of a picture with transparency
    director_facsimile: str = ""
    accountant_facsimile: str = ""
    blocks: tuple[str, ...] = ("notice", "qr", "due", "terms")  # a notice not first goes below


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Goods for money between two parties: what most forms have in common."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    includes_vat: bool
    basis: tuple[Reference, ...] = ()
    director: Signer | None = None
    accountant: Signer | None = None

    @property
    def sums(self) -> Sums:
        return sums(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(Sale):
    """Счёт на оплату. ``seller.bank`` is where to pay; ``due_on`` None prints no date."""

    due_on: date | None = None
    shipper: Party | None = None
    consignee: Party | None = None
    look: Look = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill(Sale):
    """ТОРГ-12, and with ``return_reason`` a return waybill: parties already swapped.

    ``places`` are those counted when the goods were loaded; None is what the lines come to.
    """

    shipper: Party
    unit: str = ""  # структурное подразделение
    consignee: Party
    delivery_address: str = ""
    payer: Party
    transport: Reference | None = None
    operation: str = ""
    release: Signer | None = None
    return_reason: str = ""
    places: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxInvoice(Waybill):
    """УПД (``status`` 1 or 2) and счёт-фактура (``status`` 0)."""

    status: int = 1
    shipped_on: date
    payments: tuple[Reference, ...] = ()  # line 5
    shipping: tuple[Reference, ...] = ()  # line 5а
    advances: tuple[Reference, ...] = ()  # line 5б
    contract_id: str = ""  # line 8
    revision: Reference | None = None  # line 1а: «Исправление № 1 от …», its number an integer
    cargo: str = ""  # [9] transport and cargo
    made_at: datetime | None = None  # when its file for electronic exchange was formed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line before and after a correction."""

    before: Line
    after: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """УКД (``status`` 1, 2) and корректировочный счёт-фактура (``status`` 0).

    ``corrects`` stand in line 1б, ``corrected_revision`` is their исправление. ``transfers`` are
    the papers the goods went by, ``corrects`` where there are no others. ``sent_on`` is the day
    the change was sent to be agreed, left to the hand when None.
    """

    number: str
    issued_on: date
    status: int
    corrects: tuple[Reference, ...]
    seller: Party
    buyer: Party
    changes: tuple[Change, ...]
    content: str
    ground: Reference | None = None
    contract_id: str = ""
    director: Signer | None = None
    accountant: Signer | None = None
    revision: Reference | None = None  # line 1а
    corrected_revision: Reference | None = None
    transfers: tuple[Reference, ...] = ()
    sent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One operation of a statement; positive ``debit`` raises what the buyer owes."""

    on: date
    title: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Акт сверки: what the seller's books say of a buyer; ``opening`` > 0 is his debt.

    ``director`` and ``buyer_director`` are those the act names «в лице … на основании …».
    """

    number: str
    issued_on: date
    since: date
    until: date
    seller: Party
    buyer: Party
    agreement: Reference | None
    opening: Decimal
    movements: tuple[Movement, ...]
    director: Signer | None = None
    accountant: Signer | None = None
    buyer_director: Signer | None = None

    @property
    def closing(self) -> Decimal:
        turnover = sum((move.debit - move.credit for move in self.movements), ZERO)
        return self.opening + turnover


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Sale):
    """Коммерческое предложение."""

    valid_until: date | None
    greeting: str = ""
    manager: str = ""
    manager_contacts: str = ""
    look: Look = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """A product at a dealer's price; ``price`` None is «по запросу»."""

    article: str
    name: str
    category: str
    brand: str
    unit_sign: str
    pack: Decimal
    minimum: Decimal
    price: Decimal | None
    vat_rate: Decimal | None
    available: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """A personal price list and order form; ``mark`` is signed and read back by intake."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    includes_vat: bool
    rows: tuple[PriceRow, ...]
    mark: str
