"""The columns А to 14 of УПД, счёт-фактура and УКД: captions, widths, what each prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.facts import Line, net_price
from reports.words import amount, percent, quantity

DASH = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its code on the form, caption, width, alignment, and what it prints of a line
    whose price includes VAT or does not."""

    code: str
    caption: str
    width: float
    align: str
    text: Callable[[Line, bool], str]
    group: str = ""


_UNIT = "Единица измерения"
_ORIGIN = "Страна происхождения товара"
TRACED_UNIT = (
    "Количест\u00adвенная единица измерения товара, используе\u00adмая в целях осуществ\u00adления "
    "прослежи\u00adваемости"
)


def fields_of(*, with_code: bool, traced: bool) -> list[Field]:
    """The columns of the form; 12 to 14 only where a line is traceable."""
    found = [
        Field("1", "№ п/п", 20, "center", lambda line, _: str(line.number)),
        Field(
            "1а",
            "Наименование товара (описание выполненных работ, оказанных услуг), "
            "имущественного права",
            0,
            "left",
            lambda line, _: line.name,
        ),
        Field("1б", "Код вида товара", 30, "center", lambda line, _: line.goods_code or DASH),
        Field("2", "код", 22, "center", lambda line, _: line.unit_code, _UNIT),
        Field(
            "2а",
            "условное обозна\u00adчение (нацио\u00adнальное)",
            32,
            "center",
            lambda line, _: line.unit_sign,
            _UNIT,
        ),
        Field(
            "3", "Коли\u00adчество (объем)", 36, "right", lambda line, _: quantity(line.quantity)
        ),
        Field(
            "4",
            "Цена (тариф) за единицу измерения",
            50,
            "right",
            lambda line, includes_vat: amount(net_price(line, includes_vat)),
        ),
        Field(
            "5",
            "Стоимость товаров (работ, услуг), имущест\u00adвенных прав без налога – всего",
            58,
            "right",
            lambda line, _: amount(line.net),
        ),
        Field("6", "В том числе сумма акциза", 38, "center", lambda *_: "без акциза"),
        Field("7", "Нало\u00adговая ставка", 32, "center", lambda line, _: percent(line.vat_rate)),
        Field(
            "8",
            "Сумма налога, предъяв\u00adляемая покупателю",
            52,
            "right",
            lambda line, _: "без НДС" if line.vat_rate is None else amount(line.vat),
        ),
        Field(
            "9",
            "Стоимость товаров (работ, услуг), имущест\u00adвенных прав с налогом – всего",
            60,
            "right",
            lambda line, _: amount(line.total),
        ),
        Field(
            "10",
            "циф\u00adровой код",
            26,
            "center",
            lambda line, _: line.country_code or DASH,
            _ORIGIN,
        ),
        Field(
            "10а",
            "краткое наимено\u00adвание",
            38,
            "center",
            lambda line, _: line.country or DASH,
            _ORIGIN,
        ),
        Field(
            "11",
            "Регистра\u00adционный номер декларации на товары или регистра\u00adционный номер "
            "партии товара, подлежащего прослежи\u00adваемости",
            66,
            "center",
            lambda line, _: (line.traced.lot if line.traced else line.declaration) or DASH,
        ),
    ]
    if with_code:
        code = "Код товара/ работ, услуг"
        found.insert(0, Field("А", code, 46, "center", lambda line, _: line.article or DASH))
    if traced:
        found += [
            Field("12", "код", 22, "center", _traced("unit_code"), TRACED_UNIT),
            Field(
                "12а", "условное обозна\u00adчение", 30, "center", _traced("unit_sign"), TRACED_UNIT
            ),
            Field("13", "Коли\u00adчество товара в этой единице", 34, "right", _traced("quantity")),
            Field(
                "14",
                "Стоимость товара, подлежа\u00adщего прослежи\u00adваемости, без НДС, руб.",
                48,
                "right",
                _traced("net"),
            ),
        ]
    return found


def _traced(name: str) -> Callable[[Line, bool], str]:
    show = {"quantity": quantity, "net": amount}.get(name, str)

    def text(line: Line, _: bool) -> str:
        return DASH if line.traced is None else show(getattr(line.traced, name))

    return text
