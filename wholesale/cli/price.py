"""``wholesale price``: prices of a dealer, each with its trace."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wholesale.cli import common, loading, price_items
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.core.money import KOPECK, round_half_up
from wholesale.flow import inspect_prices, load_price_rules, price_tables
from wholesale.flow.price_rule_sheets import parse_rules
from wholesale.pricing import trace
from wholesale.pricing.queries import PricedLine

LINES = "lines"


class PriceGroup(TyperGroup):
    """``wholesale price ARTICLE …`` is ``wholesale price lines ARTICLE …``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in where the first word is not one."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [LINES, *args]
        return super().parse_args(ctx, args)


app = Commands()
prices = Commands(help="Prices of a dealer.", cls=PriceGroup)
app.add_typer(prices, name="price")

rules = Commands(help="The rules of prices.")
prices.add_typer(rules, name="rules")

DealerOption = Annotated[str, typer.Option("--dealer", metavar="CODE", help="The dealer's code.")]
DateOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="Prices of this day; today by default."),
]


@prices.command(LINES)
def price_lines(
    dealer: DealerOption,
    items: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE[:QTY] …")] = None,
    on: DateOption = None,
    file: Annotated[
        Path | None,
        typer.Option(help="A text or csv file: one article and quantity a line."),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Price each by itself, not as one order.")
    ] = False,
    staff: Annotated[
        bool, typer.Option("--staff", help="The trace as staff may read it, with the floor.")
    ] = False,
) -> None:
    """Price articles as the lines of one order of the dealer."""
    wanted = [price_items.from_word(word) for word in items or []]
    if file is not None:
        wanted += price_items.from_file(file)
    if not wanted:
        raise typer.BadParameter("ARTICLE[:QTY] or --file")
    with common.reading() as ctx:
        priced = inspect_prices.price_articles(
            ctx, dealer_code=dealer, on=_day(on, ctx.today), items=wanted, each=each
        )
    language = common.language()
    common.answer(
        [_shown(article, line, staff, language) for article, line in priced],
        (text for article, line in priced for text in _told(article, line, staff, language)),
    )


@prices.command("catalog")
def price_catalog(
    dealer: DealerOption,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.xlsx|.csv", help="Where to write.")
    ],
    on: DateOption = None,
) -> None:
    """Write the dealer's price of every product in the catalogue, each ordered by itself."""
    with common.reading() as ctx:
        content = price_tables.catalog_file(
            ctx, dealer_code=dealer, on=_day(on, ctx.today), suffix=output.suffix.lower()
        )
    output.write_bytes(content.data)
    common.answer({"file": str(output), "products": content.rows}, [f"{output}: {content.rows}"])


@rules.command("load")
def load_rules(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook; see docs/pricing.md.")],
) -> None:
    """Load a whole rule set: lists, prices, discounts, promotions; all of it or nothing."""
    parsed = parse_rules(common.read_bytes(file))
    with common.acting() as ctx:
        loaded = load_price_rules.load_rules(ctx, parsed=parsed, file_name=file.name)
    told = [f"{sheet}: {count}" for sheet, count in loaded.rules.items()]
    if loaded.unknown:
        names = ", ".join(loaded.unknown)
        common.say(i18n.text(common.language(), "Not read: {names}", names=names))
    loading.answer(loaded, loaded.problems, [], told)


def _day(given: datetime | None, today: date) -> date:
    return given.date() if given else today


def _shown(article: str, line: PricedLine, staff: bool, language: str) -> dict[str, Any]:
    steps = line.staff_trace if staff else line.trace
    return {
        "article": article,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "net": line.net,
        "vat_rate": line.vat_rate,
        "vat": line.vat,
        "total": line.total,
        "trace": [
            {
                "rule": step["rule"],
                "before": step["before"],
                "after": step["after"],
                "text": trace.sentence(language, step),
            }
            for step in steps
        ],
        **({"gift": True} if line.gift else {}),
    }


def _told(article: str, line: PricedLine, staff: bool, language: str) -> list[str]:
    price = "—" if line.unit_price is None else common.shown_amount(line.unit_price)
    head = f"{article}  {common.shown_quantity(line.quantity)} × {price} = "
    told = [head + common.shown_amount(line.total)]
    for step in line.staff_trace if staff else line.trace:
        after = "" if step["after"] is None else f"  {_price(Decimal(step['after']))}"
        told.append(f"    {trace.sentence(language, step)}{after}")
    return told


def _price(value: Decimal) -> str:
    """A price on its way: to the kopeck, or with all its places before it is rounded."""
    whole_kopecks = value == round_half_up(value, KOPECK)
    return common.shown_amount(value) if whole_kopecks else common.shown_quantity(value)
