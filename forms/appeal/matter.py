"""The step about the matter: one point, or several that are answered one by one."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import MultiLineField
from forms.steps import Step, SummaryRow, get_posted_values

MAX_POINTS = 10
MAX_POINT_LENGTH = 4_000
MIN_LENGTH = 10  # of all points together


class MatterStep(Step):
    """The points of the appeal: fields point_1, point_2 …, as many as were typed."""

    heading = _("What happened, and what do you ask for?")
    lead = _(
        "Say when and where it was and what you expect. "
        "Each question in a point of its own gets an answer of its own. "
        "Up to 4000 characters fit in a point."
    )
    point_name = re.compile(r"^point_(\d{1,2})$")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = self.data if self.is_bound else self.initial
        self.count = min(max(1, *self.point_numbers(source), 1), MAX_POINTS)
        for number in range(1, self.count + 1):
            self.fields[f"point_{number}"] = self.build_point_field(number)

    def build_point_field(self, number: int) -> MultiLineField:
        """Return the field of point `number`; a single point has no number in its label."""
        label = gettext("Point %(number)s") % {"number": number}
        return MultiLineField(
            label=label if self.count > 1 else gettext("Your matter"),
            max_length=MAX_POINT_LENGTH,
            help_text="",  # the lead states the limit
            required=number == 1,
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": _("Write what happened and what you ask for.")},
        )

    @classmethod
    def point_numbers(cls, source) -> list[int]:
        """Return the numbers of the points among the names of `source`."""
        matches = (cls.point_name.match(name) for name in source)
        return [int(match.group(1)) for match in matches if match]

    @classmethod
    def extract_values(cls, post):
        """Return the posted points, MAX_POINTS at most."""
        numbers = sorted(set(cls.point_numbers(post)))[:MAX_POINTS]
        return {f"point_{n}": get_posted_values(post, f"point_{n}")[-1:] for n in numbers}

    @classmethod
    def apply_button(cls, values, button):
        """Append an empty point for «add-point»; remove and renumber for «drop-point-2»."""
        verb, _dash, number = button.rpartition("-point")
        texts = [values[f"point_{n}"] for n in sorted(cls.point_numbers(values))]
        if verb == "add" and not number:
            texts = [*texts, [""]][:MAX_POINTS]
        elif verb == "drop" and number[1:].isdecimal():
            texts = [text for n, text in enumerate(texts, 1) if n != int(number[1:])] or [[""]]
        else:
            return ""
        values.clear()
        values.update({f"point_{n}": text for n, text in enumerate(texts, 1)})
        return f"point_{len(texts)}"

    def clean(self):
        """Add `points`, the list of the points that are not empty."""
        super().clean()
        data = self.cleaned_data
        points = [data.get(f"point_{n}", "").strip() for n in range(1, self.count + 1)]
        data["points"] = [point for point in points if point]
        if data["points"] and len("".join(data["points"])) < MIN_LENGTH:
            self.add_error("point_1", _("Write a little more: what happened, where and when."))
        return data

    @property
    def can_add_point(self) -> bool:
        """Whether another point fits."""
        return self.count < MAX_POINTS

    def summary_rows(self):
        """Return a row for each point."""
        points = self.cleaned_data["points"]
        if len(points) == 1:
            return [SummaryRow(_("Your matter"), points[0], "point_1")]
        return [
            SummaryRow(gettext("Point %(number)s") % {"number": n}, text, f"point_{n}")
            for n, text in enumerate(points, 1)
        ]
