"""What holds for any string: nothing raises, stems are stable, the work is linear."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import WEIGHTS, analyze_word, fields, match_keys, repair, tokenize
from search.analysis.folding import fold
from search.analysis.stemming.kazakh import folded_stemmer, full_stemmer, spell_out
from search.analysis.token_terms import kazakh_stem, stem_terms
from search.analysis.word_match import EXACT

LETTERS = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщыіэюя"
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=30)
LANGUAGE = st.sampled_from(["kk", "ru", "en", None])
HOSTILE = [
    "\x00",
    "\ud800",
    "🙂" * 50,
    "а" * 20_000,
    "'" * 500,
    "\u0301" * 300,
    '"*:(NEAR',
    "ь",
    "İ",
    "ﬁ",
]


@settings(max_examples=300, deadline=None)
@given(st.text(), LANGUAGE)
@example("\ud800қала\x00", None)
def test_no_string_raises(text, language):
    found = fields(text, language)
    assert list(found) == list(WEIGHTS)
    assert all(isinstance(term, str) and term for terms in found.values() for term in terms)


def test_hostile_strings_give_terms_or_nothing():
    for text in HOSTILE:
        for language in ("kk", "ru", "en", None):
            assert fields(text, language).keys() == WEIGHTS.keys()


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_a_word_of_letters_has_a_stem(word):
    assert all(fields(word, "kk")["stem"])
    assert fields(word, "kk")["stem"]


@settings(max_examples=300, deadline=None)
@given(WORDS, LANGUAGE)
def test_case_and_composition_do_not_matter(word, language):
    plain = fields(word, language)
    assert fields(word.upper(), language) == plain
    assert fields(unicodedata.normalize("NFD", word), language) == plain


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_tokens_point_into_the_original(text):
    place = 0
    for start, end, word in tokenize(text):
        assert place <= start < end <= len(text)
        assert word
        place = end


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_a_word_matches_itself_in_any_case(word):
    assert match_keys(word, "kk") & match_keys(word.upper().lower(), "kk")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_word_is_itself(text):
    for token in tokenize(text):
        assert analyze_word(token.word).match(analyze_word(token.word)) == EXACT


def test_steps_grow_with_the_number_of_words_and_not_faster():
    stemmer = full_stemmer()
    word = "қабылдауларымыздағылардан"
    stemmer.lookups = 0
    for n in range(100):
        kazakh_stem(word[n % 3 :])
    hundred, stemmer.lookups = stemmer.lookups, 0
    for n in range(1000):
        kazakh_stem(word[n % 3 :])
    assert stemmer.lookups <= hundred * 10 + 100
    stemmer.lookups = 0
    kazakh_stem("ларларлар" * 2000)
    assert stemmer.lookups <= 1000


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=6), st.dictionaries(WORDS, st.integers(1, 9), max_size=30))
def test_repair_keeps_what_is_known_and_adds_only_what_is_known(terms, vocabulary):
    mended = repair(terms, vocabulary)
    assert set(terms) & vocabulary.keys() <= set(mended)
    assert set(mended) <= set(terms) | vocabulary.keys()


@settings(max_examples=500, deadline=None)
@given(WORDS)
@example("пердесі")
@example("қалталарымыз")
def test_the_stem_of_a_stem_is_itself(word):
    for stemmer, spelt in ((full_stemmer(), spell_out(word)), (folded_stemmer(), fold(word))):
        if spelt:
            stem = stemmer.stem(spelt)
            assert stem
            assert stemmer.stem(stem) == stem


def test_twenty_thousand_letters_cost_as_many_steps_as_their_words():
    stemmer = full_stemmer()
    texts = ["қабылдауларымыздағылардан " * 70, "қабылдауларымыздағылардан " * 700]
    steps = []
    for text in texts:
        stem_terms.cache_clear()
        stemmer.lookups = 0
        found = fields(text[:20_000], "kk")
        steps.append(stemmer.lookups)
        assert len(found["stem"]) == len(text[:20_000].split())
    assert steps[1] <= steps[0] * 10


def test_threads_do_not_disturb_each_other():
    words = ["обращения", "граждан", "приёмная", "receptions", "қабылдауға", "мектебіміз"] * 30
    alone = [fields(word, "ru") for word in words]
    stem_terms.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: fields(word, "ru"), words)) == alone
