"""The company's own legal entities: requisites, bank accounts, signatories."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from wholesale.context import Context
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.core.vocabulary import SignatoryRole, TaxRegime
from wholesale.models.people import BankAccount, Organization, Signatory
from wholesale.points.rules import Errors, check_requisites, require, tidy, too_long


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A settlement account of an organization."""

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


def tidied(form: OrganizationForm) -> OrganizationForm:
    """``form`` with spaces trimmed; the only account, or the first of none marked, is main."""
    accounts = [tidy(account) for account in form.accounts]
    main = next((index for index, account in enumerate(accounts) if account.is_main), 0)
    values = asdict(tidy(form))
    values["accounts"] = tuple(
        AccountForm(**{**asdict(account), "is_main": index == main})
        for index, account in enumerate(accounts)
    )
    values["signatories"] = tuple(tidy(person) for person in form.signatories)
    return OrganizationForm(**values)


def check(form: OrganizationForm) -> None:
    """Raise ``InvalidForm`` with the errors of every bad field.

    A field of the second account is named ``accounts.1.bic``, of a signatory
    ``signatories.0.name``.
    """
    errors = too_long(form)
    require(errors, name=form.name, full_name=form.full_name, inn=form.inn)
    check_requisites(errors, form)
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
    accounts = ctx.session.scalars(
        select(BankAccount)
        .where(BankAccount.organization_id == organization_id)
        .order_by(BankAccount.is_main.desc(), BankAccount.id)
    )
    people = ctx.session.scalars(
        select(Signatory).where(Signatory.organization_id == organization_id).order_by(Signatory.id)
    )
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
        accounts=tuple(
            AccountForm(
                bank=account.bank,
                bic=account.bic,
                account=account.account,
                correspondent_account=account.correspondent_account,
                is_main=account.is_main,
            )
            for account in accounts
        ),
        signatories=tuple(
            SignatoryForm(
                role=person.role,
                name=person.name,
                position=person.position,
                authority=person.authority,
                valid_from=person.valid_from,
                valid_to=person.valid_to,
            )
            for person in people
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
    for model in (BankAccount, Signatory):
        session.execute(delete(model).where(model.organization_id == organization_id))
    _write_parts(session, organization_id, form)


def _write_parts(session: Session, organization_id: int, form: OrganizationForm) -> None:
    if form.accounts:
        session.execute(
            insert(BankAccount),
            [{**asdict(part), "organization_id": organization_id} for part in form.accounts],
        )
    if form.signatories:
        session.execute(
            insert(Signatory),
            [{**asdict(part), "organization_id": organization_id} for part in form.signatories],
        )


def _own_values(form: OrganizationForm) -> dict[str, object]:
    values = asdict(form)
    del values["accounts"], values["signatories"]
    return values


def _add(errors: Errors, prefix: str, own: Errors) -> None:
    errors.update({f"{prefix}.{name}": error for name, error in own.items()})
