"""The index terms of one entry: of its title, of its text, and of the title alone."""

from search.analysis import WEIGHTS, fields, tokenize
from search.analysis.folding import fold
from search.analysis.transliteration import to_cyrillic

Terms = dict[str, list[str]]  # by column
FIELDS = tuple(WEIGHTS)
TITLE_FIELD = "head"  # whole words of the title, for completion
TITLE_PARTS = {"stem": "title_stem", "fold": "title_fold"}  # field → the title's own column of it
COLUMNS = (*FIELDS, TITLE_FIELD, *TITLE_PARTS.values())
TITLE_REPEAT = 3  # a word of the title weighs as one that stands three times


def entry_terms(title: str, text: str, language: str) -> Terms:
    """Return the terms of an entry by column; `language` is 'kk', 'ru' or 'en'."""
    title_terms = {name: terms * TITLE_REPEAT for name, terms in fields(title, language).items()}
    terms = fields(text, language)
    # The grams have no column of the title's own: they only say how words are spelt.
    terms = {n: terms[n] if n in TITLE_PARTS else title_terms[n] + terms[n] for n in FIELDS}
    terms |= {column: title_terms[name] for name, column in TITLE_PARTS.items()}
    whole = [form for token in tokenize(title) for form in title_forms(token.word)]
    return {**terms, TITLE_FIELD: list(dict.fromkeys([*whole, *title_terms["fold"]]))}


def merge_title(terms: Terms) -> Terms:
    """Return the terms by field, those of the title first."""
    merged = {name: terms[column] + terms[name] for name, column in TITLE_PARTS.items()}
    return {name: merged.get(name, terms[name]) for name in (*FIELDS, TITLE_FIELD)}


def title_forms(word: str) -> list[str]:
    """Return how a whole word of a title is indexed: folded, and as Latin letters sound."""
    return list(dict.fromkeys([fold(word), fold(to_cyrillic(word))]))
