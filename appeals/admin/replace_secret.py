"""The admin page that gives an applicant a new secret instead of a lost one."""

from django.http import HttpResponse
from django.shortcuts import render

from appeals import numbers
from appeals.admin import desk_secret
from appeals.admin.actions import ActView
from appeals.admin.mixins import log_access


class ReplaceSecretView(ActView):
    """Ask what was checked; then show the new secret once, with the receipt to print."""

    def after_act(self, form) -> HttpResponse:
        """Show the new secret; the reading record says who has seen it."""
        log_access(self.request, self.appeal, "appeals.secret")
        desk_secret.remember(self.request, self.appeal, form.token)
        secret = numbers.secret_for_draft(form.token)
        context = self.get_context_data(form=form, secret=secret)
        return render(self.request, "appeals/admin/new_secret.html", context)
