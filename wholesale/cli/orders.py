"""``wholesale orders``: what orders there are and what is in them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.core import i18n
from wholesale.core.money import ZERO
from wholesale.core.vocabulary import OrderStatus
from wholesale.flow import view_orders

app = Commands()


@app.command("list")
def list_orders(
    status: Annotated[
        list[OrderStatus] | None, typer.Option(help="Only in this status; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The newest so many.")] = 100,
) -> None:
    """The submitted orders, newest first."""
    with common.reading() as ctx:
        rows = view_orders.order_list(ctx, statuses=status or (), limit=limit)
    common.answer(
        [
            {
                "number": row.number,
                "status": row.status,
                "dealer": row.dealer,
                "point": row.point,
                "submitted_at": row.submitted_at,
                "lines": row.lines,
                "total": row.total,
            }
            for row in rows
        ],
        [
            f"{row.number}  {i18n.enum_text(common.language(), row.status)}  {row.dealer}  "
            f"{common.shown_amount(row.total)}"
            for row in rows
        ],
    )


@app.command("show")
def show_order(number: Annotated[str, typer.Argument(metavar="NUMBER")]) -> None:
    """One order with its lines, history and payments."""
    with common.reading() as ctx:
        view = view_orders.view_order(ctx, number=number)
    card = view.card
    head: dict[str, Any] = {
        "number": card.number,
        "status": card.status,
        "dealer": card.dealer,
        "point": card.point,
        "submitted_at": card.submitted_at,
        "comment": card.comment,
        "net": card.net,
        "vat": card.vat,
        "total": card.total,
        "paid": view.paid,
        "payment": view.payment,
        "shipped": sum((shipment.total for shipment in view.shipments), ZERO),
    }
    lines = [
        {
            "position": line.position,
            "article": line.article,
            "name": line.name,
            "delivery": line.delivery,
            "quantity": line.quantity,
            "reserved": line.reserved,
            "shipped": line.shipped,
            "cancelled": line.cancelled,
            "unit_price": line.unit_price,
            "vat_rate": line.vat_rate,
            "net": line.net,
            "vat": line.vat,
            "total": line.total,
        }
        for line in card.lines
    ]
    history = [
        {"at": row.at, "kind": row.kind, "actor": row.actor, "data": row.data}
        for row in view.history
    ]
    language = common.language()
    common.answer(
        {**head, "lines": lines, "history": history},
        [
            f"{card.number}  {i18n.enum_text(language, card.status)}  {card.dealer}  {card.point}",
            *(
                f"{line.position:>5}  {line.article}  {line.name}  "
                f"{common.shown_quantity(line.quantity)} × "
                f"{common.shown_amount(line.unit_price)} = {common.shown_amount(line.total)}"
                for line in card.lines
            ),
            f"{i18n.text(language, 'Total')}: {common.shown_amount(card.total)}",
        ],
    )
