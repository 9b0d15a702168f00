"""Fields that only the doors need. What is chosen travels as a code, never as words."""

from django import forms
from django.utils.html import format_html

from services.models import Office
from services.office_tree import offices_by_parent, root_offices

CHOICE = ("required", "invalid_choice")  # nothing chosen, or what was not offered


class KindField(forms.ModelChoiceField):
    """Kinds with their hints."""

    def label_from_instance(self, kind):
        return (
            format_html("{} <small>{}</small>", kind.title, kind.hint) if kind.hint else kind.title
        )


def office_choices(blank: str) -> list:
    """Working offices under the region they belong to."""
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


class OfficeField(forms.ChoiceField):
    """A working office by its slug; cleans to the Office."""

    def clean(self, value):
        slug = super().clean(value)
        return Office.objects.filter(slug=slug, active=True).first() if slug else None

    def has_changed(self, initial, data):
        return initial != data


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Files as they come; files.accept judges each of them."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        return data if isinstance(data, list) else [data] if data else []
