"""The index terms of one entry: of its title, of its text, and of the title alone."""

from search.analysis import WEIGHTS, fields, tokenize
from search.analysis.folding import fold
from search.analysis.transliteration import to_cyrillic

Text = tuple[str, str, str]  # title, the rest, language
Terms = dict[str, list[str]]  # by field
FIELDS = tuple(WEIGHTS)
TITLE_FIELD = "head"
TITLE_REPEAT = 3  # a word of the title weighs as one that stands three times


def entry_terms(title: str, text: str, language: str) -> Terms:
    """Return the terms of an entry by field; `language` is 'kk', 'ru' or 'en'."""
    title_terms = fields(title, language)
    text_terms = fields(text, language)
    terms = {name: title_terms[name] * TITLE_REPEAT + text_terms[name] for name in FIELDS}
    whole = [form for token in tokenize(title) for form in title_forms(token.word)]
    return {**terms, TITLE_FIELD: list(dict.fromkeys([*whole, *title_terms["fold"]]))}


def extract_terms(texts: list[Text]) -> list[Terms]:
    """Return the terms of several texts; runs in a process of its own during a rebuild."""
    return [entry_terms(*text) for text in texts]


def title_forms(word: str) -> list[str]:
    """Return how a whole word of a title is indexed: folded, and as Latin letters sound."""
    return list(dict.fromkeys([fold(word), fold(to_cyrillic(word))]))
