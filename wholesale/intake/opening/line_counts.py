"""What and how much one line of an order says: «Болт М8 - 10 шт», «10 x Болт», «64383 x2».

Each line is read in bounded time: nothing here looks at a line twice from every place. What may
as well be a size («Уголок 50 x 50») is never taken for a count.
"""

from __future__ import annotations

import re

from wholesale.intake.words.numerals import NUMERAL, numeral_of

LONGEST = 300  # signs of a line that may be an order's

Said = tuple[str, str]
"""What, and how much as it is written: («Болт М8», «10 шт»)."""

UNIT = (
    r"(?:шт|штук[аи]?|уп|упак|упаков\w{1,3}|кор|короб\w{0,3}|пач\w{0,3}|кг|гр?|мл?|л|пар[аы]?"
    r"|компл|рул\w{0,3}|меш\w{0,3}|бут\w{0,4}|ящ\w{0,3}|pcs|pc)\b\.?"
)
_COUNT = r"\d{1,7}(?:[.,]\d{1,3})?"
_NO_CODE = "".join(
    rf"(?<!{word}\s)" for word in ("арт", "арт[.:]", "артикул", "артикул:", "код", "код:", "№")
)
_GROUPS = rf"{_NO_CODE}\d{{1,3}}(?:\s\d{{3}}){{1,2}}(?!\d)(?:[.,]\d{{1,3}})?"  # «12 500»
_MINUS = r"[-–−]"  # glued to the count behind another sign, it is no dash: «… - -5 шт»
_AFTER = re.compile(  # «… - 100 шт», «… — 50», «……… 50», «… 20шт», «… в количестве 5 шт»
    r"(?:[\s,]{1,3}(?:в\sкол(?:ичеств|-в)е|кол(?:ичеств|-в)о))?"
    rf"(?:\s{{0,3}}(?:[-–—:=]|[._…]{{2,60}}+|…)\s{{0,3}}"
    rf"((?<=[\s:=.…]){_GROUPS}|(?:(?<=[\s:=]){_MINUS})?{_COUNT})\s{{0,2}}([^\W\d_]{{1,8}}\.?)?"
    rf"|\s{{1,3}}[xх×*]?\s?({_COUNT})\s{{0,2}}({UNIT}))$",
    re.IGNORECASE,
)
_AMOUNT, _BEHIND = 24, 128  # signs of a line's end: the amount, and all that ``_AFTER`` may take
_COUNTED = re.compile(  # «… кол-во 5», «… qty: 5 шт», «… в количестве 1 500 шт»
    r"[\s,;(]{1,3}(?:кол-?во|кол\.?|количество|в\sкол(?:ичеств|-в)е|qty|quantity)\s{0,2}[-–—:=]?"
    rf"\s{{0,2}}({_GROUPS}|(?:(?<=[\s:]){_MINUS})?{_COUNT})"
    rf"\s{{0,2}}({UNIT})?\)?$",
    re.IGNORECASE,
)
_BY_SIGN = re.compile(r"\s[xх×*]\s?(\d{1,6})$", re.IGNORECASE)  # «… x15», «… х 15», «… ×15»
_BY_STAR = re.compile(r"(?<!г)(?<!л)(?<!шт)(?<!к)\*\s?(\d{1,6})$")  # «230г*14» is a pack's
_MAY_BE_A_SIZE = re.compile(
    r"(?<![^\W_])(?<!№)(?<!арт\.)(?<!арт\s)[^\W\d_]{0,3}\d{1,4}(?:[.,/]\d{1,3})?\s?(?:мм|см|дм|м|mm|cm|m|[\"″'])?$",
    re.IGNORECASE,
)
"""What stands before the sign when the number behind it may be one more measure: «50», «М8»,
«PZ2», «48 мм»."""
_EACH = re.compile(r"(?<!\s)\s+по$", re.IGNORECASE)  # «… по 5 шт»
_OF_PACKS = re.compile(
    r"(?:упак\w*|уп|кор\w*|пакет\w*|пач\w*|бан\w*|меш\w*|бут\w*|ящ\w*|блок\w*|набор\w*|компл\w*"
    r"|рул\w*|блистер\w*|туб\w*)\.?$",
    re.IGNORECASE,
)
"""After these «по 5 шт» tells what one holds."""
_BEFORE = re.compile(  # «10 шт …», «10 x …»
    rf"({_GROUPS}|{_COUNT})\s{{0,2}}(?:({UNIT})|[xх×*](?=\s))\s{{0,3}}[-–—:]?\s{{0,3}}(?=\S)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?:\d{1,3}[.)]\s{1,3}|[-–—•*·]\s{0,3})(?=\S)")
