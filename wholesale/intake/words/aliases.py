"""What a column is called: the dictionary of headings, Russian and English (words that are
shortened or in a neighbour's language are told in its own by ``otherwise``).

A heading is brought to one spelling («Кол-во, шт.» → «кол во шт») and then matched whole: by
an entry, or by its words when all of them are known.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from wholesale.core.spelling import one_alphabet
from wholesale.intake.words.otherwise import plain_words


class Part(StrEnum):
    """What a column holds."""

    ARTICLE = "article"
    OWN_CODE = "own_code"  # the dealer's own
    MAKER_CODE = "maker_code"
    BARCODE = "barcode"
    NAME = "name"
    QUANTITY = "quantity"
    UNIT = "unit"
    PRICE = "price"
    SUM = "sum"
    STOCK = "stock"
    PACK = "pack"
    MINIMUM = "minimum"
    BRAND = "brand"
    NUMBER = "number"  # № п/п
    DELIVERY = "delivery"  # for which of his shops
    STATUS = "status"  # of a file we gave back: what became of the row
    SIZE = "size"  # of clothes and shoes: with the model it tells the product
    COLOUR = "colour"  # or all else that tells one of a model from another
    OTHER = "other"  # known and of no use: weight, photo, VAT, comment


_ORDERED = (
    r"заказ(?!чик)\w*|(до|доп|пред)заказ\w*|доп заказ\w*|закаж(у|ем|ите)|заявк\w*"
    r"|заявлен[аоы]?|потребност\w*|потреб|надобност\w*|нужн\w+|надо|требуется|треб|необходим\w*|необх|хочу"
    r"|хотим|беру|берем|взять|возьм\w*|забрать|забер(у|ем)|забира(ю|ем)|везти|везем"
    r"|(при|до|за)везти|привез(ем|ите|у)|завоз(им|ите)|просим|прошу|запрос\w*"
    r"|(до)?закуп(к\w+|аем|ить|им|аю)?|(до|по)купа(ем|ю)|(до)?купить|(до)?куп(им|лю)|к покупке"
    r"|(в|к) (заказ|поставк|отгрузк|закупк|заявк)\w*|на (отгрузк|поставк|закупк)у"
    r"|отгруз(ить|ите|им)|отправ(ить|ьте|им)|пришлите|дайте|поставить|поставьте|пополнить"
    r"|сколько|приобре(сти|тени\w+)"
    r"|order(s|ed)?|needed|need|wanted|required|requested|to order|(to )?buy"
)
"""Words by which a dealer says that he orders."""
_COUNT = r"(кол|кол во|колво|к во|к ство|колич|колич во|количество|кол ?в|qty|quantity|quant|q ty)"
_WRITE = r"(пис|впис|став|простав|заполн|внос|указ)\w+"
_HERE = rf"сюда|(сюда|здесь|тут) {_WRITE}|{_WRITE} (сюда|здесь|тут)"
_FILL_IN = "впишите|укажите|введите|заполните|проставьте|enter|fill in"
_WHOSE = (
    r"(ваш|наш|мой|мо|нов|текущ|your|our|my|new)\w* |кол во |количество |для |к |сумма "
    r"|остается |подлежит "
)

# Each line: the part, then patterns of whole headings; earlier lines win.
_PATTERNS: tuple[tuple[Part, tuple[str, ...]], ...] = (
    (Part.SIZE, ("размер( товара)?", "рост", r"р ?р", "размер (одежды|обуви)", "size")),
    (
        Part.COLOUR,
        ("цвет( товара)?", "расцветка", "colou?r", r"характеристик[аи]( номенклатуры| товара)?"),
    ),
    (
        Part.DELIVERY,
        (
            "магазин", "торговая точка", "тт", "точка( доставки)?", "грузополучатель", "филиал",
            "адрес( доставки)?", "куда", "получатель", "подразделение", "shop", "store",
            "deliver(y)?( to)?", "ship to",
        ),
    ),
    (
        Part.NUMBER,
        (
            "№( п/?п)?", "n( п/?п)?", "п/?п", "п п", "номер( по порядку| строки| п/?п)?", "no",
            "nr", "пп", "№ строки", "line( no)?", "#", "поз(иция)?( №)?", "№ п п", "номер п п",
        ),
    ),
    (
        Part.QUANTITY,
        (
            (
                r"(кол во|количество|кол|qty) (в|in) (упаковках|коробках|коробах|ящиках|пачках"
                r"|блоках|местах|паллетах|packs|boxes|cases|cartons)"
            ),
            "объ?ем (заказа|заявки|поставки|закупки|потребности)",
            "(amount|qty|quantity|pcs) (needed|required|wanted|requested|to order|ordered)",
            rf"({_FILL_IN}) ({_WHOSE})?({_COUNT}|заказ)( .*)?", _HERE, "(в )?корзин[ау]",
            "(in )?(cart|basket)", "(зак|зкз)( (кол во|шт|кор|уп))?",
        ),
    ),
    (
        Part.PACK,
        ("(кол во |количество )?в одном месте",),
    ),
    (
        Part.MINIMUM,
        (
            r"(мин(имальн\w*)?|minimum|min)\b.*", "moq", r"(заказ|кол во|партия) мин(им\w*)?",
            r".*\bминимальн\w+ (заказ|парти).*",
        ),
    ),
    (
        Part.PACK,
        (
            (
                r"(кол во|количество|кол|норма|вложение|qty|number)? ?(шт|штук|units?|pcs)? ?(в"
                r"|per|in|на|/) ?(1 )?(одн\w+ )?(уп|упак\w*|кор\w*|ящ\w*|пач\w*|мест\w*"
                r"|блок\w*|box|pack|case|carton|ctn|бандер\w*)"
            ),
            r"(норма |тип |вид )?(упаковк\w*|вложени\w*|фасовк\w*)", r"кратност\w*.*",
            "кратн( заказа)?", "квант.*", r"шт/(уп|кор)\w*", "pack( size| qty)?", "уп/кор",
            "(case|box|carton) (size|qty)", r"транспортн\w+ упаковк\w*", "(order )?multiple",
        ),
    ),
    (
        Part.STOCK,
        (
            r"(свободн\w+ |тек\w+ |общ\w+ |своб )?(остат\w*|налич\w*)( .*)?", "в наличии.*",
            "наличие.*", "склад", "на складе.*", r"доступн\w*.*",
            "(in )?stock( (qty|quantity|level|balance|on hand))?", "available.*", r"резерв\w*",
            "в резерве", "в пути", r"ожида\w+.*", "balance", "on hand",
            "(кол во|количество) (на складе|остаток|в наличии)",
        ),
    ),
    (
        Part.OTHER,
        (
            "(№|номер|дата|код|вид|тип|статус|срок) (заказа|заявки)",
            "можно заказать", "заказ №", r"заказы (покупател|клиент)\w*", r"заказ\w* в пути",
            r"(нужн|требу|необходим|надо)\w* (доставк|согласов|монтаж|сертификат|инструмент)\w*",
            "(order|delivery|po) (no|number|date|id|code|ref|reference|line|status)", "po",
            "вес.*", "масса.*", "объ?ем.*", "ндс.*",
            "vat.*", r"(total )?(cbm|volume|weight|[gn] ?w)( \w+)?",
            "в т ?ч ндс", "в том числе ндс", "(ставка|сумма) ндс.*", "фото.*",
            r"изображени\w*", "картинка", "image", "photo", r"примечани\w*", r"комментари\w*",
            "comments?", "notes?", "страна.*", "country.*", "тн ?вэд.*", "гтд.*", "срок.*",
            "дата.*", "date.*", r"категори\w*",
            r"групп\w*", "раздел", "вид товара", "category", "group", "серия", "коллекция",
            (
                r"((кол во|количество|шт|штук|кор\w*|уп\w*) )?(в|на) (1 |одн\w+ )?(пал+ет|поддон"
                r"|сло)\w*"
            ),
            "тип", "гарантия", "ссылка", "url", "link", "скидка.*", "discount.*", "% скидки",
            "статус", "status", "сертификат", r"отгруж\w*", "выдано", r"факт\w*", "получено",
            "отпущено", "брутто", "нетто", r"габарит\w*", "ширина", "высота", "длина", "глубина",
            "кпп", "инн", "новинка", "акция", "валюта", "currency", "customer.*", "invoice.*",
            "поставщик", "контрагент", "склад отгрузки", "марка", "ггн", "описание для сайта",
            r"код (групп|категори|раздел|вид|склад|стран|валют|окпд|тн)\w*",
            "год( выпуска| урожая)?", "year", r"рейтинг\w*", "rating", "стеллаж", "полка", "ячейка",
            "ряд", "место хранения", "№ (ячейки|полки|места|партии)",
        ),
    ),
    (
        Part.BARCODE,
        (
            (
                r"(штрих ?код\w*|шк|ш к|штрихкод\w*|баркод|bar ?code|ean( ?\d+)?|gtin|upc"
                r"|шк ед\w*|код ean|ean code|isbn)( товара| шт| штуки| единицы| упаковки"
                r"| ед)?( ?\(?ean ?\d*\)?)?"
            ),
            "штрих код ean ?13",
        ),
    ),
    (
        Part.MAKER_CODE,
        (
            (
                r"(артикул|код|арт|№|номер) ?(товара )?(производител\w*|изготовител\w*"
                r"|завод\w*|фабричн\w*|бренда)"
            ),
            "(заводской|фабричный|каталожный|оригинальный|заказной) (артикул|номер|код)",
            "manufacturer( s)? (code|part|sku|number|no).*", "mpn", "part (no|number|num)",
            "oem( no| код)?", r"кат( |алож\w* )?(№|номер)", "партномер", "парт номер",
            "vendor (code|part no)", "model( no)?", "модель",
        ),
    ),
    (
        Part.OWN_CODE,
        (
            "(наш|мой|внутренний|собственный|свой) (код|артикул|номер)( товара)?",
            (
                r"(код|артикул) (клиента|покупателя|заказчика|дилера|магазина|внутренний"
                r"|наш|в нашей базе|в 1с|1с)"
            ),
            "(код|артикул) у нас",
            "(our|my|customer|internal|own|client) (code|sku|article|item no|item code|part no)",
            "внутр код",
        ),
    ),
    (
        Part.ARTICLE,
        (
            r"артикул\w*( товара| номенклатуры| №)?", "арт", "арт №",
            "арт(икул)? (поставщика|продавца|ваш)", "ваш (код|артикул)",
            (
                r"код( товара| номенклатуры| поставщика| продавца| изделия| позиции"
                r"| продукции| продукта| тмц| материала| артикула)?"
            ),
            "номенклатурный (номер|код)", "номенкл (№|номер)", "sku( code| no)?",
            "article( no| number| code)?", "art( no)?", "item( no| number| code| id)",
            "(product|goods|supplier|stock|material)( s)? ?(code|no|number|id|sku)", "code",
            "stockcode", "id( товара)?", "код/артикул", "артикул/код", "код артикул",
            "артикул код", "reference", "ref", "каталог №",
            r"(№|номер|код) (в|по) (прайс|каталог)\w*", "(item|part|sku) ?#", "p/n", "plu", "плу",
        ),
    ),
    (
        Part.UNIT,
        (
            r"ед( ?изм\w*)?", "ед ?и", r"единиц\w*( изм\w*)?", "единица измерения", "изм",
            r"ед измер\w*", "(order )?unit( of measure)?", "uom", "units", r"баз\w* ед\w*",
            "код по океи", "океи",
        ),
    ),
    (
        Part.QUANTITY,
        (
            r"(итого|всего)( \w+)? (шт|штук|кол во|количество|единиц)",
            "total (qty|quantity|pcs|pieces|units)", "ctns|cartons|cases|boxes|packs",
            r"(кол во |количество )?(упаковок|упаковки|коробок|коробки|коробов|ящиков|пачек)",
            "(кол во )?(комплектов|наборов|рулонов|мешков|бутылок|банок|канистр|флаконов)",
            r"сколько( .*)?", r"надо( .*)?", r"нужно( .*)?", "(po|so) (qty|quantity)",
        ),
    ),
    (
        Part.SUM,
        (
            "(сумма|стоимость|итого|всего)( .*)?", "итог", "amount.*", "total.*", "sum",
            "line total", "на сумму.*", "value",
        ),
    ),
    (
        Part.PRICE,
        (
            r".*\b(цен[аы]|прайс|price|ррц|рц|мрц)\b.*", r"опт(ов\w+|\d+)?( \d+)?", r"розн\w*",
            r"крупн\w* опт", r"мелк\w* опт", r"закупочн\w*", r"спец\w*", r"себестоимост\w*",
            r"(дилерск|партнерск|базов)\w*", r"(тариф|котировк)\w*", "cost", "unitprice", "руб",
            "rub", "почем",
            "стоимость (за )?(ед|шт|1).*",
        ),
    ),
    (
        Part.QUANTITY,
        (
            rf"(требуем|запрашиваем|заявлен|планируем|заказан|закупаем|желаем)\w* {_COUNT}( .*)?",
            rf"утвержден\w* {_COUNT}", rf"{_COUNT}/(шт|ед|уп|кор)\w*",
            rf"({_WHOSE})?({_ORDERED})( .*)?", rf"{_COUNT} .*\b({_ORDERED})( .*)?",
            rf"({_WHOSE})?(order|req\w*)? ?{_COUNT}( .*)?", "число( .*)?", "шт", "штук", "штуки",
            "пар[аы]?",
            "pcs", "pieces", "units ordered", r"шт\w* заказ", "количества", "поставка",
            "мест[а]?", "мест штук",
        ),
    ),
    (
        Part.BRAND,
        (
            "бренд", r"производител\w*", r"изготовител\w*", "торговая марка", "тм", "марка",
            "brand", "make( ?logo)?", "manufacturer", "maker", "vendor", "фирма", "завод",
        ),
    ),
    (
        Part.NAME,
        (
            r"(полное |краткое |рабочее )?(наименовани\w*|названи\w*|номенклатур\w*)( .*)?",
            r"товар\w*( .*)?", r"продукц\w+", r"продукт\w*", r"описани\w*( товара)?",
            "ассортимент", "позиции", "row labels", "изделие", r"материал\w*", "тмц", "name",
            "description",
            "product( name| description)?", "item( name| description)?", "goods", "title",
            "предмет", r"услуг\w*", "товары работы услуги", "model name", "позиция товара",
        ),
    ),
)  # fmt: skip
_COMPILED = tuple(
    (part, re.compile(rf"(?:{'|'.join(patterns)})\Z")) for part, patterns in _PATTERNS
)


RETURNED = "◆ "
"""Begins the headings of the columns we add to a dealer's file when we give it back."""

