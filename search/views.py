"""The results page, its suggestions and its description for browsers."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from . import asked, facets, highlight
from .engines import Hit, Results, get_engine
from .forms import FilterForm
from .models import SearchEntry
from .promoted import promoted
from .query import LAST_PAGE, Query, clean_words, parse
from .question import Key
from .terms import Also

SUGGESTIONS = 8


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it."""

    title: SafeString
    text: SafeString
    kind: str
    url: str
    published_on: object
    language: str
    why: str


def results_page(request: HttpRequest) -> HttpResponse:
    """Everything public that answers the question, best first."""
    query = parse(request.GET, get_language())
    narrowed = len(query.filters) + bool(query.since) + bool(query.until)
    results = get_engine().search(query)
    if query.words and query.page == 1 and not narrowed:
        asked.note(query.words, query.language, results.total, timezone.localdate())
    pages = max(-(-results.total // query.size), 1)
    if query.page > pages:
        query = replace(query, page=min(pages, LAST_PAGE))
        results = get_engine().search(query)
    first = promoted(query)
    groups = {entry.group for entry in first}
    context = {
        "query": query,
        "results": results,
        "first": [shown(Hit(entry, 0.0, entry.language), results) for entry in first],
        "shown": [shown(hit, results) for hit in results.hits if hit.entry.group not in groups],
        "page": Paginator(range(results.total), query.size).get_page(query.page),
        "form": FilterForm(query, results),
        "saved": _address(request, page=None),
        "chosen": narrowed,
        "meant": link_to(request, results.suggestion) if results.suggestion else "",
    }
    return render(request, "search/results.html", context)


def link_to(request: HttpRequest, words: str) -> str:
    """The same search with other words."""
    return f"?{_address(request, q=words, page=None)}"


def _address(request: HttpRequest, **changed: str | None) -> str:
    """What was asked, as an address asks it, with some of it changed or (None) left out."""
    params = {name: text for name, text in request.GET.items() if text} | changed
    return urlencode({name: text for name, text in params.items() if text}, errors="replace")


def shown(hit: Hit, results: Results) -> Shown:
    """A hit with its words marked, and why it matched when that is not obvious."""
    entry = hit.entry
    title, text = _marked(entry, results.keys)
    why = ""
    if results.keys and not (_is_marked(title) or _is_marked(text)):
        name = _other_name(entry, results)
        if name:
            title, text = _marked(entry, _keys_of(name))
            why = _("“%(name)s” is another name of “%(said)s”") % {
                "name": name.name.text,
                "said": name.said,
            }
        elif hit.matched_language != entry.language:
            why = _("Found by its text in another language")
        else:
            why = _("Found by similar spelling")
    return Shown(
        title,
        text,
        str(facets.KIND_NAMES.get(entry.kind, entry.kind)),
        entry.url,
        entry.published_on,
        entry.language,
        why,
    )


def _marked(entry: SearchEntry, keys: frozenset[Key]) -> tuple[SafeString, SafeString]:
    """Title and the part of the text that says most."""
    text = highlight.snippet(entry.summary or entry.body, keys)
    if keys and entry.body and not _is_marked(text):
        deeper = highlight.snippet(entry.body, keys)
        text = deeper if _is_marked(deeper) else text
    return highlight.marked(entry.title, keys), text


def _is_marked(text: str) -> bool:
    return "<mark>" in text


def _keys_of(also: Also) -> frozenset[Key]:
    return frozenset().union(*also.name.words)


def _other_name(entry: SearchEntry, results: Results) -> Also | None:
    """The other name of what was asked that the entry says, in its own language first."""
    order = sorted(results.names, key=lambda also: also.name.language != entry.language)
    for also in order:
        if any(_is_marked(text) for text in _marked(entry, _keys_of(also))):
            return also
    return None


def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that fit what has been typed so far: {"suggestions": [{"title", "url", "kind"}]}."""
    words = clean_words(request.GET.get("q", ""))
    hits: list[Hit] = []
    if len(words) >= 2:
        query = Query(words, get_language(), size=2 * SUGGESTIONS)
        hits = get_engine().begin(query) or get_engine().search(query).hits
    names = facets.names("kind")
    found: dict[tuple[str, str], dict] = {}
    for entry in (hit.entry for hit in hits):
        # Of several answers under one title the best is enough: the rest look the same here.
        one = {"title": entry.title, "url": entry.url, "kind": names.get(entry.kind, "")}
        found.setdefault((entry.title, entry.kind), one)
    return JsonResponse(
        {"suggestions": list(found.values())[:SUGGESTIONS]},
        json_dumps_params={"ensure_ascii": False},
    )


@never_cache
def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch: lets a browser search here from its own box."""
    context = {"results": request.build_absolute_uri(reverse("search:results"))}
    kind = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=kind)