CODE = re.compile(r"(?=\S*\d)\S{3,40}")
_TIMES = (  # «64383 x2», «TD-9557*72», «24 x 70676»: of a code, for М8х40 is a size
    re.compile(
        r"(?P<code>(?=\S*\d)[^\s*]{4,40})(?:\s{1,3}[xх×]\s?|\s?\*\s?)(?P<count>\d{1,6})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<count>\d{1,6})\s{1,3}[xх×*]\s{1,3}(?P<code>(?=\S*\d)\S{4,40})", re.IGNORECASE),
)
_MEASURED = re.compile(rf"[^-–—:=.…\s]\s{{1,3}}{_COUNT}\s?(?:кг|гр?|мл?|л)\.?$", re.IGNORECASE)
_REMARK = re.compile(rf"(?<=\d)\s?{UNIT}\s?([(,;][^\d]{{2,60}})$", re.IGNORECASE)
_PACKED = re.compile(
    rf"(?:\s{{0,3}}[-–—:=]\s{{0,3}}|\s{{1,3}})(\d{{1,5}}\s?(?:кор|ящ|уп|пач|блок|меш)[^\W\d_]{{0,7}}\.?\s?"
    rf"\(=?\s?\d{{1,6}}\s?{UNIT}\)"
    rf"|\d{{1,5}}\s?(?:кор|ящ|уп)[^\W\d_]{{0,6}}\.?\sпо\s\d{{1,5}}(?:\s?шт[^\W\d_]{{0,2}}\.?)?)$",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\s(по\s.*)$", re.IGNORECASE)
_COUNTED_ALREADY = re.compile(rf"\s[-–—]\s?{_COUNT}\s?{UNIT}", re.IGNORECASE)
_BARE = re.compile(r"\s(\d{1,4})$")
_NOTE = re.compile(  # «Дата: 24.11.2026 9:15», «Доставка до склада, тел. +7 (495) 123-45-67»
    r"(?:от|from|кому|to|копия|cc|дата|date|тема|subject|sent|отправлено|тел|телефон|tel|phone)\s?:"
    r"|.*(?:\+7|\b[78])[\s(-]{1,3}\d{3}[\s)-]{1,3}\d{3}[\s-]?\d\d[\s-]?\d\d$",
    re.IGNORECASE,
)
_SLASH = re.compile(r"\s+[/|\\]+$")
_CURRENCY = r"(?:руб(?:\.|лей|ля|ль)?|р\.?|₽)(?:\s?/\s?(?:шт|уп|кг)\.?)?"
_PRICED_BEHIND = re.compile(  # «… 5 шт х 120 руб», «… - 5 шт по 120р»
    rf"(?<=\d)\s?({UNIT})[\s,(]{{0,3}}(?:[-–—xх×*=@]|по|цена)?\s{{0,2}}"
    rf"\d{{1,7}}(?:[.,]\d{{1,2}})?\s?{_CURRENCY}\)?$",
    re.IGNORECASE,
)
_PRICED_BEFORE = re.compile(
    rf"[\s,(]{{1,3}}(?:по\s|цена\s)?\d{{1,7}}(?:[.,]\d{{1,2}})?\s?{_CURRENCY}\)?$", re.IGNORECASE
)
_IN_WORDS = re.compile(
    rf"(?:(?<=[-–—:=]\s)({NUMERAL})(?=(?:\s{UNIT})?$)|(?<=\s)({NUMERAL})(?=\s{UNIT}$))",
    re.IGNORECASE,
)


def is_note(line: str) -> bool:
    """Whether the line is of a letter's head or tells whom to call: what ends it is no count."""
    return bool(_NOTE.match(line))


def said(line: str) -> Said | None:
    """What and how much the line says, when a sign or a unit of it tells which is the count."""
    if len(line) > LONGEST or is_note(line):
        return None
    numbered = NUMBERED.match(line)
    if numbered:
        line = line[numbered.end() :]
    if times := _times(line):
        return times
    line = _PRICED_BEHIND.sub(r" \1", _in_digits(line))
    if both := packed(line):
        return both
    before = _BEFORE.match(line)
    if before is None or not any(map(str.isalpha, rest := line[before.end() :])):
        return _counted_behind(line)
    if before[2] is None and rest[0].isdigit():  # «6 x 40 саморез»: a size, or six of the goods
        return _counted_behind(line) or (line, f"({before[1]})?")
    if before[2] and _MEASURE.fullmatch(before[2]) and _SURELY_COUNTED.search(rest[-_BEHIND:]):
        return _counted_behind(line)  # «100 г чай - 5 шт»
    return rest.strip(" -–—:"), f"{before[1]} {before[2] or ''}".strip()


_MEASURE = re.compile(r"(?:кг|гр?|мл?|л)\.?", re.IGNORECASE)
_SURELY_COUNTED = re.compile(
    rf"(?:(?:\s[-–—]|[:=])\s{{0,3}}{_COUNT}(?:\s?{UNIT})?|\s{_COUNT}\s?(?!{_MEASURE.pattern}$){UNIT})$",
    re.IGNORECASE,
)


def _times(line: str) -> Said | None:
    """A code and a count, in either order; of two numbers the code must be the longer one, and as
    long as codes are, else «1200 x 600» is asked."""
    found = [told for told in (order.fullmatch(line) for order in _TIMES) if told]
    for told in found:
        code, count = told["code"], told["count"]
        if any(map(str.isalpha, code)) or len(code) > max(4, len(count)):
            return code, count
    return (line, f"({found[0]['count']})?") if found else None


def is_measured(line: str) -> bool:
    """Whether the line ends with a measure, as names of goods do: «Шланг 50 м»."""
    return bool(_MEASURED.search(line))


def by_sign(line: str) -> Said | None:
    """«… x15», which may as well tell how many a pack holds: the list says which."""
    if len(line) > LONGEST:
        return None
    found = _BY_SIGN.search(line) or _BY_STAR.search(line)
    if found is None or _MAY_BE_A_SIZE.search(line[: found.start()]):
        return None
    numbered = NUMBERED.match(line)
    return _named(line[numbered.end() if numbered else 0 : found.start()], found[1], "")


def _counted_behind(line: str) -> Said | None:
    if not any(map(str.isdigit, line[-_AMOUNT:])):
        return None
    after = _COUNTED.search(line)
    if after is not None:
        return _named(line[: after.start()], after[1], after[2])
    after = _AFTER.search(line, max(0, len(line) - _BEHIND))
    if after is None:
        return None
    what, unit = line[: after.start()], after[2] or after[4]
    if after[3] and (groups := _LEAD.search(what)) and _GROUP.match(after[3]):
        return _in_groups(what, groups, after[3], unit)
    if after[1] and (least := _least(what, line[after.start() : after.start(1)], after[1])):
        return _named(what[: least.start()], f"{least[0]}-{after[1]}", unit)
    return _named(what, after[1] or after[3], unit)


_LIMIT = re.compile(
    r"(?:(?<=\s)|^)((?:не\s)?(?:более|менее|больше|меньше)|до|от|около|примерно|где-то|минимум"
    r"|максимум|мин\.?|макс\.?|хотя\sбы|\d{1,6}\s(?:или|либо)|или|либо)$",
    re.IGNORECASE,
)
"""Before a count it leaves open how many; ``read_quantity`` refuses the two."""
_LEAST = re.compile(r"(?<=\s)\d{1,6}$")


def _least(what: str, sign: str, most: str) -> re.Match[str] | None:
    """The lesser number of «Болт 5-10 шт», «Болт - 5 - 10 шт»; of «М8-10 шт» and of «Труба 25 - 40
    шт» the first is the name's."""
    least = _LEAST.search(what)
    if least is None or not most.isdecimal() or int(least[0]) >= int(most):
        return None
    if sign in {"-", "–", "—", "..", "...", "…"}:
        return least
    counts = what[: least.start()].rstrip()[-1:] in {"-", "–", "—", ":", "="}
    return least if counts and sign.strip() in {"-", "–", "—"} else None


_LEAD = re.compile(rf"(?:^|(?<=[\s:=])){_NO_CODE}\d{{1,3}}(?:\s\d{{3}})?$")
_GROUP = re.compile(r"\d{3}(?!\d)")


def _in_groups(what: str, lead: re.Match[str], amount: str, unit: str | None) -> Said | None:
    """«Гвозди 4 120 шт»: no sign tells whether the 4 is of the count or a size, so it is asked;
    only «10 000» is surely one number."""
    whole = f"{lead[0]} {amount} {unit or ''}".strip()
    return _named(what[: lead.start()], whole if amount.startswith("000") else f"({whole})?", "")


def _named(what: str, amount: str, unit: str | None) -> Said | None:
    what = _SLASH.sub("", what.strip(" -–—:=,"))
    each = _EACH.search(what)
    if each and not _OF_PACKS.search(what[: each.start()]):
        what = what[: each.start()].rstrip(" -–—:=,")
    what = _PRICED_BEFORE.sub("", what)
    if limit := _LIMIT.search(what):
        what, amount = what[: limit.start()].rstrip(" -–—:=,"), f"{limit[1]} {amount}"
    if not any(map(str.isalpha, what)) and not CODE.fullmatch(what):
        return None
    return what, f"{_MINUS_BEFORE.sub('-', amount)} {unit or ''}".strip()


_MINUS_BEFORE = re.compile(rf"^{_MINUS}")


def remarked(line: str) -> tuple[str, str, str] | None:
    """«Молоко - 5 шт (срочно)»: what, how much, and what is remarked behind it."""
    found = _REMARK.search(line) if len(line) <= LONGEST else None
    told = said(line[: found.start(1)].rstrip(" ,;(")) if found else None
    return (*told, found[1].strip(" (),;")) if told and found else None


def packed(line: str) -> Said | None:
    """«Сок - 2 кор (24 шт)», «Сок - 2 кор по 12»: what, and both numbers of how much."""
    found = _PACKED.search(line) if len(line) <= LONGEST else None
    if found is None or not any(map(str.isalnum, line[: found.start()])):
        return None
    numbered = NUMBERED.match(line)
    start = numbered.end() if numbered else 0
    amount = _OF_EACH.sub(r" (\1)", " ".join(found[1].split()))
    return line[start : found.start()].strip(" -–—:=,"), amount


def _in_digits(line: str) -> str:
    """The line whose count in words, «… - пять штук», is in digits."""
    found = _IN_WORDS.search(line)
    if found is None:
        return line
    return f"{line[: found.start()]}{numeral_of(found[0])}{line[found.end() :]}"


def bare_count(line: str) -> Said | None:
    """«Молоко 10», «64383 10»: what and how much without any sign between them."""
    bare = _BARE.search(line) if len(line) <= LONGEST and not is_note(line) else None
    if bare is None or line.startswith(">"):  # what an answer quotes is a note
        return None
    numbered = NUMBERED.match(line)
    what = line[numbered.end() if numbered else 0 : bare.start()].strip()
    if _COUNTED_ALREADY.search(what):  # «Соль - 1 шт, или 2»
        return None
    if what[-2:].casefold() in {" x", " х", " ×", " *"}:
        return None  # said as a count is, and yet it may be a size
    if (lead := _LEAD.search(what)) and _GROUP.fullmatch(bare[1]):
        return _in_groups(what, lead, bare[1], "")
    if _LIMIT.search(what):
        return _named(what, bare[1], "")
    return (what, bare[1]) if any(map(str.isalpha, what)) else None


_IN_BRACKETS = re.compile(rf"\s?(\(\s?{_COUNT}\s?(?:{UNIT})?\s?\))$", re.IGNORECASE)


def in_brackets(line: str) -> Said | None:
    """«Кружка (6 шт)» in a list that counts in no other way: what, and «(6 шт)?», which
    ``read_quantity`` takes for what a pack may hold."""
    found = _IN_BRACKETS.search(line) if len(line) <= LONGEST else None
    return _named(line[: found.start()], f"{found[1]}?", "") if found else None


_UNCLEAR = re.compile(r"(?:\s[xх×]\s?|(?<=[гл])[xх×]|\*\s?)(\d{1,6})$", re.IGNORECASE)
_UNREAD = re.compile(
    r"\s(?:[-–—:=]\s?)?(\d{1,6}\s?(?:шт|уп|кор|ящ|пач)(?![^\W\d_]{7}).*)$", re.IGNORECASE
)


def unread(line: str) -> Said | None:
    """«Соль - 1 шт, или 2» among lines that count: what, and how much as it is written, which
    ``read_quantity`` refuses; the line is not to be lost as if it were a remark."""
    if len(line) > LONGEST or line.endswith(":") or is_note(line):
        return None
    found = _UNREAD.search(line)
    return _named(line[: found.start()], found[1], "") if found else None


def unclear(line: str) -> Said | None:
    """«Уголок 50 x 50» among lines that count so: the whole line, and «×50?», which
    ``read_quantity`` takes for what may be a size."""
    found = _UNCLEAR.search(line) if len(line) <= LONGEST else None
    return (line, f"×{found[1]}?") if found and any(map(str.isalpha, line)) else None
