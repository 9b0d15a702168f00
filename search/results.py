"""A hit as a page shows it: its words marked, and why it was found when that is not obvious."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from search import facets
from search.backends import Hit, Results
from search.highlight import Highlighter, Keys
from search.models import SearchEntry
from search.query.synonyms import Synonym


@dataclass(frozen=True)
class ResultRow:
    """What templates/search/row.html shows of one hit."""

    title: SafeString
    snippet: SafeString
    kind: str
    url: str
    published_on: date | None
    language: str
    explanation: str
    duplicates: tuple["ResultRow", ...] = ()


def present_hit(hit: Hit, results: Results) -> ResultRow:
    """Return the row of a hit with the words that match the query in <mark>."""
    entry = hit.entry
    texts = _EntryTexts(entry)
    keys, explanation = results.match_keys, ""
    if keys and not texts.has_match(keys):
        synonym = _find_used_synonym(texts, results)
        if synonym:
            keys = _keys_of(synonym)
            explanation = _("“%(name)s” is another name of “%(said)s”") % {
                "name": synonym.name.text,
                "said": synonym.used_name,
            }
        elif hit.matched.language != entry.language:
            explanation = _("Found by its text in another language")
        else:
            explanation = _("Found by similar spelling")
    return ResultRow(
        texts.title.highlight(keys),
        texts.first_matching(keys).snippet(keys),
        str(facets.KIND_LABELS.get(entry.kind, entry.kind)),
        entry.url,
        entry.published_on,
        entry.language,
        explanation,
    )


def fold_duplicates(rows: Iterable[ResultRow]) -> list[ResultRow]:
    """Return the rows of a page, those of one kind under one title together at the first's place.

    Answers to like appeals share a title: the others stand folded under the best.
    """
    groups: dict[tuple[str, str], list[ResultRow]] = {}
    for row in rows:
        groups.setdefault((row.kind, strip_tags(row.title).casefold()), []).append(row)
    return [replace(first, duplicates=tuple(others)) for first, *others in groups.values()]


class _EntryTexts:
    """The texts of an entry, each analysed at most once."""

    def __init__(self, entry: SearchEntry):
        self.language = entry.language
        self.title = Highlighter(entry.title)
        self.texts = [Highlighter(text) for text in (entry.summary, entry.body) if text]

    def has_match(self, keys: Keys) -> bool:
        return any(text.has_match(keys) for text in (self.title, *self.texts))

    def first_matching(self, keys: Keys) -> Highlighter:
        """Return the first text with a matching word, else the first of all."""
        first = self.texts[0] if self.texts else Highlighter("")
        return next((text for text in self.texts if text.has_match(keys)), first)


def _keys_of(synonym: Synonym) -> Keys:
    return frozenset().union(*synonym.name.words)


def _find_used_synonym(texts: _EntryTexts, results: Results) -> Synonym | None:
    """Return the synonym that the entry holds, in its own language first."""
    order = sorted(results.synonyms, key=lambda synonym: synonym.name.language != texts.language)
    return next((synonym for synonym in order if texts.has_match(_keys_of(synonym))), None)
