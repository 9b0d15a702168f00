"""The interface: contrast, one small stylesheet, components, fields, error pages."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.test import Client

from core import stylesheet
from core.phones import format_phone, format_tel_uri
from home.models import PortalSettings
from portal import errors

ROOT = Path(stylesheet.__file__).resolve().parent.parent
COMPONENTS = ROOT / "core/templates/components"
STYLES = [*stylesheet.parts(), *ROOT.glob("services/static/services/*.css")]
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
PUBLIC = [path for path in TEMPLATES if not {"admin", "wagtailadmin"} & set(path.parts)]

# (text, background, ratio) of WCAG 2.2: 4.5 for text (1.4.3), 3 for edges and marks (1.4.11).
PAIRS = [
    *((text, paper, 4.5) for text in ("ink", "muted", "blue", "ochre", "green", "amber", "red")
      for paper in ("paper", "raised", "sunk")),
    *(("ink", f"{tone}-wash", 4.5) for tone in ("blue", "ochre", "green", "amber", "red")),
    *((tone, f"{tone}-wash", 4.5) for tone in ("blue", "ochre", "green", "amber", "red")),
    ("on-blue", "blue", 4.5), ("on-blue", "blue-deep", 4.5), ("blue-deep", "paper", 4.5),
    ("muted", "ochre-wash", 4.5),
    ("edge", "paper", 3), ("edge", "raised", 3), ("focus", "paper", 3),
]  # fmt: skip


def colours_of(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", css))


def palettes() -> list[dict[str, str]]:
    text = (stylesheet.FOLDER / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    light_colours = colours_of(light)
    return [light_colours, light_colours | colours_of(dark.split("@media")[0])]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "background", "ratio"), PAIRS)
def test_colour_pair_has_enough_contrast(
    scheme: int, text: str, background: str, ratio: float
) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[text], colours[background]) >= ratio


def test_stylesheet_is_one_small_static_file() -> None:
    text = Path(str(finders.find(stylesheet.NAME))).read_text("utf-8")
    assert all(path.read_text("utf-8") in text for path in stylesheet.parts())
    assert len(gzip.compress(text.encode(), 6)) < 16 * 1024
    names = [name for finder in finders.get_finders() for name, _storage in finder.list([])]
    assert names.count(stylesheet.NAME) == 1
    assert "core/css/tokens.css" not in names


def test_component_templates_begin_with_a_description() -> None:
    templates = sorted(COMPONENTS.glob("*/*.html"))
    assert not [path.name for path in templates if not path.read_text().startswith("{% comment %}")]


def test_components_are_folders_with_template_and_sample() -> None:
    for folder in COMPONENTS.iterdir():
        names = {path.name for path in folder.iterdir()}
        template = "input.html" if folder.name == "field" else f"{folder.name}.html"
        assert {template, "sample.toml"} <= names, folder.name


class EveryLayout(forms.Form):
    text = forms.CharField(help_text="as in your passport")
    agree = forms.BooleanField()
    choice = forms.ChoiceField(choices=[("1", "one")], widget=forms.RadioSelect)
    day = forms.DateField(widget=forms.SelectDateWidget)
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("text", '<div class="field field--error">'),
        ("agree", '<div class="field field--consent field--error">'),
        ("choice", '<fieldset class="field field--error"'),
        ("day", '<fieldset class="field field--error"'),
        ("token", '<input type="hidden"'),
    ],
)
def test_field_is_laid_out_by_its_widget(name: str, start: str) -> None:
    field = EveryLayout({})[name]
    html = " ".join(field.as_field_group().split())
    assert html.startswith(start)
    if name != "token":
        assert 'class="field__error"' in html
        assert "optional" not in html


def test_icons_in_templates_are_in_the_sprite() -> None:
    sprite = (ROOT / "core/static/core/svg/icons.svg").read_text()
    used: set[str] = set()
    for path in TEMPLATES:
        used |= set(re.findall(r'icon/icon\.html" with name="(\w+)"', path.read_text("utf-8")))
    assert used <= set(re.findall(r'symbol id="(\w+)"', sprite))


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: "/".join(path.parts[-3:]))
def test_templates_hold_no_inline_code_that_the_content_security_policy_blocks(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r'\sstyle="|\son\w+="|javascript:', text)
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/ld\+json\"))", text)
    assert "<style" not in text


@pytest.mark.parametrize(
    ("typed", "shown", "dialled"),
    [
        ("+77172000014", "+7 7172 00 00 14", "+77172000014"),
        ("8 (701) 123-45-67", "+7 701 123 45 67", "87011234567"),
        ("+7 727 2501234", "+7 727 250 12 34", "+77272501234"),
        ("+7 71638 21011", "+7 71638 2 10 11", "+77163821011"),
        ("1414", "1414", "1414"),
        ("1414, ішкі 5", "1414, ішкі 5", "1414"),
    ],
)
def test_phone_numbers_are_formatted_for_reading_and_dialling(
    typed: str, shown: str, dialled: str
) -> None:
    assert format_phone(typed).replace("\u00a0", " ") == shown
    assert format_tel_uri(typed) == dialled


@pytest.mark.django_db
def test_pattern_page_shows_every_component_to_staff(client: Client, django_user_model) -> None:
    assert client.get("/kk/patterns/").status_code == 404
    client.force_login(django_user_model.objects.create_superuser("builder", password="x"))
    page = client.get("/kk/patterns/").content.decode()
    assert "Әә Ғғ Ққ Ңң" in page
    folders = [path for path in COMPONENTS.iterdir() if path.is_dir()]
    assert [
        path.name for path in folders if f'<section class="flow" id="{path.name}">' not in page
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Мұндай бет жоқ"), ("ru", "Такой страницы нет"), ("en", "There is no such page")],
)
def test_not_found_page_is_in_the_language_of_the_address(
    client: Client, language: str, words: str
) -> None:
    response = client.get(f"/{language}/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert words in page


@pytest.mark.django_db
def test_server_error_page_needs_no_database(rf, monkeypatch) -> None:
    def fail(request):
        raise DatabaseError

    monkeypatch.setattr(PortalSettings, "for_request", fail)
    response = errors.server_error(rf.get("/ru/offices/"))
    assert response.status_code == 500
    assert "У нас что-то сломалось" in response.content.decode()
    assert "core/css/portal.css" in response.content.decode()


def test_qr_codes_are_black_on_white_in_the_dark_scheme() -> None:
    css = "".join(path.read_text("utf-8") for path in STYLES)
    boxes = re.findall(r"\.\w+__qr \{([^}]*background: #fff[^}]*)\}", css)
    assert len(boxes) == 3
    assert all("color: #000" in box for box in boxes)
