"""What a point, a dealer, his agreement and a user must look like to be kept.

A form arrives as a frozen dataclass, is tidied (spaces, case) and checked; every bad field
is named at once. Nothing here looks into the database: «taken» and «unknown» are found by
``operations``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from wholesale.core import requisites
from wholesale.core.errors import DomainError, InvalidForm
from wholesale.core.vocabulary import LONGEST_DELAY, DiscountPolicy, Role, SignatoryRole

CODE = re.compile(r"[0-9A-ZА-ЯЁ][0-9A-ZА-ЯЁ._-]{0,23}")
LOGIN = re.compile(r"[^\s@]+(@[^\s@]+\.[^\s@]+)?")
NAME_LENGTH = 200
TEXT_LENGTH = 1000

Errors = dict[str, DomainError]
Form = TypeVar("Form")


@dataclass(frozen=True, slots=True)
class PointForm:
    """A trading point as edited. ``code`` is unique over the company.

    Orders of ``free_delivery_from`` roubles and more are delivered for free; None is never.
    """

    code: str
    name: str
    organization_id: int
    price_list_id: int | None = None
    free_delivery_from: Decimal | None = None
    address: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A settlement account of an organization or a dealer."""

    bank: str = ""
    bic: str = ""
    account: str = ""
    correspondent_account: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class SignatoryForm:
    """Who signs as what, by which power, and when."""

    role: SignatoryRole
    name: str = ""
    position: str = ""
    authority: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DealerForm:
    """A buying organization as edited, with all its accounts and signatories.

    Requisites are optional but checked when given.
    """

    code: str
    name: str
    point_id: int
    full_name: str = ""  # empty means the same as ``name``
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    okpo: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    edo_id: str = ""  # participant's id at an operator of electronic documents
    active: bool = True
    accounts: tuple[AccountForm, ...] = ()
    signatories: tuple[SignatoryForm, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """A dealer's terms. ``credit_limit`` None is «without limit», zero is prepayment."""

    number: str
    signed_on: date | None
    organization_id: int
    valid_to: date | None = None
    price_list_id: int | None = None
    policy: DiscountPolicy = DiscountPolicy.BEST
    payment_days: int = 0
    credit_limit: Decimal | None = None
    contract_id: str = ""  # line 8 of tax documents


@dataclass(frozen=True, slots=True)
class UserForm:
    """A person who signs in: a dealer's has ``dealer_id``, a manager ``point_ids``."""

    login: str
    name: str
    role: Role
    dealer_id: int | None = None
    point_ids: frozenset[int] = frozenset()
    phone: str = ""
    discount_limit: Decimal = Decimal(0)  # percent a manager may give on his own
    language: str = "ru"
    active: bool = True


def tidy(form: Form) -> Form:
    """``form`` with spaces trimmed and collapsed, codes in upper and logins in lower case."""
    changed: dict[str, Any] = {}
    for field in fields(form):  # type: ignore[arg-type]
        value = getattr(form, field.name)
        if type(value) is not str:  # a word of the vocabulary is a str too, but closed
            continue
        value = " ".join(value.replace("\x00", " ").split())
        if field.name == "code":
            value = value.upper()
        elif field.name in {"login", "email"}:
            value = value.lower()
        elif field.name in requisites.DIGITS_ONLY:
            value = value.replace(" ", "")
        changed[field.name] = value
    return replace(form, **changed)  # type: ignore[type-var]


def tidy_party(form: Form) -> Form:
    """``form`` of an organization or a dealer tidied with its accounts and signatories.

    The only account, or the first where none or several are marked, is the main one.
    """
    own: Any = tidy(form)
    main = next((index for index, account in enumerate(own.accounts) if account.is_main), 0)
    tidied: Form = replace(
        own,
        accounts=tuple(
            replace(tidy(account), is_main=index == main)
            for index, account in enumerate(own.accounts)
        ),
        signatories=tuple(tidy(person) for person in own.signatories),
    )
    return tidied


def check_point(form: PointForm) -> None:
    """Raise ``InvalidForm`` unless the point can be kept."""
    errors = too_long(form)
    _code(errors, form.code)
    require(errors, name=form.name)
    least = form.free_delivery_from
    if least is not None and (least <= 0 or least != round(least, 2)):
        errors["free_delivery_from"] = DomainError("amount_wrong")
    _refuse(errors)


def check_dealer(form: DealerForm) -> None:
    """Raise ``InvalidForm`` unless the dealer can be kept: code, name, true requisites."""
    errors = too_long(form)
    _code(errors, form.code)
    require(errors, name=form.name)
    if form.email and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", form.email):
        errors["email"] = DomainError("email_wrong")
    check_requisites(errors, form)
    check_parts(errors, form)
    _refuse(errors)


def check_agreement(form: AgreementForm) -> None:
    """Raise ``InvalidForm`` unless the terms make sense."""
    errors = too_long(form)
    require(errors, number=form.number)
    if form.signed_on is None:
        errors["signed_on"] = DomainError("field_required")
    elif form.valid_to is not None and form.valid_to < form.signed_on:
        errors["valid_to"] = DomainError("ends_before_start")
    if not 0 <= form.payment_days <= LONGEST_DELAY:
        errors["payment_days"] = DomainError("days_out_of_range", most=LONGEST_DELAY)
    limit = form.credit_limit
    if limit is not None and (limit < 0 or limit != round(limit, 2)):
        errors["credit_limit"] = DomainError("amount_wrong")
    _refuse(errors)


def check_user(form: UserForm) -> None:
    """Raise ``InvalidForm`` unless the account is whole: a manager has points, a dealer a firm."""
    errors = too_long(form)
    require(errors, name=form.name, login=form.login)
    if form.login and not LOGIN.fullmatch(form.login):
        errors["login"] = DomainError("login_wrong")
    if form.role is Role.SYSTEM:
        errors["role"] = DomainError("field_required")
    if form.role is Role.MANAGER and not form.point_ids:
        errors["point_ids"] = DomainError("manager_needs_point")
    if form.role is Role.DEALER and form.dealer_id is None:
        errors["dealer_id"] = DomainError("user_needs_dealer")
    percent = form.discount_limit
    if not 0 <= percent <= 100 or percent != round(percent, 4):
        errors["discount_limit"] = DomainError("percent_wrong")
    _refuse(errors)


def ties(form: UserForm) -> UserForm:
    """``form`` with only the ties its role has, so that no stale right survives a new role."""
    return replace(
        form,
        dealer_id=form.dealer_id if form.role is Role.DEALER else None,
        point_ids=form.point_ids if form.role is Role.MANAGER else frozenset(),
        discount_limit=form.discount_limit if form.role is Role.MANAGER else Decimal(0),
    )


def check_requisites(errors: Errors, form: Any) -> None:
    """Add to ``errors`` what is wrong with the requisites ``form`` has, digit by digit."""
    checks: dict[str, Callable[[], DomainError | None]] = {
        "inn": lambda: requisites.check_inn(form.inn),
        "kpp": lambda: requisites.check_kpp(form.kpp),
        "ogrn": lambda: requisites.check_ogrn(form.ogrn),
        "okpo": lambda: requisites.check_okpo(form.okpo),
        "bic": lambda: requisites.check_bic(form.bic),
        "account": lambda: requisites.check_account(form.account, form.bic),
        "correspondent_account": lambda: requisites.check_correspondent_account(
            form.correspondent_account, form.bic
        ),
    }
    for name, check in checks.items():
        if name not in errors and getattr(form, name, None):
            error = check()
            if error is not None:
                errors[name] = error
    for name in ("account", "correspondent_account"):
        if getattr(form, name, None) and not form.bic:
            errors.setdefault("bic", DomainError("bic_needed"))
    if getattr(form, "inn", None) and "inn" not in errors:
        _agreeing(errors, form)


def check_parts(errors: Errors, form: Any) -> None:
    """Add what is wrong with the accounts and signatories of ``form``.

    A field of the second account is named ``accounts.1.bic``, of the first signatory
    ``signatories.0.name``.
    """
    for index, account in enumerate(form.accounts):
        own = too_long(account)
        require(own, bank=account.bank, bic=account.bic, account=account.account)
        check_requisites(own, account)
        _add(errors, f"accounts.{index}", own)
    for index, person in enumerate(form.signatories):
        own = too_long(person)
        require(own, name=person.name, position=person.position)
        if person.valid_from and person.valid_to and person.valid_to < person.valid_from:
            own["valid_to"] = DomainError("ends_before_start")
        _add(errors, f"signatories.{index}", own)


def _add(errors: Errors, prefix: str, own: Errors) -> None:
    errors.update({f"{prefix}.{name}": error for name, error in own.items()})


def _agreeing(errors: Errors, form: Any) -> None:
    """An entrepreneur has 12 digits of ИНН, 15 of ОГРНИП and no КПП; an entity 10 and 13."""
    is_person = len(form.inn) == 12
    if is_person and form.kpp:
        errors.setdefault("kpp", DomainError("kpp_of_entrepreneur"))
    if form.ogrn and len(form.ogrn) != (15 if is_person else 13):
        expected = "15" if is_person else "13"
        errors.setdefault(
            "ogrn", DomainError("ogrn_other_person", expected=expected, actual=len(form.ogrn))
        )


def too_long(form: Any) -> Errors:
    """Errors of texts too long to keep."""
    errors: Errors = {}
    for field in fields(form):
        value = getattr(form, field.name)
        most = NAME_LENGTH if field.name in {"name", "login", "number"} else TEXT_LENGTH
        if isinstance(value, str) and len(value) > most:
            errors[field.name] = DomainError("text_too_long", most=most)
    return errors


def require(errors: Errors, **values: str) -> None:
    """Add an error for each of ``values`` that is empty."""
    for name, value in values.items():
        if not value:
            errors.setdefault(name, DomainError("field_required"))


def _code(errors: Errors, code: str) -> None:
    if not code:
        errors["code"] = DomainError("field_required")
    elif not CODE.fullmatch(code):
        errors["code"] = DomainError("code_wrong")


def _refuse(errors: Errors) -> None:
    if errors:
        raise InvalidForm(errors)
