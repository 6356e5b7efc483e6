"""Which product a row means, and when it must be asked: codes, names, and codes in words."""

from __future__ import annotations

import pytest

from tests.make import ean13
from tests.rules.catalogue import catalogue, item
from wholesale.intake.matching.match import Match, by_codes, is_known, name_entry_key
from wholesale.intake.matching.own_codes import take_for_own
from wholesale.intake.queries import Found, zero_spellings
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.parts import Part
from wholesale.intake.words.quantity import BLANK

EAN = ean13("460000000007")
GOODS = {
    "BOLT-840": "Болт М8х40 оцинкованный",
    "BOLT-860": "Болт М8х60 оцинкованный",
    "00004376": "Бейсболка хлопок",
    "OS-0013": "Сверло по дереву 8 мм",
    "PRN-100": "Принтер лазерный черный",
}


@pytest.fixture
def found() -> Found:
    known = catalogue(GOODS)
    known.by_barcode[EAN] = known.items[4]
    return known


def entry(name: str = "", row: int = 2, **codes: str) -> Entry:
    return Entry(0, row, 0, {Part(part): code for part, code in codes.items()}, name, BLANK)


def articles(match: Match | None, found: Found) -> list[str]:
    assert match is not None
    return [found.items[candidate.product_id].article for candidate in match.candidates]


def taken(match: Match | None) -> str:
    assert match is not None and match.item is not None, match
    return match.item.article


@pytest.mark.parametrize("code", ["BOLT-840", "bolt 840", "4376"])
def test_an_exact_name_of_another_product_is_asked_and_comes_first(found: Found, code: str) -> None:
    match = by_codes(entry("Болт М8х60 оцинкованный", article=code), found)
    assert (match and match.code, articles(match, found)[0]) == ("name_differs", "BOLT-860")
    assert len(articles(match, found)) == 2


def test_another_size_in_other_words_is_asked(found: Found) -> None:
    match = by_codes(entry("болт оцинк 8х60", article="BOLT-840"), found)
    assert match is not None and match.item is not None  # «8х60» may be anything; М8х60 may not
    match = by_codes(entry("болт оцинк М8х60", article="BOLT-840"), found)
    assert (match and match.code, articles(match, found)) == ("name_differs", ["BOLT-840"])


def test_codes_and_a_name_of_three_products_are_all_offered(found: Found) -> None:
    match = by_codes(entry(GOODS["00004376"], article="BOLT-840", barcode=EAN), found)
    assert match is not None and match.code == "identifiers_disagree"
    assert sorted(articles(match, found)) == ["00004376", "BOLT-840", "OS-0013"]


def test_a_code_confirmed_by_the_dealer_gives_way_to_an_exact_name_only_by_asking(
    found: Found,
) -> None:
    found.dictionary["code:T5"] = 1
    assert taken(by_codes(entry("болтик", article="T-5"), found)) == "BOLT-840"
    match = by_codes(entry(GOODS["BOLT-860"], article="T-5"), found)
    assert articles(match, found) == ["BOLT-860", "BOLT-840"]
    found.dictionary[name_entry_key(GOODS["BOLT-860"])] = 1
    assert taken(by_codes(entry(GOODS["BOLT-860"], article="T-5"), found)) == "BOLT-840"


def test_an_own_code_that_is_our_article_by_chance_is_asked(found: Found) -> None:
    match = by_codes(entry(own_code="4376"), found)
    assert (match and match.code, articles(match, found)) == ("own_code_coincides", ["00004376"])
    assert not is_known(Part.OWN_CODE, "4376", found)


def test_beside_an_own_code_the_name_decides(found: Found) -> None:
    assert taken(by_codes(entry(GOODS["BOLT-840"], own_code="4376"), found)) == "BOLT-840"
    assert taken(by_codes(entry("бейсболка", own_code="4376"), found)) == "00004376"


def test_a_column_of_codes_that_are_ours_by_chance_is_the_dealer_s_own(found: Found) -> None:
    for at in range(10, 14):
        found.by_key[str(at)].append(item(at, f"{at:08}", f"Товар {at}"))
    rows = [entry(GOODS["BOLT-840"], row=at, article=str(at)) for at in range(10, 14)]
    take_for_own(rows, found)
    assert [taken(by_codes(row, found)) for row in rows] == ["BOLT-840"] * 4
    assert not is_known(*next(iter(rows[0].codes.items())), found)


