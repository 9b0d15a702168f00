"""Words that have to match and words that must not, in every way of typing."""

import pytest

from search.analysis import (
    analyze_word,
    detect_language,
    edit_candidates,
    fields,
    match_keys,
    repair,
    repair_with_lookup,
    tokenize,
)
from search.analysis.stemming.suffixes import NOUN_SUFFIXES, VERB_SUFFIXES


def stem(word, language="kk"):
    return fields(word, language)["stem"]


# One dictionary word a row: every form leads to one term.
PARADIGMS = [
    "қала қалалар қаланың қалаға қаланы қалада қаладан қаламен қаласы қаласында қалаларымыз қаладағы",
    "мектеп мектептер мектептің мектепке мектепті мектепте мектептен мектеппен мектебі мектебіміздің",
    "жол жолдар жолдың жолға жолды жолда жолдан жолмен жолы жолында жолымызға жолдарыңызды",
    "орын орындар орны орнына орнында орындарда орынға",
    "халық халықтың халыққа халқы халқымыз халқының",
    "қыз қыздар қызға қызды қызбен қызының",
    "өтініш өтініштер өтініштің өтінішті өтінішіңіз өтініштеріңізге өтінішімді",
    "қызмет қызметтер қызметі қызметіне қызметтердің қызметтерді қызметтегі",
    "қабылда қабылдау қабылдауға қабылдайды қабылдады қабылдаған қабылданды қабылдамайды қабылдаңыз",
    "жаз жазу жазды жазады жазып жазған жазылған жазбайды жазыңыз жазсаңыз жазатын",
    "көр көру көрді көреді көріп көрген көрмеген көрінбейді көргісі көрсе",
    "оқы оқу оқыды оқиды оқып оқыған оқымайды оқитын оқысаңыз",
    "тап табу табады тапты тауып табылды таппайды",
    "қой қою қойды қояды қойып қойған қоймайды қойылды",
    "кет кетті кетеді кетіп кеткен кетпейді кетсе кетейік",
]


@pytest.mark.parametrize("forms", PARADIGMS, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_share_a_stem(forms):
    found = {form: stem(form)[0] for form in forms.split()}
    assert len(set(found.values())) == 1, found


APART = [
    ("алма", "ал"),
    ("қалта", "қала"),
    ("басқарма", "бас"),
    ("ақын", "ақ"),
    ("алтын", "алты"),
    ("адам", "ада"),
    ("жұма", "жұмыс"),
    ("тармақ", "тарих"),
    ("енгізу", "ену"),
    ("салық", "сала"),
    ("есік", "есеп"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_have_different_stems(one, other):
    assert stem(one) != stem(other)


# Ways to type one thing: each shares an index term with the dictionary spelling.
TYPED = [
    (
        "қабылдау",
        "кабылдау qabyldau qabyldaý kabyldau qabıldau 0f,sklfe Қaбылдaу қабыл\u00adдау ҚАБЫЛДАУ",
    ),
    ("өтініш", "отиниш ötinish ótinish otinish ötınış"),
    ("жұмыс", "жумыс jūmys jumys zhumys"),
    ("ғылым", "гылым ğylym ǵylym gylym ghylym"),
    ("шағым", "шагым şağym shagym šağym"),
    ("таң", "тан tañ tań tang"),
    ("әкім", "аким äkım ákim akim əкім"),
    ("вакцина", "vaksina vakcina vaktsina"),
    ("прием", "ghbtv приём priem"),
    ("мектеп", "mektep vtrntg"),
]


@pytest.mark.parametrize(("word", "spellings"), TYPED, ids=lambda value: value.split()[0])
def test_any_way_of_typing_matches_the_word(word, spellings):
    language = "ru" if word == "прием" else "kk"
    expected = fields(word, language)
    for spelling in spellings.split():
        typed = fields(spelling, language)
        shared = {
            field
            for field in ("stem", "fold")
            if set(typed[field]) & {term for term in expected[field] if term[0] != "_"}
        }
        assert shared, (spelling, typed)


def test_russian_and_english_words_use_their_own_stemmer():
    assert stem("приёма", "ru") == stem("приемы", "ru") == stem("прием", "ru")
    assert stem("обращений", "ru") == stem("обращение", "ru")
    assert stem("receptions", "en") == stem("reception", "en")


def test_kazakh_word_in_a_russian_text_is_stemmed_as_kazakh():
    assert stem("әкімге", "ru") == stem("әкім", "kk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Жолды кім жөндейді?", "kk"),
        ("Алматы", "kk"),
        ("Qabyldau qaşan?", "kk"),
        ("Где подать заявление?", "ru"),
        ("прием граждан", "ru"),
        ("How to book a reception", "en"),
        ("", "kk"),
        ("2026", "kk"),
    ],
)
def test_language_is_detected(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["don't worry", "Wi-Fi", "e-mail", "COVID-19", "https://egov.kz/cms", "office@mail.kz"]
)
def test_latin_text_is_not_retyped(text):
    for term in fields(text, "en")["stem"]:
        assert term.isascii()


def test_ambiguous_query_is_read_in_both_languages():
    found = fields("кабылдау", None)["stem"]
    assert set(stem("кабылдау", "kk")) | set(stem("кабылдау", "ru")) == set(found)


def test_stopwords_have_a_stem_and_no_trigrams():
    found = fields("қабылдау қашан", "kk")
    assert found["stem"] == [*stem("қабылдау"), *stem("қашан")]
    assert "_ка" in found["gram"]
    assert "шан" not in found["gram"]


def test_tokens_point_into_the_original_text():
    text = "Тел.: қабыл\u00adдау, Бiлiм\u00a0(приём)!"
    found = [(text[start:end], word) for start, end, word in tokenize(text)]
    assert found == [
        ("Тел", "тел"),
        ("қабыл\u00adдау", "қабылдау"),
        ("Бiлiм", "білім"),
        ("приём", "прием"),
    ]


def test_match_keys_find_other_forms_of_a_word():
    query = {key for token in tokenize("kabyldau жол") for key in match_keys(token.word, "kk")}
    text = "Азаматтарды қабылдауға арналған жолдарды жөндеу"
    marked = [text[t.start : t.end] for t in tokenize(text) if match_keys(t.word, "kk") & query]
    assert marked == ["қабылдауға", "жолдарды"]


VOCABULARY = {"қабылда": 9, "қабырға": 3, "азамат": 5, "домофон": 1, "обращен": 4, "_кабил": 2}


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("қабылда", "қабылда"),
        ("қабылд", "қабылда"),
        ("қабылтда", "қабылда"),
        ("қаблыда", "қабылда"),
        ("азамаот", "азамат"),
        ("домоофннң", "домофон"),
        ("обрашен", "обращен"),
        ("мүлдебасқа", "мүлдебасқа"),
        # What is cut off has to be an ending: a Russian stem has lost its own.
        ("гололед", "гололед"),
        ("несудимост", "несудимост"),
    ],
)
def test_unknown_term_is_repaired_by_one_edit(typed, repaired):
    assert repair([typed], VOCABULARY | {"голов": 9, "некуд": 1}) == [repaired]


