"""The answer to an appeal and its rating."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals.lifecycle.transition import lock_appeal, save_act
from appeals.models import Appeal, Point, Rating, Reply, ReplyPoint
from appeals.models.reply import Decision
from appeals.states import Act


@dataclass(frozen=True)
class PointAnswer:
    """The answer to one numbered point."""

    number: int
    text: str
    decision: str  # Decision


def answer(appeal: Appeal, points: list[PointAnswer], *, text: str = "", decision: str = "",
           signer: str = "", by, at: datetime) -> Appeal:  # fmt: skip
    """Give the full answer: one to every point of the appeal, and `text` to all of it.

    The decision on the whole follows from the points unless it is given.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.ANSWER, by)
        answers = _match_points(appeal, points)
        decision = decision or overall_decision([item.decision for item in points])
        reply = Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.FULL, decision=decision, text=text.strip(),
            signer=signer or by.get_full_name(), by=by, at=at,
        )  # fmt: skip
        ReplyPoint.objects.bulk_create(
            ReplyPoint(reply=reply, point=point, decision=item.decision, text=item.text.strip())
            for point, item in answers
        )
        appeal.answered_at = at
        return save_act(appeal, Act.ANSWER, by=by, at=at, data={"decision": decision})


def overall_decision(decisions: list[str]) -> str:
    """Return one decision for several points: theirs when they agree, else "in part"."""
    kinds = set(decisions)
    if len(kinds) == 1:
        return kinds.pop()
    if Decision.SATISFIED in kinds or Decision.PARTLY in kinds:
        return Decision.PARTLY
    return Decision.REFUSED


def _match_points(appeal: Appeal, answers: list[PointAnswer]) -> list[tuple[Point, PointAnswer]]:
    """Return each point with its answer. ValidationError names the points without one."""
    by_number, points = {item.number: item for item in answers}, list(appeal.points.all())
    errors = {}
    for point in points:
        item = by_number.get(point.number)
        if item is None or not item.text.strip():
            errors[f"point_{point.number}"] = _("Answer point %(number)s.") % {
                "number": point.number
            }
        elif item.decision not in Decision.values:
            errors[f"decision_{point.number}"] = _("Choose the decision on point %(number)s.") % {
                "number": point.number
            }
    if errors:
        raise ValidationError(errors)
    return [(point, by_number[point.number]) for point in points]


def rate(appeal: Appeal, stars: int, comment: str = "", *, by=None, at: datetime) -> Rating:
    """Rate the answer, 1 to 5, once."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.RATE, by)
        if not appeal.replies.filter(kind=Reply.Kind.FULL).exists():
            raise ValidationError(_("There is no answer to rate yet."))
        if stars not in range(1, 6):
            raise ValidationError({"stars": _("Choose from 1 to 5.")})
        if Rating.objects.filter(appeal=appeal).exists():
            raise ValidationError(_("You have rated this answer already. Thank you!"))
        rating = Rating.objects.create(appeal=appeal, stars=stars, comment=comment.strip(), at=at)
        save_act(appeal, Act.RATE, by=by, at=at, data={"stars": stars}, public=False)
    return rating
