"""What the database itself refuses: issued documents and their files are never changed.

The triggers come with the tables, whether models make them or the migration, which runs the
same statements.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from wholesale.models.base import Base
from wholesale.models.books import Document, DocumentFile

NEVER_CHANGED: tuple[type[Base], ...] = (Document, DocumentFile)


def statements(dialect: str) -> list[str]:
    """The triggers of every guarded table in the words of ``sqlite`` or ``postgresql``."""
    return [each for model in NEVER_CHANGED for each in _of_table(model.__tablename__, dialect)]


def _of_table(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: issued documents never change'); END"
            for action in ("UPDATE", "DELETE")
        ]
    refusal = f"EXECUTE FUNCTION {table}_refuse()"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table}: issued documents never change'; END $$"
        ),
        f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refusal}",
        f"CREATE TRIGGER {table}_refuse_all BEFORE TRUNCATE ON {table} {refusal}",
    ]


for _model in NEVER_CHANGED:
    for _dialect in ("sqlite", "postgresql"):
        for _statement in _of_table(_model.__tablename__, _dialect):
            _made = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
            event.listen(_model.__table__, "after_create", _made)