_RETURNED_PARTS = {
    "код поставщика": Part.MAKER_CODE,  # our article: looked up like any code but his own
    "supplier code": Part.MAKER_CODE,
    "статус": Part.STATUS,
    "status": Part.STATUS,
}


_PIVOTED = re.compile(r"\s*(сумма по полю|sum of)\s+(?=\S)", re.IGNORECASE)
"""What a pivot table puts before the heading whose numbers it adds up."""


@lru_cache(maxsize=20_000)
def part_of(heading: str) -> Part | None:
    """The part a heading names, or None."""
    if heading.startswith(RETURNED):
        return _RETURNED_PARTS.get(spelling(heading), Part.OTHER)
    if len(heading) > _LONGEST:
        heading = _ASIDE.sub("", heading)  # printed forms explain their words in brackets
    if len(heading) > _LONGEST or not heading.strip():
        return None
    text = spelling(_PIVOTED.sub("", heading))
    if not text:
        return Part.NUMBER if "№" in heading or "#" in heading else None
    found = _first(text)
    if found is None:
        shorter = re.sub(
            rf"{_ASIDE.pattern}|,.*$|\s+(руб|шт|ед|кг|м|с ндс|без ндс|rub)\b.*$",
            "",
            heading.casefold(),
        )
        short = spelling(shorter)
        found = _first(short) if short else None
    if found is None and (joined := _BROKEN.sub("", heading)) != heading:
        return part_of(joined)
    return _qualified(text, found)


