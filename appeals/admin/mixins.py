"""What every page of the desk shares: who may come in, the way back, the clock."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from appeals import access
from appeals.models import Appeal

INBOX, CASE, ACT = "appeals_desk:inbox", "appeals_desk:case", "appeals_desk:act"


def is_staff(user) -> bool:
    """Whether the desk is open to `user` at all."""
    return user.has_perm(access.HANDLE) or user.has_perm(access.LEAD)


def is_checker(user) -> bool:
    """Whether `user` may be the second person before publication."""
    return user.has_perm(access.CHECK)


class DeskMixin(WagtailAdminTemplateMixin):
    """A page of the desk: title, way back, no copies kept by browser or proxy."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not self.may_enter(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def may_enter(self, user) -> bool:
        return is_staff(user)

    @cached_property
    def now(self):
        return timezone.now()

    @cached_property
    def today(self):
        return timezone.localdate(self.now)

    def get_breadcrumbs_items(self) -> list[dict]:
        way = [*self.breadcrumbs_items, {"url": reverse(INBOX), "label": _("Appeals")}]
        return [*way, *self.way(), {"url": "", "label": self.get_page_title()}]

    def way(self) -> list[dict]:
        """The steps between the inbox and this page."""
        return []


class CaseMixin(DeskMixin):
    """A page about one appeal of the user's offices; any other is not found."""

    @cached_property
    def appeal(self) -> Appeal:
        rows = access.visible_appeals(self.request.user).select_related(
            "kind", "topic", "office", "body", "officer", "official", "visit"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def case_url(self) -> str:
        return reverse(CASE, args=[self.appeal.pk])

    def way(self) -> list[dict]:
        return [{"url": self.case_url(), "label": self.appeal.number}]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(appeal=self.appeal, today=self.today, **kwargs)


def note(request: HttpRequest, appeal: Appeal, action: str, *, once_a_day: bool = False) -> None:
    """Write in the log of the admin who looked at what."""
    seen = ModelLogEntry.objects.filter(
        user=request.user,
        action=action,
        object_id=str(appeal.pk),
        timestamp__date=timezone.localdate(),
    )
    if not once_a_day or not seen.exists():
        log(instance=appeal, action=action, user=request.user)
