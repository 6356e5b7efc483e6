"""A code is of the brand that stands beside it, where brands can be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.rules.catalogue import item
from wholesale.intake.matching.brands import heed_brands
from wholesale.intake.matching.match import Match
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.aliases import part_of
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import Amount


def asked(brands: Sequence[tuple[str, str]], how: str = "article") -> list[str]:
    """The codes of the questions for rows of (brand of the row, brand of the product)."""
    entries, matches = [], {}
    for row, (said, ours) in enumerate(brands):
        codes = {Part.ARTICLE: f"A-{row}"}
        entries.append(Entry(0, row, 0, codes, "", Amount(Decimal(1)), brand=said))
        good = item(row, f"A-{row}", "Фильтр")._replace(brand=ours)
        matches[entries[-1].key] = Match(item=good, how=how, confidence=100)
    heed_brands(entries, matches)
    return [matches[entry.key].code for entry in entries]


SAME = [("Bosch", "BOSCH"), ("MANN", "Mann-Filter"), ("TRW", "TRW")]


def test_another_brand_beside_a_code_is_asked() -> None:
    assert asked([*SAME, ("KYB", "TRW")]) == ["", "", "", "code_of_another_brand"]


@pytest.mark.parametrize(
    "brands",
    [
        [*SAME, ("", "TRW"), ("KYB", "")],
        [("ООО Данон", "Danone"), ("Простоквашино", "Danone"), ("Danone", "Danone")],
        [*SAME, *SAME, *[("Volkswagen", "VAG")] * 3],  # another name of it, again and again
        [("KYB", "TRW"), ("TRW", "TRW")],
    ],
)
def test_nothing_is_asked_where_brands_say_little(brands: list[tuple[str, str]]) -> None:
    assert set(asked(brands)) == {""}


def test_a_barcode_or_his_own_dictionary_outweighs_the_brand() -> None:
    assert set(asked([*SAME, ("KYB", "TRW")], "barcode")) == {""}


def test_emex_calls_a_brand_make() -> None:
    assert {part_of("Make"), part_of("MakeLogo")} == {Part.BRAND}
