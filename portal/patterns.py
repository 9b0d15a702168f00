"""Samples for the page of patterns: real content for every component, in Kazakh."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

from core import charts

CHART = charts.render_bar_chart(
    [("Шілде", 412), ("Тамыз", 370), ("Қыркүйек", 539)],
    title="Үш айдағы жолданымдар саны",
    ident="sample",
)


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
    since = forms.DateField(
        label="Күннен бастап",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def _term() -> list[dict[str, list[str]]]:
    """Fifteen working days from a Monday, ten of them gone."""
    days = []
    for n in range(22):
        states = ["off"] if n % 7 in {5, 6} else []
        if n < 13:
            states.append("past")
        if n == 14:
            states.append("today")
        if n == 21:
            states.append("due")
        days.append({"states": states})
    return days


WEEK = [
    {
        "name": "Дүйсенбі",
        "date": "5 қазан",
        "slots": [
            {
                "time": "10:00–12:00",
                "title": "Әбдіқалықов Серік Маратұлы",
                "note": "Басқарма басшысы",
                "url": "#",
            },
            {
                "time": "15:00–17:00",
                "title": "Жұмағұлова Гүлнұр Өтегенқызы",
                "note": "Орынбасар",
                "url": "#",
            },
        ],
    },
    {
        "name": "Сейсенбі",
        "date": "6 қазан",
        "today": True,
        "slots": [
            {
                "time": "09:30–11:00",
                "title": "Нұрғалиев Ықылас Һамитұлы",
                "note": "Әлеуметтік қорғау бөлімі",
                "url": "#",
            },
        ],
    },
    {"name": "Сәрсенбі", "date": "7 қазан", "slots": []},
    {
        "name": "Бейсенбі",
        "date": "8 қазан",
        "off": "Қабылдау болмайды: көшпелі жиналыс",
        "slots": [],
    },
]


def _month() -> list[list[dict[str, Any]]]:
    weeks = []
    for w in range(5):
        week = []
        for d in range(7):
            number = w * 7 + d - 2
            inside = 1 <= number <= 31
            slots = [{"time": "10:00", "title": "Әбдіқалықов С. М.", "url": "#"}] if d == 0 else []
            if d == 3 and w != 1:
                slots = [{"time": "15:00", "title": "Жұмағұлова Г. Ө.", "url": "#"}]
            week.append(
                {
                    "number": number if inside else "",
                    "name": "қазан",
                    "outside": not inside,
                    "today": number == 6,
                    "off": "" if d < 5 else " ",
                    "slots": slots if inside else [],
                }
            )
        weeks.append(week)
    return weeks


TIMELINE = [
    {
        "when": "21 қыркүйек, 10:14",
        "title": "Жолданым тіркелді",
        "text": "Нөмірі ОҚБ-2026-004512.",
    },
    {"when": "22 қыркүйек", "title": "Коммуналдық шаруашылық бөліміне берілді"},
    {
        "when": "Қазір",
        "title": "Орындаушы қарап жатыр",
        "text": "Ықылас Нұрғалиев",
        "state": "now",
    },
    {"when": "12 қазанға дейін", "title": "Сізге жауап келеді", "state": "next"},
]


STILL: dict[str, Any] = {
    "trail": [{"title": "Қабылдау бөлмелері", "url": "#"}],
    "term": _term(),
    "ends": [
        {"label": "Тіркелді", "text": "21 қыркүйек"},
        {"label": "Бүгін", "text": "5 қазан", "now": True},
        {"label": "Жауап", "text": "12 қазан"},
    ],
    "timeline": TIMELINE,
    "week": WEEK,
    "weekdays": ["Дс", "Сс", "Ср", "Бс", "Жм", "Сн", "Жс"],
    "month": _month(),
    "summary": [
        {"key": "Түрі", "value": "Шағым", "change_url": "#"},
        {"key": "Аты-жөніңіз", "value": "Жүсіпова Әсел Қанатқызы", "change_url": "#"},
        {
            "key": "Мәселе",
            "value": "Көшемізде үшінші күн су жоқ.\nҚашан қосылады?",
            "change_url": "#",
        },
    ],
    "columns": [
        {"label": "Қабылдау бөлмесі"},
        {"label": "Келіп түсті", "number": True},
        {"label": "Мерзімінде", "number": True},
        {"label": "Кешіккен", "number": True},
    ],
    "rows": [["Орталық", "184", "179", "5"], ["Алматы ауданы", "96", "96", "0"]],
    "total": ["Барлығы", "280", "275", "5"],
    "facts": [
        {"value": "1 204", "label": "адам келді"},
        {"value": "986", "label": "мәселе көтерілді"},
        {"value": "37", "label": "бақылауда"},
    ],
    "files": [{"name": "Су_есептегіш_фото.jpg", "size": "1,8 МБ", "remove_url": "#"}],
    "hours": [
        {"label": "Дүйсенбі – жұма", "text": "09:00–18:30", "today": True},
        {"label": "Түскі үзіліс", "text": "13:00–14:30"},
    ],
    "steps": [
        {"title": "Күн мен сағатты таңдаңыз", "text": "Бос уақыттар ғана көрінеді."},
        {"title": "Аты-жөніңізді жазыңыз"},
        {"title": "Талонды сақтаңыз", "text": "Нөмірін қағазға жазып алсаңыз да болады."},
    ],
    "doors": [
        {
            "title": "Қабылдау",
            "href": "#",
            "lines": ["Бүгін 15:00: Гүлнұр Жұмағұлова, Орталық қабылдау бөлмесі"],
        },
        {"title": "Жолданым жіберу", "href": "#", "lines": ["10 минуттай уақыт алады"]},
        {"title": "Жолданымым қайда?", "href": "#", "lines": ["Нөмірі мен құпия коды керек"]},
    ],
    "chart": CHART,
}


def samples(page: str | None) -> dict[str, Any]:
    """Context of the pattern page; `page` is the number asked for by the pager."""
    bad = SampleForm({"name": "", "iin": "123", "text": "Су жоқ"})
    bad.is_valid()
    return STILL | {
        "form": SampleForm(),
        "bad": bad,
        "rating": SampleRating(),
        "filters": SampleFilter(),
        "pages": Paginator(range(243), 10).get_page(page or 7),
    }
