"""The page on which a member of staff, or an administrator, enters days of absence and a deputy."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from core.accounts.absences import absences_from
from core.accounts.leaving_views import ColleagueField
from core.accounts.models import Absence
from core.accounts.views import breadcrumbs, may_manage


class AbsenceForm(forms.ModelForm):
    """From when to when somebody is away, and who deputises."""

    fields: dict[str, Any]
    deputy = ColleagueField(
        label=gettext_lazy("Deputy"), queryset=get_user_model()._default_manager.none()
    )

    class Meta:
        model = Absence
        fields = ("first_day", "last_day", "deputy")
        widgets = {"first_day": AdminDateInput, "last_day": AdminDateInput}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.user = user
        others = get_user_model()._default_manager.filter(is_active=True).exclude(pk=user.pk)
        self.fields["deputy"].queryset = others.order_by("last_name", "first_name", "username")

    def clean(self) -> dict:
        """Refuse days in the wrong order, in the past, and days entered twice."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if not (first and last):
            return data
        if last < first:
            raise ValidationError({"last_day": _("The last day is before the first.")})
        if last < timezone.localdate():
            raise ValidationError({"last_day": _("This day has passed.")})
        if Absence.objects.filter(
            user=self.instance.user, first_day__lte=last, last_day__gte=first
        ).exists():
            raise ValidationError(_("Some of these days are entered already."))
        return data


def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """List the absences of an account; add one or delete one."""
    user = get_object_or_404(get_user_model(), pk=pk)
    if user != request.user and not may_manage(request.user, user):
        raise PermissionDenied
    if request.method == "POST" and "delete" in request.POST:
        chosen = request.POST["delete"]
        for row in absences_from(user, timezone.localdate()):
            if str(row.pk) == chosen:
                row.delete()
        return redirect("user_absence", pk)
    form = AbsenceForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The absence is entered."))
        return redirect("user_absence", pk)
    name = user.get_full_name() or user.get_username()
    return render(
        request,
        "core/accounts/absence.html",
        {
            "form": form,
            "name": name,
            "rows": absences_from(user, timezone.localdate()),
            "breadcrumbs_items": breadcrumbs(
                (reverse("wagtailadmin_account"), _("Account")), ("", _("Absence"))
            ),
        },
    )
