"""Read the words of a query into clauses: index terms, corrections of unknown ones, synonyms.

Stopwords (как, қалай, the) only take part in the order when there are other words: every text has
them.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from search import analysis
from search.analysis.index_terms import title_forms
from search.analysis.stopwords import QUERY_STOPWORDS
from search.query.clauses import FOLD, GRAM, TITLE, Clause, TermClause, all_of, any_of
from search.query.synonyms import Synonym, TermName, find_synonyms

WORD_FIELDS = tuple(name for name in analysis.WEIGHTS if name != GRAM)
MAX_WORDS = 32  # of one query
# A query of more words is not tried without each in turn. DEV: no effect of 0 and 12.
MAX_WORDS_TO_DROP = 6
SPELLING_MARK = (
    "_"  # begins the terms that only show a word's spelling: its first letters, trigrams
)
Key = tuple[str, str]  # field, term
Frequencies = Callable[[Collection[Key]], dict[Key, int]]  # of the known ones: document frequency


@dataclass(frozen=True)
class ParsedQuery:
    """The words of a query as clauses.

    `any_terms` rank what is found and `synonym_terms` do so at less weight. `relaxations` say what
    an entry must hold to be found, the strictest first: all of the words, all but one, any.
    """

    words: tuple[str, ...]
    any_terms: Clause | None
    all_terms: Clause | None
    word_weights: tuple[tuple[Clause, float], ...]  # of known words; rare ones weigh more, sum 1
    synonym_terms: Clause | None
    relaxations: tuple[Clause, ...]
    synonyms: tuple[Synonym, ...]
    match_keys: frozenset[Key]  # what a word of a text shares with the query, corrections included
    unknown_words: tuple[str, ...]  # the index knows nothing within one edit of them
    corrections: tuple[tuple[str, frozenset[Key]], ...]  # misspelt words, and the keys meant
    spelling_terms: tuple[TermClause, ...]  # trigrams and first letters of the words


def parse_query(words: str, frequencies: Frequencies) -> ParsedQuery:
    """Parse a query; `frequencies` gives the terms that the index knows with their frequency."""
    clauses: dict[str, Clause | None] = {}
    match_keys: set[Key] = set()
    unknown: list[str] = []
    corrections: list[tuple[str, frozenset[Key]]] = []
    typed = list(dict.fromkeys(token.word for token in analysis.tokenize(words)))[:MAX_WORDS]
    entries: dict[str, int] = {}
    read = _read_words(words, typed)
    indexed = frequencies({key for _word, own in read for key in own})
    for word, own in read:
        known, corrected = _correct(own, indexed, frequencies)
        entries[word] = max(known.values(), default=1)
        if not known and corrected:
            corrections.append((word, frozenset(corrected)))
        elif not known:
            unknown.append(word)
        keys = known.keys() | corrected or own
        match_keys |= keys
        clauses[word] = _any_key(keys)
    stopwords = [_any_key(_terms_of(w)) for w in typed if w in QUERY_STOPWORDS - clauses.keys()]
    synonyms = tuple(find_synonyms(words))
    synonym_terms = any_of(_phrase(synonym.name) for synonym in synonyms)
    required = {word: clauses[word] for word in typed if word in clauses and word not in unknown}
    return ParsedQuery(
        tuple(typed),
        any_of([*clauses.values(), *stopwords]),
        all_of(required.values()),
        _weigh_words(required, entries),
        synonym_terms,
        _relax(required, any_of((any_of(clauses.values()), synonym_terms)), synonyms),
        synonyms,
        frozenset(match_keys),
        tuple(unknown),
        tuple(corrections),
        tuple(sorted(_spelling_terms(words), key=lambda clause: (clause.field, clause.term))),
    )


def prefix_clause(words: str) -> Clause | None:
    """Return the clause of titles that hold every word; the last word may be half typed."""
    typed = [token.word for token in analysis.tokenize(words)][:MAX_WORDS]
    last = len(typed) - 1
    return all_of(
        any_of(TermClause(TITLE, form, place == last) for form in title_forms(word))
        for place, word in enumerate(typed)
    )


def _read_words(words: str, typed: list[str]) -> list[tuple[str, set[Key]]]:
    """Return each word with its terms in every language it may be in.

    A word of the wrong keyboard layout is known only from the whole query, so its terms join the
    word that stands in its place: the only one, or else all of them together as one more.
    """
    own_terms = {word: _terms_of(word) for word in typed}
    content_words = [word for word in typed if word not in QUERY_STOPWORDS] or typed
    read = [(word, own_terms[word]) for word in content_words]
    if extra := _terms_of(words).difference(*own_terms.values()):
        if len(read) == 1:
            read[0][1].update(extra)
        else:
            read.append((words, extra))
    return [(word, own) for word, own in read if own]


def _any_key(keys: Collection[Key]) -> Clause | None:
    return any_of(TermClause(field, term) for field, term in sorted(keys))


def _terms_of(text: str) -> set[Key]:
    return {
        (name, term)
        for code in _languages_of(text)
        for name, terms in analysis.fields(text, code).items()
        if name in WORD_FIELDS
        for term in terms
        if not term.startswith(SPELLING_MARK)
    }


def _spelling_terms(words: str) -> set[TermClause]:
    return {
        TermClause(name, term)
        for code in _languages_of(words)
        for name, terms in analysis.fields(words, code).items()
        if name in {GRAM, FOLD}
        for term in terms
        if name == GRAM or term.startswith(SPELLING_MARK)
    }


def _languages_of(words: str) -> tuple[str, ...]:
    """Return the languages that the alphabets of a text allow."""
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in words)
    latin = any("a" <= letter <= "z" for letter in words.lower())
    return (("kk", "ru") if cyrillic or not latin else ()) + (("kk", "en") if latin else ())


def _weigh_words(
    required: Mapping[str, Clause | None], entries: Mapping[str, int]
) -> tuple[tuple[Clause, float], ...]:
    """Return the clauses of the words with their weights: names and places before common words."""
    weights = [
        (clause, 1 / math.log(2 + entries[word]))
        for word, clause in required.items()
        if clause is not None
    ]
    total = sum(weight for _clause, weight in weights)
    return tuple((clause, weight / total) for clause, weight in weights)


def _correct(
    own: set[Key], indexed: Mapping[Key, int], frequencies: Frequencies
) -> tuple[dict[Key, int], set[Key]]:
    """Return a word's known terms with their frequency; and known ones near the unknown.

    Only in a field that knows none of its terms a word is corrected.
    """
    known: dict[Key, int] = {}
    corrected: set[Key] = set()
    for name in WORD_FIELDS:
        terms = {term for field, term in own if field == name}
        if found := {(name, term) for term in terms} & indexed.keys():
            known |= {key: indexed[key] for key in found}
            continue
        repaired = analysis.repair_with_lookup(terms, partial(_look_up, frequencies, name))
        corrected |= {(name, term) for term in repaired if term not in terms}
    return known, corrected


def _look_up(frequencies: Frequencies, name: str, terms: Collection[str]) -> dict[str, int]:
    known = frequencies({(name, term) for term in terms})
    return {term: number for (_name, term), number in known.items()}


def _relax(
    required: Mapping[str, Clause | None], any_word: Clause | None, synonyms: tuple[Synonym, ...]
) -> tuple[Clause, ...]:
    """Return the relaxations of a query; `required` are the known words with their clauses."""
    named = [
        any_of([own, *(_phrase(synonym.name) for synonym in synonyms if word in synonym.words)])
        for word, own in required.items()
    ]
    all_but_one = [all_of(named[:n] + named[n + 1 :]) for n in range(len(named))]
    relaxed = any_of(all_but_one) if 2 < len(named) <= MAX_WORDS_TO_DROP else None
    steps = (all_of(named), relaxed, any_word)
    return tuple(dict.fromkeys(step for step in steps if step is not None))


def _phrase(name: TermName) -> Clause | None:
    return all_of(_any_key(keys) for keys in name.words)
