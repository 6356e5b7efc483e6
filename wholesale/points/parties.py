"""Rows that organizations and dealers have alike: bank accounts and signatories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from wholesale.models.people import BankAccount, DealerAccount, DealerSignatory, Signatory
from wholesale.points.rules import AccountForm, SignatoryForm

Accounts = type[BankAccount] | type[DealerAccount]
Signatories = type[Signatory] | type[DealerSignatory]
Part = TypeVar("Part", AccountForm, SignatoryForm)


def accounts(
    session: Session, model: Accounts, own: ColumnElement[bool]
) -> tuple[AccountForm, ...]:
    """The accounts of one owner as they are edited, the main one first."""
    rows = session.scalars(select(model).where(own).order_by(model.is_main.desc(), model.id))
    return tuple(_form(AccountForm, row) for row in rows)


def signatories(
    session: Session, model: Signatories, own: ColumnElement[bool]
) -> tuple[SignatoryForm, ...]:
    """The signatories of one owner as they are edited, in the order they were entered."""
    rows = session.scalars(select(model).where(own).order_by(model.id))
    return tuple(_form(SignatoryForm, row) for row in rows)


def write(
    session: Session,
    model: Accounts | Signatories,
    owner: Mapping[str, int],
    parts: Sequence[AccountForm] | Sequence[SignatoryForm],
) -> None:
    """Replace what the owner has by ``parts``; ``owner`` are the columns that say whose they are.

    Documents already issued keep the requisites they were printed with.
    """
    own = [getattr(model, name) == key for name, key in owner.items()]
    session.execute(delete(model).where(*own))
    if parts:
        session.execute(insert(model), [{**asdict(part), **owner} for part in parts])


def _form(form: type[Part], row: object) -> Part:
    return form(**{field.name: getattr(row, field.name) for field in fields(form)})
