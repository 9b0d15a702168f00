"""The look: contrast, weight, one request, nothing inline, every component on view."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.test import Client

from core import stylesheet
from core.phones import format_phone
from core.phones import format_tel_uri as dialler
from home.models import PortalSettings

ROOT = Path(stylesheet.__file__).resolve().parent.parent
COMPONENTS = ROOT / "core/templates/components"
STYLES = [*stylesheet.parts(), *ROOT.glob("services/static/services/*.css")]
TEMPLATES = sorted(ROOT.glob("*/templates/**/*.html"))
PUBLIC = [path for path in TEMPLATES if not {"admin", "wagtailadmin"} & set(path.parts)]

# (text, background, ratio): what is read at 4.5, what only has to be seen (edges, marks) at 3.
PAIRS = [
    *((text, paper, 4.5) for text in ("ink", "muted", "blue", "ochre", "green", "amber", "red")
      for paper in ("paper", "raised", "sunk")),
    *(("ink", f"{tone}-wash", 4.5) for tone in ("blue", "ochre", "green", "amber", "red")),
    *((tone, f"{tone}-wash", 4.5) for tone in ("blue", "ochre", "green", "amber", "red")),
    ("on-blue", "blue", 4.5), ("on-blue", "blue-deep", 4.5), ("blue-deep", "paper", 4.5),
    ("muted", "ochre-wash", 4.5),
    ("edge", "paper", 3), ("edge", "raised", 3), ("focus", "paper", 3),
]  # fmt: skip


def palette(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part))


def light_and_dark() -> list[dict[str, str]]:
    text = (stylesheet.FOLDER / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    day = palette(light)
    return [day, day | palette(dark.split("@media")[0])]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    line = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "paper", "ratio"), PAIRS)
def test_words_are_readable(which: int, text: str, paper: str, ratio: float) -> None:
    colours = light_and_dark()[which]
    assert contrast(colours[text], colours[paper]) >= ratio


def test_one_small_stylesheet_is_a_static_file(client: Client) -> None:
    found = finders.find(stylesheet.NAME)
    text = Path(str(found)).read_text("utf-8")
    assert all(path.read_text("utf-8") in text for path in stylesheet.parts())
    assert len(gzip.compress(text.encode(), 6)) < 16 * 1024
    collected = [name for finder in finders.get_finders() for name, _storage in finder.list([])]
    assert collected.count(stylesheet.NAME) == 1
    assert not [name for name in collected if name.startswith("core/css/tokens")]


def test_every_component_says_what_it_takes() -> None:
    templates = sorted(COMPONENTS.glob("*/*.html"))
    silent = [path.name for path in templates if not path.read_text().startswith("{% comment %}")]
    assert silent == []


def test_icons_that_are_asked_for_exist() -> None:
    drawn = set(
        re.findall(r'symbol id="(\w+)"', (ROOT / "core/static/core/svg/icons.svg").read_text())
    )
    asked = set()
    for path in TEMPLATES:
        asked |= set(re.findall(r'icon/icon\.html" with name="(\w+)"', path.read_text("utf-8")))
    assert asked <= drawn


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: "/".join(path.parts[-3:]))
def test_nothing_inline_that_the_policy_would_refuse(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r'\sstyle="|\son\w+="|javascript:', text)
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/ld\+json\"))", text)
    assert "<style" not in text


@pytest.mark.parametrize(
    ("typed", "read", "dialled"),
    [
        ("+77172000014", "+7 7172 00 00 14", "+77172000014"),
        ("8 (701) 123-45-67", "+7 701 123 45 67", "87011234567"),
        ("+7 727 2501234", "+7 727 250 12 34", "+77272501234"),
        ("1414", "1414", "1414"),
        ("1414, ішкі 5", "1414, ішкі 5", "1414"),
    ],
)
def test_telephones_are_spaced_as_they_are_read_aloud(typed: str, read: str, dialled: str) -> None:
    assert format_phone(typed).replace("\u00a0", " ") == read
    assert dialler(typed) == dialled


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
def test_a_lost_reader_is_told_so_in_their_language(
    client: Client, language: str, words: str
) -> None:
    response = client.get(f"/{language}/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert words in page


@pytest.mark.django_db
def test_a_broken_page_still_speaks(rf, monkeypatch) -> None:
    from portal import errors

    def broken(request):
        raise DatabaseError

    monkeypatch.setattr(PortalSettings, "for_request", broken)
    response = errors.server_error(rf.get("/ru/offices/"))
    assert response.status_code == 500
    assert "У нас что-то сломалось" in response.content.decode()
    assert "core/css/portal.css" in response.content.decode()


def test_a_code_to_scan_is_black_on_white_even_in_the_dark() -> None:
    sheets = "".join(path.read_text("utf-8") for path in STYLES)
    boxes = re.findall(r"\.\w+__qr \{([^}]*background: #fff[^}]*)\}", sheets)
    assert len(boxes) == 3
    assert all("color: #000" in box for box in boxes)
