"""``wholesale bench``: measures the promised figures on this machine; some minutes."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands

app = Commands()


@app.command()
def bench(
    products: Annotated[
        list[int] | None, typer.Option(help="Size of the catalogue; may be repeated.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown there.")
    ] = None,
) -> None:
    """Measure the main job at 20,000 and 100,000 products, on companies made for it."""
    from wholesale.bench import loading, measure, report, site, works

    figures: list[measure.Figure] = []
    remarks: list[str] = []
    machine = measure.machine()

    def say(remark: str) -> None:
        common.say(remark)
        if remark.startswith("No real data"):
            remarks.append("Real data was not at hand: its figures are left out.")

    for size in products or (20_000, 100_000):
        with site.made(size, say=say) as made:
            for figure in works.all_works(made):
                common.say(report.line(figure))
                figures.append(figure)
    for figure in chain(works.once(say), loading.all_loading(say)):
        common.say(report.line(figure))
        figures.append(figure)
    if write:
        today = common.now().date()
        write.write_text(report.as_markdown(machine, figures, remarks, today), encoding="utf-8")
    common.answer(report.as_json(machine, figures))
