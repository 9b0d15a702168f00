"""Form fields of the appeal and of the booking. A choice is sent as a code, never as a text."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language

from core import page_cache
from services.models import Office
from services.office_tree import offices_by_parent, root_offices

CHOICE_ERRORS = ("required", "invalid_choice")  # nothing chosen, or not one of the choices


class KindChoiceField(forms.ModelChoiceField):
    """Kinds of appeal, each with its hint."""

    def label_from_instance(self, kind):
        """Return the title, with the hint in small print."""
        return (
            format_html("{} <small>{}</small>", kind.title, kind.hint) if kind.hint else kind.title
        )


def office_choices(blank: str) -> list:
    """Return the working offices as choices, grouped under their region."""
    key = ("office choices", blank, get_language())
    return page_cache.kept_value(key, lambda: _read_office_choices(blank))


def _read_office_choices(blank: str) -> list:
    offices = list(Office.objects.filter(active=True))
    branches = offices_by_parent(offices)
    choices: list = [("", blank)]
    for root in root_offices(offices):
        choices.append((root.slug, root.title))
        for region in branches.get(root.pk, []):
            districts = [(office.slug, office.title) for office in branches.get(region.pk, [])]
            own = (region.slug, region.title)
            choices.append((region.title, [own, *districts]) if districts else own)
    return choices


class OfficeChoiceField(forms.ChoiceField):
    """A working office by its slug; cleans to the Office."""

    def clean(self, value):
        slug = super().clean(value)
        return Office.objects.filter(slug=slug, active=True).first() if slug else None

    def has_changed(self, initial, data):
        return initial != data
