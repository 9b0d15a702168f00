"""The index terms of one findable text: of its title, of what follows, and of the title alone."""

from search.analysis import WEIGHTS, fields, tokens
from search.analysis.folding import fold
from search.analysis.transliteration import to_cyrillic

Text = tuple[str, str, str]  # title, what follows, language
Terms = dict[str, list[str]]
FIELDS = tuple(WEIGHTS)
HEAD = "head"  # the field of the title alone
TITLE_COUNTS = 3  # a word of the title weighs as one said three times


def entry_terms(title: str, text: str, language: str) -> Terms:
    """Terms by field, for an index; `language` is 'kk', 'ru' or 'en'."""
    first = fields(title, language)
    rest = fields(text, language)
    found = {name: first[name] * TITLE_COUNTS + rest[name] for name in FIELDS}
    whole = [form for token in tokens(title) for form in heads(token.word)]
    return {**found, HEAD: list(dict.fromkeys([*whole, *first["fold"]]))}


def read(texts: list[Text]) -> list[Terms]:
    """The terms of several texts: the work that another process is given."""
    return [entry_terms(*each) for each in texts]


def heads(word: str) -> list[str]:
    """How a word of a title is kept whole: folded, and as Latin letters sound."""
    return list(dict.fromkeys([fold(word), fold(to_cyrillic(word))]))
