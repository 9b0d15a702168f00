"""The public pages of published answers."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from appeals import dependencies
from appeals.models import PublishedAnswer
from core import page_cache
from core.i18n.localtext import CODES
from search.facets import labels_of
from services.names import office_titles

PAGE_SIZE = 15
MAX_RELATED = 4


def published_answers() -> QuerySet[PublishedAnswer]:
    """Return the answers that the public may read."""
    return PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED).select_related(
        "topic", "office", "body"
    )


def answers(request: HttpRequest) -> HttpResponse:
    """List the answers, newest first, in the reader's language unless ?language= names another.

    ?topic= and ?office= narrow the list.
    """
    rows = published_answers()
    chosen = {name: request.GET.get(name, "") for name in ("topic", "office", "language")}
    if chosen["topic"]:
        rows = rows.filter(topic__slug=chosen["topic"])
    if chosen["office"]:
        rows = rows.filter(office__slug=chosen["office"])
    language = chosen["language"] or get_language() or ""
    if language in CODES:
        rows = rows.filter(language=language)
    with page_cache.named(dependencies.answers_in(language), dependencies.ANSWER_TABLE):
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    context = {
        "answers": page,
        "topics": labels_of("topic").items(),
        "offices": office_titles().items(),
        "chosen": {**chosen, "language": language},
    }
    return render(request, "appeals/answers.html", context)


def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Show a question and its answer.

    In place of one that was public and is withdrawn: when and why (410). Http404: never public.
    """
    rows = PublishedAnswer.objects.select_related("topic", "office", "body")
    with page_cache.named(dependencies.answer(number), dependencies.ANSWER_TABLE):
        row = get_object_or_404(rows.filter(published_at__isnull=False), number=number)
    if row.stage != PublishedAnswer.Stage.PUBLISHED:
        if row.withdrawn_at is None:
            raise Http404
        return render(request, "appeals/answer_withdrawn.html", {"answer": row}, status=410)
    context = {"answer": row, "near": related_answers(row)}
    return render(request, "appeals/answer.html", context)


def related_answers(row: PublishedAnswer) -> list[PublishedAnswer]:
    """Return the newest answers to the same topic in the same language, with what a list shows."""
    rows = PublishedAnswer.objects.filter(
        topic=row.topic_id, stage=PublishedAnswer.Stage.PUBLISHED, language=row.language
    ).only("number", "language", "title", "question")
    beside = dependencies.answers_on(row.topic_id, row.language)
    with page_cache.named(beside, dependencies.ANSWER_TABLE):
        return list(rows.exclude(pk=row.pk)[:MAX_RELATED])
