"""Questions with a likely product, all at once."""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817

import pytest
from nicegui import ui

from tests import make
from tests.sheets import workbook
from tests.ui.conftest import PATIENCE, Enter, until
from wholesale.context import acting, reading
from wholesale.db import Database
from wholesale.flow.order_preview import Candidate, OpenRow
from wholesale.flow.read_order_file import preview_upload, read_order_file
from wholesale.intake.parse import parse
from wholesale.ui import server
from wholesale.ui.dealer.upload_likely import is_likely


async def test_only_what_the_reader_ticked_is_taken(
    enter: Enter, database: Database, world: make.World
) -> None:
    content = workbook(
        [["Товар", "Кол-во"], ["гайка оцинкованная", 70], ["болт оцинкованный", 50], ["гайка", 5]]
    )
    with acting(database, world.dealer, now=server.now()) as ctx:
        kept = read_order_file(ctx, dealer_id=world.dealer_id, parsed=parse(content, "a.xlsx"))
    dealer = enter(world.dealer)
    await dealer.open(f"/upload/{kept.upload_id}")
    await dealer.should_see("Все сразу", retries=PATIENCE)
    dealer.find("Все сразу").click()
    await dealer.should_see("Отметьте те, где он верный", retries=PATIENCE)
    [table] = [
        table
        for table in dealer.find(ui.table).elements
        if any(column["name"] == "tick" for column in table.columns)
    ]
    assert [row["tick"]["on"] for row in table.rows] == [False, False]
    dealer.find(ui.table).trigger("tick", {"key": kept.asked[0].key, "on": True})
    await dealer.should_see("Принять 1", retries=PATIENCE)
    assert [row["tick"]["on"] for row in table.rows] == [True, False]
    dealer.find("Принять 1").click()

    def lines() -> list[str]:
        with reading(database, world.dealer, now=server.now()) as ctx:
            return [line.article for line in preview_upload(ctx, upload_id=kept.upload_id).lines]

    await until(lambda: lines() == ["NUT-8"])


@pytest.mark.parametrize(
    ("confidences", "likely"), [([87], True), ([87, 80], True), ([87, 84], False), ([75], False)]
)
def test_only_a_product_that_stands_out_is_likely(confidences: list[int], likely: bool) -> None:
    found = [
        Candidate(n, "A", "Болт", "796", None, D(0), sure, ()) for n, sure in enumerate(confidences)
    ]
    row = OpenRow("0:1:0", 1, "", "болт", "5", "", "name_unsure", {}, None, tuple(found))
    assert is_likely(row) is likely
