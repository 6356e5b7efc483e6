"""УПД as XML 5.03: held against its schema, its conditional rules and what operators refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from reports import facts
from reports.cp1251 import cp1251
from reports.upd_xml import CannotBeFiled, exact_price, file_id, identification, upd_xml
from tests.reports import samples

SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "upd_5_03.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The format's schema, which stands beside the project and not in it."""
    if not SCHEMA.exists():
        pytest.skip(f"the schema of УПД 5.03 is absent: put it at {SCHEMA}")
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


UNTAXED = samples.line(1, vat_rate=None)


@pytest.mark.parametrize(
    "over",
    [
        {},
        {"status": 0},
        {"status": 2, "lines": (UNTAXED,)},
        {"lines": (UNTAXED, samples.line(2), samples.line(3, vat_rate=Decimal(0)))},
        {"lines": (samples.line(1, name="Труба ⌀20 × 2 мм² 100 ₽ 😀"),)},
        {
            "lines": (
                replace(
                    samples.line(1), traced=samples.TRACED, country_code="156", country="КИТАЙ"
                ),
            )
        },
        {"lines": (replace(samples.line(1), marks=('0104607<&"x', "2"), package_marks=("3",)),)},
        {"seller": samples.ENTREPRENEUR, "shipper": samples.ENTREPRENEUR},
        {"shipper": samples.BUYER, "payments": (), "basis": (), "cargo": "ТН № 5"},
        {"revision": facts.Reference(name="", number="1", on=date(2026, 11, 23))},
        {"made_at": None, "contract_id": "1234567890123456789012345"},
        {"lines": samples.lines(1000)},
    ],
)
def test_it_is_valid_by_the_schema(schema: etree.XMLSchema, over: dict[str, Any]) -> None:
    content = upd_xml(samples.tax_invoice(2, **over))
    assert schema.validate(etree.fromstring(content)), schema.error_log
    assert content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')


def test_the_file_is_named_by_the_rule() -> None:
    seller = replace(samples.SELLER, edo_id="2BM-7700123459-770001001-1")
    buyer = replace(samples.BUYER, edo_id="2LT-11002345")
    document = samples.tax_invoice(1, seller=seller, buyer=buyer)
    name = file_id(document)
    assert name.startswith("ON_NSCHFDOPPR_2LT-11002345_2BM-7700123459-770001001-1_20261122_")
    assert name.endswith("_0_0_0_0_0_00")
    marked = replace(samples.line(1), marks=("1",))
    assert file_id(samples.tax_invoice(lines=(marked,))).endswith("_0_1_0_0_0_00")
    traced = replace(samples.line(1), traced=samples.TRACED)
    assert file_id(samples.tax_invoice(lines=(traced,))).endswith("_1_0_0_0_0_00")


def test_its_sums_are_those_of_the_lines_and_price_times_quantity_is_net() -> None:
    document = samples.tax_invoice(30)
    root = etree.fromstring(upd_xml(document))
    [total] = root.iter("ВсегоОпл")
    assert total.get("СтТовБезНДСВсего") == f"{document.sums.net:.2f}"
    assert total.get("СтТовУчНалВсего") == f"{document.sums.total:.2f}"
    assert total.findtext("СумНалВсего/СумНал") == f"{document.sums.vat:.2f}"
    kopeck = Decimal("0.01")
    for line in document.lines:
        assert (exact_price(line) * line.quantity).quantize(kopeck) == line.net


def test_the_shipping_paper_has_the_documents_own_name() -> None:
    root = etree.fromstring(upd_xml(samples.tax_invoice(1)))
    [document] = root.iter("Документ")
    [paper] = root.iter("ДокПодтвОтгрНом")
    assert paper.get("РеквНаимДок") == document.get("НаимДокОпр")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("5 м² × 3 ₽", "5 м2 x 3 руб."),
        ("½″ ⅓ é\t中 «ё» №", '1/2" 1/3 e ? «ё» №'),
        ("Труба ⌀20, Ø25 ≥ 3 −5 °C, 10 Ω, 5 μм", "Труба d20, d25 >= 3 -5 °C, 10 Ом, 5 µм"),
        ("ГОСТ 7798‑70", "ГОСТ 7798-70"),
        ("и\u0306од", "йод"),
        ("☎\ufe0f зво\u00adнок\u200d", "? звонок"),
    ],
)
def test_what_windows_1251_lacks_is_written_as_by_hand(text: str, written: str) -> None:
    assert cp1251(text) == written
    assert written.encode("windows-1251")


GTIN = "0104607112345678"
GS = "\x1d"


@pytest.mark.parametrize(
    ("scanned", "kept"),
    [
        (f"{GTIN}215abcDEF{GS}91EE06{GS}92dGVzdA==", f"{GTIN}215abcDEF"),
        (f"]d2{GTIN}215abc{GS}93Zjqw", f"{GTIN}215abc"),
        (f"{GS}{GTIN}215a<&>\"'/{GS}93Zjqw", f"{GTIN}215a<&>\"'/"),
        ("00000046198488X?io+qCABm8wAYa", "00000046198488X?io+qCABm8wAYa"),
        ("046071123456789012", "046071123456789012"),
    ],
)
def test_a_marking_code_loses_its_crypto_tail(scanned: str, kept: str) -> None:
    assert identification(scanned, line=1) == kept
    line = samples.line(1, marks=(scanned,))
    [written] = etree.fromstring(upd_xml(samples.tax_invoice(lines=(line,)))).iter("КИЗ")
    assert written.text == kept


