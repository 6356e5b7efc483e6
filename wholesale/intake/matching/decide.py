"""From entries to decisions: match, convert the quantity, and say why where it is not added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wholesale.intake.matching import near_names
from wholesale.intake.matching.brands import heed_brands
from wholesale.intake.matching.match import (
    Match,
    by_codes,
    by_known_name,
    is_known,
    spell_out,
)
from wholesale.intake.matching.own_codes import take_for_own
from wholesale.intake.matching.substitutes import discontinued
from wholesale.intake.queries import Found, Item
from wholesale.intake.receipt import Decision, Outcome
from wholesale.intake.rows.doubts import Doubt
from wholesale.intake.rows.entries import Entry
from wholesale.intake.words.amounts import packed, unpacked
from wholesale.intake.words.quantity import Amount, read_quantity
from wholesale.intake.words.units import convert

Watch = Callable[[], None]
"""Called now and then on the way; raises when nobody waits any more."""

Search = Callable[[Sequence[str]], list[list[Item]]]
"""Wordings in, for each the products with the most alike names out."""

_AT_ONCE = 1_000  # names searched between two calls of a watch
ASK_QUANTITY = frozenset(
    {
        "unit_differs", "unit_unknown", "pack_unknown", "pack_differs", "pack_priced",
        "quantity_ticked", "quantity_may_be_size",
    }
)  # fmt: skip
"""Questions that a quantity answers."""


def nobody_watches() -> None:
    """The watch of a reading that nobody can stop."""


def decide(
    entries: Sequence[Entry],
    found: Found,
    search: Search,
    find_names: Callable[[set[str]], None],
    watch: Watch = nobody_watches,
) -> list[Decision]:
    """One decision for each entry, in the same order.

    ``find_names`` brings the products of exact names into ``found``; ``watch`` may stop it all.
    """
    matches: dict[str, Match] = {}
    named = {entry.name for entry in entries if entry.name}
    named |= {entry.spelt_out()[1] for entry in entries if entry.size or entry.colour}
    find_names(named)
    spell_out(entries, found)
    take_for_own(entries, found)
    for entry in entries:
        settled = Match() if entry.problem else by_codes(entry, found)
        if settled is not None:
            matches[entry.key] = settled
    near = _near(near_names.search_texts(entries, matches), search, watch)
    for at, entry in enumerate(entries):
        match = matches.get(entry.key)
        if at % _AT_ONCE == 0:
            watch()
        if match is None or near_names.wants_names(match):
            text = near_names.search_text(entry)
            near_it = near.get(text, [])
            matches[entry.key] = (
                near_names.by_name(entry, near_it)
                if match is None
                else near_names.with_named(match, text, near_it)
            )
    heed_brands(entries, matches)
    entries = _named_in_full(entries, matches, found, search, watch)
    for entry in entries:
        if question := near_names.of_another_brand(entry, matches[entry.key]):
            matches[entry.key] = question
    _replace_discontinued(entries, matches, search)
    return [_decision(entry, matches[entry.key], found) for entry in entries]


def _near(texts: Sequence[str], search: Search, watch: Watch) -> dict[str, list[Item]]:
    near: dict[str, list[Item]] = {}
    for start in range(0, len(texts), _AT_ONCE):
        watch()
        some = texts[start : start + _AT_ONCE]
        near.update(zip(some, search(some), strict=True))
    return near


def _is_open(match: Match) -> bool:
    return match.item is None and match.code in {"", "name_unsure"}


def _named_in_full(
    entries: Sequence[Entry],
    matches: dict[str, Match],
    found: Found,
    search: Search,
    watch: Watch,
) -> list[Entry]:
    """The entries, those whose name alone does not tell with the brand and the type that stand
    beside it; what such a name says goes into ``matches``."""
    full = {
        entry.key: entry.in_full()
        for entry in entries
        if entry.more and not entry.problem and _is_open(matches[entry.key])
    }
    near = _near(near_names.search_texts([*full.values()], {}), search, watch)
    for key, entry in full.items():
        text = near_names.search_text(entry)
        told = by_known_name(entry, found) or near_names.by_name(entry, near.get(text, []))
        if told.item is not None or told.candidates:
            matches[key] = told
    return [full.get(entry.key, entry) for entry in entries]


def _replace_discontinued(
    entries: Sequence[Entry], matches: dict[str, Match], search: Search
) -> None:
    old = {
        entry.key: match.item
        for entry in entries
        if (match := matches[entry.key]).item is not None and not match.item.active
    }
    names = sorted({item.name for item in old.values() if item is not None})
    near = dict(zip(names, search(names), strict=True)) if names else {}
    for key, item in old.items():
        if item is not None:
            matches[key] = discontinued(matches[key], near[item.name])


def _decision(entry: Entry, match: Match, found: Found) -> Decision:
    decision = Decision(
        key=entry.key,
        sheet=entry.sheet,
        row=entry.row,
        codes=tuple(entry.codes.values()),
        name=entry.name,
        delivery=entry.delivery,
        amount=packed(entry.amount),
        unknown=_unknown(entry, found) if match.how != "article" or len(entry.codes) > 1 else (),
        candidates=tuple([(c.product_id, c.confidence, c.reasons) for c in match.candidates]),
        notes=(("hidden_row", {}),) if entry.hidden else (),
    )
    if entry.problem:
        _reject(decision, entry.problem)
    elif match.item is not None:
        decision.how, decision.confidence = match.how, match.confidence
        settle(decision, match.item, entry.amount)
    elif entry.amount.problem and not (match.code and entry.amount.problem in ASK_QUANTITY):
        _reject(decision, entry.amount.problem, entry.amount.params)
    elif entry.lost and not entry.name:
        _reject(decision, "code_lost_digits", {"text": entry.lost[0]})
    elif match.code:
        decision.outcome = Outcome.ASKED
        decision.code, decision.params = match.code, match.params
    elif entry.lost:
        _reject(decision, "code_lost_digits", {"text": entry.lost[0]})
    else:
        _reject(decision, "product_unknown", {"text": decision.text[:120]})
    if entry.doubt is not None:
        _ask_whether(decision, entry.doubt)
    return decision


_UNSURE = 50  # the confidence, at most, in products of a row that may not be meant at all


def _ask_whether(decision: Decision, doubt: Doubt) -> None:
    """Ask about a row that would be ordered, or asked for its product, whether it is meant."""
    if decision.outcome is Outcome.ADDED and decision.product_id is not None:
        decision.candidates = ((decision.product_id, decision.confidence, ()),)
    elif decision.outcome is not Outcome.ASKED:
        return
    decision.outcome, decision.quantity = Outcome.ASKED, None
    decision.code, decision.params = doubt.code, {"text": doubt.text}
    decision.candidates = tuple(
        (product, min(sure, _UNSURE), reasons) for product, sure, reasons in decision.candidates
    )


def _unknown(entry: Entry, found: Found) -> tuple[str, ...]:
    """Codes that the catalogue does not know: once confirmed, the dictionary keeps them."""
    return tuple(
        code
        for part, code in entry.codes.items()
        if code not in entry.lost and not is_known(part, code, found)
    )


def settle(decision: Decision, item: Item, amount: Amount | None = None) -> None:
    """The decision's product is known: bring the quantity into its unit, or say why not."""
    decision.product_id = item.id
    if amount is None:
        amount = unpacked(decision.amount)
    if amount.problem:
        if amount.problem in ASK_QUANTITY:
            ask_quantity(decision, item, amount.problem, amount.params)
        else:
            _reject(decision, amount.problem, amount.params)
        return
    converted = convert(amount, unit=item.unit, pack=item.pack)
    if converted.problem in ASK_QUANTITY:
        ask_quantity(decision, item, converted.problem, converted.params)
    elif converted.problem:
        _reject(decision, converted.problem, converted.params)
    else:
        decision.outcome, decision.code, decision.params = Outcome.ADDED, "", {}
        decision.quantity = converted.quantity
        hidden = tuple(note for note in decision.notes if note[0] == "hidden_row")
        decision.notes = (*hidden, *converted.notes)


