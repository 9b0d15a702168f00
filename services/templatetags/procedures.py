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
from services.procedures.formatting import price, term

register = template.Library()
PER_PAGE = 20


@register.simple_tag
def procedure_list(page: ProcedureIndexPage) -> list[dict]:
    """The live procedures under `page`, for the component list_row."""
    found = ProcedurePage.objects.live().public().child_of(page).select_related("procedure")
    return [
        {
            "title": each.title,
            "href": each.url,
            "text": each.summary,
            "side": _terms(each.procedure),
        }
        for each in found.prefetch_related("procedure__terms").order_by("title")
    ]


@register.simple_tag(takes_context=True)
def standard_list(context, page: StandardIndexPage) -> dict[str, Any]:
    """The live standards under `page`, narrowed by ?topic= and ?office=, in pages."""
    request: HttpRequest | None = context.get("request")
    query = request.GET if request else {}
    form = StandardFilter(query or None)
    found = ServiceStandardPage.objects.live().public().child_of(page)
    found = found.select_related("standard__topic")
    chosen = 0
    if form.is_bound:
        form.is_valid()
        for name, path in (("topic", "standard__topic"), ("office", "standard__offices")):
            value = form.cleaned_data.get(name)
            if value:
                found, chosen = found.filter(**{path: value}), chosen + 1
    pages = Paginator(found.order_by("title"), PER_PAGE)
    here = pages.get_page(query.get("page"))
    rows = [
        {
            "title": each.title,
            "href": each.url,
            "kind": each.standard.topic.title if each.standard.topic else "",
            "text": each.summary,
            "side": f"{term(each.standard.amount, each.standard.unit)} · {price(each.standard)}",
        }
        for each in here
    ]
    return {"form": form, "rows": rows, "page": here, "chosen": chosen, "total": pages.count}


@register.simple_tag
def terms_table(procedure: Procedure) -> dict[str, list]:
    """The procedure's terms for the component data_table; no rows when it has none."""
    rows = [
        [each.title, term(each.amount, each.unit), each.article] for each in procedure.terms.all()
    ]
    columns = [{"label": _("For what")}, {"label": _("How long")}, {"label": _("Article")}]
    return {"columns": columns, "rows": rows}


@register.simple_tag
def fees_table(standard: ServiceStandard) -> dict[str, list]:
    """The fees and their sum. The sum is of the rows shown, so the table always adds up."""
    fees = list(standard.fees.all())
    return {
        "columns": [{"label": _("For what")}, {"label": _("Tenge"), "number": True}],
        "rows": [[each.title, each.amount] for each in fees],
        "total": [_("In all"), sum(each.amount for each in fees)],
    }


@register.simple_tag
def standard_term(standard: ServiceStandard) -> str:
    """How long the service takes."""
    return term(standard.amount, standard.unit)


def _terms(procedure: Procedure) -> str:
    first = next(iter(procedure.terms.all()), None)
    return term(first.amount, first.unit) if first else ""