_LONGEST = 60
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_BROKEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
"""A hyphen that breaks a word where the form was printed: «Коли-чество», «Но-мер по по-рядку»."""


_MONEY = re.compile(
    r"\b(руб|рублей|рубли|rub|usd|eur|сумм\w*|стоимост\w*|цен[аыу]|price|cost|value"
    r"|наценк\w*|маржа|маржинальность|выручк\w*|прибыл\w*|долг\w*)\b|(?<=\w )р$"
)
_PAST = re.compile(
    r"\b(был[аои]?|исходн\w* (кол|заказ|заявк)\w*"
    r"|продан\w*|продаж\w*|реализ\w*|расход\w*|sold|sales|прошл\w*|предыдущ\w*|ранее|раньше"
    r"|последн\w*|previous|prev|last|стар(ый|ое|ая)|факт\w*|отгружен\w*|получен\w*|принят\w*"
    r"|выдан\w*|отпущен\w*|доставлен\w*|поставлен[оаы]|привезен[оаы]|оплачен\w*|shipped|delivered|received|возвра\w*|returns?|returned|списан\w*"
    r"|подтвержд\w*|confirmed|отмен\w*|отказ\w*|cancel\w*|рекоменд\w*|recommended|suggested"
    r"|авто(заказ|пополнени)\w*|прогноз\w*|forecast|средн\w*|average|оборот\w*|оборачиваем\w*"
    r"|недопоставк\w*|backorder\w*|invoiced|billed|rec d|recd"
    r"|(пред|обычн\w*|типов\w*|макс(имальн\w*)?) (заказ|кол|парти)\w*|max(imum)? (order|qty)"
    r"|(за|по)?купали|купили|заказ(ыв)?али|заказов|отгрузок|покупателей|клиентов|чеков"
    r"|точка заказа|on order|(годов|месячн)(ой|ая|ое|ые)|(в|за) (год|месяц|неделю|день|квартал)"
    r"|(per|a) (month|week|day|year))\b"
)
_STOCKED = re.compile(
    r"\b(склад\w*|остат\w*|доступн\w*|налич\w*|резерв\w*|свободн\w*|запас[аы]?|в пути|stock"
    r"|у поставщик\w*|в прайс\w*|avail(able)?|on hand|вместимост\w*)\b"
)


