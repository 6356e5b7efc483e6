"""Checks of Russian requisites that say which digit is wrong.

Each check answers None or the error of the first thing that is wrong. Positions count from 1.
Sources of the algorithms: ИНН, ОГРН — as in python-stdnum; ОКПО — классификатор ОКПО; keys of
accounts — Банк России, положение 579-П with the order of 08.09.1997 № 515.
"""

from __future__ import annotations

import re

from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from wholesale.core.errors import DomainError

DIGITS_ONLY = frozenset({"inn", "kpp", "ogrn", "okpo", "bic", "account", "correspondent_account"})
"""Fields written without spaces."""

LETTERS = "ABCEHKMPTX"
"""What may stand in the sixth place of an account in foreign currency: 0 … 9."""

_ACCOUNT_WEIGHTS = (7, 1, 3)


def check_inn(text: str) -> DomainError | None:
    """ИНН: ten digits of a legal entity or twelve of a person, the last of them checks."""
    error = _digits(text, (10, 12)) or _not_zeros(text)
    if error:
        return error
    if len(text) == 10:
        return _check_digit(text, 10, stdnum_inn.calc_company_check_digit(text))
    digits = stdnum_inn.calc_personal_check_digits(text)
    return _check_digit(text, 11, digits[0]) or _check_digit(text, 12, digits[1])


def check_kpp(text: str) -> DomainError | None:
    """КПП: nine characters, the fifth and sixth digits or Latin capitals; no check digit."""
    if len(text) != 9:
        return DomainError("requisite_length", expected="9", actual=len(text))
    for position, character in enumerate(text, start=1):
        letters = position in (5, 6) and re.fullmatch("[A-Z]", character)
        if not (_is_digit(character) or letters):
            return DomainError("requisite_not_digit", position=position, character=character)
    return None


def check_ogrn(text: str) -> DomainError | None:
    """ОГРН: thirteen digits beginning with 1 or 5; ОГРНИП: fifteen beginning with 3."""
    error = _digits(text, (13, 15))
    if error:
        return error
    first = "15" if len(text) == 13 else "3"
    if text[0] not in first:
        return DomainError("requisite_first_digit", expected=" / ".join(first), actual=text[0])
    return _check_digit(text, len(text), stdnum_ogrn.calc_check_digit(text)[-1])


def check_okpo(text: str) -> DomainError | None:
    """ОКПО: eight digits, ten of an entrepreneur (branches have up to fourteen, unchecked)."""
    error = _digits(text, (8, 10, 14)) or _not_zeros(text)
    if error:
        return error
    own = text[:8] if len(text) == 14 else text
    check = sum(int(digit) * (index % 10 + 1) for index, digit in enumerate(own[:-1])) % 11
    if check == 10:
        check = (
            sum(int(digit) * ((index + 2) % 10 + 1) for index, digit in enumerate(own[:-1])) % 11
        )
    return _check_digit(own, len(own), str(check % 10))


def check_bic(text: str) -> DomainError | None:
    """БИК: nine digits, 04 (Russia) or 00 … 02 (the Bank of Russia, the treasury) first."""
    error = _digits(text, (9,))
    if error:
        return error
    if text[:2] not in {"04", "00", "01", "02"}:
        return DomainError("bic_first_digits", actual=text[:2])
    return None


def check_account(text: str, bic: str) -> DomainError | None:
    """A settlement account: twenty places whose ninth is the key to the bank's БИК."""
    return _account(text, bic, bic[-3:])


def check_correspondent_account(text: str, bic: str) -> DomainError | None:
    """A correspondent account 301…: its key is reckoned with the БИК's fifth and sixth digit."""
    if text and not text.startswith("301"):
        return _digits(text, (20,)) or DomainError("correspondent_account_start", actual=text[:3])
    return _account(text, bic, "0" + bic[4:6])


def _account(text: str, bic: str, prefix: str) -> DomainError | None:
    plain = text
    if len(text) > 5 and text[5] in LETTERS:
        plain = text[:5] + str(LETTERS.index(text[5])) + text[6:]
    error = _digits(plain, (20,))
    if error:
        return error
    if check_bic(bic) is not None:
        return None  # without a true БИК the key cannot be looked at
    without_key = prefix + plain[:8] + "0" + plain[9:]
    rest = sum(
        int(digit) * _ACCOUNT_WEIGHTS[index % 3] % 10 for index, digit in enumerate(without_key)
    )
    key = str(rest % 10 * 3 % 10)
    if key != plain[8]:
        return DomainError("account_key_wrong", position=9, expected=key, actual=plain[8])
    return None


def _digits(text: str, lengths: tuple[int, ...]) -> DomainError | None:
    for position, character in enumerate(text, start=1):
        if not _is_digit(character):
            return DomainError("requisite_not_digit", position=position, character=character)
    if len(text) not in lengths:
        expected = " / ".join(map(str, lengths))
        return DomainError("requisite_length", expected=expected, actual=len(text))
    return None


def _not_zeros(text: str) -> DomainError | None:
    """Zeros pass every check digit and are nobody's number."""
    return None if text.strip("0") else DomainError("requisite_zeros")


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _check_digit(text: str, position: int, expected: str) -> DomainError | None:
    actual = text[position - 1]
    if actual == expected:
        return None
    return DomainError("requisite_check_digit", position=position, expected=expected, actual=actual)
