"""From a preview to its orders: what is asked before they are sent, and what is told after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from wholesale.core.money import ZERO
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.ui.call import call
from wholesale.ui.components import page, toast
from wholesale.ui.dealer.basket import announce
from wholesale.ui.session import amount, plural, t


def address(numbers: Sequence[str]) -> str:
    """The page that shows these orders of one file."""
    return f"/orders/{numbers[0]}" if len(numbers) == 1 else "/orders"


async def send(preview: Preview) -> None:
    """Order what the preview shows, and go to what came of it; nothing when the reader goes
    back. Raises what ``order_upload`` raises."""
    before = next((number for _, _, number in preview.earlier if number), None)
    split = await _confirm(preview, before)
    if split is None:
        return
    placed = await call(
        order_upload,
        upload_id=preview.upload_id,
        again=before is not None,
        split=split,
        expected_total=preview.total,
    )
    numbers = [order.number for order in placed]
    held = [order for order in placed if order.held]
    if held:
        announce(held[0])
    elif len(numbers) == 1:
        toast.good(t("Order {number} is sent", number=numbers[0]))
    else:
        toast.good(t("The orders {numbers} are sent", numbers=", ".join(numbers)))
    ui.navigate.to(address(numbers))


async def _confirm(preview: Preview, before: str | None) -> bool | None:
    """Ask where something is left out, done twice, or could be split by shops; False to order
    as one, True to split by deliveries, None to go back."""
    open_rows = preview.receipt.asked + preview.receipt.rejected
    shops: defaultdict[str, list[Decimal]] = defaultdict(list)
    for line in preview.lines:
        shops[line.delivery].append(line.total)
    several = len([shop for shop in shops if shop]) > 1
    if not open_rows and not before and not several:
        return False
    with ui.dialog() as dialog, ui.card():
        ui.label(t("Order for {total} ₽", total=amount(preview.total))).classes("dialog-title")
        if before:
            page.notice(
                "warning",
                t("The very same file has been ordered already: {number}.", number=before),
            )
        if open_rows:
            page.notice(
                "information",
                plural("{count} rows stay out of the order", open_rows),
                t(
                    "Put them right in the file with marks and drop it back: "
                    "what is ordered stays out."
                ),
            )
        split = None
        if several:
            page.facts(
                (
                    shop or t("without a shop"),
                    f"{plural('{count} lines', len(totals))} · {amount(sum(totals, ZERO))} ₽",
                )
                for shop, totals in sorted(shops.items())
            )
            split = ui.radio(
                {
                    False: t("One order with the shop on each line"),
                    True: plural("{count} orders, one for each shop", len(shops)),
                },
                value=False,
            )
        with ui.element("div").classes("dialog-acts"):
            page.quiet(t("Go back"), lambda: dialog.submit(None))
            page.primary(
                t("Send the order"), lambda: dialog.submit(bool(split and split.value)), icon="send"
            )
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, bool) else None
