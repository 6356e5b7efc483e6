"""Коммерческое предложение: free in form, with the company's look and pictures of goods."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.facts import Line, Offer, Pictures, sums
from reports.paper import LEFT, Field, Paper, flow
from reports.parties import rates, short_line
from reports.style import GREY, MM
from reports.table import Table
from reports.words import amount, long_date, percent, quantity, roubles, short_date

PICTURE = 36.0


def offer_pdf(facts: Offer, pictures: Pictures | None = None) -> bytes:
    """The offer. ``pictures`` holds the logo, the stamp and the goods' pictures by hash."""
    known = pictures or {}
    title = f"Коммерческое предложение № {facts.number} от {long_date(facts.issued_on)}"
    with_pictures = any(line.picture in known for line in facts.lines)
    with_discount = any(line.discount for line in facts.lines)
    with_delivery = any(line.delivery for line in facts.lines)

    def draw(paper: Paper) -> None:
        _letterhead(paper, facts, known)
        paper.title(title, accent=facts.look.accent)
        paper.pairs([("Кому", short_line(facts.buyer))], labels=50)
        if facts.greeting:
            paper.text(facts.greeting, 9.5, after=8)
        shown: list[tuple[Field, Callable[[Line], str], bool]] = [
            (Field("№", 18, "center"), lambda line: str(line.number), True),
            (Field("Фото", PICTURE + 6, "center"), lambda _: "", with_pictures),
            (Field("Артикул", 50, whole=True), lambda line: line.article, True),
            (Field("Наименование"), lambda line: line.name, True),
            (Field("Кол-во", 36, "right"), lambda line: quantity(line.quantity), True),
            (Field("Ед.", 24, "center", whole=True), lambda line: line.unit_sign, True),
            (Field("Цена без скидки", 47, "right"), _list_price, with_discount),
            (Field("Скидка", 38, "right"), _discount, with_discount),
            (Field("Цена, руб.", 48, "right"), lambda line: amount(line.price), True),
            (
                Field("Сумма, руб.", 58, "right"),
                lambda line: amount(line.total if facts.includes_vat else line.net),
                True,
            ),
            (Field("Срок поставки", 46, "center"), lambda line: line.delivery, with_delivery),
        ]
        paper.table(
            [field for field, _, is_shown in shown if is_shown],
            [[text(line) for _, text, is_shown in shown if is_shown] for line in facts.lines],
            size=7.5,
            least=PICTURE + 4 if with_pictures else 0,
            tail=150,
            draw=(lambda table, index, y: _picture(paper, table, facts.lines[index], known, y))
            if with_pictures
            else None,
        )
        _totals(paper, facts)
        for term in facts.look.terms:
            paper.text(term, 8.5, after=2)
        if facts.valid_until:
            paper.text(
                f"Предложение действительно до {short_date(facts.valid_until)} включительно. "
                "Не является публичной офертой.",
                8.5,
                after=10,
            )
        else:
            paper.text("Предложение не является публичной офертой.", 8.5, after=10)
        paper.need(100)
        paper.y += 34 if facts.look.stamp in known else 12
        _pictures_of_signing(paper, facts, known)
        paper.sign(LEFT, LEFT + paper.wide * 0.6, "", facts.director)
        if facts.manager:
            at = LEFT + paper.wide * 0.64
            paper.sheet.text(at, paper.y + 4, "Ваш менеджер", 7.5, colour=GREY)
            paper.sheet.text(at, paper.y + 15, facts.manager, 9, bold=True)
            paper.sheet.text(at, paper.y + 26, facts.manager_contacts, 8.5)

    return flow(title, draw, author=facts.seller.name)


def _letterhead(paper: Paper, facts: Offer, pictures: Mapping[str, bytes]) -> None:
    sheet, seller = paper.sheet, facts.seller
    logo = pictures.get(facts.look.logo)
    if logo:
        sheet.picture(logo, LEFT, paper.y, 60 * MM, 16 * MM)
    else:
        sheet.text(LEFT, paper.y + 16, seller.name, 15, bold=True, colour=facts.look.accent)
    lines = [part for part in (seller.address, seller.phone, seller.email) if part]
    sheet.block(paper.right, paper.y, lines, 7.5, align="right", colour=GREY, leading=1.4)
    paper.y += 44


def _list_price(line: Line) -> str:
    return amount(line.list_price if line.discount and line.list_price else line.price)


def _discount(line: Line) -> str:
    return percent(line.discount_percent) if line.discount else ""


def _picture(
    paper: Paper, table: Table, line: Line, pictures: Mapping[str, bytes], y: float
) -> None:
    content = pictures.get(line.picture)
    if content:
        paper.sheet.picture(content, table.edges[1] + 3, y + 2, PICTURE, PICTURE)


def _totals(paper: Paper, facts: Offer) -> None:
    whole = facts.sums
    found = [("Итого:", amount(whole.total if facts.includes_vat else whole.net))]
    for rate, lines in rates(facts.lines).items():
        if rate == "без НДС":
            found.append(("Не облагается НДС:", amount(sums(lines).total)))
        else:
            label = "В том числе НДС" if facts.includes_vat else "НДС"
            found.append((f"{label} {rate}:", amount(sums(lines).vat)))
    found.append(("Всего:", amount(whole.total)))
    paper.sums(found)
    paper.text(roubles(whole.total), 9, bold=True, after=8)


def _pictures_of_signing(paper: Paper, facts: Offer, pictures: Mapping[str, bytes]) -> None:
    """The stamp over the position, the facsimile beside it over the line to sign on."""
    third = paper.wide * 0.6 / 3
    stamp = pictures.get(facts.look.stamp)
    if stamp:
        paper.sheet.picture(stamp, LEFT + third - 36 * MM, paper.y - 36, 36 * MM, 36 * MM)
    facsimile = pictures.get(facts.look.director_facsimile)
    if facsimile:
        paper.sheet.picture(facsimile, LEFT + third, paper.y - 14, third - 8, 30)
