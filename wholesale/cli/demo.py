"""``wholesale demo``: the demo company, the main job once, then the screens (``make demo``).

The demo plays in a database of its own and touches no other: the SQLite file of its data
folder, whatever database the environment names, or the one given with ``--database``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from wholesale import migrations
from wholesale.accounts import queries as accounts
from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.cli.orders_import import receipt_lines
from wholesale.cli.system import serve
from wholesale.context import acting, reading
from wholesale.core import i18n
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.change_order import accept_order
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.order_preview import Preview
from wholesale.flow.order_upload import order_upload
from wholesale.flow.place_order import PlacedOrder
from wholesale.flow.read_order_file import answer_upload, dealer_by_code, read_order_file
from wholesale.flow.return_order_file import returned_facts, write
from wholesale.flow.ship_order import ship_order
from wholesale.flow.view_balance import view_balance
from wholesale.intake.parse import parse

app = Commands()

LIKELY = 60  # of a hundred: below it the dealer of the demo leaves the row out


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that came of the main job."""

    name: str
    path: Path
    number: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Journey:
    """The main job, done once: who, from which file, what came of it."""

    dealer: str
    order_file: Path
    preview: Preview
    order: PlacedOrder
    debt_before: Decimal
    debt_after: Decimal
    papers: Sequence[Paper]


@app.command()
def demo(
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Make the company, do not serve.")
    ] = False,
) -> None:
    """Make the demo company once, let an order travel, and serve the screens."""
    from fixtures import mark

    folder = common.settings().data
    common.keep_to(f"sqlite:///{folder / 'wholesale.sqlite3'}")
    database = common.database(ready=False)
    logins = _logins_of_own(database)
    if logins is None:
        migrations.upgrade(database)
        mark.start(database, now=common.now())
        logins = _make(database, folder)
        mark.finish(database, now=common.now(), lines=logins)
    common.answer({"database": common.address(database), "logins": logins}, ["", *logins, ""])
    if not prepare_only:
        serve()


def _logins_of_own(database: Database) -> list[str] | None:
    """What to sign in with when the demo is there; None when it is to be made.

    One of another version, or half made, is kept under another name, never changed. Raises
    ``demo_elsewhere`` for a database that something else has made.
    """
    from fixtures import mark

    revision = migrations.revision(database)
    if revision is None and migrations.is_empty(database):
        return None
    own = mark.found(database, now=common.now()) if revision else None
    if own and own.lines is not None and revision == migrations.HEAD:
        return list(own.lines)
    if own is None or not database.is_sqlite:
        raise DomainError("demo_elsewhere", database=common.address(database))
    database.dispose()
    _set_aside(Path(database.url.database or ""), str(revision))
    return None


def _set_aside(path: Path, revision: str) -> None:
    number, aside = 1, path.with_name(f"{path.stem}-{revision}{path.suffix}")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-{revision}-{number}{path.suffix}")
    for tail in ("-wal", "-shm", ""):
        file = Path(f"{path}{tail}")
        if file.exists():
            file.replace(f"{aside}{tail}")
    common.say(_t("The demo company that was there is kept as {path}", path=aside))


def _make(database: Database, folder: Path) -> list[str]:
    """The company and its first order, told on the way; returns what to sign in with."""
    from fixtures import demo as company

    common.say(_t("Making the demo company …"))
    made = company.create(database, now=common.now(), progress=common.say)
    buyer = _actor(company.ORDER_LOGIN)
    manager = _actor(company.MANAGER_LOGIN)
    journey = _travel(database, buyer, manager, company.ORDER_FILE, company.ORDER_DEALER, folder)
    common.tell(_told(journey))
    return made.lines()


def _actor(login: str) -> Actor:
    with common.reading() as ctx:
        found = accounts.actor_of_user(ctx, login=login)
    if found is None:
        raise DomainError("not_found", kind="user", login=login)
    return found


def _travel(
    database: Database, buyer: Actor, manager: Actor, file: Path, dealer: str, folder: Path
) -> Journey:
    preview = _read(database, buyer, file, dealer)
    before = _debt(database, manager, preview.dealer_id)
    with acting(database, buyer, now=common.now()) as ctx:
        (order,) = order_upload(ctx, upload_id=preview.upload_id)
    documents = _fulfil(database, manager, order)
    with reading(database, buyer, now=common.now()) as ctx:
        facts = returned_facts(ctx, upload_id=preview.upload_id)
    papers = folder / "documents"
    papers.mkdir(parents=True, exist_ok=True)
    name, content = write(facts)
    kept = [Paper(_t("Order"), papers / name, order.number, order.total)]
    kept[0].path.write_bytes(content)
    for document_id, kind, number, total in documents:
        with common.reading() as ctx:
            found = document_file(ctx, document_id=document_id)
        paper = Paper(i18n.enum_text(common.language(), kind), papers / found.name, number, total)
        paper.path.write_bytes(found.content)
        kept.append(paper)
    return Journey(
        dealer=f"{buyer.name} ({dealer})",
        order_file=file,
        preview=preview,
        order=order,
        debt_before=before,
        debt_after=_debt(database, manager, preview.dealer_id),
        papers=kept,
    )


def _read(database: Database, buyer: Actor, file: Path, dealer: str) -> Preview:
    """What the dealer does: drop the file, settle what is asked."""
    parsed = parse(file.read_bytes(), file.name)
    with acting(database, buyer, now=common.now()) as ctx:
        dealer_id = dealer_by_code(ctx, code=dealer)
        preview = read_order_file(ctx, dealer_id=dealer_id, parsed=parsed)
        best = {
            row.key: {"product_id": row.candidates[0].product_id}
            for row in preview.asked
            if row.candidates and row.candidates[0].confidence >= LIKELY
        }
        if best:
            preview = answer_upload(ctx, upload_id=preview.upload_id, answers=best)
    return preview


def _fulfil(
    database: Database, manager: Actor, order: PlacedOrder
) -> list[tuple[int, DocumentKind, str, Decimal]]:
    """What the point manager does: accept, invoice, ship, and issue the waybill."""
    with acting(database, manager, now=common.now()) as ctx:
        accept_order(ctx, order_id=order.order_id)
        invoice = issue_document(ctx, order_id=order.order_id, kind=DocumentKind.INVOICE)
    with acting(database, manager, now=common.now()) as ctx:
        ship_order(ctx, order_id=order.order_id)
        waybill = issue_document(ctx, order_id=order.order_id, kind=DocumentKind.TORG12)
    return [(each.id, each.kind, each.number, each.total) for each in (invoice, waybill)]


def _debt(database: Database, manager: Actor, dealer_id: int) -> Decimal:
    with reading(database, manager, now=common.now()) as ctx:
        return view_balance(ctx, dealer_id=dealer_id).standing.debt


def _told(journey: Journey) -> list[str]:
    debt = {
        "before": common.shown_amount(journey.debt_before),
        "after": common.shown_amount(journey.debt_after),
    }
    return [
        "",
        f"{journey.dealer}, {_t('the order file')}: {journey.order_file}",
        *receipt_lines(journey.preview, [journey.order.number]),
        "",
        *(
            f"{paper.name} № {paper.number}, {common.shown_amount(paper.total)}: {paper.path}"
            for paper in journey.papers
        ),
        _t("The dealer's debt: {before} before, {after} after", **debt),
    ]


def _t(key: str, **params: object) -> str:
    return i18n.text(common.language(), key, **params)
