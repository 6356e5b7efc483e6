"""What a column of an order may hold."""

from __future__ import annotations

from enum import StrEnum


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


IDENTIFYING = frozenset({Part.ARTICLE, Part.OWN_CODE, Part.MAKER_CODE, Part.BARCODE, Part.NAME})
"""Parts that say which product a row means."""
MEASURING = frozenset({Part.QUANTITY, Part.PRICE, Part.SUM, Part.UNIT, Part.STOCK, Part.PACK})
"""Parts that count it, or say how it is counted."""
