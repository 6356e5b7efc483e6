"""Charts in our colours: bars and lines over ``ui.echart``, numbers as the tables print them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from nicegui import ui

from wholesale.ui import design

_NUMBER = (
    "value => value >= 1e6"
    " ? (value / 1e6).toLocaleString('ru', {maximumFractionDigits: 1}) + '\u00a0млн' : value >= 1e4"
    " ? (value / 1e3).toLocaleString('ru', {maximumFractionDigits: 0}) + '\u00a0тыс.'"
    " : value.toLocaleString('ru')"
)
_EXACT = "value => value == null ? '—' : value.toLocaleString('ru', {maximumFractionDigits: 2})"


def lines(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Decimal | int | None]]],
    *,
    height: int = 260,
    area: bool = True,
) -> ui.echart:
    """Values over time; ``series`` is (name, values), at most six."""
    drawn = [
        {
            "name": name,
            "type": "line",
            "smooth": 0.25,
            "symbol": "none",
            "lineStyle": {"width": 2},
            "data": _floats(values),
            **({"areaStyle": {"opacity": 0.08}} if area and len(series) == 1 else {}),
        }
        for name, values in series
    ]
    return _chart(labels, drawn, height, across=False)


def columns(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Decimal | int | None]]],
    *,
    height: int = 260,
    stacked: bool = False,
) -> ui.echart:
    """Values side by side (or one on another) for each label."""
    return _chart(labels, [_bar(name, values, stacked) for name, values in series], height, False)


def bars(
    labels: Sequence[str],
    values: Sequence[Decimal | int | None],
    *,
    name: str = "",
    height: int | None = None,
    on_click: Callable[[int], Any] | None = None,
) -> ui.echart:
    """Horizontal bars with their values, the first on top; ``on_click`` gets a bar's index."""
    series = _bar(name, values, False) | {
        "label": {
            "show": True,
            "position": "right",
            "color": design.CHART_TEXT,
            "fontFamily": "Golos Text",
            ":formatter": f"point => ({_NUMBER})(point.value)",
        },
        "cursor": "pointer" if on_click else "default",
    }
    made = _chart(labels, [series], height or 16 + 34 * len(labels), across=True)
    if on_click is not None:
        made.on_point_click(lambda event: on_click(event.data_index))
    return made


def _bar(name: str, values: Sequence[Decimal | int | None], stacked: bool) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "barMaxWidth": 22,
        "itemStyle": {"borderRadius": 0 if stacked else 3},
        "data": _floats(values),
        **({"stack": "all"} if stacked else {}),
    }


def _chart(
    labels: Sequence[str], series: list[dict[str, Any]], height: int, across: bool
) -> ui.echart:
    names = {
        "type": "category",
        "data": list(labels),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": design.CHART_LINE}},
        "axisLabel": {
            "color": design.CHART_TEXT,
            "fontFamily": "Golos Text",
            "hideOverlap": True,
            **({"width": 150, "overflow": "truncate"} if across else {}),
        },
        **({"inverse": True} if across else {}),
    }
    values = {
        "type": "value",
        "show": not across,
        "splitLine": {"lineStyle": {"color": design.CHART_LINE}},
        "axisLabel": {
            "color": design.CHART_TEXT,
            "fontFamily": "Golos Text",
            ":formatter": _NUMBER,
        },
    }
    return (
        ui.echart(
            {
                "color": list(design.SERIES),
                "animationDuration": 250,
                "textStyle": {"fontFamily": "Golos Text"},
                "grid": {
                    "left": 4,
                    "right": 72 if across else 12,
                    "top": 32 if len(series) > 1 else 4 if across else 12,
                    "bottom": 4,
                    "containLabel": True,
                },
                "legend": {
                    "show": len(series) > 1,
                    "left": 0,
                    "top": 0,
                    "icon": "circle",
                    "itemWidth": 8,
                    "itemHeight": 8,
                    "textStyle": {"color": design.CHART_TEXT},
                },
                "tooltip": {
                    "trigger": "axis",
                    "axisPointer": {"type": "line" if not across else "shadow"},
                    "backgroundColor": "#23262a",
                    "borderWidth": 0,
                    "textStyle": {"color": "#f4f4f2", "fontSize": 12},
                    ":valueFormatter": _EXACT,
                },
                "xAxis": values if across else names,
                "yAxis": names if across else values,
                "series": series,
            }
        )
        .classes("w-full")
        .style(f"height:{height}px")
    )


def _floats(values: Sequence[Decimal | int | None]) -> list[float | None]:
    """Pixels need no kopecks: the one place where an amount becomes a float, only to be drawn."""
    return [None if value is None else float(value) for value in values]
