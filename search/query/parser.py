"""A question read for the index: its words' terms, mended where unknown, and their other names.

Silent words (как, қалай, the) have a say only in the order, where there are others: every text has
them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from search import analysis
from search.analysis.index_terms import heads
from search.analysis.stopwords import SILENT_WORDS
from search.query import synonyms
from search.query.clauses import FOLD, GRAM, HEAD, Leaf, Match, anyone, every, moved
from search.query.request import Query

WORD_FIELDS = tuple(name for name in analysis.WEIGHTS if name != GRAM)
MOST_WORDS = 32  # of one question
SOME = 200  # entries; the spelling has a say in the order of fewer
FEW = 10  # entries; a question that finds no more is asked less strictly
MOST_SPARED = 6  # words of a question that is asked without each of them in turn
LOOSE = "_"  # how the terms begin that only say how a word looks: its first letters, its grams
Vocabulary = Callable[[str, Collection[str]], dict[str, int]]
Key = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """`any` and `all` its words, by their own terms; `also` by other names of what it says.

    `any` ranks what is found; `steps` say what has to be held to be found at all, by whatever
    names: first all of the words, then all but one, last any. The first that finds enough is taken.
    """

    words: tuple[str, ...]
    any: Match | None
    all: Match | None
    also: Match | None
    steps: tuple[Match, ...]
    names: tuple[synonyms.Also, ...]
    keys: frozenset[Key]  # what a word of a text shares with the question, mended terms and all
    strange: tuple[str, ...]  # words that nothing in the index resembles within one edit
    mended: tuple[tuple[str, frozenset[Key]], ...]  # words taken for others, and for which
    looks: tuple[Leaf, ...]  # how its words look: their grams and first letters


def ask(words: str, vocabulary: Vocabulary) -> Question:
    """Read a question; `vocabulary(field, terms)` says which terms are known and how often."""
    clauses: dict[str, Match | None] = {}
    keys: set[Key] = set()
    strange: list[str] = []
    mended: list[tuple[str, frozenset[Key]]] = []
    typed = list(dict.fromkeys(token.word for token in analysis.tokens(words)))[:MOST_WORDS]
    for word, own in _read(words, typed):
        known, repaired = _mend(own, vocabulary)
        if not known and repaired:
            mended.append((word, frozenset(repaired)))
        elif not known:
            strange.append(word)
        chosen = known | repaired or own
        keys |= chosen
        clauses[word] = _said(chosen)
    silent = [_said(_terms(word)) for word in typed if word in SILENT_WORDS - clauses.keys()]
    names = tuple(synonyms.others(words))
    also = anyone(_phrase(each.name) for each in names)
    told = {word: clauses[word] for word in typed if word in clauses and word not in strange}
    return Question(
        tuple(typed),
        anyone([*clauses.values(), *silent]),
        every(told.values()),
        also,
        _steps(told, anyone((anyone(clauses.values()), also)), names),
        names,
        frozenset(keys),
        tuple(strange),
        tuple(mended),
        tuple(sorted(_looks(words), key=lambda leaf: (leaf.field, leaf.term))),
    )


def _read(words: str, typed: list[str]) -> list[tuple[str, set[Key]]]:
    """Each word with its terms in every language it may be in.

    A word of the wrong keyboard layout is known only from the whole question, so its terms join the
    word that stands in its place: the only one, or else all of them together as one more.
    """
    own_terms = {word: _terms(word) for word in typed}
    telling = [word for word in typed if word not in SILENT_WORDS] or typed
    read = [(word, own_terms[word]) for word in telling]
    if extra := _terms(words).difference(*own_terms.values()):
        if len(read) == 1:
            read[0][1].update(extra)
        else:
            read.append((words, extra))
    return [(word, own) for word, own in read if own]


def _said(keys: Collection[Key]) -> Match | None:
    return anyone(Leaf(field, term) for field, term in sorted(keys))


def _terms(text: str) -> set[Key]:
    found: set[Key] = set()
    for code in _spoken(text):
        read = analysis.fields(text, code)
        found |= {
            (name, term)
            for name in WORD_FIELDS
            for term in read.get(name, ())
            if not term.startswith(LOOSE)
        }
    return found


def _looks(words: str) -> set[Leaf]:
    read = [analysis.fields(words, code) for code in _spoken(words)]
    grams = {Leaf(GRAM, term) for each in read for term in each.get(GRAM, ())}
    heads = {Leaf(FOLD, term) for each in read for term in each[FOLD] if term.startswith(LOOSE)}
    return grams | heads


def _spoken(words: str) -> tuple[str, ...]:
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in words)
    latin = any("a" <= letter <= "z" for letter in words.lower())
    return (("kk", "ru") if cyrillic or not latin else ()) + (("kk", "en") if latin else ())


def _mend(own: set[Key], vocabulary: Vocabulary) -> tuple[set[Key], set[Key]]:
    """The terms of a word that are known; and, where a field knows none, known ones near them."""
    known: set[Key] = set()
    repaired: set[Key] = set()
    for name in WORD_FIELDS:
        wanted = {term for field, term in own if field == name}
        if found := vocabulary(name, wanted) if wanted else {}:
            known |= {(name, term) for term in found}
            continue
        mended = analysis.repair_with(wanted, partial(vocabulary, name))
        repaired |= {(name, term) for term in mended if term not in wanted}
    return known, repaired


def _steps(
    told: Mapping[str, Match | None], last: Match | None, names: tuple[synonyms.Also, ...]
) -> tuple[Match, ...]:
    """See Question; `told` are the words that the index knows, each with its terms."""
    said = [
        anyone([own, *(_phrase(each.name) for each in names if word in each.words)])
        for word, own in told.items()
    ]
    but_one = [every(said[:n] + said[n + 1 :]) for n in range(len(said))]
    steps = (every(said), anyone(but_one) if 2 < len(said) <= MOST_SPARED else None, last)
    return tuple(dict.fromkeys(step for step in steps if step is not None))


def _phrase(name: synonyms.Name) -> Match | None:
    return every(anyone(Leaf(*key) for key in sorted(own)) for own in name.words)


def enough(query: Query) -> int:
    """How many entries a step has to find. Of what is ordered by date one will do: the best stand
    nowhere in particular there, so what fits badly has to be out.

    Filters have no say in it, or choosing one could find more than its count has promised.
    """
    return 1 if query.sort == "date" else FEW


def titled(question: Question, step: Match | None, query: Query) -> Match | None:
    """How else than by the step a thing is found among the best: its title holds one of the words,
    so it is about that, whatever else was asked. By date it would only stand in the way."""
    if step is None or step == question.steps[-1] or query.sort == "date":
        return None
    return moved(question.steps[-1], HEAD)


def unsure(question: Question, found: int) -> bool:
    """Whether the words' spelling has a say in the order of what was found: words were not known,
    or it is so little that asking is cheap."""
    return found < SOME or bool(question.mended or question.strange)


def begun(words: str) -> Match | None:
    """Titles that hold every word typed so far, the last of which may be half typed."""
    typed = [token.word for token in analysis.tokens(words)][:MOST_WORDS]
    if not typed:
        return None
    parts = [
        anyone(Leaf(HEAD, form, place == len(typed) - 1) for form in heads(word))
        for place, word in enumerate(typed)
    ]
    return every(parts)
