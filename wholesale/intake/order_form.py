"""The mark of our own order form: for which dealer and of what day, signed.

The prices it shows stand in its rows and are compared with today's there. A mark that was
altered, or made by somebody else, is no mark: the file is read like any other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wholesale import signing
from wholesale.context import Context
from wholesale.intake.parse import ParsedFile

FORM_SHEET = "_wholesale"  # where ``reports.price_list`` puts the mark


@dataclass(frozen=True, slots=True)
class FormMark:
    """What a form says of itself."""

    dealer_id: int
    on: str

    @property
    def text(self) -> str:
        """What is signed."""
        return f"order form\n{self.dealer_id}\n{self.on}"

    def written(self, signature: str) -> str:
        """The mark as it stands in the file."""
        told = {"dealer": self.dealer_id, "on": self.on}
        return json.dumps({**told, "signature": signature}, separators=(",", ":"))


def form_mark(ctx: Context, parsed: ParsedFile) -> dict[str, Any] | None:
    """The mark in ``parsed`` as JSON to keep, ``{"signed": False}`` when it is not ours; None
    for a file that is no order form."""
    for sheet in parsed.sheets:
        if sheet.name == FORM_SHEET and not sheet.visible and sheet.rows:
            try:
                told = json.loads(str(sheet.rows[0][0]))
                mark = FormMark(int(told["dealer"]), str(told["on"]))
                signature = str(told["signature"])
            except (ValueError, KeyError, TypeError):
                return {"signed": False}
            if not signing.is_signed(ctx, mark.text, signature):
                return {"signed": False}
            return {"signed": True, "dealer": mark.dealer_id, "on": mark.on}
    return None
