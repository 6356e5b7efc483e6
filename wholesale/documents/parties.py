"""Requisites of the day as documents print them: seller, buyer, signers, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from reports.facts import Bank, Look, Party, Reference, Signer
from wholesale.core.errors import NotFound
from wholesale.core.vocabulary import DocumentKind, SignatoryRole
from wholesale.documents.rules import Pattern, short_form, usual_pattern
from wholesale.models.books import DocumentSettings, Picture
from wholesale.models.people import Agreement, BankAccount, Dealer, Organization, Signatory


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


def seller(session: Session, *, organization_id: int, on: date) -> Seller:
    """The organization as it signs on the day."""
    found = session.scalar(select(Organization).where(Organization.id == organization_id))
    if found is None:
        raise NotFound("organization", id=organization_id)
    account = session.scalar(
        select(BankAccount)
        .where(BankAccount.organization_id == organization_id)
        .order_by(BankAccount.is_main.desc(), BankAccount.id)
        .limit(1)
    )
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
        bank=None
        if account is None
        else Bank(
            name=account.bank,
            bic=account.bic,
            account=account.account,
            correspondent_account=account.correspondent_account,
        ),
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


def buyer(session: Session, *, dealer_id: int) -> Party:
    """The dealer's requisites."""
    found = session.scalar(select(Dealer).where(Dealer.id == dealer_id))
    if found is None:
        raise NotFound("dealer", id=dealer_id)
    bank = Bank(
        name=found.bank,
        bic=found.bic,
        account=found.account,
        correspondent_account=found.correspondent_account,
    )
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
        bank=bank if found.account else None,
    )


def agreement(session: Session, *, agreement_id: int | None) -> tuple[Reference, int] | None:
    """The agreement as a paper to refer to, and its days of deferred payment."""
    row = session.execute(
        select(Agreement.number, Agreement.signed_on, Agreement.payment_days).where(
            Agreement.id == agreement_id
        )
    ).first()
    if row is None:
        return None
    number, signed_on, days = row
    return Reference(name="Договор поставки", number=number, on=signed_on), days


def pictures(session: Session, look: Look) -> dict[str, bytes]:
    """The pictures a look names."""
    wanted = {look.logo, look.stamp, look.director_facsimile, look.accountant_facsimile} - {""}
    if not wanted:
        return {}
    rows = session.execute(
        select(Picture.sha256, Picture.content).where(Picture.sha256.in_(sorted(wanted)))
    )
    return {key: content for key, content in rows}  # noqa: C416


def _signers(session: Session, organization_id: int, on: date) -> dict[SignatoryRole, Signer]:
    """Who signs on the day; of several with one role the one appointed last."""
    rows = session.scalars(
        select(Signatory)
        .where(
            Signatory.organization_id == organization_id,
            or_(Signatory.valid_from.is_(None), Signatory.valid_from <= on),
            or_(Signatory.valid_to.is_(None), Signatory.valid_to >= on),
        )
        .order_by(Signatory.valid_from.is_not(None), Signatory.valid_from, Signatory.id.desc())
    )
    return {
        row.role: Signer(position=row.position, name=row.name, authority=row.authority)
        for row in rows
    }


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
