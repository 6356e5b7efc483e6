"""``wholesale intake``: why a file was read as it was, and how well files are read."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.core.errors import DomainError
from wholesale.flow.corpus_goods import corpus_goods
from wholesale.flow.read_order_file import dealer_by_code, recognise
from wholesale.intake import score as scoring
from wholesale.intake.columns import why
from wholesale.intake.kept import dumped
from wholesale.intake.parse import parse
from wholesale.intake.reading import Reading
from wholesale.intake.receipt import count, merge
from wholesale.intake.words.cells import letter

app = Commands()

DealerOption = Annotated[str, typer.Option("--dealer", metavar="CODE", help="The dealer's code.")]
FolderOption = Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER")]
SeedOption = Annotated[int, typer.Option(help="The same seed makes the same files.")]


@app.command("explain")
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    dealer: DealerOption,
) -> None:
    """Every decision of the pipeline on a file, with its reasons. Nothing is kept."""
    parsed = parse(common.read_bytes(file), file.name)
    with common.reading() as ctx:
        read = recognise(ctx, dealer_id=dealer_by_code(ctx, code=dealer), parsed=parsed)
    lines = merge(read.decisions, read.items)
    receipt = count(read.decisions, read.skipped, read.last_rows)
    articles = {item.id: item.article for item in read.items.values()}
    rows = dumped(read.decisions)
    for row in rows:
        row["article"] = articles.get(row.get("product_id", 0))
        row["candidates"] = [
            {"article": articles.get(product_id), "confidence": sure, "reasons": reasons}
            for product_id, sure, reasons in row.get("candidates", [])
        ]
    common.answer(
        {
            "kind": parsed.kind,
            "sheets": [
                {"name": sheet.name, "visible": sheet.visible, "rows": sheet.last_row}
                for sheet in parsed.sheets
            ],
            "tables": read.tables,
            "receipt": receipt,
            "rows": rows,
            "skipped": list(_skipped(read)),
            "lines": [
                {
                    "article": articles[line.product_id],
                    "quantity": line.quantity,
                    "delivery": line.delivery,
                    "keys": line.keys,
                    "notes": line.notes,
                }
                for line in lines
            ],
        },
        _told(read),
    )


def _skipped(read: Reading) -> Iterator[dict[str, Any]]:
    """Every row of which nothing was to be decided, and why; empty ones as the first of a run
    and how many they are."""
    filled: dict[int, set[int]] = defaultdict(set)
    decided = {(decision.sheet, decision.row) for decision in read.decisions}
    for sheet, row in read.skipped.keys() | decided:
        filled[sheet].add(row)
    for sheet, name in enumerate(read.sheets):
        before = 0
        for row in (*sorted(filled[sheet]), read.last_rows[sheet] + 1):
            if empty := row - before - 1:
                yield {"sheet": name, "row": before + 1, "rows": empty, "reason": "empty"}
            if (sheet, row) in read.skipped and (sheet, row) not in decided:
                reason = read.skipped[sheet, row]
                yield {"sheet": name, "row": row, "rows": 1, "reason": reason}
            before = row


@app.command("corpus")
def corpus(
    output: FolderOption,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many workbooks.")] = 400,
    seed: SeedOption = 1,
) -> None:
    """Make messy workbooks with known truth from the catalogue."""
    from fixtures.corpus import maker

    with common.reading() as ctx:
        goods = [_good(good) for good in corpus_goods(ctx)]
    made = maker.save(goods, output, count=count, seed=seed)
    common.answer({"files": made, "folder": str(output)}, [f"{made}  {output}"])


@app.command("score")
def score(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `intake corpus` made.")],
    dealer: DealerOption,
) -> None:
    """Measure how well the corpus is read: right, asked, refused, wrong, time."""
    from fixtures.corpus import maker

    told = _truths(folder / maker.TRUTH)
    result = scoring.Score()
    started = time.perf_counter()
    with common.reading() as ctx:
        dealer_id = dealer_by_code(ctx, code=dealer)
        for number, truth in enumerate(told, 1):
            parsed = parse((folder / truth["file"]).read_bytes(), truth["file"])
            read = recognise(ctx, dealer_id=dealer_id, parsed=parsed)
            scoring.add(result, read, truth)
            if number % 50 == 0:
                common.say(f"{number} / {len(told)}")
    result.seconds = time.perf_counter() - started
    answer = result.told()
    common.answer(answer, [f"{name}: {value}" for name, value in answer.items()])


def _truths(path: Path) -> list[dict[str, Any]]:
    """What is true of each file of a corpus; ``corpus_damaged`` when it tells of none."""
    try:
        told = [json.loads(line) for line in common.read_bytes(path).splitlines()]
        if told and all(truth.keys() >= {"file", "tables", "rows"} for truth in told):
            return told
    except (ValueError, AttributeError) as broken:
        raise DomainError("corpus_damaged", path=str(path)) from broken
    raise DomainError("corpus_damaged", path=str(path))


def _good(good: Any) -> Any:
    from fixtures.corpus.goods import Good

    return Good(good.article, good.name, good.barcode, good.pack, good.unit, good.price)


def _told(read: Reading) -> list[str]:
    language = common.language()
    lines: list[str] = []
    for table in read.tables:
        lines.extend(_told_of_table(language, read.sheets[table["sheet"]], table))
    for decision in read.decisions:
        item = read.items.get(decision.product_id) if decision.product_id else None
        why = (
            i18n.text(language, f"intake.{decision.code}", **decision.params)
            if decision.code
            else i18n.text(language, f"intake.how.{decision.how}")
        )
        lines.append(
            f"{decision.row:>6}  {decision.outcome.value:<8}  {decision.text}  →  "
            f"{item.article if item else '—'}  {why}"
        )
    return lines


def _told_of_table(language: str, sheet: str, table: dict[str, Any]) -> Iterator[str]:
    """The header and each column that something was decided of: what it is and why."""
    told = why.by_column(table["reasons"])
    sheet = sheet or i18n.text(language, "Table")
    yield f"{sheet}: {why.sentence(language, told.pop(None, []))}"
    for column, reasons in sorted(told.items(), key=lambda one: one[0] or 0):
        part = table["columns"].get(str(column))
        name = i18n.text(language, f"Part.{part}") if part else "—"
        heading = "".join(table["headings"][column:][:1])
        place = f"{letter(column or 0)} «{heading}»" if heading else letter(column or 0)
        yield f"    {place}: {name}  {why.sentence(language, reasons)}"
