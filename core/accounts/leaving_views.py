"""The page by which an administrator closes the account of somebody who leaves."""

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

from core.accounts import leaving
from core.accounts.views import breadcrumbs, may_manage


class ColleagueField(forms.ModelChoiceField):
    """A choice of a member of staff, shown by full name."""

    def label_from_instance(self, user) -> str:
        """Return the full name, or the user name without one."""
        return user.get_full_name() or user.get_username()


class LeaveForm(forms.Form):
    """To whom the open work goes."""

    fields: dict[str, Any]

    colleague = ColleagueField(
        label=gettext_lazy("Who takes over the open work"),
        queryset=get_user_model()._default_manager.none(),
        required=False,
        help_text=gettext_lazy("Leave empty to share it out later: the account is closed anyway."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        others = get_user_model()._default_manager.filter(is_active=True).exclude(pk=user.pk)
        self.fields["colleague"].queryset = others.order_by("last_name", "first_name", "username")


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """List what is open; hand it over and close the account."""
    user = get_object_or_404(get_user_model(), pk=pk)
    if not may_manage(request.user, user) or user == request.user:
        raise PermissionDenied
    name = user.get_full_name() or user.get_username()
    form = LeaveForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid() and close(request, user, form):
        messages.success(request, _("The account is closed: %(name)s") % {"name": name})
        return redirect("wagtailusers_users:index")
    return render(
        request,
        "core/accounts/leave.html",
        {
            "form": form,
            "name": name,
            "work": leaving.list_open_work(user, request.user),
            "breadcrumbs_items": breadcrumbs(
                (reverse("wagtailusers_users:index"), _("Users")),
                (reverse("wagtailusers_users:edit", args=[pk]), name),
                ("", _("Leaves the office")),
            ),
        },
    )


def close(request: HttpRequest, user, form: LeaveForm) -> bool:
    """Close the account; return False, with the reason in the form, when the work cannot go."""
    colleague = form.cleaned_data["colleague"]
    try:
        leaving.leave(user, colleague=colleague, by=request.user, at=timezone.now())
    except ValidationError as error:
        form.add_error("colleague", error.messages)
        return False
    except PermissionDenied:
        form.add_error(
            "colleague",
            _("You may not hand over this work. Leave the field empty and tell the head."),
        )
        return False
    return True
