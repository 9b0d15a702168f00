"""The base of every step: a Django form with a heading that knows the answers of earlier steps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from forms.models import Draft

Text = str | Promise


@dataclass(frozen=True)
class StepContext:
    """What a step may use besides its own data.

    `get_cleaned_data(step)` returns the cleaned answers of another step, None while they are
    invalid. `draft` is None before the first step is answered.
    """

    at: datetime
    draft: Draft | None
    get_cleaned_data: Callable[[str], dict[str, Any] | None]

    @property
    def today(self) -> date:
        """The local date of `at`."""
        return timezone.localdate(self.at)


class SummaryRow(NamedTuple):
    """A question and its answer on the check page; `field` is where it is changed."""

    key: Text
    value: Text
    field: str = ""


class Details(NamedTuple):
    """A longer text in a disclosure (HTML details) under the fields of a step."""

    title: Text
    text: str


class Step(forms.Form):
    """One page of a form: `heading` is its question, `lead` the paragraph under it."""

    fields: dict[str, Any]  # each field has a class of its own
    heading: Text = ""
    lead: Text = ""
    button: Text = ""  # label of the submit button, "Continue" by default
    short_fields: tuple[str, ...] = ()  # fields shown in a narrow input
    summary_labels: ClassVar[dict[str, Text]] = {}  # labels on the check page, where they differ
    summary_excluded: tuple[str, ...] = ()  # fields that the check page does not show

    def __init__(self, *args, context: StepContext, **kwargs):
        self.context = context
        super().__init__(*args, **kwargs)

    @classmethod
    def extract_values(cls, post: QueryDict) -> dict[str, list[str]]:
        """Return the posted values of this step's fields, as typed."""
        return {name: get_posted_values(post, name) for name in cls.base_fields if name in post}

    @classmethod
    def apply_button(cls, values: dict[str, list[str]], button: str) -> str:
        """Change `values` for a button of the step, such as «add a point».

        Return the field to go on with, or "" when the button is not the step's own.
        """
        return ""

    def clean(self) -> dict[str, Any]:
        """Return the cleaned answers; subclasses check them together and add to them."""
        super().clean()
        return self.cleaned_data

    def initial_from_data(self) -> dict[str, Any]:
        """Return the typed values as initial ones, to show them without validating them."""
        return {
            name: field.widget.value_from_datadict(self.data, {}, name)
            for name, field in self.fields.items()
        }

    def set_choices(self, name: str, choices: list) -> None:
        """Set choices that come from the database or from earlier answers."""
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def summary_rows(self) -> list[SummaryRow]:
        """Return a row for each answered field of a valid form, in the order of the fields."""
        rows = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and name not in self.summary_excluded:
                text = field.format_value(value) if hasattr(field, "format_value") else str(value)
                rows.append(SummaryRow(self.summary_labels.get(name, field.label), text, name))
        return rows

    def details(self) -> list[Details]:
        """Return longer texts to show in disclosures under the fields."""
        return []


def get_posted_values(post: QueryDict, name: str) -> list[str]:
    """Return the values of a field without NUL, which PostgreSQL cannot store."""
    return [value.replace("\0", "") for value in post.getlist(name)]
