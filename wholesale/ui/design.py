"""The look: every colour, size and radius of the screens, for both themes.

Stylesheets and components name tokens (``var(--ink-2)``), never colours. A contrast test
holds the pairs in ``READ_ON`` to WCAG AA.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

ACCENT = "#0a6767"

LIGHT: dict[str, str] = {
    "canvas": "#f5f5f2",
    "surface": "#ffffff",
    "raised": "#ffffff",
    "sunken": "#f9f9f7",
    "hover": "#f3f3f0",
    "line": "#e7e6e2",
    "line-strong": "#cfcec8",
    "ink": "#1a1c1b",
    "ink-2": "#545750",
    "ink-3": "#6b6e66",
    "accent": ACCENT,
    "accent-hover": "#085454",
    "accent-soft": "#e2f0ef",
    "on-accent": "#ffffff",
    "good": "#17693a",
    "good-soft": "#e3f3e9",
    "warning": "#805200",
    "warning-soft": "#fbf0d5",
    "bad": "#ae2318",
    "bad-soft": "#fcebe9",
    "information": "#1c57ae",
    "information-soft": "#e6effb",
    "neutral-soft": "#eeeeea",
    "shadow-1": "0 1px 2px rgb(20 22 20 / 6%)",
    "shadow-2": "0 4px 16px rgb(20 22 20 / 10%), 0 1px 3px rgb(20 22 20 / 8%)",
    "shadow-3": "0 16px 48px rgb(20 22 20 / 18%), 0 2px 8px rgb(20 22 20 / 10%)",
    "veil": "rgb(20 22 20 / 36%)",
}

DARK: dict[str, str] = {
    "canvas": "#121413",
    "surface": "#191b1a",
    "raised": "#212322",
    "sunken": "#1e201f",
    "hover": "#232625",
    "line": "#2b2e2c",
    "line-strong": "#434744",
    "ink": "#ececea",
    "ink-2": "#b0b3ad",
    "ink-3": "#8f938c",
    "accent": "#45bbb4",
    "accent-hover": "#62cdc6",
    "accent-soft": "#15312f",
    "on-accent": "#04201f",
    "good": "#63c98c",
    "good-soft": "#163021",
    "warning": "#e0b252",
    "warning-soft": "#332912",
    "bad": "#f48a80",
    "bad-soft": "#3b1d1a",
    "information": "#82b3f5",
    "information-soft": "#182b45",
    "neutral-soft": "#2a2d2b",
    "shadow-1": "0 1px 2px rgb(0 0 0 / 40%)",
    "shadow-2": "0 4px 16px rgb(0 0 0 / 45%), 0 0 0 1px rgb(255 255 255 / 5%)",
    "shadow-3": "0 16px 48px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 6%)",
    "veil": "rgb(0 0 0 / 60%)",
}

COMFORTABLE: dict[str, str] = {"row": "44px", "control": "36px", "cell-y": "8px"}
COMPACT: dict[str, str] = {"row": "32px", "control": "32px", "cell-y": "4px"}

SHAPE: dict[str, str] = {
    "font": "'Golos Text', 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
    "mono": "ui-monospace, 'JetBrains Mono', 'SF Mono', 'Liberation Mono', monospace",
    "radius-1": "4px",
    "radius-2": "8px",
    "radius-3": "12px",
    "nav": "232px",
    "bar": "52px",
    "touch": "44px",
}

READ_ON: tuple[tuple[str, str], ...] = (
    ("ink", "surface"),
    ("ink", "canvas"),
    ("ink", "hover"),
    ("ink-2", "surface"),
    ("ink-2", "canvas"),
    ("ink-2", "neutral-soft"),
    ("ink-3", "surface"),
    ("ink-3", "canvas"),
    ("ink-3", "hover"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("good", "good-soft"),
    ("warning", "warning-soft"),
    ("bad", "bad-soft"),
    ("bad", "surface"),
    ("information", "information-soft"),
)

# Marks of charts: readable on both themes, told apart by colour-blind people too.
SERIES: tuple[str, ...] = ("#2a9d96", "#d98c2b", "#5b8fd6", "#b8649e", "#8a9440", "#c2605a")
CHART_TEXT = "#7d817a"
CHART_LINE = "#8a8e8733"


def accented(theme: dict[str, str], accent: str) -> dict[str, str]:
    """``theme`` in the company's colour: moved towards black or white until it can be read.

    Raises ``ValueError`` for anything but ``#rrggbb``.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise ValueError(f"a colour such as #0a6767 is expected, got {accent!r}")
    ground = theme["surface"]
    away = "#000000" if _luminance(ground) > 0.5 else "#ffffff"
    colour = accent
    while contrast(colour, ground) < 5.5:
        colour = mixed(colour, away, 0.1)
    return {
        **theme,
        "accent": colour,
        "accent-hover": mixed(colour, away, 0.18),
        "accent-soft": mixed(ground, colour, 0.1),
        "on-accent": "#ffffff" if _luminance(colour) < 0.18 else "#0b0c0b",
    }


def mixed(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` of ``other`` in it, both ``#rrggbb``."""
    parts = (
        round(int(one[at : at + 2], 16) * (1 - share) + int(other[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def wear(accent: str) -> None:
    """Use the company's colour from now on; empty is ours. Called once, at start."""
    _company["accent"] = accent
    stylesheet.cache_clear()
    version.cache_clear()


_company = {"accent": ""}


def variables() -> str:
    """The tokens as CSS custom properties for both themes and both densities."""
    light, dark = (
        accented(theme, _company["accent"]) if _company["accent"] else theme
        for theme in (LIGHT, DARK)
    )
    return "\n".join(
        (
            _block(":root", {**SHAPE, **COMFORTABLE, **light}),
            _block(":root[data-theme=dark]", dark),
            _block(":root[data-density=compact]", COMPACT),
        )
    )


@cache
def stylesheet() -> str:
    """Tokens and ``static/app.css`` as one text."""
    return variables() + "\n" + _static("app.css")


@cache
def script() -> str:
    """What the browser does by itself: theme, keys, marks of the menu (``static/app.js``)."""
    return _static("app.js")


@cache
def version() -> str:
    """A mark that changes with the styles, the script or the icons: for addresses of files."""
    content = stylesheet() + script() + _static("icons.svg")
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def icon(name: str) -> str:
    """The Quasar name of an icon of the sprite: ``ui.button(icon=icon("truck"))``.

    ``name`` is a Lucide name present in ``static/icons.svg``; raises ``KeyError`` otherwise.
    """
    if name not in icons():
        raise KeyError(f"no icon {name!r} in static/icons.svg")
    return f"svguse:/assets/{version()}/icons.svg#{name}|0 0 24 24"


@cache
def icons() -> frozenset[str]:
    """The names the sprite holds."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', _static("icons.svg")))


def _static(name: str) -> str:
    return files("wholesale.ui").joinpath("static", name).read_text("utf-8")


def _block(selector: str, tokens: dict[str, str]) -> str:
    return selector + "{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def contrast(one: str, other: str) -> float:
    """The WCAG ratio of two ``#rrggbb`` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
