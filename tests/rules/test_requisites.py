"""Requisites: true ones pass, and of wrong ones the wrong place is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.core.errors import DomainError
from wholesale.core.requisites import (
    check_account,
    check_bic,
    check_correspondent_account,
    check_inn,
    check_kpp,
    check_ogrn,
    check_okpo,
)
from wholesale.points.rules import AccountForm, DealerForm, check_requisites

SBER = "044525225"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (check_inn, "7707083893"),
        (check_inn, "7700123459"),
        (check_inn, "500100732259"),
        (check_kpp, "770701001"),
        (check_kpp, "7707AB001"),
        (check_ogrn, "1027700132195"),
        (check_ogrn, "304500116000157"),
        (check_okpo, "00032537"),
        (check_bic, SBER),
        (lambda text: check_account(text, SBER), "40702810938000012345"),
        (lambda text: check_account(text, SBER), "40702810200000000001"),
        (lambda text: check_correspondent_account(text, SBER), "30101810400000000225"),
    ],
)
def test_true_requisites_pass(check: Callable[[str], DomainError | None], text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(
    ("error", "code", "params"),
    [
        (check_inn("7707083894"), "requisite_check_digit", (10, "3", "4")),
        (check_inn("500100732269"), "requisite_check_digit", (11, "5", "6")),
        (check_inn("500100732258"), "requisite_check_digit", (12, "9", "8")),
        (check_ogrn("1027700132196"), "requisite_check_digit", (13, "5", "6")),
        (check_okpo("00032538"), "requisite_check_digit", (8, "7", "8")),
        (check_account("40702810838000012345", SBER), "account_key_wrong", (9, "9", "8")),
        (
            check_correspondent_account("30101810500000000225", SBER),
            "account_key_wrong",
            (9, "4", "5"),
        ),
    ],
)
def test_the_wrong_digit_is_named(
    error: DomainError | None, code: str, params: tuple[int, str, str]
) -> None:
    assert error is not None
    assert error.code == code
    position, expected, actual = params
    assert error.params == {"position": position, "expected": expected, "actual": actual}


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (check_inn("770708389"), "requisite_length(expected=10 / 12, actual=9)"),
        (check_inn("77070838О3"), "requisite_not_digit(position=9, character=О)"),
        (check_kpp("77070100"), "requisite_length(expected=9, actual=8)"),
        (check_kpp("7707ab001"), "requisite_not_digit(position=5, character=a)"),
        (check_ogrn("2027700132195"), "requisite_first_digit(expected=1 / 5, actual=2)"),
        (check_bic("144525225"), "bic_first_digits(actual=14)"),
        (
            check_correspondent_account("40702810938000012345", SBER),
            "correspondent_account_start(actual=407)",
        ),
        (check_account("4070281093800001234", SBER), "requisite_length(expected=20, actual=19)"),
    ],
)
def test_lengths_and_characters_are_named(error: DomainError | None, text: str) -> None:
    assert str(error) == text


def test_without_a_true_bic_the_key_is_not_judged() -> None:
    assert check_account("40702810838000012345", "") is None


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_changed_digit_of_an_inn_never_passes(position: int, digit: int) -> None:
    true = "7707083893"
    changed = true[:position] + str(digit) + true[position + 1 :]
    assert (check_inn(changed) is None) == (changed == true)


@given(st.integers(0, 19), st.integers(0, 9))
def test_one_changed_digit_of_an_account_never_passes(position: int, digit: int) -> None:
    true = "40702810938000012345"
    changed = true[:position] + str(digit) + true[position + 1 :]
    assert (check_account(changed, SBER) is None) == (changed == true)


@pytest.mark.parametrize(
    ("check", "text"), [(check_inn, "0" * 10), (check_inn, "0" * 12), (check_okpo, "0" * 8)]
)
def test_zeros_are_nobodys_number(check: Callable[[str], DomainError | None], text: str) -> None:
    error = check(text)
    assert error is not None
    assert error.code == "requisite_zeros"


@pytest.mark.parametrize(
    ("requisites", "wrong"),
    [
        ({"inn": "7707083893", "ogrn": "1027700132195", "kpp": "770701001"}, {}),
        ({"inn": "500100732259", "ogrn": "304500116000157"}, {}),
        ({"inn": "500100732259", "kpp": "770701001"}, {"kpp": "kpp_of_entrepreneur"}),
        ({"inn": "500100732259", "ogrn": "1027700132195"}, {"ogrn": "ogrn_other_person"}),
        ({"inn": "7707083893", "ogrn": "304500116000157"}, {"ogrn": "ogrn_other_person"}),
    ],
)
def test_requisites_agree_with_each_other(
    requisites: dict[str, str], wrong: dict[str, str]
) -> None:
    errors: dict[str, DomainError] = {}
    check_requisites(errors, replace(DealerForm("D-1", "Дилер", 1), **requisites))  # type: ignore[arg-type]
    assert {name: error.code for name, error in errors.items()} == wrong


@pytest.mark.parametrize(
    "form",
    [
        AccountForm(account="40702810938000012345"),
        AccountForm(correspondent_account="30101810400000000225"),
    ],
)
def test_an_account_needs_its_bank(form: AccountForm) -> None:
    errors: dict[str, DomainError] = {}
    check_requisites(errors, form)
    assert {name: error.code for name, error in errors.items()} == {"bic": "bic_needed"}
