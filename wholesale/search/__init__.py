"""Search over the products: the one door to tantivy."""

from wholesale.search.index import CATALOG, Hit, find, name_candidates, refresh, version, warm_up

__all__ = ["CATALOG", "Hit", "find", "name_candidates", "refresh", "version", "warm_up"]
