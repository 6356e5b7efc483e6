"""Alembic's environment: runs inside the transaction that ``migrations.upgrade`` begins."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from wholesale.models import Base
from wholesale.models.base import JsonColumn


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write plain column types, so that old migrations never depend on today's models."""
    if kind != "type":
        return False
    if item is JsonColumn or repr(item) == repr(JsonColumn):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render_item,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
