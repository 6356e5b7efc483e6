"""The dialog that takes goods back: how much of each shipped line, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wholesale.core.vocabulary import ReturnReason
from wholesale.flow.return_goods import return_goods
from wholesale.flow.view_orders import view_order
from wholesale.shipping.returns import ReturnItem
from wholesale.ui.call import call, look
from wholesale.ui.components import forms, toast
from wholesale.ui.session import amount, quantity, t, word
from wholesale.ui.units import sign_of

MOST_LINES = 200


async def ask(order_id: int) -> None:
    """Open the dialog for an order that was shipped."""
    view = await look(view_order, order_id=order_id)
    lines = [line for line in view.card.lines if line.shipped][:MOST_LINES]
    reasons = {reason.value: word(reason) for reason in ReturnReason}

    async def save(values: dict[str, Any]) -> None:
        reason = ReturnReason(values["reason"])
        items = [
            ReturnItem(line.id, values[f"line{line.id}"], reason)
            for line in lines
            if values[f"line{line.id}"]
        ]
        made = await call(return_goods, order_id=order_id, items=items)
        toast.good(t("Returned for {sum} ₽", sum=amount(made.total)))

    forms.dialog(
        t("Return of goods"),
        [
            forms.Field(
                "reason",
                t("Reason"),
                "choice",
                ReturnReason.REFUSED.value,
                required=True,
                options=reasons,
                wide=True,
            ),
            *(
                forms.Field(
                    f"line{line.id}",
                    f"{line.article} · {line.name}",
                    "number",
                    hint=t(
                        "shipped {count} {unit}",
                        count=quantity(line.shipped),
                        unit=sign_of(line.unit),
                    ),
                    wide=True,
                    check=_positive,
                )
                for line in lines
            ),
        ],
        save,
        note=t("The debt goes down at once; issue the return papers afterwards."),
        save=t("Take back"),
        wide=True,
    )


def _positive(value: Decimal) -> str | None:
    return t("A number above zero is expected") if value < 0 else None
