"""The demo's stories are complete in three languages, without mixed alphabets or repetition."""

import re
import string
import tomllib
from collections import Counter
from pathlib import Path

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "portal" / "demo" / "content"
LANGUAGES = ("kk", "ru", "en")
TOPICS = {
    "housing",
    "utilities",
    "roads",
    "land",
    "social",
    "disability",
    "health",
    "education",
    "employment",
    "agriculture",
    "water",
    "documents",
    "order",
    "ecology",
    "business",
    "transport",
}
KINDS = {"application", "complaint", "message", "proposal", "response", "request"}
DECISIONS = {"satisfied", "partly", "refused", "explained"}
BODIES = {
    "akimat-housing",
    "akimat-roads",
    "akimat-land",
    "akimat-social",
    "akimat-health",
    "akimat-education",
    "akimat-employment",
    "akimat-agriculture",
    "akimat-architecture",
    "akimat-entrepreneurship",
    "akimat-transport",
    "water-utility",
    "heat-utility",
    "power-utility",
    "csc",
    "police",
    "ecology-department",
    "sanitary-control",
    "tax-office",
    "justice-department",
}
SLOTS = {"street", "village", "district", "month", "n"}
TEXTS = ("subject", "matter", "short_answer", "question_public", "answer_public")
KAZAKH_ONLY = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
RUSSIAN_ONLY_ENDINGS = re.compile(r"\w+(?:ость|ения|ению|ться)\b", re.I)
FILLER = re.compile(r"lorem|ipsum|todo|fixme|xxx|\bтест\b|текст текст|мәтін мәтін", re.I)
PERSONAL = re.compile(r"(?<!\d)(?:\d{12}|(?:\+7|8)[ (]*7\d{2})|@")


def load():
    stories = []
    for path in sorted((CONTENT / "situations").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]:
            stories.append(entry | {"file": path.stem})
    return stories


STORIES = load()
BY_SLUG = pytest.mark.parametrize("story", STORIES, ids=lambda story: story["slug"])


def texts(story):
    """Yield every text of a story as (where, language, text)."""
    for name in TEXTS:
        for language in LANGUAGES:
            yield name, language, story[name][language]
    for language, lines in story.get("points", {}).items():
        for line in lines:
            yield "points", language, line
    for what, by_language in story["variants"].items():
        for language, lines in by_language.items():
            for line in lines:
                yield f"variants.{what}", language, line
    for comment in story["rating_comments"]:
        yield "rating_comments", comment["lang"], comment["text"]


def sentences(text):
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s+", text) if part.strip()]


