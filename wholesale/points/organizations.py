"""The company's own legal entities: requisites, bank accounts, signatories."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.core.errors import InvalidForm, NotFound
from wholesale.core.vocabulary import TaxRegime
from wholesale.models.people import BankAccount, Organization, Signatory
from wholesale.points import parties
from wholesale.points.rules import (
    AccountForm,
    SignatoryForm,
    check_parts,
    check_requisites,
    require,
    too_long,
)


@dataclass(frozen=True, slots=True)
class OrganizationForm:
    """A legal entity as edited, with all its accounts and signatories."""

    name: str
    full_name: str
    inn: str
    kpp: str = ""
    ogrn: str = ""
    okpo: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    edo_id: str = ""
    registered_on: date | None = None  # the day of an entrepreneur's ОГРНИП
    tax_regime: TaxRegime = TaxRegime.GENERAL
    accounts: tuple[AccountForm, ...] = ()
    signatories: tuple[SignatoryForm, ...] = ()


def check(form: OrganizationForm) -> None:
    """Raise ``InvalidForm`` with the errors of every bad field."""
    errors = too_long(form)
    require(errors, name=form.name, full_name=form.full_name, inn=form.inn)
    check_requisites(errors, form)
    check_parts(errors, form)
    if errors:
        raise InvalidForm(errors)


def organization_list(ctx: Context) -> list[tuple[int, str, str]]:
    """Id, name and ИНН of each legal entity, by name."""
    rows = ctx.session.execute(
        select(Organization.id, Organization.name, Organization.inn).order_by(
            Organization.name, Organization.id
        )
    )
    return [(key, name, inn) for key, name, inn in rows]


def organization_form(ctx: Context, *, organization_id: int) -> OrganizationForm:
    """A legal entity as it is edited. Raises ``NotFound``."""
    found = ctx.session.scalar(select(Organization).where(Organization.id == organization_id))
    if found is None:
        raise NotFound("organization", id=organization_id)
    return OrganizationForm(
        name=found.name,
        full_name=found.full_name,
        inn=found.inn,
        kpp=found.kpp,
        ogrn=found.ogrn,
        okpo=found.okpo,
        address=found.address,
        phone=found.phone,
        email=found.email,
        edo_id=found.edo_id,
        registered_on=found.registered_on,
        tax_regime=found.tax_regime,
        accounts=parties.accounts(
            ctx.session, BankAccount, BankAccount.organization_id == organization_id
        ),
        signatories=parties.signatories(
            ctx.session, Signatory, Signatory.organization_id == organization_id
        ),
    )


def add_organization(session: Session, form: OrganizationForm) -> int:
    """Keep a new legal entity; returns its id."""
    organization_id = session.execute(
        insert(Organization).values(**_own_values(form)).returning(Organization.id)
    ).scalar_one()
    _write_parts(session, organization_id, form)
    return organization_id


def change_organization(session: Session, organization_id: int, form: OrganizationForm) -> None:
    """Change a legal entity, replacing accounts and signatories.

    Documents already issued keep the requisites they were printed with.
    """
    changed = session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(**_own_values(form))
        .returning(Organization.id)
    ).all()
    if not changed:
        raise NotFound("organization", id=organization_id)
    _write_parts(session, organization_id, form)


def _write_parts(session: Session, organization_id: int, form: OrganizationForm) -> None:
    owner = {"organization_id": organization_id}
    parties.write(session, BankAccount, owner, form.accounts)
    parties.write(session, Signatory, owner, form.signatories)


def _own_values(form: OrganizationForm) -> dict[str, object]:
    values = asdict(form)
    del values["accounts"], values["signatories"]
    return values
