"""What a person writes beside a row, or in it, to take it back: «отменено», «не надо»."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 80  # signs of a remark; what is longer tells something else
_OF_WHAT = (
    r"(?: (?:из|с|по|от) заказа| заказ\w*| заявк\w*| позици\w*| строк\w*| товар\w*| клиент\w*"
    r"| покупател\w*| нами)*"
)
_TAKES_BACK = re.compile(
    r"(?:(?:заказ|заявка|строка|позиция|товар|уже|больше|пока) )?"
    r"(?:отмен\w*|аннулир\w*|вычеркн\w*|вычеркива\w+|зачеркн\w*|исключ(?:ить|ите|аем|ен[аоы]?)"
    r"|удал(?:ить|ите|яем|ен[аоы]?)|убрать|убер(?:и|ите|ем)|убира(?:ть|ем)|убрал\w*|снять|снят[аоы]?"
    r"|снял\w*|снимаем|отказ\w*"
    r"|не (?:надо|нуж\w+|требу\w+|заказыва\w+|бер\w+|брать|вез\w+|отгружа\w+|отправля\w+)"
    r"|отлож\w+|приостан\w+|(?:на )?пауз[аеу]|стоп|on hold"
    r"|(?:no longer|not) (?:needed|required|wanted)|(?:do not|don t) (?:order|ship|send|need)"
    rf"|возврат[аы]?( поставщику)?|cancel\w*|deleted?|removed?){_OF_WHAT}"
    r"|(?:уже )?(?:выполнен[аоы]?|отгружен[аоы]?|доставлен[аоы]?|получен[аоы]?|завершен[аоы]?)"
    r"|замен(?:а|ить|ите|яем|им|ен\w*) на .+|под вопросом|не сейчас|позже|потом|подума(?:ть|ем)"
    r"|уже (?:есть|заказ|куп|пришл|получ|взя|привез|достав|отгруж)\w*(?: .*)?"
    r"|(?:заказа|купи|взя|привез|получи)л\w*|пришл[аио]|привезли"
    r"|(?:заказ|куп|взя)\w* (?:ранее|раньше|у других|у другого|в другом месте)"
    r"|не ?актуальн\w*|дубль?|дублирует\w*|ошибк[аи]|ошибочн\w*|лишн(?:ее|яя|ий)"
)
_SETS_ASIDE = re.compile(
    r"(?:возврат(?:ы|а|ов)?|списани[ея]|отложен[аоы]?|отложить|прошл\w+ (?:заказ|заявк|недел)\w*"
    r"|не (?:заказыв|вез|отгруж|отправл|постав|надо|нужн)\w*|returns?)(?: .*)?"
    r"|брак(?: на возврат)?|архив|черновик|(?:на|в) следующ\w+ (?:раз|заказ|заявк)\w*"
)
_TELLS_OF_BEFORE = re.compile(
    r"(?:(?:уже|ранее|раньше) (?:заказ|отгруж|получ|приш|привез|куп|взя|достав)\w*|прода(?:жи|но)"
    r"|(?:заказан|отгружен|получен|доставлен|поступил|привез)\w* (?:за |от |с )?\d+"
    r"|(?:складск\w+ |товарн\w+ |текущ\w+ )?остат(?:ки|ок) (?:на|по|склад|товар|магазин)"
    r"|складск\w+ остатк\w+|не хватило|недо(?:поставк|воз|груз)\w*)\b.*"
)
_NAMES_BACK = re.compile(
    r"отменен[аоы]?|отмена|отказ|cancell?ed|cancel|замен(?:ить|ите|яем|а) на|replace with"
)
_NOT_SO = frozenset({"", "-", "–", "—", "0", "нет", "no", "false", "ложь", "n"})
_CROSSES = frozenset({"❌", "✗", "✘", "✖", "⛔", "🚫", "[ ]", "[]", "[x]", "[х]", "[v]", "☐", "☒"})
"""Marks that leave it open whether a row is meant; boxes of lists, not ticks of tables."""
_HEAD = re.compile(r"\s*[(\[]?([^()\[\]!:]{3,40})[)\]!:]")
_TAIL = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$|\s[-–—]\s+([^-–—]*)$")
_PARTED = re.compile(r"[()\[\]!:]|\s[-–—]\s")  # there is a head or a tail: few names have one


@lru_cache(maxsize=20_000)
def takes_back(text: str) -> bool:
    """Whether ``text``, whole, says that the row is not wanted any more or is to be replaced."""
    if text.strip().casefold() in _CROSSES:
        return True
    return len(text) <= _LONGEST and bool(_TAKES_BACK.fullmatch(_plain(text)))


def says_taken_back(text: str) -> bool:
    """Whether what stands before the rest of ``text``, or behind it in brackets or a dash, takes
    it back: «ОТМЕНА! Молоко», «10 (отмена)», «Молоко 1 л - не надо»."""
    if not _PARTED.search(text):
        return False
    head, tail = _HEAD.match(text), _TAIL.search(text)
    said = [head[1] if head else "", (tail[1] or tail[2] or "") if tail else ""]
    return any(map(takes_back, said))


def sets_aside(text: str) -> bool:
    """Whether ``text`` over rows says that they are no part of the order: «Возврат»."""
    return takes_back(text) or (len(text) <= _LONGEST and bool(_SETS_ASIDE.fullmatch(_plain(text))))


def tells_of_before(text: str) -> bool:
    """Whether ``text`` between rows says that those below it tell of what was or is there: «Уже
    заказано», «Отгружено 20.11», «Остатки на складе»."""
    return len(text) <= _LONGEST and bool(_TELLS_OF_BEFORE.fullmatch(_plain(text)))


def names_back(heading: str) -> bool:
    """Whether a heading is that of a column that says which rows are taken back."""
    return bool(_NAMES_BACK.fullmatch(_plain(heading)))


def says_so(text: str) -> bool:
    """Whether the text under such a heading is a yes: anything but nothing and a no."""
    return text.strip().casefold() not in _NOT_SO


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("ё", "е")))