def test_names_that_slipped_beside_codes_written_as_ours_do_not_decide(found: Found) -> None:
    rows = [entry(GOODS["BOLT-860"], row=at, article="BOLT-840") for at in range(10, 14)]
    take_for_own(rows, found)
    assert {by.code for by in (by_codes(row, found) for row in rows) if by} == {"name_differs"}


@pytest.mark.parametrize("ours", ["4376", "BOLT-840"])
def test_codes_alone_among_many_that_nobody_knows_are_the_dealer_s_own(
    found: Found, ours: str
) -> None:
    codes = [ours, "Т100", "Т200", "Т300", "00004376", "Т400"]
    rows = [entry(row=at, article=code) for at, code in enumerate(codes, 1)]
    take_for_own(rows, found)
    asked = [by_codes(row, found) for row in rows]
    assert [match.code if match else None for match in asked] == [
        *("own_code_coincides", None, None, None),
        *("own_code_coincides", None),
    ]


@pytest.mark.parametrize(
    "codes",
    [
        ["4376", *["BOLT-840"] * 12, "Т100", "Т200", "Т300", "Т400"],  # some are written as ours
        ["4376", "4376", "4376", "Т100", "Т200", "Т300"],  # three slips are slips
        [*["4376"] * 17, "Т100", "Т200", "Т300", "Т400"],  # most are ours
    ],
)
def test_articles_stay_articles_beside_a_few_that_nobody_knows(
    found: Found, codes: list[str]
) -> None:
    rows = [entry(row=at, article=code) for at, code in enumerate(codes, 1)]
    take_for_own(rows, found)
    assert taken(by_codes(rows[0], found)) == "00004376"


@pytest.mark.parametrize(
    ("row", "article"),
    [
        (entry("BOLT-840 Болт М8х40 оцинкованный"), "BOLT-840"),
        (entry("Болт (BOLT-840)"), "BOLT-840"),
        (entry(article="BOLT-840 Болт М8х40"), "BOLT-840"),
        (entry(article=f"OS-0013 / {EAN}"), "OS-0013"),
        (entry(f"{EAN}; сверло"), "OS-0013"),
        (entry("Болт М8х40 оцинкованный (арт. BOLT-840)"), "BOLT-840"),
        (entry("Болт М8х40 оцинкованный, арт.BOLT-840"), "BOLT-840"),
        (entry("Болт М8х40 оцинкованный [Код: BOLT-840]"), "BOLT-840"),
    ],
)
def test_a_code_among_words_is_taken_when_the_words_fit(
    found: Found, row: Entry, article: str
) -> None:
    assert taken(by_codes(row, found)) == article


def test_of_two_codes_among_words_that_counts_whose_product_the_rest_names(found: Found) -> None:
    for good in (item(8, "KR-233", "Саморез RAL 9003 белый"), item(9, "9003", "Вода 0,5 л")):
        found.items[good.id] = good
        found.by_key[good.key].append(good)
    assert taken(by_codes(entry("Саморез RAL 9003 белый, арт. KR-233"), found)) == "KR-233"
    assert by_codes(entry("KR-233 и 9003 домой"), found) is None


def test_a_fraction_in_a_name_is_no_list_of_codes(found: Found) -> None:
    tap = item(8, "ST-00063", 'Кран шаровой 1/2" бабочка')
    found.items[8] = tap
    found.by_key[tap.key].append(tap)
    for text in (f"ST-00063 {tap.name}", f"{tap.name} (арт. ST-00063)"):
        assert taken(by_codes(entry(text), found)) == "ST-00063"


def test_a_code_among_words_of_another_thing_is_asked(found: Found) -> None:
    match = by_codes(entry("Картридж для принтера PRN-100"), found)
    assert (match and match.code, articles(match, found)) == ("name_differs", ["PRN-100"])


@pytest.mark.parametrize("name", ["Кепка 4376", "Болт prn-100", "M8x40", "Кукла 29см"])
def test_a_number_in_a_name_is_no_article_unless_written_as_ours(found: Found, name: str) -> None:
    assert by_codes(entry(name), found) is None


def test_letters_taken_for_zeros_leave_those_that_are_letters() -> None:
    assert zero_spellings("OSOO13") >= {"OS0013"}
    assert zero_spellings("KR1O") == {"KR10"}
    assert zero_spellings("O12") == {"12"}
    assert zero_spellings("KR10") == frozenset()
