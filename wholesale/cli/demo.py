"""``wholesale demo``: the demo company, the main job once, then the screens (``make demo``)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wholesale import migrations
from wholesale.accounts import queries as accounts
from wholesale.cli import common
from wholesale.cli.common import Commands
from wholesale.cli.orders_import import receipt_lines
from wholesale.cli.system import serve
from wholesale.config import Settings
from wholesale.context import acting
from wholesale.core import i18n
from wholesale.core.access import Actor
from wholesale.core.errors import DomainError
from wholesale.core.vocabulary import DocumentKind
from wholesale.db import Database
from wholesale.flow.change_order import accept_order
from wholesale.flow.issue_documents import document_file, issue_document
from wholesale.flow.order_upload import order_upload
from wholesale.flow.place_order import PlacedOrder
from wholesale.flow.read_order_file import answer_upload, dealer_by_code, read_order_file
from wholesale.flow.ship_order import ship_order
from wholesale.intake.parse import parse

app = Commands()

LOGINS = "logins.txt"
LIKELY = 60  # of a hundred: below it the dealer of the demo leaves the row out


@app.command()
def demo(
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Make the company, do not serve.")
    ] = False,
) -> None:
    """Make the demo company once, let an order travel, and serve the screens."""
    settings = common.settings()
    _set_aside_another_version(settings)
    logins = settings.data / LOGINS
    if not logins.is_file():
        _make(common.database(ready=False), settings.data)
    common.say("")
    common.say(logins.read_text(encoding="utf-8"))
    if not prepare_only:
        serve()


def _set_aside_another_version(settings: Settings) -> None:
    """A demo of another version, or half made, is kept under another name, never changed."""
    database = common.database(ready=False)
    found = migrations.revision(database)
    done = (settings.data / LOGINS).is_file()
    if not database.is_sqlite or found is None or (found == migrations.HEAD and done):
        return
    database.dispose()
    path = Path(database.url.database or "")
    aside = path.with_name(f"{path.stem}-{found}{path.suffix}")
    for tail in ("", "-wal", "-shm"):
        file = Path(f"{path}{tail}")
        if file.exists():
            file.replace(f"{aside}{tail}")
    (settings.data / LOGINS).unlink(missing_ok=True)
    common.say(f"The demo company of another version is kept as {aside}")


def _make(database: Database, folder: Path) -> None:
    from fixtures import demo as company

    migrations.upgrade(database)
    common.say("Making the demo company ...")
    made = company.create(database, now=common.now(), progress=common.say)
    buyer = _actor(company.ORDER_LOGIN)
    manager = _actor(company.MANAGER_LOGIN)
    orders = _order_the_file(database, buyer, company.ORDER_FILE, company.ORDER_DEALER)
    for order in orders:
        _fulfil(database, manager, order, folder)
    (folder / LOGINS).write_text("\n".join(made.lines()) + "\n", encoding="utf-8")


def _actor(login: str) -> Actor:
    with common.reading() as ctx:
        found = accounts.actor_of_user(ctx, login=login)
    if found is None:
        raise DomainError("not_found", kind="user", login=login)
    return found


def _order_the_file(database: Database, buyer: Actor, file: Path, dealer: str) -> list[PlacedOrder]:
    """What the dealer does: drop the file, settle what is asked, order."""
    common.say(f"\n{buyer.name} ({dealer}): {file}")
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
    for line in receipt_lines(preview, []):
        common.say(line)
    with acting(database, buyer, now=common.now()) as ctx:
        return order_upload(ctx, upload_id=preview.upload_id)


def _fulfil(database: Database, manager: Actor, order: PlacedOrder, folder: Path) -> None:
    """What the point manager does: accept, invoice, ship, and hand over the waybill."""
    with acting(database, manager, now=common.now()) as ctx:
        accept_order(ctx, order_id=order.order_id)
        invoice = issue_document(ctx, order_id=order.order_id, kind=DocumentKind.INVOICE)
    with acting(database, manager, now=common.now()) as ctx:
        ship_order(ctx, order_id=order.order_id)
        waybill = issue_document(ctx, order_id=order.order_id, kind=DocumentKind.TORG12)
    common.say(f"\n{manager.name}: {order.number}, {i18n.amount_text(order.total)}")
    papers = folder / "documents"
    papers.mkdir(parents=True, exist_ok=True)
    for document in (invoice, waybill):
        with common.reading() as ctx:
            file = document_file(ctx, document_id=document.id)
        target = papers / file.name
        target.write_bytes(file.content)
        word = i18n.enum_text("ru", document.kind)
        common.say(f"{word} № {document.number}, {i18n.amount_text(document.total)}: {target}")