def ask_quantity(decision: Decision, item: Item, code: str, params: Mapping[str, Any]) -> None:
    """Leave open how much of ``item`` is meant; ``code`` is one of ``ASK_QUANTITY``."""
    decision.outcome = Outcome.ASKED
    decision.code, decision.params = code, dict(params)
    decision.candidates = ((item.id, decision.confidence, ()),)


def answer(decision: Decision, said: Mapping[str, Any], items: Mapping[int, Item]) -> None:
    """What a person said of the row: ``skip``, ``product_id``, ``quantity`` (as he typed it);
    ``instead`` when the product is only a substitute for the one he meant."""
    if said.get("skip"):
        decision.outcome, decision.code, decision.params = Outcome.SKIPPED, "by_answer", {}
        return
    if "quantity" in said:
        amount = read_quantity(str(said["quantity"]))
        if amount.value is None and not amount.problem:
            decision.outcome, decision.code = Outcome.SKIPPED, "by_answer"
            return
        decision.amount = packed(amount)
    product_id = said.get("product_id", decision.product_id)
    if product_id is None and len(decision.candidates) == 1 and "quantity" in said:
        product_id = decision.candidates[0][0]
    item = items.get(product_id) if product_id is not None else None
    if item is None:
        return
    if "product_id" in said:
        decision.how = "instead" if said.get("instead") else "answer"
        decision.confidence = 100
    settle(decision, item)


def _reject(decision: Decision, code: str, params: Mapping[str, Any] | None = None) -> None:
    decision.outcome = Outcome.REJECTED
    decision.code, decision.params = code, dict(params or {})
