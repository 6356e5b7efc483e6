"""Russian words for sums, counts, masses and dates, with the right gender and case.

The customary wording of documents: «Тридцать три тысячи восемьсот семьдесят рублей 37 копеек».
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Forms = tuple[str, str, str]
"""One, two to four, five and more: («рубль», «рубля», «рублей»)."""

MASCULINE, FEMININE, NEUTER = "m", "f", "n"

ROUBLE: Forms = ("рубль", "рубля", "рублей")
KOPECK: Forms = ("копейка", "копейки", "копеек")
KILOGRAM: Forms = ("килограмм", "килограмма", "килограммов")
GRAM: Forms = ("грамм", "грамма", "граммов")
SHEET: Forms = ("лист", "листа", "листов")

_ONES = (
    "",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
)
_TENS = (
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
)
_HUNDREDS = (
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
)
_POWERS: tuple[tuple[Forms, str], ...] = (
    (("тысяча", "тысячи", "тысяч"), FEMININE),
    (("миллион", "миллиона", "миллионов"), MASCULINE),
    (("миллиард", "миллиарда", "миллиардов"), MASCULINE),
    (("триллион", "триллиона", "триллионов"), MASCULINE),
    (("квадриллион", "квадриллиона", "квадриллионов"), MASCULINE),
)
_MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
LARGEST = 10**18 - 1


def form(count: int, forms: Forms) -> str:
    """The form of a noun after ``count``: 21 рубль, 22 рубля, 25 рублей, 11 рублей."""
    ones, tens = count % 10, count // 10 % 10
    if tens == 1 or ones == 0 or ones > 4:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]


def integer(count: int, gender: str = MASCULINE) -> str:
    """A whole number in words, small letters: 2001 → «две тысячи один» («одна», «одно»)."""
    if not 0 <= count <= LARGEST:
        raise ValueError(f"{count} cannot be put into words")
    if count == 0:
        return "ноль"
    words: list[str] = []
    rest, power = count, 0
    while rest:
        rest, triple = divmod(rest, 1000)
        if triple:
            if power:
                forms, own = _POWERS[power - 1]
                words = [*_triple(triple, own), form(triple, forms), *words]
            else:
                words = _triple(triple, gender)
        power += 1
    return " ".join(words)


def _triple(number: int, gender: str) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = (0, rest) if rest < 20 else divmod(rest, 10)
    last = _ONES[ones]
    if gender != MASCULINE:
        last = {
            "один": "одна" if gender == FEMININE else "одно",
            "два": "две" if gender == FEMININE else "два",
        }.get(last, last)
    return [word for word in (_HUNDREDS[hundreds], _TENS[tens], last) if word]


def capital(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def roubles(amount: Decimal) -> str:
    """A sum as documents word it: «Одна тысяча двести тридцать четыре рубля 56 копеек»."""
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"{amount} is not rounded to kopecks")
    sign = "минус " if amount < 0 else ""
    whole, kopecks = divmod(int(abs(amount) * 100), 100)
    return capital(
        f"{sign}{integer(whole)} {form(whole, ROUBLE)} {kopecks:02d} {form(kopecks, KOPECK)}"
    )


def counted(count: int, forms: Forms, gender: str = MASCULINE) -> str:
    """«Двадцать одна штука»."""
    return capital(f"{integer(count, gender)} {form(count, forms)}")


def mass(kilograms: Decimal) -> str:
    """«Сто тридцать один килограмм 654 грамма»; whole grams, halves up."""
    grams = int((kilograms * 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    whole, rest = divmod(grams, 1000)
    tail = f" {rest} {form(rest, GRAM)}" if rest else ""
    return capital(f"{integer(whole)} {form(whole, KILOGRAM)}{tail}")


def long_date(day: date) -> str:
    """«22 ноября 2026 г.»."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]} {day.year}\u00a0г."


def month(day: date) -> str:
    """«ноября»."""
    return _MONTHS[day.month - 1]


def short_date(day: date | None) -> str:
    """«22.11.2026», nothing for None."""
    return f"{day:%d.%m.%Y}" if day else ""


def amount(value: Decimal) -> str:
    """«1 234 567,50» with no-break spaces."""
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def quantity(value: Decimal) -> str:
    """«1 500,5», without trailing zeros."""
    if value == value.to_integral_value():
        return f"{int(value):,d}".replace(",", "\u00a0")
    return f"{value.normalize():,f}".replace(",", "\u00a0").replace(".", ",")


def mass_digits(value: Decimal) -> str:
    """«131,654»: kilograms with at most three places."""
    return quantity(value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP))


def percent(rate: Decimal | None) -> str:
    """«22%», «без НДС» for None."""
    return "без НДС" if rate is None else f"{quantity(rate)}%"


def surname_first(name: str) -> str:
    """«Иванов Иван Иванович» → «Иванов И. И.»; what is short already stays."""
    if len(name.split()) < 2:
        return name
    first, *rest = name.split()
    return " ".join([first, *(f"{part[0]}." if len(part) > 2 else part for part in rest)])
