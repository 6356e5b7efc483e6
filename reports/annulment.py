"""Уведомление об аннулировании: a free form that points at the document it takes back."""

from __future__ import annotations

from reports.facts import Annulment
from reports.paper import LEFT, Paper, flow
from reports.parties import reference, references, short_line
from reports.words import amount, long_date, roubles


def annulment_pdf(facts: Annulment) -> bytes:
    """The notice, signed by the seller and acknowledged by the buyer if there is one."""
    title = f"Уведомление об аннулировании № {facts.number} от {long_date(facts.issued_on)}"

    def draw(paper: Paper) -> None:
        paper.title(title)
        paper.pairs(
            [
                ("Продавец:", short_line(facts.seller)),
                ("Покупатель:", short_line(facts.buyer) if facts.buyer else ""),
                ("Аннулируется:", reference(facts.annulled)),
                ("Основание:", references(facts.basis)),
                ("Сумма:", _sum(facts)),
                ("Причина:", facts.reason),
            ]
        )
        paper.text(
            f"Настоящим сообщаем, что {reference(facts.annulled)} аннулируется и с даты этого "
            "уведомления не подлежит исполнению и отражению в учёте. Просим не принимать "
            "указанный документ к оплате и к вычету налога.",
            after=14,
        )
        seller = (f"От {facts.seller.name}", facts.director)
        if facts.buyer is None:
            paper.sign(LEFT, LEFT + paper.wide * 0.7, "", facts.director)
        else:
            paper.sides(seller, (f"От {facts.buyer.name}", None))

    return flow(title, draw, author=facts.seller.name)


def _sum(facts: Annulment) -> str:
    if facts.total is None:
        return ""
    return f"{amount(facts.total)} руб. ({roubles(facts.total)})"
