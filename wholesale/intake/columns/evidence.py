"""What speaks for it that numbers under a word nobody knows are the quantity.

That a table holds no other numbers is not enough: stock, the last order and what is advised look
the same. Something has to say that a person orders here: the kind of word the heading is, the
arithmetic of the row, a hand that wrote «10 шт» in one cell and «5 кор.» in the next, the title
of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from wholesale.intake.columns.profiles import Profile
from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import is_order_word, is_past, spelling
from wholesale.intake.words.cells import at, number_of, text_of
from wholesale.intake.words.days import is_year
from wholesale.intake.words.heading import Heading
from wholesale.intake.words.quantity import PACK, PIECE, read_quantity

_CORE = (
    "заказ", "заявка", "заказать", "количество", "кол во", "потребность", "требуется",
    "необходимо", "закупка", "quantity", "order", "required",
)  # fmt: skip
_WISH = re.compile(r"\w{2,}(?:[йь]те|ите|[еи]м|[аяиеу]ть|[аяу]ю)")
"""A verb by which a person says what he will have, or bids: «грузим», «добавить», «берите»."""
_NO_WISH = re.compile(  # nouns of such endings; verbs of what is, costs, goes back or away
    r"\w*(?:сть|объем|прием|подъем|съем|заем|проем|режим)$|печать|кровать|нить|сеть|память|рукоять|почем"
    r"|есть|зна|име|хран|держ|оста|лежа|счита|учит|сто[ия]|вес|веш|о?пла[тч]|(?:пере|у|о|рас)цен"
    r"|прода|отпус|отда|переда|с?пис|верн|возвра|сним|сня|убра|убер|убир|отмен|удал|исключ|минус"
    r"|вычит|вычесть|пропус|помет|замен|смен"
)
_TITLE = re.compile(
    r"(?:(?:бланк|форма|лист|наша?|ваша?|мо[йя]|purchase|new|my"
    r"|(?!прош|посл|пред|прежн|стар|друг|чуж|архив|выполн|отгруж|мин|макс|средн)"
    r"\w+(?:[оыи]й|ая|яя)) )?"
    r"(?:заказа?|заявк[аи]|потребность|order)\b(?! (?:принима|не |от \d[\d ]* ?(?:р|т|шт|кг|ед)))"
)
_OTHER_TITLE = re.compile(
    r"\b(?:остат|отчет|продаж|реализ|накладн|возврат|инвентар|истори|архив|рекоменд|прогноз|прошл"
    r"|выполн|отгружен|stock|report|sales|invoice|history)"
)
_MOST_TITLES = 12  # filled rows above a header that may be its title
_NOT_ASKED = frozenset(
    {"под", "на", "план", "срок", "стоит", "можно", "лучше", "рекомендуем", "без", "не"}
)
"""Words before an order's word that make it another thing: «под заказ», «стоит взять»."""
_BEGONE = re.compile(r"\w+(?:ли|ло|ла|лось|лись|лся)")
"""A verb of the past: «брали», «ушло», «осталось»; also «масло», which nobody counts under."""
_MACHINE_MADE = re.compile(r"(столбец|колонка|поле|column|unnamed|field)\W*\d*", re.IGNORECASE)
_LEFT_BLANK = 0.4  # of the rows, where a person wrote into a list


def says_wish(heading: Heading) -> bool:
    """Whether the heading is a word of ordering that no dictionary holds: one slip of the hand
    from one it holds («Закза»), one among others («Сюда заказ»), or a verb of what a person will
    have («Грузим»)."""
    words = spelling(heading.text).split()
    if not words or says_past(heading):
        return False
    written = " ".join(words)
    if is_order_word(written) and words[0] not in _NOT_ASKED:
        return True
    if any(len(core) > 4 and OSA.distance(written, core, score_cutoff=1) <= 1 for core in _CORE):
        return True
    return bool(_WISH.fullmatch(words[0])) and not _NO_WISH.match(words[0])


def says_past(heading: Heading) -> bool:
    """Whether the heading tells of what was: by a word that is known, or by a verb."""
    words = spelling(heading.text).split()
    return is_past(heading.full) or any(map(_BEGONE.fullmatch, words))


def is_written_by_hand(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether counts are written in three manners or more: «10», «10 шт», «5 кор.», «12*»;
    programs write in one, and of weights in two."""
    manners: set[str] = set()
    for row in rows:
        text = text_of(at(row, column)).casefold()
        if not text or not any(sign.isdigit() for sign in text):
            continue
        amount = read_quantity(at(row, column))
        if amount.problem or amount.value is None:
            continue
        if amount.measure not in {"", PACK, PIECE}:
            return False
        manners.add(re.sub(r"\d[\d\s.,]*", "#", text).strip())
    return len(manners) >= 3


def is_titled_order(titles: Iterable[str]) -> bool:
    """Whether a title says that what follows is an order."""
    return any(_TITLE.match(spelling(title)) for title in titles)


def is_titled_report(titles: Iterable[str]) -> bool:
    """Whether a title says that what follows tells of stock, of sales, of the past."""
    return any(_OTHER_TITLE.search(spelling(title)) for title in titles)


def titles_above(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """What is written in the rows above a header."""
    return [text for row in rows[-_MOST_TITLES:] for cell in row if (text := text_of(cell))]


def is_added_by_hand(heading: Heading, profile: Profile, rows: int) -> bool:
    """Whether a column without heading is filled here and there: numbers written beside a list."""
    unnamed = not heading.full or bool(_MACHINE_MADE.fullmatch(heading.full.strip()))
    return unnamed and 2 <= profile.filled <= (1 - _LEFT_BLANK) * rows


def holds_years(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether all numbers of a column are years of our time."""
    numbers = [number for row in rows if (number := number_of(at(row, column))) is not None]
    return bool(numbers) and all(map(is_year, numbers))
