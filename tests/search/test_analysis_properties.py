"""Properties of any string: nothing raises, stems are stable, the work is linear."""

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


def test_hostile_strings_do_not_raise():
    for text in HOSTILE:
        for language in ("kk", "ru", "en", None):
            assert fields(text, language).keys() == WEIGHTS.keys()


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_every_word_of_letters_has_a_stem(word):
    assert all(fields(word, "kk")["stem"])
    assert fields(word, "kk")["stem"]


@settings(max_examples=300, deadline=None)
@given(WORDS, LANGUAGE)
def test_case_and_unicode_composition_are_ignored(word, language):
    plain = fields(word, language)
    assert fields(word.upper(), language) == plain
    assert fields(unicodedata.normalize("NFD", word), language) == plain


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_token_offsets_point_into_the_original(text):
    place = 0
    for start, end, word in tokenize(text):
        assert place <= start < end <= len(text)
        assert word
        place = end


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_word_matches_itself_in_any_case(word):
    assert match_keys(word, "kk") & match_keys(word.upper().lower(), "kk")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_word_is_an_exact_match_of_itself(text):
    for token in tokenize(text):
        assert analyze_word(token.word).match(analyze_word(token.word)) == EXACT


def test_lookups_grow_linearly_with_words():
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
def test_repair_keeps_and_adds_only_known_terms(terms, vocabulary):
    repaired = repair(terms, vocabulary)
    assert set(terms) & vocabulary.keys() <= set(repaired)
    assert set(repaired) <= set(terms) | vocabulary.keys()


@settings(max_examples=500, deadline=None)
@given(WORDS)
@example("пердесі")
@example("қалталарымыз")
@example("бәя")
def test_stem_of_a_stem_is_itself_unless_listed(word):
    """A listed verb may read as an inflected noun: баста, "begin", is also бас + та, "at the head"."""
    for stemmer, text in ((full_stemmer(), spell_out(word)), (folded_stemmer(), fold(word))):
        if text:
            stem = stemmer.stem(text)
            assert stem
            listed = {lemma for stems in stemmer.known.values() for lemma in stems.values()}
            assert stemmer.stem(stem) == stem or stem in listed


def test_long_text_needs_no_more_lookups_than_its_words():
    stemmer = full_stemmer()
    texts = ["қабылдауларымыздағылардан " * 70, "қабылдауларымыздағылардан " * 700]
    lookups = []
    for text in texts:
        stem_terms.cache_clear()
        stemmer.lookups = 0
        found = fields(text[:20_000], "kk")
        lookups.append(stemmer.lookups)
        assert len(found["stem"]) == len(text[:20_000].split())
    assert lookups[1] <= lookups[0] * 10


def test_stemming_is_thread_safe():
    words = ["обращения", "граждан", "приёмная", "receptions", "қабылдауға", "мектебіміз"] * 30
    sequential = [fields(word, "ru") for word in words]
    stem_terms.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda word: fields(word, "ru"), words)) == sequential
