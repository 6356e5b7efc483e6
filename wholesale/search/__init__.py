"""Search over the products: what a person types, and the names of an order file."""

from wholesale.search.index import CATALOG, find, version
from wholesale.search.names import name_candidates, refresh, warm_up

__all__ = ["CATALOG", "find", "name_candidates", "refresh", "version", "warm_up"]
