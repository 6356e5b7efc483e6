"""Which columns say the product: each kind of code, and the name.

What the catalogue knows of a column outweighs the word over it; what only looks like codes by
chance (numbers of rows, years, counts) is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wholesale.intake.columns.choice import CODES, Columns, Counting
from wholesale.intake.columns.deliveries import speaks_for_itself
from wholesale.intake.columns.profiles import Profile
from wholesale.intake.words.parts import Part

_ENOUGH = 1.0  # the score of a column that is taken for codes


def take_identifiers(chosen: Columns, seen: Counting, block: Sequence[int]) -> None:
    """Find the columns of ``block`` that say which product a row means."""
    profiles, named = seen.profiles, seen.named
    coded = [c for c in block if not speaks_for_itself(seen, c)]
    for part in (Part.ARTICLE, Part.BARCODE, Part.MAKER_CODE, Part.OWN_CODE):
        _take_code(chosen, part, profiles, named, coded)
    _take_name(chosen, profiles, named, block)
    _name_by_model(chosen, profiles)
    if seen.table.header:
        _leave_chance_article(chosen, profiles, named)


def gives_up_article(chosen: Columns, seen: Counting) -> bool:
    """Whether what looked like articles is rather the quantity: the only numbers of a table
    whose rows are told by something else, none written as the catalogue writes its articles."""
    profiles, named = seen.profiles, seen.named
    column = chosen.parts.get(Part.ARTICLE)
    others = any(part in chosen.parts for part in (Part.NAME, Part.BARCODE, Part.MAKER_CODE))
    if column is None or named[column] is not None or profiles[column].exact or not others:
        return False
    if profiles[column].numbers < profiles[column].filled:
        return False
    del chosen.parts[Part.ARTICLE]
    chosen.reasons.append((column, Part.QUANTITY, "column_not_article", {}))
    return True


def _take_code(
    chosen: Columns,
    part: Part,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    block: Sequence[int],
) -> None:
    """The best column for a kind of code."""
    best, best_score, best_reasons = -1, 0.0, []
    for column in block:
        if column in chosen.parts.values():
            continue
        score, reasons = _code_score(part, profiles[column], named[column])
        if score > best_score:
            best, best_score, best_reasons = column, score, reasons
    if best >= 0 and best_score >= _ENOUGH:
        chosen.parts[part] = best
        for code, params in best_reasons:
            chosen.reasons.append((best, part, code, {**params, "score": round(best_score, 2)}))


def _code_score(
    part: Part, profile: Profile, named: Part | None
) -> tuple[float, list[tuple[str, dict[str, Any]]]]:
    """How surely the column is of this kind of code, and what speaks for it."""
    known = {
        Part.ARTICLE: profile.articles,
        Part.BARCODE: max(profile.known_barcodes, profile.barcodes),
        Part.MAKER_CODE: profile.makers,
        Part.OWN_CODE: 0,
    }[part]
    share = profile.share(known)
    if named is not part and _is_other(part, profile, named, share):
        return 0.0, []
    score, reasons = 0.0, list[tuple[str, dict[str, Any]]]()
    if named is part:
        score = 1.5
        reasons.append(("column_named", {}))
    elif named in CODES and part is not Part.OWN_CODE:
        score = 0.2
    if share >= 0.25 and (known >= 2 or profile.filled <= 2):
        score += _score_of_known(part, profile, named, share)
        checked = part is Part.BARCODE and not profile.known_barcodes
        code = "column_checksums" if checked else "column_known"
        reasons.append((code, {"share": round(100 * share)}))
    return score, reasons


def _is_other(part: Part, profile: Profile, named: Part | None, share: float) -> bool:
    """Whether a column under another word than that of ``part``, or under none that is known, is
    no such code whatever it holds."""
    if named is Part.OWN_CODE:
        return True  # that his codes are articles of ours too is chance
    if named is Part.NUMBER and profile.rising > 0.8 * profile.filled:
        return True
    if named not in {None, *CODES, Part.NAME, Part.NUMBER}:
        return True
    if profile.rising > 0.95 * profile.filled and profile.filled > 3:
        return True  # 1, 2, 3 … numbers the rows
    return part is Part.BARCODE and share < 0.5


def _score_of_known(part: Part, profile: Profile, named: Part | None, share: float) -> float:
    """What it weighs that the catalogue knows this share of the column."""
    score = 2.5 * share
    if part is Part.ARTICLE:
        score += profile.share(profile.exact) - 2.0 * profile.share(profile.short)
        if named is None and (profile.measured or not profile.exact):
            score -= 2.0 if profile.measured or profile.length < 4 * profile.filled else 0.5
    if named is None and (
        profile.distinct < profile.filled * 0.5
        or (2 * profile.short > profile.filled and profile.distinct < profile.filled * 0.9)
    ):
        score -= 1.0  # counts repeat, codes do not
    return score


def _leave_chance_article(
    chosen: Columns, profiles: Sequence[Profile], named: Sequence[Part | None]
) -> None:
    """Leave out bare numbers under an unknown word that are articles of ours by chance (years,
    grams), where nearly every row is told by a barcode or a name that we know."""
    column = chosen.parts.get(Part.ARTICLE)
    if column is None or named[column] is not None:
        return
    told = [chosen.parts[part] for part in (Part.BARCODE, Part.NAME) if part in chosen.parts]
    known = (profiles[c].share(max(profiles[c].known_barcodes, profiles[c].names)) for c in told)
    if profiles[column].numbers == profiles[column].filled and max(known, default=0) >= 0.9:
        del chosen.parts[Part.ARTICLE]
        chosen.reasons.append((column, Part.OTHER, "column_not_article", {}))


def _take_name(
    chosen: Columns,
    profiles: Sequence[Profile],
    named: Sequence[Part | None],
    block: Sequence[int],
) -> None:
    """The column of names: by heading, else the longest words."""
    best, best_score, reason = -1, 0.0, "column_named"
    for column in block:
        if column in chosen.parts.values():
            continue
        profile = profiles[column]
        wordy = profile.share(profile.letters) * min(
            1.0, profile.length / max(1, profile.filled) / 15
        )
        score = wordy + profile.share(profile.names)
        if named[column] is Part.NAME:
            score += 2.0 if profile.filled else 0.6
        elif named[column] not in {None, Part.NUMBER} or score < 0.5 or _holds_codes(profile):
            continue
        if score > best_score:
            best, best_score = column, score
            reason = "column_named" if named[column] is Part.NAME else "column_words"
    if best >= 0:
        chosen.parts[Part.NAME] = best
        chosen.reasons.append((best, Part.NAME, reason, {"score": round(best_score, 2)}))


def _holds_codes(profile: Profile) -> bool:
    """Whether the words of a column look like codes («WB_1000234»), and are no name we know."""
    return 2 * profile.tokens > profile.filled and not profile.names


def _name_by_model(chosen: Columns, profiles: Sequence[Profile]) -> None:
    """«Модель» over words that no maker uses for codes, where nothing else names the goods."""
    column = chosen.parts.get(Part.MAKER_CODE)
    if column is None or Part.NAME in chosen.parts or profiles[column].makers:
        return
    profile = profiles[column]
    if profile.share(profile.letters) > 0.9 and profile.length > 12 * profile.filled:
        del chosen.parts[Part.MAKER_CODE]
        chosen.parts[Part.NAME] = column
        chosen.reasons.append((column, Part.NAME, "column_words", {}))