# Forms that have one stem, and words that have another.
ONE_STEM = (
    "банк банкке банктен банктің банктер банкі",
    "округ округтің округке округтер",
    "телім телімі телімге",
    "үйінді үйіндіге үйіндіні үйіндісі",
    "норма нормаға нормалар",
    "жолдама жолдамамен жолдаманы",
    "туынды туындыны",
    "аударым аударымды аударымдар",
    "жасөспірім жасөспірімдер",
    "мүгедектік мүгедектігі мүгедектікке",
    "жылдамдық жылдамдықты жылдамдығы",
    "дайындық дайындықты",
    "жұмыссыз жұмыссызды жұмыссыздар",
    "отыр отырмыз",
    "тұр тұрмыз",
    "растап растаған растады",
    "суару суарады суарды",
    "бес бесінші",
    "бар барғыңыз бармақшы",
    "жыл жылының жылда",
)
OTHER_STEM = (
    ("үйінді", "үй"),
    ("жылдық", "жылу"),
    ("жылдық", "жылы"),
    ("жылу", "жылы"),
    ("жүгін", "жүк"),
    ("жұмыссыз", "жұмыс"),
    ("негізсіз", "негіз"),
    ("заңсыз", "заң"),
    ("үздіксіз", "үздік"),
    ("телім", "тел"),
)


@pytest.mark.parametrize("forms", ONE_STEM, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_have_one_stem(forms):
    assert len({fields(form, "kk")["stem"][0] for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), OTHER_STEM)
def test_words_that_only_look_alike_have_stems_of_their_own(one, other):
    assert fields(one, "kk")["stem"][0] != fields(other, "kk")["stem"][0]


def test_repair_with_lookup_asks_a_limited_number_of_times():
    calls = []

    def lookup(strings):
        calls.append(strings)
        return {term: VOCABULARY[term] for term in strings if term in VOCABULARY}

    terms = ["қаблыда", "азамат", "домоофннң", "мүлдебасқа", "_каблы"]
    expected = ["қабылда", "азамат", "домофон", "мүлдебасқа"]
    assert repair_with_lookup(terms, lookup) == expected == repair(terms, VOCABULARY)
    assert len(calls) <= 7


def test_number_of_edit_candidates_is_limited():
    assert len(edit_candidates("қабылдаушы")) < 1000
    assert not edit_candidates("жол")
    assert not edit_candidates("_кабил")


def test_repaired_term_adds_its_prefix():
    assert repair(["кабилдо", "_кобил"], {"кабилда": 2, "_кабил": 2}) == ["кабилда", "_кабил"]


def test_every_suffix_has_a_unique_name_and_an_example():
    for rows in (NOUN_SUFFIXES, VERB_SUFFIXES):
        names = [row.name for row in rows]
        assert len(names) == len(set(names))
        assert all(row.example for row in rows)
        known = {*names, "stem", "verb"}
        assert all(set(row.after.split()) <= known for row in rows)


@pytest.mark.parametrize(
    "word",
    [
        "қабылдамау",
        "қабылдамаған",
        "қабылданбағандарға",
        "бармайды",
        "жетпейді",
        "шешілмеді",
        "істемейді",
        "алмаймын",
        "төленбеген",
        "кабылдамау",
        "kabyldamau",
        "qabyldamady",
    ],
)
def test_negated_word_is_recognised(word):
    negated = [term for _field, _code, term in analyze_word(word, ("kk",)).folded]
    assert [term[0] for term in negated] == ["0"]


@pytest.mark.parametrize(
    "word",
    [
        "қабылдау",
        "қабылдамақ",
        "қабылдаймыз",
        "жолмен",
        "мектеппен",
        "аялдама",
        "хабарламаға",
        "барасыз",
        "келдіңіз",
        "сіз",
        "егіз",
        "қыз",
        "жалғыз",
        "теңіз",
        "негіз",
    ],
)
def test_word_that_looks_negated_is_not(word):
    assert not analyze_word(word, ("kk",)).is_negated
