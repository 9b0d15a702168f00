"""Hooks of Wagtail's admin for media reports: a draft with wrong sums is kept, never published."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from home.models import MediaReportPage


@hooks.register("before_edit_page")
def warn_of_wrong_sums(request: HttpRequest, page: Page) -> None:
    """Say beside a draft what keeps it from being published."""
    if request.method != "GET" or not isinstance(page, MediaReportPage):
        return
    for sentence in page.find_wrong_sums().values():
        text = _("%(sentence)s The draft is kept; it is published once the numbers agree.")
        messages.warning(request, text % {"sentence": sentence})


@hooks.register("before_bulk_action")
def refuse_wrong_reports(
    request: HttpRequest, action_type: str, objects: Iterable, action_class_instance
) -> HttpResponse | None:
    """Refuse to publish a selection that has a report with wrong sums."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    ids = {page.pk for page in pages}
    if "include_descendants" in request.POST:
        for page in pages:
            ids |= set(page.get_descendants().not_live().values_list("pk", flat=True))
    reports = MediaReportPage.objects.filter(pk__in=ids)
    drafts = [report.get_latest_revision_as_object() for report in reports]
    wrong = [draft for draft in drafts if draft.find_wrong_sums()]
    if not wrong:
        return None
    text = _("Nothing is published: the numbers do not agree in: %(titles)s.")
    messages.error(request, text % {"titles": ", ".join(draft.title for draft in wrong)})
    return redirect("wagtailadmin_explore", wrong[0].get_parent().pk)
