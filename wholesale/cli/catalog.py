"""``wholesale catalog``: load the catalogue from a file, write it to a csv."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from wholesale import search
from wholesale.catalog.dump import HEADER, dump_rows
from wholesale.cli import common, loading
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.flow.load_catalog import load_catalog, parse_catalog

app = Commands()


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xlsx, xls, ods or csv.")],
    point: Annotated[
        str, typer.Option(help="Where the stock column without a point's name lies.")
    ] = "",
) -> None:
    """Load products, prices by list and stock by point; all of the file or nothing."""
    with loading.progress_bar() as progress:
        parsed = parse_catalog(common.read_bytes(file), progress=progress)
        with common.acting() as ctx:
            loaded = load_catalog(
                ctx, parsed=parsed, file_name=file.name, point=point, progress=progress
            )
    if not loaded.problems:
        search.refresh(common.database())
    lines = [
        i18n.text(
            common.language(),
            "{rows} rows: {added} new products, {changed} changed, {prices} prices, "
            "{stocks} stocks, {barcodes} barcodes",
            rows=loaded.rows,
            added=loaded.added,
            changed=loaded.changed,
            prices=loaded.prices,
            stocks=loaded.stocks,
            barcodes=loaded.barcodes,
        )
    ]
    loading.answer(loaded, loaded.problems, loaded.notices, lines)


@app.command("dump")
def dump(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.csv")],
) -> None:
    """Write the active products as csv, utf-8."""
    with common.reading() as ctx, output.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        count = 0
        for row in dump_rows(ctx):
            writer.writerow(row)
            count += 1
    common.answer({"file": str(output), "products": count}, [f"{output}: {count}"])