def slots(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_topic_has_enough_stories():
    slugs = Counter(story["slug"] for story in STORIES)
    assert [slug for slug, times in slugs.items() if times > 1] == []
    topics = Counter(story["topic"] for story in STORIES)
    assert set(topics) == TOPICS
    assert min(topics.values()) >= 4
    assert len(STORIES) >= 75


def test_every_kind_decision_and_body_occurs():
    assert {story["kind"] for story in STORIES} == KINDS
    assert {story["decision"] for story in STORIES} == DECISIONS
    assert {story["body"] for story in STORIES} == BODIES


@BY_SLUG
def test_story_is_complete_in_three_languages(story):
    assert story["topic"] == story["file"]
    assert story["kind"] in KINDS
    assert story["decision"] in DECISIONS
    assert story["body"] in BODIES
    for where, language, text in texts(story):
        assert text.strip(), (where, language)
    for what in ("question", "answer"):
        assert {len(story["variants"][what][language]) for language in LANGUAGES} <= {2, 3}
        assert len({len(story["variants"][what][language]) for language in LANGUAGES}) == 1
    if "points" in story:
        assert len({len(story["points"][language]) for language in LANGUAGES}) == 1
        assert 2 <= len(story["points"]["kk"]) <= 3
    assert len(story["rating_comments"]) in (2, 3)
    assert all(1 <= c["stars"] <= 5 and c["lang"] in ("kk", "ru") for c in story["rating_comments"])
    assert all(1 <= month <= 12 for month in story.get("season", []))


@BY_SLUG
def test_texts_have_realistic_lengths(story):
    for language in LANGUAGES:
        assert len(story["subject"][language]) <= 70
        assert 3 <= len(sentences(story["matter"][language])) <= 7, language
        assert 2 <= len(sentences(story["question_public"][language].replace("\n", " "))) <= 4
        assert 4 <= len(sentences(story["answer_public"][language].replace("\n", " "))) <= 10
        for name in ("question_public", "answer_public"):
            opening, rest = story[name][language].strip().split("\n")
            assert len(sentences(opening)) == 1
            assert rest


@BY_SLUG
def test_slots_are_known_and_the_same_in_every_language(story):
    used = set()
    for name in TEXTS:
        by_language = {language: slots(story[name][language]) for language in LANGUAGES}
        assert by_language["kk"] == by_language["ru"] == by_language["en"], (name, by_language)
        used |= by_language["kk"]
    for where, language, text in texts(story):
        assert slots(text) <= SLOTS, (where, language)
        used |= slots(text)
    assert ("n" in used) == ("n_range" in story)
    if "n_range" in story:
        low, high = story["n_range"]
        assert 1 < low + 1 <= high


@BY_SLUG
def test_texts_use_the_letters_of_their_language(story):
    for where, language, text in texts(story):
        plain = re.sub(r"\{\w+\}", "", text)
        for word in re.findall(r"[^\W\d_]+", plain):
            latin = re.search(r"[A-Za-z]", word)
            cyrillic = re.search(r"[\u0400-\u04ff]", word)
            assert not (latin and cyrillic), (where, language, word)
        if language == "en":
            assert not re.search(r"[\u0400-\u04ff]", plain), (where, plain)
        if language == "ru":
            strays = [
                w for w in re.findall(r"[^\W\d_]+", plain) if KAZAKH_ONLY & set(w) and len(w) > 1
            ]
            assert strays == [], (where, strays)
        if language == "kk" and len(plain) > 60:
            assert KAZAKH_ONLY & set(plain), (where, plain)
            assert not RUSSIAN_ONLY_ENDINGS.search(plain), (where, plain)
        assert "  " not in text, (where, language)
        assert not FILLER.search(text), (where, language)


@BY_SLUG
def test_public_texts_hold_no_personal_data(story):
    for where, language, text in texts(story):
        assert not PERSONAL.search(text), (where, language)
        if where != "matter" and not where.startswith("points"):
            assert not re.search(r"\b(?:пәтер|квартира|кв\.|flat) ?№? ?\d", text), (where, text)


def test_no_sentence_is_repeated():
    first_use, repeated = {}, []
    for story in STORIES:
        for where, language, text in texts(story):
            for sentence in sentences(text.replace("\n", " ")):
                key = re.sub(r"\W+", " ", sentence.lower()).strip()
                if len(key) < 12:
                    continue
                if key in first_use:
                    repeated.append((first_use[key], story["slug"], where, language, sentence))
                first_use[key] = story["slug"]
    assert repeated == []


def test_there_are_enough_names_of_applicants():
    names = tomllib.loads((CONTENT / "names.toml").read_text(encoding="utf-8"))
    assert len(names["given"]) >= 120
    assert len(names["surname"]) >= 120
    assert len(names["patronymic"]) >= 40
    assert len(names["street"]) >= 40
    assert len(names["place"]) >= 40
    assert {story["sex"] for story in names["given"]} == {"f", "m"}
    for rows, keys in (
        ("given", ("kk", "ru")),
        ("surname", ("m_kk", "f_kk", "m_ru", "f_ru")),
        ("patronymic", ("m_kk", "f_kk", "m_ru", "f_ru")),
        ("street", LANGUAGES),
        (
            "place",
            tuple(f"{what}_{lang}" for what in ("village", "district") for lang in LANGUAGES),
        ),
    ):
        for row in names[rows]:
            assert all(row.get(key) for key in keys), row
            for key in keys:
                mixed = re.search(r"[A-Za-z]", row[key]) and re.search(r"[\u0400-\u04ff]", row[key])
                assert not mixed, row
    assert {len(names["months"][language]) for language in LANGUAGES} == {12}
