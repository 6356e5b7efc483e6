"""``wholesale documents``: issue, put right, annul, mail; fetch stored files, list the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.context import Context
from wholesale.core.errors import DomainError, NotFound
from wholesale.core.i18n import date_text, enum_text
from wholesale.core.vocabulary import DocumentKind, ReturnReason
from wholesale.documents import queries
from wholesale.documents.issuing import IssuedDocument
from wholesale.flow.annul_document import annul_document
from wholesale.flow.issue_documents import (
    document_archive,
    document_file,
    issue_document,
    printed_documents,
)
from wholesale.flow.issue_price_list import issue_price_list
from wholesale.flow.issue_route_sheet import issue_route_sheet
from wholesale.flow.issue_statement import issue_statement
from wholesale.flow.read_order_file import dealer_by_code
from wholesale.flow.return_goods import return_goods
from wholesale.flow.revise_document import revise_document
from wholesale.flow.send_documents import send_documents
from wholesale.orders.queries import OrderCard, order_card, order_id_of
from wholesale.points.organizations import organization_list
from wholesale.shipping.returns import ReturnItem

app = Commands()

KindOption = Annotated[DocumentKind, typer.Option("--kind", help="What to issue.")]
FilterOption = Annotated[DocumentKind | None, typer.Option("--kind", help="Of this kind only.")]
NumberArgument = Annotated[str, typer.Argument(help="The document's number.")]
SellerOption = Annotated[str | None, typer.Option(metavar="INN", help="Of this seller only.")]
YearOption = Annotated[int | None, typer.Option(help="Of this year only.")]


def _day(name: str, text: str) -> Any:
    return typer.Option(name, formats=["%Y-%m-%d", "%d.%m.%Y"], help=text)


@app.command()
def issue(
    order: Annotated[str, typer.Argument(help="The order's number.")],
    kind: KindOption = DocumentKind.INVOICE,
    account: Annotated[
        str, typer.Option(help="The settlement account to pay to; else the main one.")
    ] = "",
    status: Annotated[
        int | None, typer.Option(min=1, max=2, help="Of an УПД: 2 beside a счёт-фактура.")
    ] = None,
    delivery: Annotated[str, typer.Option(help="When an offer promises the goods.")] = "",
) -> None:
    """Issue a document for an order; asked again, the one that stands unless the order changed."""
    with common.acting() as ctx:
        order_id = order_id_of(ctx, number=order)
        if kind in _OF_DEALER:
            issued = _OF_DEALER[kind](ctx, order_id)
        else:
            issued = issue_document(
                ctx,
                order_id=order_id,
                kind=kind,
                account=account,
                status=status,
                delivery=delivery,
            )
    _tell(issued)


@app.command()
def revise(
    number: NumberArgument,
    kind: FilterOption = None,
    organization: SellerOption = None,
    year: YearOption = None,
) -> None:
    """Issue an исправление of a УПД, счёт-фактура or УКД with the requisites of today."""
    with common.acting() as ctx:
        document_id = _found(ctx, number, kind, organization, year)
        issued = revise_document(ctx, document_id=document_id)
    _tell(issued)


@app.command()
def cancel(
    number: NumberArgument,
    reason: Annotated[str, typer.Option(help="Why; the annulment says it.")],
    kind: FilterOption = None,
    organization: SellerOption = None,
    year: YearOption = None,
) -> None:
    """Annul a document: a new one says so and points at it; the old one stays as it was."""
    with common.acting() as ctx:
        document_id = _found(ctx, number, kind, organization, year)
        issued = annul_document(ctx, document_id=document_id, reason=reason)
    _tell(issued)


@app.command()
def send(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…")],
    to: Annotated[str, typer.Option(help="Addresses, separated by commas.")],
    text: Annotated[str, typer.Option(help="The letter; else the documents' names.")] = "",
) -> None:
    """Mail documents of a dealer; they leave while the server runs, within a minute."""
    with common.acting() as ctx:
        ids = [queries.document_id_of(ctx, number=number) for number in numbers]
        letter = send_documents(ctx, document_ids=ids, to=to, text=text)
    common.answer({"letter": letter, "to": to, "documents": numbers}, [f"{to}: {len(numbers)}"])


@app.command()
def verify() -> None:
    """Compare every kept file with the hash it was issued with; exit code 3 when one differs."""
    with common.reading() as ctx:
        files, damaged = queries.damaged_files(ctx)
    common.answer({"files": files, "damaged": damaged}, [f"{len(damaged)} / {files}", *damaged])
    if damaged:
        raise typer.Exit(common.REFUSED)


@app.command()
def statement(
    dealer: Annotated[str, typer.Argument(help="The dealer's code.")],
    since: Annotated[datetime | None, _day("--from", "The first day; else 1 January.")] = None,
    until: Annotated[datetime | None, _day("--to", "The last day; else today.")] = None,
    organization: SellerOption = None,
) -> None:
    """Issue an акт сверки of a dealer for a period, with one legal entity or with all."""
    with common.acting() as ctx:
        issued = issue_statement(
            ctx,
            dealer_id=dealer_by_code(ctx, code=dealer),
            since=since.date() if since else date(ctx.today.year, 1, 1),
            until=until.date() if until else ctx.today,
            organization_id=_seller_id(ctx, organization),
        )
    _tell(issued)


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
        {"order": made.number, "total": made.total},
        [f"{made.number}: {common.shown_amount(made.total)}"],
    )


@app.command()
def file(
    number: NumberArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write it.")],
    suffix: Annotated[
        str | None, typer.Option("--format", help="pdf, xml or xlsx; the main one by default.")
    ] = None,
    kind: FilterOption = None,
    organization: SellerOption = None,
    year: YearOption = None,
    revision: Annotated[
        int | None, typer.Option(help="Which исправление; 0 is the first issue, else the last.")
    ] = None,
) -> None:
    """Write a stored file of a document, byte for byte as it was issued."""
    with common.reading() as ctx:
        found = document_file(
            ctx,
            number=number,
            kind=kind,
            format=suffix,
            inn=organization,
            year=year,
            revision=revision,
        )
    output.write_bytes(found.content)
    common.answer(
        {"name": found.name, "path": str(output), "bytes": len(found.content)}, [str(output)]
    )


@app.command("list")
def listed(
    kind: FilterOption = None,
    text: Annotated[str, typer.Option(help="A part of a number or of a dealer's name.")] = "",
    since: Annotated[datetime | None, _day("--from", "Issued on this day or later.")] = None,
    until: Annotated[datetime | None, _day("--to", "Issued on this day or earlier.")] = None,
    dealer: Annotated[str | None, typer.Option(help="Of the dealer with this code.")] = None,
    organization: SellerOption = None,
    limit: Annotated[
        int, typer.Option(min=1, max=10_000, help="At most so many, newest first.")
    ] = 100,
    zip_file: Annotated[
        Path | None, typer.Option("--zip", help="Write their files into this archive.")
    ] = None,
    print_file: Annotated[
        Path | None, typer.Option("--print", help="Write their PDFs into this one, to print.")
    ] = None,
) -> None:
    """The register of issued documents, and their files at once."""
    with common.reading() as ctx:
        rows = queries.register(
            ctx,
            kinds=[kind] if kind else [],
            text=text,
            since=since.date() if since else None,
            until=until.date() if until else None,
            dealer_id=dealer_by_code(ctx, code=dealer) if dealer else None,
            organization_id=_seller_id(ctx, organization),
            limit=limit,
        )
        if zip_file is not None:
            packed = document_archive(ctx, document_ids=[row.id for row in rows])
            zip_file.write_bytes(packed.content)
        if print_file is not None:
            pdfs = [row.id for row in rows if "pdf" in row.formats]
            print_file.write_bytes(printed_documents(ctx, document_ids=pdfs).content)
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
                "revision": row.revision,
                "annulled_by": row.annulled_by,
                "corrected_by": row.corrected_by,
            }
            for row in rows
        ],
        [
            f"{row.shown_number}\t{date_text(row.issued_on)}\t{row.dealer}\t{common.shown_amount(row.total)}"
            for row in rows
        ],
    )


def _tell(issued: IssuedDocument) -> None:
    word = enum_text(common.language(), issued.kind)
    total = common.shown_amount(issued.total)
    common.answer(
        {
            "number": issued.number,
            "kind": issued.kind,
            "date": issued.issued_on,
            "total": issued.total,
            "sha256": issued.sha256,
        },
        [f"{word} № {issued.number} {date_text(issued.issued_on)}: {total}"],
    )


def _found(
    ctx: Context, number: str, kind: DocumentKind | None, inn: str | None, year: int | None
) -> int:
    return queries.document_id_of(ctx, number=number, kind=kind, inn=inn, year=year)


def _seller_id(ctx: Context, inn: str | None) -> int | None:
    if inn is None:
        return None
    found = [key for key, _, own in organization_list(ctx) if own == inn]
    if not found:
        raise NotFound("organization", inn=inn)
    return found[0]


def _statement(ctx: Context, order_id: int) -> IssuedDocument:
    dealer_id = order_card(ctx, order_id=order_id).dealer_id
    year = date(ctx.today.year, 1, 1)
    return issue_statement(ctx, dealer_id=dealer_id, since=year, until=ctx.today)


def _price_list(ctx: Context, order_id: int) -> IssuedDocument:
    return issue_price_list(ctx, dealer_id=order_card(ctx, order_id=order_id).dealer_id)


def _route_sheet(ctx: Context, order_id: int) -> IssuedDocument:
    return issue_route_sheet(ctx, order_ids=[order_id])


_OF_DEALER: dict[DocumentKind, Callable[[Context, int], IssuedDocument]] = {
    DocumentKind.ROUTE_SHEET: _route_sheet,
    DocumentKind.STATEMENT: _statement,
    DocumentKind.PRICE_LIST: _price_list,
}
"""Kinds that are not of one order are made for its dealer: this year, all prices."""


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
