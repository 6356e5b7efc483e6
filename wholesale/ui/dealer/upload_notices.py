"""What the reader should know of a read file before he looks at its lines, be it no trouble."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wholesale.flow.order_preview import Form, Preview, PreviewLine
from wholesale.ui.components import page
from wholesale.ui.session import day, moment, plural, t


def say(preview: Preview, ordered: str | None) -> None:
    """What else there is to know; ``ordered`` is the order made of the very same file before."""
    if preview.orders:
        numbers = ", ".join(preview.orders)
        several = len(preview.orders) > 1
        page.notice(
            "good",
            t("The orders {numbers} were placed from this file.", numbers=numbers)
            if several
            else t("error.upload_ordered", number=numbers),
        )
        return
    if preview.form:
        _say_form(preview.form)
    _say_last(preview.lines)
    if ordered:
        page.notice(
            "warning",
            t("The very same file has been ordered already: {number}.", number=ordered),
            t("It will be ordered a second time only after you confirm it."),
        )
    elif preview.earlier:
        _, at, _ = preview.earlier[0]
        page.notice("information", t("The same file was uploaded {at}.", at=moment(at)))


def _say_last(lines: Sequence[PreviewLine]) -> None:
    """How the prices moved since the last order of each product."""
    products = {line.product_id: line for line in lines}.values()  # a shop may want it too
    known = [(line, line.last.unit_price) for line in products if line.last]
    risen = sum(line.unit_price > was for line, was in known)
    fallen = sum(line.unit_price < was for line, was in known)
    new = len(products) - len(known)
    if not known or not (risen or fallen or new):
        return
    told = [
        plural("{count} prices have risen", risen) if risen else "",
        plural("{count} prices have fallen", fallen) if fallen else "",
        plural("{count} products are ordered for the first time", new) if new else "",
    ]
    page.notice("information", t("Since the last order"), " · ".join(filter(None, told)))


def _say_form(form: Form) -> None:
    """Whose order form it is, and how many of its prices are no longer so."""
    if not form.signed:
        page.notice(
            "warning",
            t("The mark of this order form is not ours or was altered."),
            t("The file is read like any other."),
        )
        return
    on = day(date.fromisoformat(form.on)) if form.on else ""
    if not form.own:
        page.notice(
            "warning",
            t("This order form was given to another dealer."),
            t("The products are the same; the prices here are the right ones."),
        )
        return
    page.notice(
        "warning" if form.changed else "good",
        t("Your order form of {on}", on=on),
        plural("{count} prices have changed since", form.changed)
        if form.changed
        else t("All its prices still hold."),
    )