def _qualified(text: str, part: Part | None) -> Part | None:
    """What a count really tells: «Заказ, руб.» money, «Кол-во продано» the past, «Количество
    (склад)» stock. A word that stands in no pattern is told by the same words."""
    if part not in {Part.QUANTITY, None}:
        return part
    if _OF_THE_THING.fullmatch(text):
        return None
    if _MONEY.search(text):
        return Part.SUM
    if is_past(text):
        return Part.OTHER
    named_so = part is None and text.startswith("склад")  # «Склад Тверь» may be a shop
    if _STOCKED.search(text) and not named_so and not is_order_word(text):
        return Part.STOCK
    return part


_COMPLETES = re.compile(
    r"(тип|марка|модель|типоразмер\w*|параметр\w*|исполнение|обозначени\w*"
    r"|(техн\w* )?характеристик\w*)( .*)?|type|model|spec\w*"
)


def completes_name(heading: str) -> bool:
    """Whether what stands under the heading may be the rest of a name: a brand, a type, a size of
    its own column."""
    return part_of(heading) is Part.BRAND or bool(_COMPLETES.fullmatch(spelling(heading)))


_OF_THE_THING = re.compile(
    rf"({_COUNT}|число) "
    r"(полюсов|жил|фаз|листов|предметов|модулей|ламп|скоростей|фейсингов|дней|магазинов|цветов|sku"
    r"|страниц|гнезд|постов|клавиш|ядер|секций|зубьев|лет|отверстий|человек|персон|ступеней|камер"
    r"|портов|каналов|контактов|стекол|полок|дверей|створок|колес|ножек|режимов|витков|цилиндров"
    r"|лопастей|струн|таблеток|капсул|порций|пакетиков|доз|нитей|осей|poles|cores|pages|sheets)"
    r"( .*)?"
)
"""Of what a thing has many, or what it is sold by: «Кол-во полюсов», «Кол-во листов»."""


