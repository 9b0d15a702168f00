"""The admin speaks Kazakh: its catalogue can be filled as promised, and an editor reads it."""

import json
import re

import admin_words
import catalogues
import polib
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from home.models import HomePage
from portal import permissions
from tests.builders import a_person

CATALOGUES = {
    str(path.relative_to(catalogues.UPSTREAM)): path for path in catalogues.upstream_catalogues()
}
# A filled name may be all there is; these few are signs or names that every language shares.
SHARED = {"IPv4", "IPv6", "…", ":", ":?.!"}
LETTER = re.compile("[А-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ]")
ADMIN = [name for name in admin_words.PACKAGES if name.startswith("wagtail")]
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(params=CATALOGUES)
def entries(request):
    return list(polib.pofile(str(CATALOGUES[request.param])))


def test_nothing_is_empty_or_in_doubt(entries):
    assert not [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]
    assert len({(entry.msgctxt, entry.msgid) for entry in entries}) == len(entries)


def test_placeholders_and_tags_are_kept(entries):
    wrong = []
    for entry in entries:
        wanted = filled(entry.msgid) | filled(entry.msgid_plural or "")
        for form in catalogues.translated_forms(entry):
            # "1 page" may be said with the number too; only a singular may leave it out.
            least = filled(entry.msgid) & wanted
            if not least <= filled(form) <= wanted:
                wrong.append((entry.msgid, form))
    assert not wrong


def filled(text: str) -> set[str]:
    return catalogues.find_placeholders(text) | set(TAG.findall(text))


def test_no_words_are_left_in_english(entries):
    foreign = [
        form
        for entry in entries
        for form in catalogues.translated_forms(entry)
        if form not in SHARED
        and not LETTER.search(form)
        and re.search(r"[A-Za-z]", catalogues.PLACEHOLDER.sub("", TAG.sub("", form)))
    ]
    assert not foreign


def test_next_to_everything_staff_meet_is_said_in_kazakh():
    for package, domain, count, lost in admin_words.measure_coverage():
        # Django's own names of forty languages nobody chooses here are left to Django.
        least = 0.85 if package == "django.conf" else 0.98
        assert 1 - len(lost) / count >= least, (package, domain, sorted(map(str, lost))[:20])


def test_public_forms_speak_kazakh_and_numbers_take_one_form():
    with override("kk"):
        assert gettext("Enter a valid email address.").startswith("Электрондық")
        for count in (1, 2, 5, 21):
            words = ngettext("%(num)d day", "%(num)d days", count) % {"num": count}
            assert words == f"{count} күн"


def test_russian_and_english_readers_are_not_given_kazakh():
    """The default language is what others fall back to: a hole in Russian would show Kazakh."""
    path = catalogues.UPSTREAM / "kk" / "LC_MESSAGES" / "django.po"
    said = {
        message for package in ADMIN for message in admin_words.source_messages(package, "django")
    }
    texts = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if (entry.msgctxt, entry.msgid) in said and not entry.msgctxt and not entry.msgid_plural
    ]
    for language in ("ru", "en"):
        with override(language):
            leaked = [text for text in texts if is_kazakh(gettext(text))]
        assert not leaked, (language, leaked)


def is_kazakh(text: str) -> bool:
    return bool(re.search("[әіңғүұқөһ]", text.lower()))


@pytest.fixture
def editor(client, db):
    client.force_login(a_person("botagoz", permissions.EDITORS, language="kk"))
    return client


def read(client, name: str, *args) -> BeautifulSoup:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_an_editor_finds_the_menu_in_kazakh(editor):
    page = read(editor, "wagtailadmin_home")
    menu = json.dumps(json.loads(page.find(id="wagtail-sidebar-props").string), ensure_ascii=False)
    for words in ("Беттер", "Суреттер", "Құжаттар", "Шығу"):
        assert words in menu


def test_an_editor_explores_and_edits_in_kazakh(editor):
    front = HomePage.objects.get(locale__language_code="kk")
    explorer = read(editor, "wagtailadmin_explore", front.pk).get_text(" ")
    for words in ("Ішкі бет қосу", "Атауы", "Күйі", "Жарияда"):
        assert words in explorer
    edit = read(editor, "wagtailadmin_pages:edit", front.pk)
    for words in ("Жариялау", "Жобаны сақтау", "Тарих", "Мазмұны"):
        assert words in edit.get_text(" ")
    assert not re.search(r"\b(Save draft|Publish|History|Promote)\b", edit.get_text(" "))
    history = read(editor, "wagtailadmin_pages:history", front.pk).get_text(" ")
    assert "Әрекет" in history


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wagtailadmin_javascript_catalog", "Басты мәзір"),
        ("wagtail_localize:javascript_catalog", "Аударылмаған"),
    ],
)
def test_the_scripts_of_the_admin_have_kazakh_words(editor, name, words):
    # The catalogue is JavaScript: Cyrillic stands in it as JSON writes it.
    assert json.dumps(words) in editor.get(reverse(name)).content.decode()


def test_the_door_of_the_admin_is_kazakh_and_says_a_wrong_password(client, db):
    answer = client.post(
        reverse("wagtailadmin_login"),
        {"username": "botagoz", "password": "wrong"},
        headers={"Accept-Language": "kk"},
    )
    assert "Құпиясөзді ұмыттыңыз ба?" in answer.content.decode()
    assert "құпиясөз қате" in answer.content.decode()
