"""Two editors of one page: the second one sees whose version is newer and keeps what was typed.

Wagtail checks this for autosave, and only for a page that had a revision when it was opened.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision


def newer_revision(request: HttpRequest, page: Page) -> Revision | None:
    """Return the latest revision when the posted form was opened before it was saved."""
    revision = Page.objects.select_related("latest_revision__user").get(pk=page.pk).latest_revision
    if revision is None:
        return None
    pk = str(revision.pk)
    if own := request.POST.get("overwrite_revision_id"):
        return None if own == pk else revision
    loaded = (
        request.POST.get("loaded_revision_id"),
        request.POST.get("loaded_revision_created_at"),
    )
    return None if loaded == (pk, revision.created_at.isoformat()) else revision


def refuse_older_form(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer a form opened before somebody else's version; a hook before a page is edited."""
    if request.method != "POST" or "title" not in request.POST:
        return None
    revision = newer_revision(request, page)
    if revision is None:
        return None
    if request.accepts("text/html"):
        return OlderFormView.as_view()(request, page.pk)
    body = {
        "success": False,
        "error_code": "invalid_revision",
        "error_message": describe_conflict(revision),
    }
    return JsonResponse(body, status=400)


def describe_conflict(revision: Revision) -> str:
    """Return who saved the newer version and when."""
    return _(
        "%(user)s saved another version at %(time)s, after you opened this page. Your text is kept "
        "below and is not saved yet. To replace the other version, save again."
    ) % {
        "user": get_user_display_name(revision.user) if revision.user else _("Somebody"),
        "time": time_format(localtime(revision.created_at), "H:i"),
    }


class OlderFormView(EditView):
    """Show the form again as it was typed, with a message; nothing is saved."""

    def run_hook(self, name, *args):
        """Run no hooks: this view answers one of them."""

    def form_valid(self, form):
        """Show the conflict instead of saving."""
        return self.show_conflict()

    def form_invalid(self, form):
        """Show the conflict together with the errors of the fields."""
        return self.show_conflict()

    def show_conflict(self) -> HttpResponse:
        """Return the page with what was typed."""
        address = reverse(
            "wagtailadmin_pages:revisions_view", args=[self.page.pk, self.latest_revision.pk]
        )
        button = messages.button(address, _("The other version"), new_window=True)
        messages.error(self.request, describe_conflict(self.latest_revision), buttons=[button])
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())
