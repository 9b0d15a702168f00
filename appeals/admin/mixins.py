"""Shared parts of the admin pages: permission, breadcrumbs, time, access log."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import ModelLogEntry

from appeals import access
from appeals.models import Appeal
from core.reading_record.writing import log_opening

INBOX, CASE, ACT = "appeals_admin:inbox", "appeals_admin:case", "appeals_admin:act"


def is_staff(user) -> bool:
    """Return whether `user` works with appeals at all."""
    return user.has_perm(access.HANDLE) or user.has_perm(access.LEAD)


def is_checker(user) -> bool:
    """Return whether `user` may be the second person before publication."""
    return user.has_perm(access.CHECK)


class AppealsAdminMixin(WagtailAdminTemplateMixin):
    """An admin page for staff: permission, breadcrumbs, and no copy in browser or proxy."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        """Refuse users without permission; forbid copies of the page."""
        if not self.has_access(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def has_access(self, user) -> bool:
        """Return whether `user` may open the page."""
        return is_staff(user)

    @cached_property
    def now(self) -> datetime:
        """Return the moment of the request, the same at every call."""
        return timezone.now()

    @cached_property
    def today(self) -> date:
        """Return the local date of the request."""
        return timezone.localdate(self.now)

    def get_breadcrumbs_items(self) -> list[dict]:
        inbox = {"url": reverse(INBOX), "label": _("Appeals")}
        page = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, inbox, *self.parent_breadcrumbs(), page]

    def parent_breadcrumbs(self) -> list[dict]:
        """Return the breadcrumbs between the inbox and this page."""
        return []


class CaseMixin(AppealsAdminMixin):
    """An admin page about one appeal of the user's offices; any other is not found."""

    @cached_property
    def appeal(self) -> Appeal:
        """Return the appeal of the address. Http404: there is none in the user's offices."""
        rows = access.visible_appeals(self.request.user).select_related(
            "kind", "topic", "office", "body", "officer", "official", "visit"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def case_url(self) -> str:
        """Return the address of the appeal's page."""
        return reverse(CASE, args=[self.appeal.pk])

    def parent_breadcrumbs(self) -> list[dict]:
        return [{"url": self.case_url(), "label": self.appeal.number}]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(appeal=self.appeal, today=self.today, **kwargs)


def was_logged_today(request: HttpRequest, appeal: Appeal, action: str) -> bool:
    """Return whether the log has `action` of the user on `appeal` today."""
    return ModelLogEntry.objects.filter(
        user=request.user,
        action=action,
        object_id=str(appeal.pk),
        timestamp__date=timezone.localdate(),
    ).exists()


def log_access(
    request: HttpRequest, appeal: Appeal, action: str, *, once_a_day: bool = False, **data
) -> None:
    """Log in the reading record that the user looked at personal data of `appeal`."""
    if not once_a_day or not was_logged_today(request, appeal, action):
        log_opening(request.user, action, appeal, data)
