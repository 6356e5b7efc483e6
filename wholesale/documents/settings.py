"""What an organization chooses of its documents: numbers, look, terms. Legal forms stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from reports.facts import Look
from reports.pages import is_picture
from wholesale.core.errors import DomainError, InvalidForm, NotFound
from wholesale.core.vocabulary import DocumentKind
from wholesale.documents.rules import PREFIXES, Pattern, usual_pattern
from wholesale.models.books import DocumentSettings, Picture
from wholesale.models.people import Organization

SLOTS = ("logo", "stamp", "director_facsimile", "accountant_facsimile")
"""Pictures of an organization."""

BLOCKS = ("notice", "qr", "due", "terms")
"""Parts of an invoice that may be left out or stand in another order."""

LARGEST_PICTURE = 1_000_000
MOST_TEXT, MOST_PREFIX = 1500, 16


@dataclass(frozen=True, slots=True)
class LookForm:
    """The choices as edited; pictures by slot are hashes of kept ones."""

    accent: str = ""
    notice: str = ""
    terms: str = ""
    blocks: tuple[str, ...] = BLOCKS
    patterns: Mapping[DocumentKind, Pattern] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)

    @property
    def look(self) -> Look:
        """As forms are given it."""
        return Look(
            accent=self.accent or Look().accent,
            notice=self.notice,
            terms=tuple(line for line in self.terms.splitlines() if line.strip()),
            blocks=self.blocks,
            logo=self.pictures.get("logo", ""),
            stamp=self.pictures.get("stamp", ""),
            director_facsimile=self.pictures.get("director_facsimile", ""),
            accountant_facsimile=self.pictures.get("accountant_facsimile", ""),
        )


def look_form(session: Session, *, organization_id: int) -> LookForm:
    """The choices of an organization, all kinds with their patterns. Raises ``NotFound``."""
    exists = session.scalar(select(Organization.id).where(Organization.id == organization_id))
    if exists is None:
        raise NotFound("organization", id=organization_id)
    kept = session.scalar(
        select(DocumentSettings).where(DocumentSettings.organization_id == organization_id)
    )
    patterns = {kind: usual_pattern(kind, organization_id) for kind in PREFIXES}
    if kept is None:
        return LookForm(patterns=patterns)
    for kind, chosen in kept.patterns.items():
        patterns[DocumentKind(kind)] = Pattern(chosen["prefix"], chosen["width"])
    return LookForm(
        accent=kept.accent,
        notice=kept.notice,
        terms=kept.terms,
        blocks=tuple(kept.blocks),
        patterns=patterns,
        pictures={slot: getattr(kept, slot) for slot in SLOTS if getattr(kept, slot)},
    )


def check(form: LookForm) -> None:
    """Raise ``InvalidForm`` with every bad field; patterns are named ``patterns.invoice``."""
    errors: dict[str, DomainError] = {}
    if form.accent and not re.fullmatch(r"#[0-9a-fA-F]{6}", form.accent):
        errors["accent"] = DomainError("colour_wrong")
    for name in ("notice", "terms"):
        if len(getattr(form, name)) > MOST_TEXT:
            errors[name] = DomainError("text_too_long", most=MOST_TEXT)
    if set(form.blocks) - set(BLOCKS) or len(set(form.blocks)) < len(form.blocks):
        errors["blocks"] = DomainError("blocks_wrong")
    for kind, pattern in form.patterns.items():
        wrong = not pattern.prefix.isprintable() or len(pattern.prefix) > MOST_PREFIX
        if wrong or not 1 <= pattern.width <= 9:
            errors[f"patterns.{kind.value}"] = DomainError("number_pattern_wrong", most=MOST_PREFIX)
    if errors:
        raise InvalidForm(errors)


def keep(session: Session, *, organization_id: int, form: LookForm) -> None:
    """Put the choices in place of the former ones; issued documents stay as they are."""
    session.execute(
        delete(DocumentSettings).where(DocumentSettings.organization_id == organization_id)
    )
    session.execute(
        insert(DocumentSettings).values(
            organization_id=organization_id,
            accent=form.accent,
            notice=form.notice.strip(),
            terms=form.terms.strip(),
            blocks=list(form.blocks),
            patterns={
                kind.value: {"prefix": pattern.prefix, "width": pattern.width}
                for kind, pattern in form.patterns.items()
            },
            **{slot: form.pictures.get(slot) or None for slot in SLOTS},
        )
    )


def pictures_of(look: Look) -> set[str]:
    """The hashes of the pictures a look names."""
    return {look.logo, look.stamp, look.director_facsimile, look.accountant_facsimile} - {""}


def pictures(session: Session, keys: Collection[str]) -> dict[str, bytes]:
    """The kept pictures of these hashes."""
    if not keys:
        return {}
    rows = session.execute(
        select(Picture.sha256, Picture.content).where(Picture.sha256.in_(sorted(keys)))
    )
    return {key: content for key, content in rows}  # noqa: C416


def keep_picture(session: Session, content: bytes) -> str:
    """Keep a PNG or JPEG of at most a megabyte; returns its hash. Raises ``picture_wrong``."""
    if len(content) > LARGEST_PICTURE or not is_picture(content):
        raise DomainError("picture_wrong")
    key = sha256(content).hexdigest()
    row: dict[str, Any] = {"sha256": key, "content": content}
    upsert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(upsert(Picture).values(row).on_conflict_do_nothing())
    return key
