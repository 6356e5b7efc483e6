"""Rows that are called off though a quantity stands in them: struck through, «отменено» beside it,
under «Возврат:»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from wholesale.intake.sheet import Cell
from wholesale.intake.words.aliases import spelling
from wholesale.intake.words.cells import at

_NOT = (
    r"(надо|нужн[оаы]|нужен|заказыва\w+|заказать|отгружа\w+|отгрузать|отправля\w+|присыла\w+|грузи\w+"
    r"|везти|вез\w+|брать|бер\w+|ставить|включа\w+|выставля\w+|счита\w+)"
)
_OFF = re.compile(
    r"((пока|уже|это|эту|клиент|заказчик|позици\w|строк\w|товар) )*"
    rf"(отмен\w*|аннулир\w*|отказ|отказал\w+|отказыва\w+|исключ\w+|вычеркн\w+|удал\w+|убра\w+"
    rf"|убер\w+|убира\w+|снять|снято|сняли|снимаем|(больше )?не {_NOT}|cancel\w*|removed?|deleted?"
    r"|отлож\w+|приостан\w+|(на )?пауз[аеу]|стоп|on hold|void"
    r"|(no longer|not) (needed|required|wanted)|(do not|don t) (order|ship|send|need))"
    r"( (пока|уже|это|этого|эту|ее|его|позици\w|строк\w|товар\w?|заказ\w?|совсем|больше"
    r"|из заказа|с заказа|клиентом|заказчиком|в этот раз|please|\d+))*"
)
"""A remark that says of its row that it is not to be ordered, and nothing else."""
_RETURNS = re.compile(r"(на |к )?(возврат\w?|returns?)( (товар\w?|поставщику|брак\w?|брак|goods))*")
_LONGEST = 60


@lru_cache(maxsize=10_000)
def calls_off(text: str) -> bool:
    """Whether a remark calls its row off: «отменено», «не надо», «снять с заказа»; not «не надо
    сертификат»."""
    return len(text) <= _LONGEST and _OFF.fullmatch(spelling(text)) is not None


def sets_aside(text: str) -> bool:
    """Whether what stands alone in a row says that those below it are not ordered: «Возврат:»,
    «Отменённые позиции»."""
    if len(text) > _LONGEST:
        return False
    return calls_off(text) or _RETURNS.fullmatch(spelling(text)) is not None


def is_called_off(row: Sequence[Cell], taken: Collection[int]) -> bool:
    """Whether a cell outside of the columns that are ``taken`` calls the row off."""
    return any(
        isinstance(cell, str) and cell and column not in taken and calls_off(cell)
        for column, cell in enumerate(row)
    )


def is_struck_out(
    row: Sequence[Cell], struck: Collection[int], told: Iterable[int], wanted: Iterable[int]
) -> bool:
    """Whether all that names the goods of the row is struck through, or all that it asks for."""
    return any(
        filled and all(column in struck for column in filled)
        for columns in (told, wanted)
        for filled in [[column for column in columns if at(row, column) != ""]]
    )
