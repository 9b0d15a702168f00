"""The message catalogues are complete in three languages and match the sources."""

import catalogues
import messages
import polib
import pytest

LANGUAGES = catalogues.LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_missing_fuzzy_or_broken_entry(language):
    faults = catalogues.find_faults(language)
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:40])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_sources_is_in_the_catalogue(language):
    catalogue = polib.pofile(str(catalogues.catalogue_path(language)))
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    missing = {
        message: where
        for message, where in messages.read_messages().items()
        if message not in known
    }
    assert not missing, f"{len(missing)}: {missing} (make words)"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_catalogue_has_no_message_without_a_source(language):
    sources = set(messages.read_messages())
    catalogue = polib.pofile(str(catalogues.catalogue_path(language)))
    unused = [entry.msgid for entry in catalogue if (entry.msgctxt, entry.msgid) not in sources]
    assert not unused, f"{len(unused)}: {unused[:20]} (make words)"


def test_kazakh_translation_differs_from_russian():
    """A sentence that reads the same in both was pasted, not translated."""
    russian = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for entry in polib.pofile(str(catalogues.catalogue_path("ru")))
    }
    same = [
        entry.msgstr
        for entry in polib.pofile(str(catalogues.catalogue_path("kk")))
        if entry.msgstr
        and len(entry.msgstr.split()) > 3
        and entry.msgstr == russian.get((entry.msgctxt, entry.msgid))
        and any("а" <= letter <= "я" for letter in entry.msgstr.lower())
    ]
    assert not same, same


def test_messages_are_extracted_as_gettext_extracts_them():
    template = """
        {% load i18n %}{% translate "Open" %}{% translate "May" context "month" %}
        {% blocktranslate trimmed count n=n %}one
        {{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}{{ x|default:_("none") }}
    """
    assert set(messages.read_template(template)) == {
        (None, "Open"),
        ("month", "May"),
        (None, "one %(n)s day"),
        (None, "none"),
    }
    code = 'from x import gettext_lazy as _\n_("A" "B"); pgettext("verb", "Open"); ngettext("a", "b", 2)'
    assert set(messages.read_python(code)) == {(None, "AB"), ("verb", "Open"), (None, "a")}


TWO_MEANINGS = {
    ("by mail", "Post"): ("Пошта", "Почта"),
    (None, "Post"): ("Лауазымы", "Должность"),
    ("appeals", "Open"): ("Ашық", "Открытые"),
    (None, "Open"): ("Ашу", "Открыть"),
    ("of results", "Order"): ("Сұрыптау", "Сортировка"),
    (None, "Order"): ("Реті", "Порядок"),
    ("of a task", "Until"): ("Орындау мерзімі", "Срок"),
    (None, "Until"): ("Аяқталуы", "До"),
}


@pytest.mark.parametrize(("place", "language"), list(enumerate(["kk", "ru"])))
def test_english_words_with_two_meanings_are_told_apart(place, language):
    texts = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for entry in polib.pofile(str(catalogues.catalogue_path(language)))
    }
    assert {key: texts[key] for key in TWO_MEANINGS} == {
        key: translations[place] for key, translations in TWO_MEANINGS.items()
    }


PAPERS = {
    "kk": {"receipt": "тіркеу талон", "old": ("қолхат",)},
    "ru": {"receipt": "о приёме обращения", "old": ("расписк",)},
}


@pytest.mark.parametrize("language", PAPERS)
def test_each_paper_has_one_name(language):
    names = PAPERS[language]
    for entry in polib.pofile(str(catalogues.catalogue_path(language))):
        text = entry.msgstr.lower()
        assert not any(word in text for word in names["old"]), entry.msgid
        if "receipt" in entry.msgid.lower() and "талон" in text:
            assert names["receipt"] in text, entry.msgid
        if "ticket" in entry.msgid.lower():
            assert names["receipt"] not in text, entry.msgid
