"""Who should consider an appeal: a suggestion with its reasons, never a decision.

The editors' rules speak first, then the topic, then each body's own words; where all of them are
silent, the nearest past appeals. A body that serves another area is not considered. Words are
compared by their stems, so that a rule in one form finds every other. Below THRESHOLD it is better
to say nothing. How often staff followed or corrected a rule is counted, and a rule that misleads
loses its voice.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from django.db.models import F, Q
from django.utils.translation import gettext as _

from appeals import similar_appeals
from appeals.models import Appeal, RoutingRule
from core.i18n.localtext import get_all_localized
from search.analysis import fields
from services.models import Body, Office, Topic

THRESHOLD = 3.0
MAX_BODIES = 3
MAX_WORDS = 3  # of one rule or body that add to its score
BY_RULE_WORD, BY_TOPIC, BY_KEYWORD, BY_RULE_TOPIC, BY_AREA = 3.0, 2.0, 1.5, 2.0, 1.0


@dataclass(frozen=True)
class Reason:
    """Why: `kind` is word, topic, area, place or past; `what` the word, a slug, or numbers."""

    kind: str
    what: str


@dataclass(frozen=True)
class RankedBody:
    slug: str  # of a body
    score: float
    reasons: tuple[Reason, ...]
    rules: tuple[int, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Bodies best first (none: nothing is certain enough) and the office of the place named."""

    bodies: tuple[RankedBody, ...] = ()
    office: str = ""  # slug, when the place belongs to another office than the one chosen
    office_reasons: tuple[Reason, ...] = ()

    def as_json(self) -> dict:
        return asdict(self)


@dataclass
class _Score:
    """What has been said for one body so far."""

    score: float = 0.0
    reasons: list[Reason] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)

    def add(self, weight: float, kind: str, what: str) -> None:
        self.score += weight
        reason = Reason(kind, what)
        if reason not in self.reasons:
            self.reasons.append(reason)


@lru_cache(maxsize=8192)
def _phrase_stems(phrase: str) -> tuple[frozenset[str], ...]:
    """The stems of each word of a phrase, read in Kazakh and in Russian."""
    return tuple(
        frozenset(stem for code in ("kk", "ru") for stem in fields(word, code)["stem"])
        for word in phrase.split()
    )


def text_stems(text: str) -> frozenset[str]:
    """The stems of a whole text."""
    return frozenset(stem for code in ("kk", "ru") for stem in fields(text, code)["stem"])


def split_list(text: str) -> list[str]:
    """A comma-separated list as its parts."""
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def matching_phrases(phrases: list[str], words: frozenset[str]) -> list[str]:
    """Which phrases have all their words in the text."""
    return [
        phrase
        for phrase in phrases
        if (parts := [stems for stems in _phrase_stems(phrase) if stems])
        and all(stems & words for stems in parts)
    ]


def rule_confidence(rule: RoutingRule) -> float:
    """How far a rule is believed, 0 to 1, by how staff have judged it; 1 while untried."""
    judged = rule.followed + rule.corrected
    return (rule.followed + 3) / (judged + 3)


def _office_and_ancestors(office: Office) -> set[int]:
    """The office and those above it."""
    found: set[int] = set()
    at: Office | None = office
    while at is not None and at.pk not in found:
        found.add(at.pk)
        at = at.parent
    return found


def suggest(
    text: str, *, topic: Topic | None, place: str, office: Office, language: str | None = None
) -> Suggestion:
    """Bodies for a matter `text` of `topic` that `office` received, and the office of `place`.

    `language` of the text; None: found out.
    """
    words = text_stems(text)
    here = Q(office=None) | Q(office__in=_office_and_ancestors(office))
    voices: dict[int, _Score] = {}
    bodies = {body.pk: body for body in Body.objects.filter(here)}
    known = Body.objects.filter(topics=topic).values_list("pk", flat=True) if topic else ()
    of_topic = set(known)
    for pk, body in bodies.items():
        voices[pk] = _score_body(body, words, topic if pk in of_topic else None)
    about = Q(topic=None) | Q(topic=topic)
    for rule in RoutingRule.objects.filter(here, about, body__in=voices):
        _apply_rule(rule, voices[rule.body_id], words, topic)
    for pk, body in bodies.items():
        if voices[pk].score and body.office_id:
            near = 1.0 if body.office_id == office.pk else 0.5
            voices[pk].add(BY_AREA * near, "area", office.slug)
    ranked = sorted(
        (
            RankedBody(
                bodies[pk].slug, round(voice.score, 2), tuple(voice.reasons), tuple(voice.rules)
            )
            for pk, voice in voices.items()
            if voice.score >= THRESHOLD
        ),
        key=lambda one: (-one.score, one.slug),
    )
    if not ranked:
        ranked = [
            RankedBody(
                bodies[like.body].slug, like.weight, (Reason("past", ", ".join(like.numbers)),)
            )
            for like in similar_appeals.find_precedents(text, language, bodies)
        ]
    there, why = suggest_office(place, office)
    return Suggestion(tuple(ranked[:MAX_BODIES]), there, why)


