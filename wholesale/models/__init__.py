"""Tables only, by subject: people, goods, prices, promotions, trade, books, talk."""

from wholesale.models import books, goods, guards, people, prices, promotions, talk, trade
from wholesale.models.base import Base

__all__ = ["Base", "books", "goods", "guards", "people", "prices", "promotions", "talk", "trade"]
