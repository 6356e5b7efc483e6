"""Which period and which part of the business a page of figures shows: kept in its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from wholesale.analytics.rules import Cut, Dimension, Period, Preset, preset_period
from wholesale.core.errors import DomainError
from wholesale.ui import server
from wholesale.ui.components import forms, marks, page
from wholesale.ui.session import day, t

LONGEST = 366 * 5

PRESETS = {
    Preset.TODAY: "Today",
    Preset.WEEK: "7 days",
    Preset.MONTH: "This month",
    Preset.DAYS_30: "30 days",
    Preset.QUARTER: "This quarter",
    Preset.YEAR: "This year",
}


@dataclass(frozen=True, slots=True)
class View:
    """What an address asks for; zero and empty mean «not asked»."""

    period: str = ""
    since: str = ""
    until: str = ""
    point: int = 0
    manager: int = 0
    dealer: int = 0
    category: int = 0
    product: int = 0

    @property
    def cut(self) -> Cut:
        return Cut(
            point_id=self.point or None,
            manager_id=self.manager or None,
            dealer_id=self.dealer or None,
            category_id=self.category or None,
            product_id=self.product or None,
        )

    @property
    def preset(self) -> Preset | None:
        """The named period; the last 30 days when nothing is asked."""
        if self.since:
            return None
        return Preset(self.period) if self.period in set(Preset) else Preset.DAYS_30

    def days(self) -> Period:
        """The days asked for. Raises ``period_wrong``."""
        if self.preset is not None:
            return preset_period(self.preset, server.now().astimezone(server.zone()).date())
        try:
            found = Period(date.fromisoformat(self.since), date.fromisoformat(self.until))
        except ValueError:
            raise DomainError("period_wrong") from None
        if found.days > LONGEST:
            raise DomainError("period_too_long", days=LONGEST)
        return found

    def into(self, by: Dimension, key: int) -> View:
        """The same period, one step deeper."""
        return replace(self, **{by.value: key})  # type: ignore[arg-type]

    def address(self, path: str) -> str:
        """``path`` with what is asked for; what is not asked is left out."""
        asked = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return f"{path}?{urlencode(asked)}" if asked else path


def controls(view: View, path: str) -> None:
    """Named periods as links, and days of one's own."""
    with ui.element("div").classes("row-flex"):
        with ui.element("nav").classes("segments") as named:
            named.props["aria-label"] = t("Period")
            for preset, title in PRESETS.items():
                target = replace(view, period=preset.value, since="", until="").address(path)
                link = ui.link(t(title), target)
                if preset is view.preset:
                    link.props('aria-current="true"')
        page.secondary(
            t("Other days") if view.preset else span(view.days()),
            lambda: ask_days(view, path),
            icon="calendar-days",
        )


def ask_days(view: View, path: str) -> None:
    """Let the reader choose the first and the last day."""
    days = view.days()

    async def go(values: dict[str, date]) -> None:
        if values["until"] < values["since"]:
            raise DomainError("ends_before_start")
        chosen = replace(
            view, period="", since=values["since"].isoformat(), until=values["until"].isoformat()
        )
        chosen.days()
        ui.navigate.to(chosen.address(path))

    forms.dialog(
        t("Choose the days"),
        [
            forms.Field("since", t("From"), "date", days.first, required=True),
            forms.Field(
                "until",
                t("To"),
                "date",
                days.last,
                required=True,
                fits=["ends_before_start", "period_too_long"],
            ),
        ],
        go,
        save=t("Show"),
    )


def trail(view: View, path: str, names: list[tuple[Dimension, str]]) -> None:
    """What the figures are cut to; each step can be taken off."""
    if not names:
        return
    with ui.element("nav").classes("row-flex trail"):
        ui.link(
            t("The whole"),
            replace(view, point=0, manager=0, dealer=0, category=0, product=0).address(path),
        )
        for by, name in names:
            marks.icon("chevron-right", "faint")
            with ui.element("span").classes("filter-chip"):
                marks.text(name)
                off = ui.link(target=view.into(by, 0).address(path))
                off.props["aria-label"] = t("Remove the filter {name}", name=name)
                with off:
                    marks.icon("x")


def span(days: Period) -> str:
    """01.06.2026 – 15.06.2026, or the one day."""
    if days.days == 1:
        return day(days.first)
    return f"{day(days.first)}\u2009–\u2009{day(days.last)}"
