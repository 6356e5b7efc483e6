"""What is asked of the index: its fields, and the queries for typed words and for names."""

from __future__ import annotations

import re

from tantivy import (
    Filter,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzerBuilder,
    Tokenizer,
)

from wholesale.core.codes import article_key
from wholesale.core.spelling import trigrams, words

MOST_WORDS = 12  # of a query; the rest is not looked at
LONGEST_WORD = 40


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
    builder.add_text_field("grams", tokenizer_name="grams", index_option="freq")
    builder.add_text_field("name", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = _schema()
STEMS = (
    TextAnalyzerBuilder(Tokenizer.whitespace())
    .filter(Filter.stemmer("russian"))
    .filter(Filter.stemmer("english"))
    .build()
)
PLAIN = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
GRAMS = TextAnalyzerBuilder(Tokenizer.ngram(3, 3)).build()


def query(text: str, *, typos: bool, missing: int) -> Query | None:
    """The query for a text being typed: by code or by words; None when it says nothing.

    All words but ``missing`` must be met; ``typos`` lets each long word differ by a letter.
    """
    asked = [word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS]]
    if not asked or missing >= max(len(asked) - 1, 1):
        return None
    needed = [
        (Occur.Should, _word(word, index == len(asked) - 1, typos))
        for index, word in enumerate(asked)
    ]
    ways = [Query.boolean_query(needed, minimum_number_should_match=len(asked) - missing)]
    code = code_of(text)[:LONGEST_WORD]
    if any(sign.isdigit() for sign in code) and not missing:
        ways.append(Query.const_score_query(_term("codes", article_key(text)), 1000.0))
        ways.append(_beginning("codes", code, 100.0))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def alike(folded: str) -> Query | None:
    """The query for names that share runs of three letters with a folded text."""
    grams = sorted(trigrams(folded))
    if not grams:
        return None
    return Query.boolean_query([(Occur.Should, _term("grams", gram)) for gram in grams])


def active(query: Query) -> Query:
    """``query`` over products on sale only."""
    filtered = Query.const_score_query(_term("active", 1), 0.0)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, filtered)])


def _word(word: str, last: bool, typos: bool) -> Query:
    """One word of the query: its form, its beginning, its category, its misspelling."""
    stem = _stem(word)
    ways = [_term("stems", stem), Query.const_score_query(_term("about", stem), 0.5)]
    if last or len(word) >= 3:
        ways.append(_beginning("plain", word, 10.0 if last else 2.0))
        ways.append(_beginning("first", word, 4.0))
    if typos and len(word) > 3:
        ways.append(Query.fuzzy_term_query(SCHEMA, "plain", word, prefix=last and len(word) > 5))
        if len(stem) > 3:
            ways.append(Query.fuzzy_term_query(SCHEMA, "stems", stem))
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def _beginning(field: str, value: str, score: float) -> Query:
    pattern = f"{re.escape(value)}.*"
    return Query.const_score_query(Query.regex_query(SCHEMA, field, pattern), score)


def _term(field: str, value: str | int) -> Query:
    return Query.term_query(SCHEMA, field, value, "freq" if field in _COUNTED else "basic")


_COUNTED = frozenset({"stems", "grams"})


def _stem(word: str) -> str:
    return STEMS.analyze(word)[0]
