"""The pattern page: every component of `core/templates/components` rendered with its sample data.

A component's folder holds NAME.html, NAME.css and sample.toml: a list of contexts, with the HTML
that stands `before` and `after` them. A value like "$form.name" names an object of
`sample_objects`, which a data file cannot hold.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Variable
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core import charts
from core.form_fields import TypedDateField
from core.stylesheet import COMPONENTS


@dataclass(frozen=True)
class Pattern:
    """A component as the page shows it."""

    name: str
    description: str
    html: SafeString


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Аты-жөніңіз", help_text="Жеке куәліктегідей, бір жолға.")
    iin = forms.CharField(label="ЖСН", required=False, help_text="12 сан.")
    who = forms.ChoiceField(
        label="Кімнің атынан жазасыз?",
        choices=[("person", "Өз атымнан"), ("company", "Ұйым атынан")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Мәселе неге қатысты?",
        required=False,
        choices=[
            ("road", "Жол"),
            ("water", "Ауыз су"),
            ("school", "Мектеп пен балабақша"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    office = forms.ChoiceField(
        label="Қабылдау бөлмесі",
        choices=[("1", "Орталық қабылдау бөлмесі"), ("2", "Көкөзек")],
    )
    text = forms.CharField(
        label="Не болды?",
        help_text="Қашан, қайда және не сұрайсыз.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label="Құжат", required=False, help_text="PDF немесе сурет, 10 МБ-қа дейін."
    )
    consent = forms.BooleanField(
        label="Дербес деректерімді өңдеуге келісемін", help_text="Тек жауап беру үшін."
    )


class SampleRating(forms.Form):
    """The five keys."""

    score = forms.ChoiceField(
        label="Жауапқа қандай баға бересіз?",
        choices=[(n, n) for n in range(1, 6)],
        widget=forms.RadioSelect,
    )


class SampleFilter(forms.Form):
    """Filters of a list of answers."""

    kind = forms.ChoiceField(
        label="Түрі",
        choices=[("", "Бәрі"), ("answer", "Жауап"), ("standard", "Қызмет стандарты")],
        widget=forms.RadioSelect,
        required=False,
    )
    since = TypedDateField(label="Күннен бастап", required=False)


def sample_objects(page: str | None) -> dict[str, Any]:
    """Return the objects that samples name; `page` is the number asked for by the pager."""
    bad_form = SampleForm({"name": "", "iin": "123", "text": "Су жоқ"})
    bad_form.is_valid()
    return {
        "form": SampleForm(),
        "bad_form": bad_form,
        "rating": SampleRating(),
        "filters": SampleFilter(),
        "page": Paginator(range(243), 10).get_page(page or 7),
        "messages": [
            Message(constants.SUCCESS, "Баға қабылданды."),
            Message(constants.ERROR, "Сақталмады, қайталап көріңіз."),
        ],
        "chart": charts.render_bar_chart(
            [("Шілде", 412), ("Тамыз", 370), ("Қыркүйек", 539)],
            title="Үш айдағы жолданымдар саны",
            ident="sample",
        ),
    }


def patterns(request: HttpRequest) -> list[Pattern]:
    """Return all components in the order of their names."""
    objects = sample_objects(request.GET.get("page"))
    return [
        _pattern(folder, objects, request)
        for folder in sorted(COMPONENTS.iterdir())
        if (folder / "sample.toml").exists()
    ]


def _pattern(folder: Path, objects: dict[str, Any], request: HttpRequest) -> Pattern:
    data = tomllib.loads((folder / "sample.toml").read_text("utf-8"))
    parts = [data.get("before", "")]
    for sample in data["samples"]:
        context = {name: _value(value, objects) for name, value in sample.items()}
        parts.append(render_to_string(_template(folder, context), context, request))
    parts.append(data.get("after", ""))
    # Our own files, rendered with Django's escaping.
    return Pattern(folder.name, _description(folder), mark_safe("\n".join(parts)))


def _value(value: Any, objects: dict[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return Variable(value[1:]).resolve(objects)
    return value


def _template(folder: Path, context: dict[str, Any]) -> str:
    """Return the component's template; a field names the one of its layout."""
    if folder.name == "field":
        return context["field"].template_name
    return f"components/{folder.name}/{folder.name}.html"


def _description(folder: Path) -> str:
    """Return what the comment at the top of the template says it takes."""
    name = "input" if folder.name == "field" else folder.name
    text = (folder / f"{name}.html").read_text("utf-8")
    comment = text.removeprefix("{% comment %}").split("{% endcomment %}")[0]
    return " ".join(comment.split())
