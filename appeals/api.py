"""Read-only JSON: terms, answers, figures."""

from django.core.paginator import Paginator
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from appeals import cohorts
from appeals.forms import PeriodForm, TermForm
from appeals.views.answers import published_answers
from appeals.views.figures import requested_period
from appeals.views.term_calculator import calculate_term
from search.query.request import parse_page_number
from services.models import Office

JSON_PARAMS = {"ensure_ascii": False}
PAGE_SIZE = 50
UNKNOWN_OFFICE = {"office": ["unknown office"]}


def terms(request: HttpRequest) -> JsonResponse:
    """Return when the term of ?registered=&days=&office= ends, and the days that do not count."""
    form = TermForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400, json_dumps_params=JSON_PARAMS)
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug, active=True).first()
    if slug and office is None:
        return JsonResponse({"errors": UNKNOWN_OFFICE}, status=400)
    start, due, skipped = calculate_term(
        form.cleaned_data["registered"], form.cleaned_data["days"], office
    )
    body = {
        "counted_from": start,
        "due": due,
        "skipped": [{"date": day, "reason": reason} for day, reason in skipped],
    }
    return JsonResponse(body, json_dumps_params=JSON_PARAMS)


def answers(request: HttpRequest) -> JsonResponse:
    """Return published answers, newest first; ?language=&topic=&page=; none after the last page."""
    matches = published_answers()
    if language := request.GET.get("language"):
        matches = matches.filter(language=language)
    if topic := request.GET.get("topic"):
        matches = matches.filter(topic__slug=topic)
    pages = Paginator(matches, PAGE_SIZE)
    number = parse_page_number(request.GET.get("page", ""))
    rows = [
        {
            "number": row.number,
            "language": row.language,
            "title": row.title,
            "question": row.question,
            "answer": row.answer,
            "topic": row.topic.slug,
            "office": row.office.slug,
            "body": row.body.slug if row.body else None,
            "outcome": row.outcome,
            "published_on": timezone.localdate(row.published_at) if row.published_at else None,
        }
        for row in (pages.page(number) if number <= pages.num_pages else [])
    ]
    body = {"total": pages.count, "page": number, "pages": pages.num_pages, "answers": rows}
    return JsonResponse(body, json_dumps_params=JSON_PARAMS)


def figures(request: HttpRequest) -> JsonResponse:
    """Return the figures of the period ?from=&to=, of ?office= with its branches or of all."""
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400, json_dumps_params=JSON_PARAMS)
    period = requested_period(form)
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug, active=True).first()
    if slug and office is None:
        return JsonResponse({"errors": UNKNOWN_OFFICE}, status=400)
    cohort = cohorts.received_between(period.since, period.until, office, on=today)
    total = cohorts.compute_figures(cohort)
    body = {
        "from": period.since,
        "to": period.until,
        "office": office.slug if office else None,
        "figures": total.as_dict(),
        "months": [
            {"month": f"{month:%Y-%m}", **counts.counts_as_dict()}
            for month, counts in cohorts.by_month(cohort)
        ],
    }
    return JsonResponse(body, json_dumps_params=JSON_PARAMS)
