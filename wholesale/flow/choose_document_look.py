"""Choose how an organization's documents look and are numbered, and see it before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from reports.facts import Invoice, Line, Offer, Party
from reports.invoice import invoice_pdf
from reports.offer import offer_pdf
from reports.pages import page_png
from wholesale import events
from wholesale.context import Context
from wholesale.core.access import Permission
from wholesale.core.vocabulary import Audience, DocumentKind
from wholesale.documents import parties, settings
from wholesale.documents.settings import LookForm


def document_look(ctx: Context, *, organization_id: int) -> LookForm:
    """The choices as they are. Raises ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    return settings.look_form(ctx.session, organization_id=organization_id)


def change_document_look(ctx: Context, *, organization_id: int, form: LookForm) -> None:
    """Keep other choices, for documents from now on. Raises ``InvalidForm``, ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    settings.check(form)
    settings.look_form(ctx.session, organization_id=organization_id)
    settings.keep(ctx.session, organization_id=organization_id, form=form)
    events.record(
        ctx.session,
        "organization.look_changed",
        subject=("organization", organization_id),
        actor=ctx.actor,
        at=ctx.now,
        audience=Audience.STAFF,
    )


def keep_picture(ctx: Context, *, content: bytes) -> str:
    """Keep a logo, a stamp or a signature; returns the hash forms name it by.

    Raises ``picture_wrong`` unless it is a PNG or JPEG of at most a megabyte.
    """
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    return settings.keep_picture(ctx.session, content)


def preview_look(
    ctx: Context,
    *,
    organization_id: int,
    form: LookForm,
    kind: DocumentKind = DocumentKind.INVOICE,
) -> bytes:
    """A sample invoice or offer with these choices, as a PNG. Raises ``InvalidForm``,
    ``NotFound``."""
    ctx.actor.require(Permission.MANAGE_ORGANIZATIONS)
    settings.check(form)
    seller = parties.seller(ctx.session, organization_id=organization_id, on=ctx.today)
    pattern = form.patterns.get(kind) or seller.pattern(kind)
    sale: dict[str, Any] = {
        "number": pattern.number(125, ctx.today.year),
        "issued_on": ctx.today,
        "seller": seller.party,
        "buyer": Party(name="ООО «Покупатель»", inn="7700123459", kpp="770001001"),
        "lines": (
            _line(1, "Товар первый", "10", "122.00"),
            _line(2, "Товар второй", "3", "61.00"),
        ),
        "includes_vat": True,
        "director": seller.director,
        "accountant": seller.accountant,
        "look": form.look,
    }
    pictures = settings.pictures(ctx.session, settings.pictures_of(form.look))
    later = ctx.today + timedelta(days=14)
    if kind is DocumentKind.OFFER:
        return page_png(offer_pdf(Offer(**sale, valid_until=later), pictures))
    return page_png(invoice_pdf(Invoice(**sale, due_on=later), pictures))


SAMPLES = (DocumentKind.INVOICE, DocumentKind.OFFER)
"""Kinds whose look is chosen."""


def _line(number: int, name: str, quantity: str, price: str) -> Line:
    total = Decimal(quantity) * Decimal(price)
    vat = (total * 22 / 122).quantize(Decimal("0.01"))
    return Line(
        number=number,
        article=f"А-{number:03d}",
        name=name,
        unit_code="796",
        unit_sign="шт",
        quantity=Decimal(quantity),
        price=Decimal(price),
        net=total - vat,
        vat_rate=Decimal(22),
        vat=vat,
        total=total,
    )
