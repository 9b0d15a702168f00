"""What happened and what is asked for: one point, or several with an answer each."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forms.steps import Row, Step, Text, as_typed

MOST_POINTS = 10
LONGEST_POINT = 4_000


class MatterStep(Step):
    heading = _("What happened, and what do you ask for?")
    lead = _(
        "Say when and where it was and what you expect. "
        "Each question in a point of its own gets an answer of its own."
    )
    name_of_point = re.compile(r"^point_(\d{1,2})$")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = self.data if self.is_bound else self.initial
        self.count = min(max(1, *self.numbers(source), 1), MOST_POINTS)
        for number in range(1, self.count + 1):
            self.fields[f"point_{number}"] = self.point(number)

    def point(self, number: int) -> Text:
        label = gettext("Point %(number)s") % {"number": number}
        return Text(
            label=label if self.count > 1 else gettext("Your matter"),
            max_length=LONGEST_POINT,
            required=number == 1,
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={
                "required": _("Write what happened and what you ask for."),
                "max_length": _("This is too long by some: up to 4000 letters fit in a point."),
            },
        )

    @classmethod
    def numbers(cls, source) -> list[int]:
        found = (cls.name_of_point.match(name) for name in source)
        return [int(match.group(1)) for match in found if match]

    @classmethod
    def kept(cls, post):
        numbers = sorted(set(cls.numbers(post)))[:MOST_POINTS]
        return {f"point_{n}": as_typed(post, f"point_{n}")[-1:] for n in numbers}

    @classmethod
    def changed(cls, values, go):
        """«add-point» opens an empty one; «drop-point-2» takes the second away and renumbers."""
        verb, _dash, number = go.rpartition("-point")
        texts = [values[f"point_{n}"] for n in sorted(cls.numbers(values))]
        if verb == "add" and not number:
            texts = [*texts, [""]][:MOST_POINTS]
        elif verb == "drop" and number[1:].isdecimal():
            texts = [each for n, each in enumerate(texts, 1) if n != int(number[1:])] or [[""]]
        else:
            return False
        values.clear()
        values.update({f"point_{n}": each for n, each in enumerate(texts, 1)})
        return True

    def clean(self):
        super().clean()
        data = self.cleaned_data
        points = [data.get(f"point_{n}", "").strip() for n in range(1, self.count + 1)]
        data["points"] = [point for point in points if point]
        if data["points"] and len("".join(data["points"])) < 10:
            self.add_error("point_1", _("Write a little more: what happened, where and when."))
        return data

    @property
    def may_add(self) -> bool:
        return self.count < MOST_POINTS

    def rows(self):
        points = self.cleaned_data["points"]
        if len(points) == 1:
            return [Row(_("Your matter"), points[0])]
        return [
            Row(gettext("Point %(number)s") % {"number": n}, text)
            for n, text in enumerate(points, 1)
        ]
