"""Tags for procedures and service standards: lists, filters, tables of terms and fees."""

from typing import Any

from django import template
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from services.forms import StandardFilter
from services.models import (
    Procedure,
    ProcedureIndexPage,
    ProcedurePage,
    ServiceStandard,
    ServiceStandardPage,
    StandardIndexPage,
)
from services.procedures.formatting import format_price, format_term

register = template.Library()
PER_PAGE = 20


@register.simple_tag
def get_procedures(page: ProcedureIndexPage) -> list[dict]:
    """Return the live procedures under `page`, for the component list_row."""
    pages = ProcedurePage.objects.live().public().child_of(page).defer_streamfields()
    pages = pages.select_related("procedure").prefetch_related("procedure__terms")
    return [
        {
            "title": row.title,
            "href": row.url,
            "text": row.summary,
            "side": _first_term(row.procedure),
        }
        for row in pages.order_by("title")
    ]


@register.simple_tag(takes_context=True)
def get_standards(context, page: StandardIndexPage) -> dict[str, Any]:
    """Return {"form", "rows", "page", "chosen", "total"}: live standards under `page`.

    ?topic= and ?office= filter them, ?page= chooses the page; `chosen` counts the filters.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET if request else {}
    form = StandardFilter(query or None)
    standards = ServiceStandardPage.objects.live().public().child_of(page).defer_streamfields()
    standards = standards.select_related("standard__topic")
    chosen = 0
    if form.is_bound:
        form.is_valid()
        for name, path in (("topic", "topic"), ("office", "offices")):
            value = form.cleaned_data.get(name)
            if value:
                standards = standards.filter(**{f"standard__{path}__slug": value})
                chosen += 1
    paginator = Paginator(standards.order_by("title"), PER_PAGE)
    standards_page = paginator.get_page(query.get("page"))
    return {
        "form": form,
        "rows": [_standard_row(row) for row in standards_page],
        "page": standards_page,
        "chosen": chosen,
        "total": paginator.count,
    }


def _standard_row(page: ServiceStandardPage) -> dict:
    standard = page.standard
    return {
        "title": page.title,
        "href": page.url,
        "kind": standard.topic.title if standard.topic else "",
        "text": page.summary,
        "side": f"{format_term(standard.amount, standard.unit)} · {format_price(standard)}",
    }


@register.simple_tag
def get_terms_table(procedure: Procedure) -> dict[str, list]:
    """Return the procedure's terms for the component data_table; no rows when it has none."""
    rows = [
        [row.title, format_term(row.amount, row.unit), row.article] for row in procedure.terms.all()
    ]
    columns = [{"label": _("For what")}, {"label": _("How long")}, {"label": _("Article")}]
    return {"columns": columns, "rows": rows}


@register.simple_tag
def get_fees_table(standard: ServiceStandard) -> dict[str, list]:
    """Return the fees for data_table; their sum is computed here, so the table adds up."""
    fees = list(standard.fees.all())
    return {
        "columns": [{"label": _("For what")}, {"label": _("Tenge"), "number": True}],
        "rows": [[row.title, row.amount] for row in fees],
        "total": [_("In all"), sum(row.amount for row in fees)],
    }


@register.simple_tag
def get_standard_term(standard: ServiceStandard) -> str:
    """Return how long the service takes, in words."""
    return format_term(standard.amount, standard.unit)


def _first_term(procedure: Procedure) -> str:
    """Return the first term; of several also what it is for."""
    terms = list(procedure.terms.all())
    if not terms:
        return ""
    length = format_term(terms[0].amount, terms[0].unit)
    return f"{terms[0].title}: {length}" if len(terms) > 1 else length
