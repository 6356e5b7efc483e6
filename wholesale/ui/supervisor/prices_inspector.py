"""The price inspector: what a dealer pays for a product, why, and which rules lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nicegui import ui

from wholesale.catalog import queries as catalog
from wholesale.context import Context
from wholesale.pricing import browse, drafts, trace
from wholesale.pricing import queries as pricing
from wholesale.pricing.drafts import Planned
from wholesale.pricing.inspect import Verdict
from wholesale.pricing.queries import PricedLine
from wholesale.ui.call import action, look
from wholesale.ui.components import forms, marks, page
from wholesale.ui.components.table import Column, DataTable
from wholesale.ui.session import amount, day, quantity, t, visitor


async def show(dealer: str = "", article: str = "", amount: str = "1") -> None:
    """The page ``/price-check``; the query names what to look at."""
    await _Inspector().build(dealer, article, amount)


class _Inspector:
    async def build(self, dealer: str, article: str, count: str) -> None:
        choices = await look(browse.choices)
        with page.head(t("Price check"), note=t("What a dealer pays, why, and which rules lost")):
            pass
        chosen = int(dealer) if dealer.isdigit() and int(dealer) in choices.dealers else None
        chosen = chosen or next(iter(choices.dealers), None)
        with ui.element("div").classes("filters"):
            self._dealer = ui.select(
                choices.dealers, value=chosen, label=t("Dealer"), with_input=True
            )
            self._article = ui.input(t("Article"), value=article)
            self._count = ui.input(t("Quantity"), value=count)
            self._day = ui.input(t("Date"), placeholder=t("dd.mm.yyyy")).props("mask=##.##.####")
            page.primary(t("Show the price"), self._show, icon="search")
        for field in (self._article, self._count, self._day):
            field.on("keydown.enter", action(self._show))
        self._result = ui.element("div").classes("stack-4 w-full")
        if article:
            await self._show()

    async def _show(self) -> None:
        found = await self._asked()
        if found is None:
            return
        on, count, article = found
        product = await look(catalog.product_by_article, article)
        today: date = await look(_today)
        line, verdicts = await look(
            pricing.inspect_price,
            dealer_id=self._dealer.value,
            on=on or today,
            product_id=product.id,
            quantity=count,
        )
        planned: list[Planned] = []
        if on is not None and on > today:
            planned = await look(drafts.planned, until=on)
        page.remember_query(dealer=self._dealer.value, article=article, amount=str(count))
        self._result.clear()
        with self._result:
            _tell_planned(planned)
            _price(product.name, line)
            with ui.element("div").classes("split"):
                _story(line)
                _asked(verdicts)

    async def _asked(self) -> tuple[date | None, Decimal, str] | None:
        count, wrong = forms.read_number(self._count.value)
        on, wrong_day = forms.read_date(self._day.value)
        self._count.error = t("A number is expected") if wrong or not count else None
        self._day.error = t("A date such as 31.12.2026 is expected") if wrong_day else None
        article = (self._article.value or "").strip()
        self._article.error = None if article else t("Fill this in")
        if wrong or wrong_day or not article or not count or self._dealer.value is None:
            return None
        return on, count, article


def _today(ctx: Context) -> date:
    return ctx.today


def _tell_planned(planned: list[Planned]) -> None:
    """Sets of changes that will be in force on the day are not in the price yet: say so."""
    if planned:
        page.notice(
            "warning",
            t("By that day other rules will be in force; the price is by those of now"),
            "; ".join(f"{one.name}: {day(one.on)}" for one in planned),
        )


def _price(name: str, line: PricedLine) -> None:
    with page.panel(name):
        rate = t("no VAT") if line.vat_rate is None else f"{quantity(line.vat_rate)} %"
        page.figures(
            [
                (t("Base price"), line.base_price, ""),
                (t("Price"), line.unit_price, ""),
                (t("Total"), line.total, quantity(line.quantity)),
                (t("VAT"), line.vat, rate),
                (t("Cost"), line.cost, _margin(line)),
            ]
        )


def _margin(line: PricedLine) -> str:
    if line.cost is None or not line.unit_price:
        return ""
    share = (line.unit_price - line.cost) / line.unit_price * 100
    return t("margin {percent} %", percent=round(share, 1))


def _story(line: PricedLine) -> None:
    language = visitor().language
    with page.panel(t("How the price came about")), ui.element("ol").classes("steps"):
        for step in line.staff_trace:
            with ui.element("li"):
                marks.text(trace.sentence(language, step))
                after = step["after"]
                if after is not None:
                    ui.label(f"{amount(Decimal(after))} ₽").classes("num strong")


def _asked(verdicts: list[Verdict]) -> None:
    language = visitor().language

    def words(verdict: Verdict) -> str:
        step = {"rule": verdict.rule, "before": None, "after": None, **verdict.facts}
        return trace.sentence(language, step)

    def value(verdict: Verdict) -> str:
        if verdict.value is None:
            return ""
        return amount(verdict.value) if verdict.group == "base" else f"{quantity(verdict.value)} %"

    with page.panel(t("Rules that were asked")):
        DataTable(
            [
                Column("rule", t("Rule"), words, "title", phone="title"),
                Column("value", t("It gives"), value, right=True, phone="side"),
                Column("verdict", t("Outcome"), _verdict, "status", phone="wide"),
            ],
            key=id,
            rows=verdicts,
        )


def _verdict(verdict: Verdict) -> tuple[str, str]:
    return t(f"verdict.{verdict.reason}"), "good" if verdict.won else ""
