"""The results page, its suggestions and its description for browsers."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from .query import LAST_PAGE, Query, clean_words, parse

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


class _Counted(Sequence[Hit]):
    """What the paginator needs of results that the engine has cut already."""

    def __init__(self, results: Results):
        self.results = results

    def __len__(self) -> int:
        return self.results.total

    def __getitem__(self, cut):
        return self.results.hits


def results_page(request: HttpRequest) -> HttpResponse:
    """Everything public that answers the question, best first."""
    query = parse(request.GET, get_language())
    results = get_engine().search(query)
    if query.words and query.page == 1:
        asked.note(query.words, query.language, results.total, timezone.localdate())
    paginator: Paginator[Hit] = Paginator(_Counted(results), query.size)
    page = paginator.get_page(min(query.page, LAST_PAGE))
    keys = highlight.keys_of(query.words)
    context = {
        "query": query,
        "results": results,
        "shown": [shown(hit, keys, query) for hit in results.hits],
        "page": page,
        "form": FilterForm(query, results),
        "chosen": len(query.filters) + bool(query.since) + bool(query.until),
    }
    return render(request, "search/results.html", context)


def shown(hit: Hit, keys: frozenset[tuple[str, str]], query: Query) -> Shown:
    """A hit with its words marked, and why it matched when that is not obvious."""
    entry = hit.entry
    title = highlight.marked(entry.title, keys)
    text = highlight.snippet(entry.summary or entry.body, keys)
    if "<mark>" not in text and entry.body:
        deeper = highlight.snippet(entry.body, keys)
        text = deeper if "<mark>" in deeper else text
    why = ""
    if query.words and hit.matched_language != entry.language:
        why = _("Found by its text in another language")
    elif query.words and "<mark>" not in title and "<mark>" not in text:
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


def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that fit what has been typed so far: {"suggestions": [{"title", "url", "kind"}]}."""
    words = clean_words(request.GET.get("q", ""))
    hits = []
    if len(words) >= 2:
        hits = get_engine().search(Query(words, get_language(), size=SUGGESTIONS)).hits
    names = facets.names("kind")
    found = [
        {"title": h.entry.title, "url": h.entry.url, "kind": names.get(h.entry.kind, "")}
        for h in hits
    ]
    return JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})


@never_cache
def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch: lets a browser search here from its own box."""
    context = {"results": request.build_absolute_uri(reverse("search:results"))}
    kind = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=kind)
