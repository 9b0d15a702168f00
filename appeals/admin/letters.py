"""Admin of outgoing letters: their delivery, not their text; a letter given up is sent anew."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import permissions
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from appeals import access
from appeals.admin.mixins import is_staff
from core import outbox
from core.capped_paginator import CappedPaginator
from core.models import Notice
from services.admin.queue import CHANGE_BOOKING
from services.models import Booking
from services.office_access import accessible_offices


class ReadOnlyPermissionPolicy(ModelPermissionPolicy):
    """A policy for rows that nobody adds or changes by hand."""

    def user_has_permission(self, user, action: str) -> bool:
        """Allow only viewing, to users with that permission and to staff of a reception."""
        return action == "view" and (is_staff(user) or super().user_has_permission(user, action))

    def user_has_any_permission(self, user, actions) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")


POLICY = ReadOnlyPermissionPolicy(Notice)
if hasattr(permissions, "register_permission_policy"):  # Wagtail 7.4 has none
    permissions.register_permission_policy(Notice, POLICY)


def visible_letters(user, letters: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return those of the letters that are about appeals and bookings the user may see."""
    if user.is_superuser:
        return letters
    about = Q(about__in=access.visible_appeals(user).values("number"))
    if user.has_perm(CHANGE_BOOKING):
        bookings = Booking.objects.filter(office__in=accessible_offices(user))
        about |= Q(about__in=bookings.values("number"))
    return letters.filter(about)


def count_given_up(user) -> int:
    """Return how many letters that the user may see were given up."""
    return visible_letters(user, Notice.objects.filter(delivery=Notice.Delivery.FAILED)).count()


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a letter that was given up back into the queue, and return to the list."""
    if not POLICY.user_has_permission(request.user, "view"):
        raise PermissionDenied
    letter = get_object_or_404(visible_letters(request.user, Notice.objects.all()), pk=pk)
    if outbox.retry(letter, timezone.now()):
        messages.success(request, _("The letter will be sent with the next delivery."))
    else:
        messages.warning(request, _("This letter is not waiting for a new attempt."))
    return redirect(f"{reverse('letters:index')}?delivery={Notice.Delivery.FAILED}")


class RetryColumn(Column):
    """A button beside each letter that was given up."""

    cell_template_name = "appeals/admin/letter_retry.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["csrf_token"] = parent_context.get("csrf_token")
        if instance.delivery == Notice.Delivery.FAILED:
            context["url"] = reverse("letters:retry", args=[instance.pk])
        return context


class LetterIndex(IndexView):
    """List the letters about the appeals and bookings that the user may see."""

    paginator_class = CappedPaginator

    def get_base_queryset(self):
        return visible_letters(self.request.user, super().get_base_queryset())


class LetterViewSet(ModelViewSet):
    """Outgoing letters."""

    model = Notice
    icon = "mail"
    menu_label = gettext_lazy("Outgoing letters")
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_results_template_name = "core/admin/capped_results.html"
    index_view_class = LetterIndex
    list_display = [
        "about",
        "subject",
        "channel",
        "delivery",
        RetryColumn("error", label=gettext_lazy("Last error")),
        "attempts",
        "created_at",
        "sent_at",
    ]
    list_filter = ["delivery", "channel", "created_at"]
    search_fields = ["about"]
    form_fields = ["about"]

    def get_urlpatterns(self) -> list:
        """Add the address of the button."""
        return [*super().get_urlpatterns(), path("retry/<int:pk>/", retry, name="retry")]
