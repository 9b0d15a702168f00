"""Suggest which body should consider an appeal, with the reasons; staff decide.

The editors' rules count first, then the topic, then the keywords of each body; where nothing
reaches THRESHOLD, the most similar past appeals; else nothing is suggested. Bodies of another area
are left out. Words are compared by their stems, so that a rule in one form matches every other.
How often staff followed or corrected a rule lowers its weight.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from django.db.models import F, Q
from django.utils.translation import gettext as _

from appeals import similar_appeals
from appeals.models import Appeal, RoutingRule
from core import page_cache
from core.i18n.localtext import get_all_localized, localized_fields
from search.analysis import fields
from search.query.clauses import FOLD
from search.query.parser import SPELLING_MARK
from services import office_tree
from services.models import Body, Office, Topic

THRESHOLD = 3.0  # the least score of a suggested body
MAX_BODIES = 3
MAX_WORDS = 3  # of one rule or body that add to its score
RULE_WORD_WEIGHT, RULE_TOPIC_WEIGHT = 3.0, 2.0
TOPIC_WEIGHT, KEYWORD_WEIGHT, AREA_WEIGHT = 2.0, 1.5, 1.0
UPPER_OFFICE_SHARE = 0.5  # of AREA_WEIGHT, for a body of an office above the one chosen
UNTRIED = 3  # imaginary times a new rule was followed


@dataclass(frozen=True)
class Reason:
    """Why a body is suggested: `kind` is word, topic, area, place or past.

    `what` is the word, a slug or registration numbers.
    """

    kind: str
    what: str


@dataclass(frozen=True)
class RankedBody:
    """A suggested body: slug, score, reasons, and the ids of the rules behind it."""

    slug: str
    score: float
    reasons: tuple[Reason, ...]
    rules: tuple[int, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """Bodies, the best first (none: nothing is certain enough), and the office of the place."""

    bodies: tuple[RankedBody, ...] = ()
    office: str = ""  # slug, when the place belongs to another office than the one chosen
    office_reasons: tuple[Reason, ...] = ()

    def as_json(self) -> dict:
        """Return the value of Appeal.suggestion."""
        return asdict(self)


@dataclass
class _Score:
    """The score of one body so far, with its reasons and rules."""

    total: float = 0.0
    reasons: list[Reason] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)

    def add(self, weight: float, kind: str, what: str) -> None:
        """Add a weight with its reason; a reason is kept once."""
        self.total += weight
        reason = Reason(kind, what)
        if reason not in self.reasons:
            self.reasons.append(reason)


@lru_cache(maxsize=8192)
def _phrase_stems(phrase: str) -> tuple[frozenset[str], ...]:
    """Return the stems of each word of a phrase, also as they are typed in Latin letters."""
    return tuple(text_stems(word) | _folded_stems(word) for word in phrase.split())


def text_stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, as Kazakh and as Russian.

    Of a text in Latin letters also the folded ones, which stand for any way of typing.
    """
    stems = frozenset(stem for code in ("kk", "ru") for stem in fields(text, code)["stem"])
    return stems | _folded_stems(text) if text.isascii() else stems


def _folded_stems(text: str) -> frozenset[str]:
    """Return the folded stems of a text, marked apart from the others."""
    terms = (term for code in ("kk", "ru") for term in fields(text, code)["fold"])
    return frozenset(f"{FOLD}:{term}" for term in terms if not term.startswith(SPELLING_MARK))


def split_list(text: str) -> list[str]:
    """Return the parts of a comma-separated list."""
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def matching_phrases(phrases: list[str], stems: frozenset[str]) -> list[str]:
    """Return the phrases all of whose words are among `stems`, the stems of a text."""
    return [
        phrase
        for phrase in phrases
        if (words := [word_stems for word_stems in _phrase_stems(phrase) if word_stems])
        and all(word_stems & stems for word_stems in words)
    ]


def rule_confidence(rule: RoutingRule) -> float:
    """Return the share of times staff followed a rule, 0 to 1; 1 while it is untried."""
    judged = rule.followed + rule.corrected
    return (rule.followed + UNTRIED) / (judged + UNTRIED)


def _area_of(office: Office) -> frozenset[int | None]:
    """Return the office ids of what serves it: none (everywhere), its own, a region's above it.

    The central office stands above every region but has a city of its own, whose bodies serve
    nobody else.
    """

    def read() -> frozenset[int | None]:
        above = Office.objects.filter(pk__in=office_tree.ids_with_parents(office))
        serving = above.exclude(~Q(pk=office.pk), level=Office.Level.CENTRAL)
        return frozenset({None, *serving.values_list("pk", flat=True)})

    return page_cache.kept_value(("area of an office", office.pk), read)


def _bodies() -> list[Body]:
    return page_cache.kept_value("routing bodies", lambda: list(Body.objects.all()))


def _bodies_by_topic() -> dict[int, set[int]]:
    """Return the ids of the bodies of each topic."""

    def read() -> dict[int, set[int]]:
        bodies: dict[int, set[int]] = defaultdict(set)
        for body, topic in Body.topics.through.objects.values_list("body_id", "topic_id"):
            bodies[topic].add(body)
        return dict(bodies)

    return page_cache.kept_value("routing bodies by topic", read)


