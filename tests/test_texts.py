"""Every word a person may read has its text, in both languages."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from importlib import import_module

import pytest

from tests.source import Module, constant, listed, modules
from wholesale.core import i18n, vocabulary
from wholesale.core.access import Permission
from wholesale.core.errors import DomainError
from wholesale.intake.words.parts import Part
from wholesale.pricing.trace import sentence

WORDS = [
    Part,
    *(
        words
        for words in vars(vocabulary).values()
        if isinstance(words, type)
        and issubclass(words, StrEnum)
        and words is not StrEnum
        and words is not vocabulary.Audience  # never shown: it decides who reads
    ),
]


def error_codes() -> Iterator[tuple[str, str]]:
    """Codes given to ``DomainError`` and ``Problem``, with where they stand."""
    for module in modules("wholesale", "fixtures"):
        for name, call in module.calls():
            for code in _codes(name, call):
                yield code, module.at(call)


def _codes(name: str, call: ast.Call) -> Iterator[str]:
    if name not in {"DomainError", "Problem"}:
        return
    position = 0 if name == "DomainError" else 1
    given = call.args[position : position + 1]
    given += [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    for value in given:
        for node in ast.walk(value):
            code = constant(node) if isinstance(node, ast.Constant) else None
            if code:
                yield code


def test_every_error_code_has_a_sentence_in_both_languages() -> None:
    assert_told("error", error_codes())


def assert_told(kind: str, codes: Iterable[tuple[str, str]]) -> None:
    """Fail for codes, given with where they stand, that have no sentence in some language."""
    missing = sorted(
        f"{language}: {kind}.{code} ({place})"
        for code, place in codes
        for language in i18n.LANGUAGES
        if f"{kind}.{code}" not in i18n.known(language)
    )
    assert not missing, listed(missing)


def column_codes() -> Iterator[tuple[str, str]]:
    """Codes of the reasons for headers and columns, known by their names, with where they stand."""
    for module in modules("wholesale/intake/tables", "wholesale/intake/columns"):
        for node in ast.walk(module.tree):
            code = constant(node) if isinstance(node, ast.expr) else None
            if code and re.fullmatch(r"(column|header)_\w+", code):
                yield code, module.place


def test_every_reason_for_a_column_has_a_sentence_in_both_languages() -> None:
    assert len({code for code, _ in column_codes()}) > 30
    assert_told("intake", column_codes())


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_of_the_trade_has_a_text_in_both_languages(words: type[StrEnum]) -> None:
    missing = [
        f"{language}: {words.__name__}.{word.value}"
        for word in words
        for language in i18n.LANGUAGES
        if f"{words.__name__}.{word.value}" not in i18n.known(language)
    ]
    assert not missing, listed(missing)


def test_every_permission_has_a_text_in_both_languages() -> None:
    missing = [
        f"{language}: permission.{permission.value}"
        for permission in Permission
        for language in i18n.LANGUAGES
        if f"permission.{permission.value}" not in i18n.known(language)
    ]
    assert not missing, listed(missing)


def test_every_kind_that_may_be_absent_has_a_text_in_both_languages() -> None:
    kinds = {
        kind: module.at(call)
        for module in modules("wholesale", "fixtures")
        for name, call in module.calls()
        if name == "NotFound" and call.args
        for kind in [constant(call.args[0])]
        if kind
    }
    missing = [
        f"{language}: kind.{kind} ({place})"
        for kind, place in kinds.items()
        for language in i18n.LANGUAGES
        if f"kind.{kind}" not in i18n.known(language)
    ]
    assert not missing, listed(missing)


def test_every_recorded_event_has_a_text_in_both_languages() -> None:
    kinds = {
        value: module.at(call)
        for module in modules("wholesale")
        for name, call in module.calls()
        if name in {"record", "_record", "_step"}
        for argument in call.args
        for value in [constant(argument)]
        if value and "." in value
    }
    assert kinds
    missing = [
        f"{language}: event.{kind} ({place})"
        for kind, place in kinds.items()
        for language in i18n.LANGUAGES
        if f"event.{kind}" not in i18n.known(language)
    ]
    assert not missing, listed(missing)


def sentences() -> Iterator[tuple[str, str]]:
    """English sentences given to ``t``, ``plural`` and ``i18n.text``, with where they stand."""
    for module in modules("wholesale"):
        for _, call in module.calls():
            position = {"t": 0, "plural": 0, "i18n.text": 1, "i18n.plural": 1}.get(
                ast.unparse(call.func)
            )
            if position is not None and len(call.args) > position:
                yield from _sentence(module, call, call.args[position])


def _sentence(module: Module, call: ast.Call, given: ast.expr) -> Iterator[tuple[str, str]]:
    choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
    for choice in choices:
        key = constant(choice)
        if key and any(letter.isalpha() for letter in key):
            yield key, module.at(call)


def test_every_english_sentence_of_the_screens_is_translated() -> None:
    missing = sorted(
        f"{place} {key!r}" for key, place in sentences() if key not in i18n.known("ru")
    )
    assert not missing, listed(missing)


def test_every_page_has_a_russian_title() -> None:
    pages = import_module("wholesale.ui.pages")
    titles = {page.title for page in pages.table()}
    assert titles <= set(i18n.known("ru"))


def test_translations_fill_in_the_same_values() -> None:
    """A sentence that names a value its translation does not know would fail on the screen."""
    wrong = []
    for key in i18n.known("ru"):
        languages = ["ru", "en"] if key in i18n.known("en") else ["ru"]
        names = {language: _names(language, key) for language in languages}
        names.setdefault("en", _names("en", key))
        if names["ru"] != names["en"]:
            wrong.append(f"{key}: {names}")
    assert not wrong, listed(wrong)


def _names(language: str, key: str) -> set[str]:
    found = i18n._texts[language].get(key, key)
    forms = [found] if isinstance(found, str) else list(found)
    return {
        name.split(".")[0].split("[")[0]
        for form in forms
        for _, name, _, _ in string.Formatter().parse(form)
        if name
    }


def test_numbers_are_written_as_the_language_of_the_sentence_writes_them() -> None:
    value = Decimal("1234567.50")
    assert i18n.amount_text(value, "ru") == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50"
    assert i18n.amount_text(value, "en") == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567.50"
    assert i18n.quantity_text(Decimal("1500.500"), "en") == "1\N{NO-BREAK SPACE}500.5"
    least = DomainError("number_out_of_range", least=Decimal("0.01"), most=Decimal(5))
    assert i18n.error_text("en", least) == "Between 0.01 and 5"
    assert i18n.error_text("ru", least) == "Допустимо от 0,01 до 5"
    step = {"rule": "personal_discount", "percent": "7.5", "before": "10.00", "after": "9.25"}
    assert sentence("en", step) == "−7.5 % personal discount"
