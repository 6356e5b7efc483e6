"""What is asked of the index: its fields, and the queries for typed words."""

from __future__ import annotations

import re
from collections.abc import Collection

from tantivy import (
    Filter,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from wholesale.core.codes import article_key
from wholesale.core.spelling import words

MOST_WORDS = 12  # of a query; the rest is not looked at
LONGEST_WORD = 40
FEW = 50  # terms a prefix query of tantivy expands to


def code_of(text: str) -> str:
    """A code as its beginning is typed: capitals and digits only, leading zeros kept."""
    return re.sub(r"[\W_]+", "", text).upper()


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("digest", fast=True)
    builder.add_integer_field("active", indexed=True)
    builder.add_text_field("stems", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("plain", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("first", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("about", tokenizer_name="stems", index_option="basic")
    builder.add_text_field("codes", tokenizer_name="plain", index_option="basic")
    return builder.build()


SCHEMA = _schema()
STEMS = (
    TextAnalyzerBuilder(Tokenizer.whitespace())
    .filter(Filter.stemmer("russian"))
    .filter(Filter.stemmer("english"))
    .build()
)
PLAIN = TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def words_of(text: str) -> list[str]:
    """The words of a query that are looked at."""
    return [word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS]]


def is_known(searcher: Searcher, word: str) -> bool:
    """Whether some name has the word, in any form or as its beginning."""
    return searcher.doc_freq("stems", _stem(word)) > 0 or bool(
        searcher.terms_with_prefix("plain", word, limit=1)
    )


def query(
    searcher: Searcher, text: str, *, unknown: Collection[str] = (), missing: int = 0
) -> Query | None:
    """The query for a text being typed: by code or by words; None when it says nothing.

    All words but ``missing`` must be met; each of ``unknown`` may differ by a letter.
    """
    asked = words_of(text)
    if not asked or missing >= max(len(asked) - 1, 1):
        return None
    last = len(asked) - 1
    needed = [
        (Occur.Should, _word(searcher, word, place == last, word in unknown))
        for place, word in enumerate(asked)
    ]
    ways = [Query.boolean_query(needed, minimum_number_should_match=len(asked) - missing)]
    code = code_of(text)[:LONGEST_WORD]
    if any(sign.isdigit() for sign in code) and not missing:
        ways.append(Query.const_score_query(_term("codes", article_key(text)), 1000.0))
        ways.append(_beginning(searcher, "codes", code, 100.0))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def active(query: Query) -> Query:
    """``query`` over products on sale only."""
    filtered = Query.const_score_query(_term("active", 1), 0.0)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, filtered)])


def _word(searcher: Searcher, word: str, last: bool, typo: bool) -> Query:
    """One word of the query: its form, its beginning, its category, its misspelling."""
    stem = _stem(word)
    ways = [_term("stems", stem), Query.const_score_query(_term("about", stem), 0.5)]
    if last or len(word) >= 3:
        ways.append(_beginning(searcher, "plain", word, 10.0 if last else 2.0))
        ways.append(_beginning(searcher, "first", word, 4.0))
    if typo and len(word) > 3:
        ways.append(Query.fuzzy_term_query(SCHEMA, "plain", word, prefix=last and len(word) > 5))
        if len(stem) > 3:
            ways.append(Query.fuzzy_term_query(SCHEMA, "stems", stem))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def _beginning(searcher: Searcher, field: str, value: str, score: float) -> Query:
    """Terms that begin with ``value``. An automaton costs half a millisecond to build, so the
    usual case of a few terms goes the short way, which takes in that many and no more."""
    few = len(value) > 3 and len(searcher.terms_with_prefix(field, value, limit=FEW)) < FEW
    if few:
        found = Query.phrase_prefix_query(SCHEMA, field, [value])
    else:
        found = Query.regex_query(SCHEMA, field, f"{re.escape(value)}.*")
    return Query.const_score_query(found, score)


def _term(field: str, value: str | int) -> Query:
    return Query.term_query(SCHEMA, field, value, "freq" if field == "stems" else "basic")


def _stem(word: str) -> str:
    return STEMS.analyze(word)[0]