@pytest.mark.parametrize("misread", [f"{GTIN}21щцук", f"{GTIN}21 abc", "", GS, f"{GTIN}21a\tb"])
def test_a_misread_marking_code_is_refused_with_its_line(misread: str) -> None:
    line = samples.line(7, marks=(misread,))
    with pytest.raises(CannotBeFiled) as refused:
        upd_xml(samples.tax_invoice(lines=(line,)))
    assert refused.value.code == "mark_unreadable"
    assert refused.value.params["line"] == 7


@pytest.mark.parametrize(
    "name",
    [
        "ИП Иванов Иван Иванович",
        "Индивидуальный предприниматель Иванов Иван Иванович",
        "ИП «Иванов Иван Иванович»",
        "Иванов Иван Иванович",
        "Индивидуальный предприниматель глава КФХ Иванов Иван Иванович",
    ],
)
def test_an_entrepreneur_is_named_by_surname_and_names(name: str) -> None:
    seller = replace(samples.ENTREPRENEUR, name=name)
    root = etree.fromstring(upd_xml(samples.tax_invoice(1, seller=seller, shipper=seller)))
    [person] = root.iterfind(".//СвПрод/ИдСв/СвИП/ФИО")
    assert dict(person.items()) == {"Фамилия": "Иванов", "Имя": "Иван", "Отчество": "Иванович"}


@pytest.mark.parametrize("name", ["ИП Иванов", "ИП Иванов И. И.", "ИП Иванов И.И.", "ИП", ""])
def test_an_entrepreneur_without_a_full_name_is_refused(name: str) -> None:
    buyer = replace(samples.ENTREPRENEUR, name=name)
    with pytest.raises(CannotBeFiled) as refused:
        upd_xml(samples.tax_invoice(1, buyer=buyer))
    assert refused.value.params == {"party": name, "missing": "фамилия, имя, отчество"}


GUID = "5d1e3f52-9c0b-4f5e-8f0e-0c9d2b1a7e11"


@pytest.mark.parametrize(
    ("authority", "proof", "power"),
    [
        ("", "1", None),
        ("Устав", "1", None),
        (
            "Доверенность № 5/26 от 01.03.2026",
            "5",
            ("СвДоверБум", {"ВнНомДовер": "5/26", "ДатаВыдДовер": "01.03.2026"}),
        ),
        (
            f"Доверенность № {GUID} от 01.03.2026",
            "3",
            (
                "СвДоверЭл",
                {
                    "НомДовер": GUID,
                    "ДатаВыдДовер": "01.03.2026",
                    "ИдСистХран": "https://m4d.nalog.gov.ru",
                },
            ),
        ),
    ],
)
def test_the_signers_powers_are_proved_as_his_authority_says(
    schema: etree.XMLSchema, authority: str, proof: str, power: tuple[str, dict[str, str]] | None
) -> None:
    document = samples.tax_invoice(1, director=replace(samples.DIRECTOR, authority=authority))
    root = etree.fromstring(upd_xml(document))
    assert schema.validate(root), schema.error_log
    [signer] = root.iter("Подписант")
    assert signer.get("СпосПодтПолном") == proof
    powers = [(node.tag, dict(node.items())) for node in signer if node.tag != "ФИО"]
    assert powers == ([power] if power else [])


def test_who_hands_over_says_on_what_ground() -> None:
    release = replace(samples.STOREKEEPER, authority="Доверенность № 9 от 02.03.2026")
    root = etree.fromstring(upd_xml(samples.tax_invoice(1, release=release)))
    [worker] = root.iter("РабОргПрод")
    assert worker.get("ИныеСвед") == "действует на основании: Доверенность № 9 от 02.03.2026"


def test_a_corrected_paper_names_its_revision_and_has_a_file_of_its_own() -> None:
    first = samples.tax_invoice(1)
    revision = facts.Reference(name="", number="1", on=date(2026, 11, 25))
    second = replace(first, revision=revision)
    third = replace(first, revision=replace(revision, number="2"))
    assert len({file_id(each) for each in (first, second, third)}) == 3
    [revised] = etree.fromstring(upd_xml(second)).iter("ИспрДок")
    assert dict(revised.items()) == {"НомИспр": "1", "ДатаИспр": "25.11.2026"}
    [paper] = etree.fromstring(upd_xml(second)).iter("СвСчФакт")
    assert paper.get("НомерДок") == first.number


def test_payments_and_cargo_stand_in_the_file() -> None:
    document = samples.tax_invoice(1, cargo="Транспортная накладная № 5 от 22.11.2026")
    root = etree.fromstring(upd_xml(document))
    [paid] = root.iter("СвПРД")
    assert dict(paid.items()) == {"НомерПРД": "77", "ДатаПРД": "20.11.2026"}
    [transport] = root.iter("Тран")
    assert transport.get("СвТран") == "Транспортная накладная № 5 от 22.11.2026"
