"""Write the one initial migration anew from the models. Only while nothing is released.

After the first release a change of models gets a migration of its own instead:
``wholesale.migrations`` has Alembic's usual environment.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from wholesale import migrations
from wholesale.db import Database
from wholesale.models import Base, guards

FOLDER = Path(migrations.__file__).parent
TARGET = FOLDER / "versions" / "0001_initial.py"


def schema_digest() -> str:
    """Changes with any change of tables, so that an older database is noticed."""
    dialect = postgresql.dialect()
    statements = [
        str(made.compile(dialect=dialect))
        for table in Base.metadata.sorted_tables
        for made in (CreateTable(table), *sorted(map(CreateIndex, table.indexes), key=str))
    ]
    guarded = guards.statements("sqlite") + guards.statements("postgresql")
    return hashlib.sha256("".join(sorted(statements) + guarded).encode()).hexdigest()[:8]


def _add_guards() -> None:
    """Alembic knows nothing of triggers: ``upgrade`` ends with the models' own statements."""
    told = (
        "    for statement in guards.statements(op.get_bind().dialect.name):\n"
        "        op.execute(statement)\n"
    )
    text = TARGET.read_text(encoding="utf-8")
    head, sign, tail = text.partition("\n\ndef downgrade(")
    head = head.replace("from alembic import op\n", f"from alembic import op\n{_IMPORT}", 1)
    TARGET.write_text(f"{head.rstrip()}\n{told}{sign}{tail}", encoding="utf-8")


_IMPORT = "from wholesale.models import guards\n"


def main() -> None:
    head = f"0001_{schema_digest()}"
    TARGET.unlink(missing_ok=True)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite3")
        with database.transaction() as session:
            config.attributes["connection"] = session.connection()
            command.revision(config, "All tables of the first release", True, rev_id=head)
        database.dispose()
    (made,) = (FOLDER / "versions").glob(f"{head}*.py")
    made.rename(TARGET)
    _add_guards()
    for step in (["format"], ["check", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, "--quiet", TARGET], check=True)
    package = FOLDER / "__init__.py"
    text = package.read_text(encoding="utf-8")
    text = re.sub(r'^HEAD = ".*"', f'HEAD = "{head}"', text, flags=re.MULTILINE)
    package.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {head}")


if __name__ == "__main__":
    main()
