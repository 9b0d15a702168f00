"""The published answers."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from appeals.models import PublishedAnswer
from core.i18n.localtext import CODES
from services.models import Office, Topic

PAGE_SIZE = 15


def published_answers() -> QuerySet[PublishedAnswer]:
    """What everybody may read."""
    return PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED).select_related(
        "topic", "office", "body"
    )


def answers(request: HttpRequest) -> HttpResponse:
    """The list, newest first, the reader's language first; ?topic=&office=&language= narrow it."""
    found = published_answers()
    chosen = {name: request.GET.get(name, "") for name in ("topic", "office", "language")}
    if chosen["topic"]:
        found = found.filter(topic__slug=chosen["topic"])
    if chosen["office"]:
        found = found.filter(office__slug=chosen["office"])
    language = chosen["language"] or get_language()
    if language in CODES:
        found = found.filter(language=language)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "answers": page,
        "topics": Topic.objects.all(),
        "offices": Office.objects.filter(active=True),
        "chosen": {**chosen, "language": language},
    }
    return render(request, "appeals/answers.html", context)


def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One question and its answer; a withdrawn one is not found, like an unknown one."""
    found = get_object_or_404(published_answers(), number=number)
    near = (
        published_answers()
        .filter(topic=found.topic, language=found.language)
        .exclude(pk=found.pk)[:4]
    )
    return render(request, "appeals/answer.html", {"answer": found, "near": near})