_IN_ONE = re.compile(
    rf"({_COUNT}|число) (в|на) (1 |одн\w+ )?"
    r"(набор\w*|комплект\w*|компл|издели\w*|ед|единиц\w|[мm][23]|кв ?м)( .*)?"
)


def counts_in_one(heading: str) -> bool:
    """Whether the heading counts what goes into one of something: «Кол-во на изделие»."""
    return bool(_IN_ONE.fullmatch(spelling(heading)))


def says_money(heading: str) -> bool:
    """Whether a heading is of money, whatever else it says: «Итого, руб»."""
    return bool(_MONEY.search(spelling(heading)))


def is_past(heading: str) -> bool:
    """Whether a heading tells of what was, is advised or is foreseen, and not of what is asked."""
    return bool(_PAST.search(spelling(heading)))


def _first(text: str) -> Part | None:
    return next((part for part, pattern in _COMPILED if pattern.match(text)), None)


_OVER_LINES = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_])")  # a word parted over lines
_SIGNS = re.compile(r"[^\w№#%/]+")


def spelling(heading: str) -> str:
    """A heading in one spelling: «Кол-во,\\nшт.» → «кол во шт»."""
    text = one_alphabet(heading.casefold().replace("ё", "е"))
    text = text.replace("№", " № ").replace("\u00ad", "")
    words = _SIGNS.sub(" ", _OVER_LINES.sub("", text)).replace("_", " ").split()
    spaced = len(words) > 3 and all(len(word) == 1 for word in words)  # «К О Л - В О»
    return plain_words("".join(words) if spaced else " ".join(words))


_ORDER_WORD = re.compile(
    rf"\b({_ORDERED}|{_FILL_IN}|сюда|корзин[ау]|cart|basket)\b"
    rf"|\b(ваш\w*|мо[ейя]|наш\w*|нов\w+|для нас|сейчас|your) .*{_COUNT}\b"
    rf"|\b{_COUNT} (для нас|сейчас|нам)\b|^ваш\w* {_COUNT}"
)


def is_order_word(heading: str) -> bool:
    """Whether a quantity's heading says «заказ» and not merely «количество»."""
    return bool(_ORDER_WORD.search(spelling(heading)))


def may_be_of_others(heading: str) -> bool:
    """«Заказы»: what is ordered, or how often customers did."""
    return bool(re.fullmatch(r"(кол во )?заказы( шт| штук| кол во)?|orders", spelling(heading)))


def is_purchase_word(heading: str) -> bool:
    """«Закуп», «Закупка»: what is bought, or the price it is bought at."""
    return bool(re.fullmatch(r"закуп(ка|ки)?", spelling(heading)))
