"""Times pieces of work and says on what machine."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENOUGH = 12.0  # seconds of one measure after which it is not repeated further


@dataclass(frozen=True, slots=True)
class Figure:
    """What one piece of work took, in ``unit``; ``goal`` is the most it may."""

    work: str
    products: int
    median: float
    p95: float
    runs: int
    goal: float | None = None
    at_p95: bool = False  # the goal is for the 95th percentile
    unit: str = "ms"

    @property
    def reached(self) -> bool | None:
        """Whether the goal is met; ``None`` without a goal."""
        if self.goal is None:
            return None
        return (self.p95 if self.at_p95 else self.median) <= self.goal


def measure(
    name: str,
    work: Callable[[], Any],
    *,
    products: int,
    runs: int = 7,
    goal: float | None = None,
    at_p95: bool = False,
    warm: bool = True,
) -> Figure:
    """Run ``work`` some times (once before, uncounted, when ``warm``) and tell the median.

    What lived before is out of the collector's sight, as it is in a server that has started.
    """
    if warm:
        work()
    taken: list[float] = []
    gc.collect()
    gc.freeze()
    while len(taken) < runs and (len(taken) < 3 or sum(taken) < ENOUGH):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    gc.unfreeze()
    return of(name, taken, products=products, goal=goal, at_p95=at_p95)


def of(
    name: str,
    seconds: list[float],
    *,
    products: int,
    goal: float | None = None,
    at_p95: bool = False,
) -> Figure:
    """The figure of times taken elsewhere."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return Figure(
        work=name,
        products=products,
        median=statistics.median(ordered) * 1000,
        p95=p95 * 1000,
        runs=len(ordered),
        goal=goal,
        at_p95=at_p95,
    )


def counted(name: str, value: float, unit: str, *, products: int, goal: float) -> Figure:
    """A figure that is not a time: megabytes, kilobytes, mistakes."""
    return Figure(name, products, median=value, p95=value, runs=1, goal=goal, unit=unit)


def resident_mb() -> float:
    """Megabytes of memory this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def forget_peak() -> None:
    """Let ``peak_mb`` begin anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """The most megabytes this process has held since it began, or since ``forget_peak``."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


def machine() -> dict[str, str]:
    """The machine and the versions the figures belong to."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gb()} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> int:
    if not hasattr(os, "sysconf"):
        return 0
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
