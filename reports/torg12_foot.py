"""The foot of ТОРГ-12 and of the return waybill: counts in words, the sum, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from reports import words
from reports.facts import Signer, Waybill
from reports.parties import attorney
from reports.style import GREY, MM, Sheet, fitting, width, wrap
from reports.words import quantity

LEFT, RIGHT = 12 * MM, 8 * MM
TAIL = 186.0
CAPTION = 5.5
APPROVED = (
    "Унифицированная форма № ТОРГ-12",
    "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
)


class Wording(NamedTuple):
    """How the form speaks of itself and of the goods."""

    title: str
    name: str
    given: str
    allowed: str
    released: str
    approved: Sequence[str] = ()
    form_code: str = ""


SALE = Wording(
    title="ТОВАРНАЯ НАКЛАДНАЯ",
    name="Товарная накладная",
    given="Всего отпущено на сумму",
    allowed="Отпуск груза разрешил",
    released="Отпуск груза произвел",
    approved=APPROVED,
    form_code="0330212",
)
RETURN = Wording(
    title="НАКЛАДНАЯ НА ВОЗВРАТ ТОВАРА",
    name="Накладная",
    given="Всего возвращено на сумму",
    allowed="Возврат товара разрешил",
    released="Возврат товара произвел",
)


class Foot:
    """What stands under the table of the last page, ``TAIL`` high."""

    def __init__(self, sheet: Sheet, facts: Waybill, wording: Wording) -> None:
        self.sheet, self.facts, self.wording = sheet, facts, wording
        self.right = sheet.width - RIGHT

    def draw(self, y: float) -> None:
        """Counts and masses in words and digits, the sum, signatures of both sides."""
        facts, sheet = self.facts, self.sheet
        middle = LEFT + (self.right - LEFT) * 0.5
        begin, end = y, middle - 12
        y += 9
        enclosed = f"{self.wording.name} имеет приложение на"
        sheet.text(LEFT, y, enclosed, 7.5)
        self._blank(LEFT + width(enclosed, 7.5) + 4, y, end - 34, "")
        sheet.text(end - 28, y, "листах", 7.5)
        y += 15
        sheet.text(LEFT, y, "и содержит", 7.5)
        count = words.capital(words.integer(len(facts.lines)))
        self._blank(LEFT + 46, y, end - 108, count, "прописью")
        sheet.text(end - 102, y, "порядковых номеров записей", 7.5)
        net, gross = (
            whole(getattr(line, of) for line in facts.lines) for of in ("net_mass", "gross_mass")
        )
        self._counted(middle, y, self.right, 80, "Масса груза (нетто)", *_mass(net))
        y += 19
        packages = whole(line.places for line in facts.lines)
        places = packages if facts.places is None else Decimal(facts.places)
        self._counted(LEFT, y, end, 46, "Всего мест", *_places(places))
        self._counted(middle, y, self.right, 80, "Масса груза (брутто)", *_mass(gross))
        y += 19
        sheet.line(middle, y - 8, middle, begin + TAIL - 4)
        self._left_signatures(y, middle - 8)
        self._right_signatures(y, middle + 8)

    def _counted(
        self, x: float, y: float, end: float, labels: float, label: str, text: str, digits: str
    ) -> None:
        """A count in words on a line, and in digits in a small box."""
        sheet = self.sheet
        sheet.text(x, y, label, 7.5)
        self._blank(x + labels, y, end - 76, text, "прописью")
        sheet.box(end - 70, y - 9, 70, 12)
        size = fitting(digits, 7.5, 66)
        sheet.text(end - 35, y, digits, size, align="center")

    def _left_signatures(self, y: float, end: float) -> None:
        facts, sheet, wording = self.facts, self.sheet, self.wording
        sheet.text(LEFT, y, "Приложение (паспорта, сертификаты и т.п.) на", 7.5)
        self._blank(LEFT + 168, y, end - 32, "", "прописью")
        sheet.text(end - 27, y, "листах", 7.5)
        y += 17
        sheet.text(LEFT, y, wording.given, 7.5, bold=True)
        lines = wrap(words.roubles(facts.sums.total), 7.5, end - LEFT - 4, True)
        y += 11 if len(lines) == 1 else 9
        for line in lines:
            sheet.text(LEFT + 2, y, line, 7.5, bold=True)
            y += 8.7
        y -= 8.7
        self._blank(LEFT, y, end, "", "прописью")
        signers: list[tuple[str, Signer | None]] = [
            (wording.allowed, facts.director),
            ("Главный (старший) бухгалтер", facts.accountant),
            (wording.released, facts.release),
        ]
        for label, signer in signers:
            y += 19
            has_position = not label.startswith("Главный")
            sheet.text(LEFT, y, label, 7.5)
            power = attorney(signer)
            sheet.text(LEFT, y + 6.5, power, fitting(power, CAPTION, 100))
            begin = LEFT + 104
            third = (end - begin) / 3
            if has_position:
                self._blank(
                    begin, y, begin + third - 6, signer.position if signer else "", "должность"
                )
            self._blank(begin + third, y, begin + 2 * third - 6, "", "подпись")
            name = words.surname_first(signer.name) if signer else ""
            self._blank(begin + 2 * third, y, end, name, "расшифровка подписи")
        y += 18
        day = facts.issued_on
        sheet.text(LEFT + 50, y, "М.П.", 7.5)
        sheet.text(LEFT + 112, y, f"«{day.day}» {words.month(day)} {day.year} года", 7.5)

    def _right_signatures(self, y: float, begin: float) -> None:
        sheet, end = self.sheet, self.right
        sheet.text(begin, y, "По доверенности №", 7.5)
        self._blank(begin + 72, y, begin + 190, "")
        sheet.text(begin + 196, y, "от «_____» _______________ 20____ года", 7.5)
        y += 17
        sheet.text(begin, y, "выданной", 7.5)
        self._blank(begin + 40, y, end, "", "кем, кому (организация, должность, фамилия, и. о.)")
        y += 18
        self._blank(begin, y, end, "")
        for label, more in (("Груз принял", ""), ("Груз получил", "грузополучатель")):
            y += 22
            sheet.text(begin, y, label, 7.5)
            if more:
                sheet.text(begin, y + 8, more, 7.5)
            left = begin + 72
            third = (end - left) / 3
            self._blank(left, y, left + third - 6, "", "должность")
            self._blank(left + third, y, left + 2 * third - 6, "", "подпись")
            self._blank(left + 2 * third, y, end, "", "расшифровка подписи")
        y += 24
        sheet.text(begin + 40, y, "М.П.", 7.5)
        sheet.text(begin + 100, y, "«_____» _______________ 20____ года", 7.5)

    def _blank(self, x: float, y: float, end: float, text: str, caption: str = "") -> None:
        """A line to write on, what is already known on it, and a small caption under it."""
        sheet = self.sheet
        sheet.line(x, y + 2, end, y + 2)
        sheet.text((x + end) / 2, y, text, fitting(text, 7.5, end - x - 2), align="center")
        sheet.text((x + end) / 2, y + 7.2, caption, CAPTION, align="center", colour=GREY)


def whole(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None when one of them is not known: a paper must not understate it."""
    found = Decimal(0)
    for value in values:
        if value is None:
            return None
        found += value
    return found


def _mass(value: Decimal | None) -> tuple[str, str]:
    """A mass in words and in digits."""
    return ("", "") if value is None else (words.mass(value), words.mass_digits(value))


def _places(value: Decimal | None) -> tuple[str, str]:
    """Places in words and in digits; parts of a place are left to the hand."""
    if value is None or value != int(value):
        return "", ""
    return words.capital(words.integer(int(value))), quantity(value)
