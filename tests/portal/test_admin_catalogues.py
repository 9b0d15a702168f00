"""The Kazakh catalogue of the admin is complete, and editors see it."""

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
# Signs and names that are the same in every language.
SHARED = {"IPv4", "IPv6", "…", ":", ":?.!"}
LETTER = re.compile("[А-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ]")
ADMIN = [name for name in admin_words.PACKAGES if name.startswith("wagtail")]
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(params=CATALOGUES)
def entries(request):
    return list(polib.pofile(str(CATALOGUES[request.param])))


def test_no_entry_is_empty_or_fuzzy(entries):
    assert not [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]
    assert len({(entry.msgctxt, entry.msgid) for entry in entries}) == len(entries)


def test_placeholders_and_tags_are_kept(entries):
    faults = []
    for entry in entries:
        expected = placeholders_and_tags(entry.msgid) | placeholders_and_tags(
            entry.msgid_plural or ""
        )
        for form in catalogues.translated_forms(entry):
            # Only a singular form may leave the number out.
            required = placeholders_and_tags(entry.msgid) & expected
            if not required <= placeholders_and_tags(form) <= expected:
                faults.append((entry.msgid, form))
    assert not faults


def placeholders_and_tags(text: str) -> set[str]:
    return catalogues.find_placeholders(text) | set(TAG.findall(text))


def test_no_entry_is_left_in_english(entries):
    foreign = [
        form
        for entry in entries
        for form in catalogues.translated_forms(entry)
        if form not in SHARED
        and not LETTER.search(form)
        and re.search(r"[A-Za-z]", catalogues.PLACEHOLDER.sub("", TAG.sub("", form)))
    ]
    assert not foreign


def test_nearly_every_message_of_the_admin_is_translated():
    for package, domain, count, missing in admin_words.measure_coverage():
        # Django's names of forty languages are left to Django.
        least = 0.85 if package == "django.conf" else 0.98
        assert 1 - len(missing) / count >= least, (package, domain, sorted(map(str, missing))[:20])


def test_form_errors_are_kazakh_and_plurals_have_one_form():
    with override("kk"):
        assert gettext("Enter a valid email address.").startswith("Электрондық")
        for count in (1, 2, 5, 21):
            words = ngettext("%(num)d day", "%(num)d days", count) % {"num": count}
            assert words == f"{count} күн"


def test_russian_and_english_do_not_fall_back_to_kazakh():
    """Kazakh is the default language: a message missing in Russian would be shown in Kazakh."""
    path = catalogues.UPSTREAM / "kk" / "LC_MESSAGES" / "django.po"
    sources = {
        message for package in ADMIN for message in admin_words.source_messages(package, "django")
    }
    texts = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if (entry.msgctxt, entry.msgid) in sources and not entry.msgctxt and not entry.msgid_plural
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


def test_admin_menu_is_kazakh(editor):
    page = read(editor, "wagtailadmin_home")
    menu = json.dumps(json.loads(page.find(id="wagtail-sidebar-props").string), ensure_ascii=False)
    for text in ("Беттер", "Суреттер", "Құжаттар", "Шығу"):
        assert text in menu


def test_explorer_and_editor_are_kazakh(editor):
    front = HomePage.objects.get(locale__language_code="kk")
    explorer = read(editor, "wagtailadmin_explore", front.pk).get_text(" ")
    for text in ("Ішкі бет қосу", "Атауы", "Күйі", "Жарияда"):
        assert text in explorer
    edit = read(editor, "wagtailadmin_pages:edit", front.pk)
    for text in ("Жариялау", "Жобаны сақтау", "Тарих", "Мазмұны"):
        assert text in edit.get_text(" ")
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
def test_javascript_catalogue_is_kazakh(editor, name, words):
    # The catalogue is JavaScript with Cyrillic escaped as in JSON.
    assert json.dumps(words) in editor.get(reverse(name)).content.decode()


def test_login_page_and_its_error_are_kazakh(client, db):
    response = client.post(
        reverse("wagtailadmin_login"),
        {"username": "botagoz", "password": "wrong"},
        headers={"Accept-Language": "kk"},
    )
    assert "Құпиясөзді ұмыттыңыз ба?" in response.content.decode()
    assert "құпиясөз қате" in response.content.decode()