def _rules() -> list[RoutingRule]:
    rules = RoutingRule.objects.order_by("body", "pk")
    return page_cache.kept_value("routing rules", lambda: list(rules))


def _settlements() -> list[tuple[str, list[str]]]:
    """Return the slug and the settlements of every working office."""

    def read() -> list[tuple[str, list[str]]]:
        rows = Office.objects.filter(active=True).values_list(
            "slug", *localized_fields("settlements")
        )
        return [(slug, split_list(",".join(lists))) for slug, *lists in rows]

    return page_cache.kept_value("settlements", read)


def suggest(
    text: str, *, topic: Topic | None, place: str, office: Office, language: str | None = None
) -> Suggestion:
    """Suggest bodies for `text` about `topic` received by `office`, and the office of `place`.

    `language` of the text; None: detect it.
    """
    area = _area_of(office)
    bodies = {body.pk: body for body in _bodies() if body.office_id in area}
    scores = _score_bodies(bodies, text_stems(text), topic, office, area)
    ranked = sorted(
        (
            RankedBody(
                bodies[pk].slug, round(score.total, 2), tuple(score.reasons), tuple(score.rules)
            )
            for pk, score in scores.items()
            if score.total >= THRESHOLD
        ),
        key=lambda body: (-body.score, body.slug),
    )
    if not ranked:
        ranked = [
            RankedBody(
                bodies[precedent.body].slug,
                precedent.weight,
                (Reason("past", ", ".join(precedent.numbers)),),
            )
            for precedent in similar_appeals.find_precedents(text, language, bodies)
        ]
    other_office, reasons = suggest_office(place, office)
    return Suggestion(tuple(ranked[:MAX_BODIES]), other_office, reasons)


def _score_bodies(
    bodies: dict[int, Body],
    stems: frozenset[str],
    topic: Topic | None,
    office: Office,
    area: frozenset[int | None],
) -> dict[int, _Score]:
    with_topic = _bodies_by_topic().get(topic.pk, set()) if topic else set()
    scores = {
        pk: _score_body(body, stems, topic if pk in with_topic else None)
        for pk, body in bodies.items()
    }
    topics = {None, topic.pk if topic else None}
    for rule in _rules():
        if rule.office_id in area and rule.topic_id in topics and rule.body_id in scores:
            _apply_rule(rule, scores[rule.body_id], stems, topic)
    for pk, body in bodies.items():
        if scores[pk].total and body.office_id:
            share = 1.0 if body.office_id == office.pk else UPPER_OFFICE_SHARE
            scores[pk].add(AREA_WEIGHT * share, "area", office.slug)
    return scores


def _score_body(body: Body, stems: frozenset[str], topic: Topic | None) -> _Score:
    """Score a body by its topic (None: it is not the body's) and by its keywords."""
    score = _Score()
    if topic is not None:
        score.add(TOPIC_WEIGHT, "topic", topic.slug)
    keywords = split_list(",".join(get_all_localized(body, "keywords")))
    for word in matching_phrases(keywords, stems)[:MAX_WORDS]:
        score.add(KEYWORD_WEIGHT, "word", word)
    return score


def _apply_rule(
    rule: RoutingRule, score: _Score, stems: frozenset[str], topic: Topic | None
) -> None:
    """Add a rule of this topic and area, unless it names words and the text has none of them."""
    words = matching_phrases(split_list(rule.words), stems)
    if rule.words.strip() and not words:
        return
    for word in words[:MAX_WORDS]:
        score.add(RULE_WORD_WEIGHT * rule_confidence(rule), "word", word)
    if topic is not None and rule.topic_id == topic.pk:
        score.add(RULE_TOPIC_WEIGHT * rule_confidence(rule), "topic", topic.slug)
    score.rules.append(rule.pk)


def suggest_office(place: str, chosen: Office) -> tuple[str, tuple[Reason, ...]]:
    """Return the slug and reason of the only office with `place` among its settlements.

    Empty when there is none, or several, or it is the chosen one.
    """
    stems = text_stems(place)
    if not stems:
        return "", ()
    settlements: dict[str, str] = {}
    for slug, names in _settlements():
        for name in matching_phrases(names, stems)[:1]:
            settlements[slug] = name
    if chosen.slug in settlements or len(settlements) != 1:
        return "", ()
    slug, name = settlements.popitem()
    return slug, (Reason("place", name),)


def describe_reason(reason: dict) -> str:
    """Return a stored reason as a sentence in the active language."""
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
    """Yield each body that was suggested for `appeal`, with its reasons in words."""
    ranked = appeal.suggestion.get("bodies") or []
    bodies = Body.objects.in_bulk([entry["slug"] for entry in ranked], field_name="slug")
    for entry in ranked:
        if entry["slug"] in bodies:
            reasons = [describe_reason(reason) for reason in entry["reasons"]]
            yield bodies[entry["slug"]], reasons
