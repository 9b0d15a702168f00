"""The admin pages that find a person: by what is known, and the other appeals of an applicant.

What is typed travels in the body of a POST: it stands in no address, no HTTP log and no record.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from appeals import access, person_search
from appeals.admin.mixins import AppealsAdminMixin, CaseMixin
from appeals.models import Appeal
from appeals.person_search import MIN_PHONE_DIGITS, PersonQuery, find_appeals, phone_digits
from core.form_fields import EmailAddressField, IdNumberField, SingleLineField
from core.reading_record.writing import log_list_view, log_opening

MAX_RESULTS = 50


class FindPersonForm(forms.Form):
    """What is known of the person; at least one field."""

    name = SingleLineField(
        label=_("Surname, name or organisation"),
        max_length=150,
        required=False,
        help_text=_("Whole words or parts of them, in any order."),
    )
    phone = SingleLineField(
        label=_("Phone"),
        max_length=60,
        required=False,
        help_text=_("The whole number or its last six digits."),
    )
    email = EmailAddressField(label=_("E-mail"), required=False)
    id_number = IdNumberField(required=False)
    words = SingleLineField(label=_("Words of the matter"), max_length=200, required=False)

    def clean_phone(self) -> str:
        """Refuse a telephone with so few digits that it would show strangers."""
        phone = self.cleaned_data["phone"]
        if phone and len(phone_digits(phone)) < MIN_PHONE_DIGITS:
            raise ValidationError(_("Type at least the last six digits."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Refuse an empty form, and a name or word of one letter."""
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Fill in at least one field."))
        for name in ("name", "words"):
            if data.get(name) and len(data[name]) < 2:
                self.add_error(name, _("Type at least two letters."))
        return data


class FindPersonView(AppealsAdminMixin, FormView):
    """Show the form; on POST the appeals found in the user's offices, each search recorded."""

    template_name = "appeals/admin/find_person.html"
    page_title = _("Find a person")
    form_class = FindPersonForm

    def form_valid(self, form: FindPersonForm) -> HttpResponse:
        """Show at most MAX_RESULTS appeals and record which ones and by which fields."""
        query = PersonQuery(**form.cleaned_data)
        rows = find_appeals(access.visible_appeals(self.request.user), query)
        keys = rows.values("pk")[: MAX_RESULTS + 1]  # sorted without the texts
        found = list(_with_columns(Appeal.objects.filter(pk__in=keys).order_by("-registered_at")))
        shown = found[:MAX_RESULTS]
        said = {"fields": query.filled(), "ids": [row.pk for row in shown]}
        log_opening(self.request.user, "appeals.find", self.request.user, said)
        return self.render_to_response(
            self.get_context_data(
                form=form, searched=True, rows=shown, more=len(found) > MAX_RESULTS
            )
        )


class SameApplicantView(CaseMixin, TemplateView):
    """List the other appeals with the IIN or telephone of this one; the reading record has them."""

    template_name = "appeals/admin/same_applicant.html"
    page_title = _("Other appeals of the applicant")

    def get_context_data(self, **kwargs) -> dict:
        """Add the appeals that the user may see."""
        visible = access.visible_appeals(self.request.user)
        rows = list(_with_columns(person_search.same_applicant(visible, self.appeal)))
        log_list_view(self.request.user, "appeals.list", rows)
        return super().get_context_data(rows=rows, **kwargs)


def _with_columns(rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return rows.select_related("topic", "office")
