"""The report of a bench: JSON for machines, docs/bench.md for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from wholesale.bench.measure import Figure

HEAD = """# Figures

Written by `make bench` on {day}. Medians of several runs and the 95th percentile, in milliseconds
where no other unit is named. SQLite, the whole path including the commit where something is kept.

{machine}

"""


def as_json(machine: dict[str, str], figures: Sequence[Figure]) -> dict[str, Any]:
    """What ``wholesale bench --json`` answers: decimal strings in the figure's ``unit``."""
    return {
        "machine": machine,
        "figures": [
            asdict(figure)
            | {
                "median": f"{figure.median:.2f}",
                "p95": f"{figure.p95:.2f}",
                "goal": None if figure.goal is None else f"{figure.goal:g}",
                "reached": figure.reached,
            }
            for figure in figures
        ],
    }


def as_markdown(
    machine: dict[str, str], figures: Sequence[Figure], remarks: Iterable[str], day: date
) -> str:
    """docs/bench.md: one table, works by sizes of the catalogue."""
    told = HEAD.format(
        day=day.isoformat(),
        machine="\n".join(f"- {name}: {value}" for name, value in machine.items()),
    )
    lines = ["| work | products | median | p95 | to reach |", "|---|---:|---:|---:|---|"]
    lines += [
        f"| {figure.work} | {figure.products:,} | {_told(figure.median, figure)} "
        f"| {_told(figure.p95, figure)} | {_goal(figure)} |"
        for figure in figures
    ]
    told += "\n".join(lines) + "\n"
    noted = [f"- {remark}" for remark in remarks]
    return told + ("\n" + "\n".join(noted) + "\n" if noted else "")


def line(figure: Figure) -> str:
    """One figure for the terminal."""
    return (
        f"{_number(figure.median):>10} {figure.unit}  p95 {_number(figure.p95):>10}  {figure.work}"
        f" ({figure.products:,})  {_goal(figure)}"
    )


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    reached = "yes" if figure.reached else "**no**"
    return f"≤ {_told(figure.goal, figure)}{' at p95' if figure.at_p95 else ''}: {reached}"


def _told(value: float, figure: Figure) -> str:
    return _number(value) if figure.unit == "ms" else f"{_number(value)} {figure.unit}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
