"""``wholesale stock``: load a count of stock from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wholesale.cli import common, loading
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.flow.load_stock import load_stock, parse_stock

app = Commands()


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xlsx, xls, ods or csv.")],
    point: Annotated[
        str, typer.Option(help="Code or name of the point, where the file names none.")
    ] = "",
) -> None:
    """Put what was counted in place of what was believed; all of the file or nothing."""
    with loading.progress_bar() as progress:
        parsed = parse_stock(common.read_bytes(file), progress=progress)
        with common.acting() as ctx:
            loaded = load_stock(ctx, parsed=parsed, file_name=file.name, point=point)
    lines = [
        i18n.text(
            common.language(),
            "{rows} rows: {stocks} stocks",
            rows=loaded.rows,
            stocks=loaded.written,
        )
    ]
    loading.answer(loaded, loaded.problems, [], lines)
