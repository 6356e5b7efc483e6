"""``wholesale documents``: issue one for an order, fetch a stored file, list the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.context import Context
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.i18n import amount_text, date_text, enum_text
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.documents import queries
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.issue_price_list import issue_price_list
from wholesale.flow.issue_route_sheet import issue_route_sheet
from wholesale.flow.issue_statement import issue_statement
from wholesale.flow.return_goods import return_goods
from wholesale.orders.queries import OrderCard, order_card, order_id_of
from wholesale.shipping.returns import ReturnItem

app = Commands()

KindOption = Annotated[DocumentKind, typer.Option("--kind", help="What to issue.")]
FilterOption = Annotated[DocumentKind | None, typer.Option("--kind", help="Of this kind only.")]


@app.command()
def issue(
    order: Annotated[str, typer.Argument(help="The order's number.")],
    kind: KindOption = DocumentKind.INVOICE,
) -> None:
    """Issue a document for an order; asked again, the same document unless the order changed."""
    with common.acting() as ctx:
        issued = _issue(ctx, order_id_of(ctx, number=order), kind)
    word = enum_text(common.language(), issued.kind)
    common.answer(
        {
            "number": issued.number,
            "kind": issued.kind,
            "date": issued.issued_on,
            "total": issued.total,
            "sha256": issued.sha256,
        },
        [f"{word} № {issued.number} {date_text(issued.issued_on)}: {amount_text(issued.total)}"],
    )


@app.command("issue-all")
def issue_all(kind: KindOption = DocumentKind.INVOICE) -> None:
    """Issue a document for every order that may have it and has none; a transaction each."""
    with common.reading() as ctx:
        wanted = queries.orders_lacking(ctx, kind=kind, limit=100_000)
    issued, refused = [], []
    for number, order_id in enumerate(wanted, start=1):
        try:
            with common.acting() as ctx:
                issued.append(issue_document(ctx, order_id=order_id, kind=kind).number)
        except DomainError as error:
            refused.append({"order_id": order_id, "code": error.code})
        if number % 50 == 0:
            common.say(f"{number} / {len(wanted)}")
    common.answer(
        {"issued": issued, "refused": refused}, [f"{len(issued)} / {len(wanted)}", *issued]
    )


@app.command("return")
def take_back(
    order: Annotated[str, typer.Argument(help="The order's number.")],
    parts: Annotated[list[str], typer.Argument(metavar="ARTICLE:QUANTITY…")],
    reason: Annotated[ReturnReason, typer.Option(help="Why.")] = ReturnReason.REFUSED,
) -> None:
    """Record goods of an order that come back; its return papers can be issued then."""
    with common.acting() as ctx:
        card = order_card(ctx, order_id=order_id_of(ctx, number=order))
        made = return_goods(
            ctx, order_id=card.id, items=[_returned(card, part, reason) for part in parts]
        )
    common.answer(
        {"order": made.number, "total": made.total}, [f"{made.number}: {amount_text(made.total)}"]
    )


@app.command()
def file(
    number: Annotated[str, typer.Argument(help="The document's number.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
    suffix: Annotated[
        str | None, typer.Option("--format", help="pdf, xml or xlsx; the main one by default.")
    ] = None,
    kind: FilterOption = None,
    organization: Annotated[
        str | None, typer.Option(metavar="INN", help="Of this seller only.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Of this year only.")] = None,
) -> None:
    """Write a stored file of a document, byte for byte as it was issued."""
    with common.reading() as ctx:
        found = document_file(
            ctx, number=number, kind=kind, format=suffix, inn=organization, year=year
        )
    output.write_bytes(found.content)
    common.answer(
        {"name": found.name, "path": str(output), "bytes": len(found.content)}, [str(output)]
    )


@app.command("list")
def listed(
    kind: FilterOption = None,
    text: Annotated[str, typer.Option(help="A part of a number or of a dealer's name.")] = "",
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, help="At most so many, newest first.")
    ] = 100,
) -> None:
    """The register of issued documents."""
    with common.reading() as ctx:
        rows = queries.register(ctx, kinds=[kind] if kind else [], text=text, limit=limit)
    common.answer(
        [
            {
                "number": row.number,
                "kind": row.kind,
                "date": row.issued_on,
                "dealer": row.dealer,
                "order": row.order_number,
                "total": row.total,
                "formats": row.formats,
            }
            for row in rows
        ],
        [
            f"{row.number}\t{date_text(row.issued_on)}\t{row.dealer}\t{amount_text(row.total)}"
            for row in rows
        ],
    )


def _issue(ctx: Context, order_id: int, kind: DocumentKind) -> IssuedDocument:
    """Kinds that are not of one order are made for its dealer: this year, all prices."""
    if kind is DocumentKind.ROUTE_SHEET:
        return issue_route_sheet(ctx, order_ids=[order_id])
    if kind is DocumentKind.STATEMENT:
        dealer_id = order_card(ctx, order_id=order_id).dealer_id
        year = date(ctx.today.year, 1, 1)
        return issue_statement(ctx, dealer_id=dealer_id, since=year, until=ctx.today)
    if kind is DocumentKind.PRICE_LIST:
        return issue_price_list(ctx, dealer_id=order_card(ctx, order_id=order_id).dealer_id)
    return issue_document(ctx, order_id=order_id, kind=kind)


def _returned(card: OrderCard, part: str, reason: ReturnReason) -> ReturnItem:
    """«BOLT-8:10» as a part of the first shipped line of the article."""
    article, _, count = part.rpartition(":")
    quantity = common.quantity(count)
    if quantity is None:
        raise DomainError("number_unreadable", text=count)
    line = next((row for row in card.lines if row.article == article and row.shipped), None)
    if line is None:
        raise NotFound("line", article=article)
    return ReturnItem(line.id, quantity, reason)
