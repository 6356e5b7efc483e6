"""Requisites of the day as documents print them: seller, buyer, signers, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from reports.facts import Bank, Look, Party, Reference, Signer
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.vocabulary import DocumentKind, SignatoryRole
from wholesale.documents.rules import Pattern, short_form, usual_pattern
from wholesale.models.books import DocumentSettings
from wholesale.models.people import (
    Agreement,
    BankAccount,
    Dealer,
    DealerAccount,
    DealerSignatory,
    Organization,
    Signatory,
)

Signatories = type[Signatory] | type[DealerSignatory]


@dataclass(frozen=True, slots=True)
class Seller:
    """An organization ready to sign: its requisites, its people, its choices."""

    organization_id: int
    party: Party
    director: Signer | None
    accountant: Signer | None
    release: Signer | None
    look: Look
    patterns: dict[str, dict[str, object]]

    def pattern(self, kind: DocumentKind) -> Pattern:
        """How numbers of ``kind`` look here."""
        chosen = self.patterns.get(kind.value)
        if chosen is None:
            return usual_pattern(kind, self.organization_id)
        return Pattern(str(chosen["prefix"]), int(str(chosen["width"])))


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement as documents speak of it; ``contract_id`` is line 8 of tax documents."""

    paper: Reference
    payment_days: int
    contract_id: str


def seller(session: Session, *, organization_id: int, on: date, account: str = "") -> Seller:
    """The organization as it signs on the day; paid to ``account``, else to its main one.

    Raises ``NotFound`` and ``account_unknown``.
    """
    found = session.scalar(select(Organization).where(Organization.id == organization_id))
    if found is None:
        raise NotFound("organization", id=organization_id)
    accounts = session.scalars(
        select(BankAccount)
        .where(BankAccount.organization_id == organization_id)
        .order_by(BankAccount.is_main.desc(), BankAccount.id)
    ).all()
    chosen_account = next(
        (each for each in accounts if not account or each.account == account), None
    )
    if chosen_account is None and account:
        raise DomainError("account_unknown", account=account, organization=found.name)
    signers = _signers(session, organization_id, on)
    chosen = session.scalar(
        select(DocumentSettings).where(DocumentSettings.organization_id == organization_id)
    )
    party = Party(
        name=short_form(found.full_name or found.name),
        inn=found.inn,
        kpp=found.kpp,
        ogrn=found.ogrn,
        okpo=found.okpo,
        address=found.address,
        phone=found.phone,
        email=found.email,
        edo_id=found.edo_id,
        registered_on=found.registered_on,
        bank=None if chosen_account is None else _bank(chosen_account),
    )
    return Seller(
        organization_id=organization_id,
        party=party,
        director=signers.get(SignatoryRole.DIRECTOR),
        accountant=signers.get(SignatoryRole.ACCOUNTANT),
        release=signers.get(SignatoryRole.RELEASE),
        look=_look(chosen),
        patterns={} if chosen is None else dict(chosen.patterns),
    )


def _bank(kept: BankAccount | DealerAccount) -> Bank:
    return Bank(
        name=kept.bank,
        bic=kept.bic,
        account=kept.account,
        correspondent_account=kept.correspondent_account,
    )


def buyer(session: Session, *, dealer_id: int) -> Party:
    """The dealer's requisites with his main account."""
    found = session.scalar(select(Dealer).where(Dealer.id == dealer_id))
    if found is None:
        raise NotFound("dealer", id=dealer_id)
    account = session.scalars(
        select(DealerAccount)
        .where(DealerAccount.dealer_id == dealer_id)
        .order_by(DealerAccount.is_main.desc(), DealerAccount.id)
        .limit(1)
    ).first()
    return Party(
        name=short_form(found.full_name or found.name),
        inn=found.inn,
        kpp=found.kpp,
        ogrn=found.ogrn,
        okpo=found.okpo,
        address=found.address,
        phone=found.phone,
        email=found.email,
        edo_id=found.edo_id,
        bank=None if account is None else _bank(account),
    )


def dealers_director(session: Session, *, dealer_id: int, on: date) -> Signer | None:
    """Who signs for the dealer on the day, where his card says so."""
    rows = session.scalars(
        select(DealerSignatory)
        .where(DealerSignatory.dealer_id == dealer_id, *_in_office(DealerSignatory, on))
        .order_by(*_appointed(DealerSignatory))
    ).all()
    heads = [row for row in rows if row.role is SignatoryRole.DIRECTOR]
    return _signer(heads[-1]) if heads else None


def agreement(session: Session, *, agreement_id: int | None) -> Terms | None:
    """The agreement an order was made under."""
    row = session.execute(
        select(
            Agreement.number, Agreement.signed_on, Agreement.payment_days, Agreement.contract_id
        ).where(Agreement.id == agreement_id)
    ).first()
    if row is None:
        return None
    number, signed_on, days, contract_id = row
    paper = Reference(name="Договор поставки", number=number, on=signed_on)
    return Terms(paper, days, contract_id)


def _signers(session: Session, organization_id: int, on: date) -> dict[SignatoryRole, Signer]:
    """Who signs on the day; of several with one role the one appointed last."""
    rows = session.scalars(
        select(Signatory)
        .where(Signatory.organization_id == organization_id, *_in_office(Signatory, on))
        .order_by(*_appointed(Signatory))
    )
    return {row.role: _signer(row) for row in rows}


def _signer(row: Signatory | DealerSignatory) -> Signer:
    return Signer(position=row.position, name=row.name, authority=row.authority)


def _in_office(of: Signatories, on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(of.valid_from.is_(None), of.valid_from <= on),
        or_(of.valid_to.is_(None), of.valid_to >= on),
    )


def _appointed(of: Signatories) -> tuple[ColumnElement[Any], ...]:
    """The order of appointment; of one day the one entered last comes last."""
    return (of.valid_from.is_not(None), of.valid_from.expression, of.id.expression)


def _look(chosen: DocumentSettings | None) -> Look:
    if chosen is None:
        return Look()
    usual = Look()
    return Look(
        logo=chosen.logo or "",
        accent=chosen.accent or usual.accent,
        notice=chosen.notice,
        terms=tuple(line for line in chosen.terms.splitlines() if line.strip()),
        stamp=chosen.stamp or "",
        director_facsimile=chosen.director_facsimile or "",
        accountant_facsimile=chosen.accountant_facsimile or "",
        blocks=tuple(chosen.blocks) or usual.blocks,
    )
