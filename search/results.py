"""A hit as a page shows it: its words marked, and why it was found when that is not obvious."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from search import facets
from search.backends import Hit, Results
from search.highlight import Keys, Reading
from search.models import SearchEntry
from search.query.synonyms import Also


@dataclass(frozen=True)
class Shown:
    title: SafeString
    text: SafeString
    kind: str
    url: str
    published_on: date | None
    language: str
    why: str


def shown(hit: Hit, results: Results) -> Shown:
    """The hit in the reader's words."""
    entry = hit.entry
    page = _Page(entry)
    keys, why = results.keys, ""
    if keys and not page.says(keys):
        other = _other_name(page, results)
        if other:
            keys = _keys_of(other)
            why = _("“%(name)s” is another name of “%(said)s”") % {
                "name": other.name.text,
                "said": other.said,
            }
        elif hit.matched.language != entry.language:
            why = _("Found by its text in another language")
        else:
            why = _("Found by similar spelling")
    return Shown(
        page.title.marked(keys),
        page.telling(keys).snippet(keys),
        str(facets.KIND_NAMES.get(entry.kind, entry.kind)),
        entry.url,
        entry.published_on,
        entry.language,
        why,
    )


class _Page:
    """The texts of an entry, each read at most once."""

    def __init__(self, entry: SearchEntry):
        self.language = entry.language
        self.title = Reading(entry.title)
        self.texts = [Reading(text) for text in (entry.summary, entry.body) if text]

    def says(self, keys: Keys) -> bool:
        return any(each.says(keys) for each in (self.title, *self.texts))

    def telling(self, keys: Keys) -> Reading:
        """The first of the texts that holds a matching word, else the first of all."""
        first = self.texts[0] if self.texts else Reading("")
        return next((each for each in self.texts if each.says(keys)), first)


def _keys_of(also: Also) -> Keys:
    return frozenset().union(*also.name.words)


def _other_name(page: _Page, results: Results) -> Also | None:
    """The other name of what was asked that the entry says, in its own language first."""
    order = sorted(results.names, key=lambda also: also.name.language != page.language)
    return next((also for also in order if page.says(_keys_of(also))), None)
