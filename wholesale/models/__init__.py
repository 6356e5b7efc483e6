"""Tables only, by subject: people, goods, prices, promotions, trade, books, talk."""

from wholesale.models import books, goods, people, prices, promotions, talk, trade
from wholesale.models.base import Base

__all__ = ["Base", "books", "goods", "people", "prices", "promotions", "talk", "trade"]