def _score_body(body: Body, words: frozenset[str], topic: Topic | None) -> _Score:
    voice = _Score()
    if topic is not None:
        voice.add(BY_TOPIC, "topic", topic.slug)
    own = split_list(",".join(get_all_localized(body, "keywords")))
    for word in matching_phrases(own, words)[:MAX_WORDS]:
        voice.add(BY_KEYWORD, "word", word)
    return voice


def _apply_rule(
    rule: RoutingRule, voice: _Score, words: frozenset[str], topic: Topic | None
) -> None:
    """Let a rule of this topic and area speak if it names no words or the text says one."""
    found = matching_phrases(split_list(rule.words), words)
    if rule.words.strip() and not found:
        return
    for word in found[:MAX_WORDS]:
        voice.add(BY_RULE_WORD * rule_confidence(rule), "word", word)
    if topic is not None and rule.topic_id == topic.pk:
        voice.add(BY_RULE_TOPIC * rule_confidence(rule), "topic", topic.slug)
    voice.rules.append(rule.pk)


def suggest_office(place: str, chosen: Office) -> tuple[str, tuple[Reason, ...]]:
    """The office whose settlements name `place`, if it is not the chosen one; else ""."""
    words = text_stems(place)
    if not words:
        return "", ()
    found: dict[str, str] = {}
    columns = ("slug", "settlements_kk", "settlements_ru", "settlements_en")
    for slug, *lists in Office.objects.filter(active=True).values_list(*columns):
        for name in matching_phrases(split_list(",".join(lists)), words)[:1]:
            found[slug] = name
    if chosen.slug in found or len(found) != 1:
        return "", ()
    slug, name = found.popitem()
    return slug, (Reason("place", name),)


def describe_reason(reason: dict) -> str:
    """A kept reason as a sentence in the active language."""
    what = reason["what"]
    if reason["kind"] == "topic":
        topic = Topic.objects.filter(slug=what).first()
        return _("the topic is “%(topic)s”") % {"topic": topic.title if topic else what}
    if reason["kind"] == "area":
        office = Office.objects.filter(slug=what).first()
        return _("it serves the area of %(office)s") % {"office": office.title if office else what}
    if reason["kind"] == "place":
        return _("the place named is %(place)s") % {"place": what}
    if reason["kind"] == "past":
        return _("similar appeals were considered there: %(numbers)s") % {"numbers": what}
    return _("the text says “%(word)s”") % {"word": what}


def record_outcome(appeal: Appeal, body: Body | None) -> None:
    """Count, once per appeal, whether staff followed the rules behind the first suggestion."""
    ranked = appeal.suggestion.get("bodies") or []
    if body is None or not ranked or appeal.suggestion.get("judged"):
        return
    column = "followed" if ranked[0]["slug"] == body.slug else "corrected"
    RoutingRule.objects.filter(pk__in=ranked[0]["rules"]).update(**{column: F(column) + 1})
    appeal.suggestion["judged"] = column


def suggested_bodies(appeal: Appeal) -> Iterator[tuple[Body, list[str]]]:
    """What was suggested for `appeal`: each body with its reasons in words."""
    ranked = appeal.suggestion.get("bodies") or []
    bodies = Body.objects.in_bulk([each["slug"] for each in ranked], field_name="slug")
    for each in ranked:
        if each["slug"] in bodies:
            yield bodies[each["slug"]], [describe_reason(reason) for reason in each["reasons"]]
