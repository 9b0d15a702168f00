"""The terms of keeping of cases and recovery codes, and what a hold keeps in other tables."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appeals import lifecycle, reconsideration
from appeals.models import Appeal, RecoveryCode
from appeals.states import ENDED, Act
from core.retention.kinds import RowKind, register, register_hold
from core.retention.models import RetentionAct
from services.models import Booking

UNCOUNTED_ACTS = [Act.HOLD, Act.LIFT_HOLD]  # they do not begin the term anew


def ended_cases(before: datetime) -> QuerySet[Appeal]:
    """Return the cases to anonymise whose last act was before `before`."""
    ended = Appeal.objects.filter(state__in=ENDED, anonymised_at=None, registered_at__lt=before)
    last_act = Max("events__at", filter=~Q(events__act__in=UNCOUNTED_ACTS))
    ended = ended.exclude(reconsideration.PENDING).annotate(last_act=last_act)
    return ended.filter(last_act__lt=before)


def held_cases() -> QuerySet[Appeal]:
    """Return the cases on hold."""
    return Appeal.objects.exclude(hold_reason="")


def held_letters(letters: QuerySet) -> QuerySet:
    """Return the letters about held cases and the visits that led to them."""
    visits = Booking.objects.filter(appeals__in=held_cases())
    about = Q(about__in=held_cases().values("number")) | Q(about__in=visits.values("number"))
    return letters.filter(about)


def held_openings(entries: QuerySet) -> QuerySet:
    """Return the entries of the reading record since the first of the held cases came."""
    first = held_cases().order_by("registered_at").values_list("registered_at", flat=True).first()
    return entries.filter(timestamp__gte=first) if first else entries.none()


register(
    RowKind(
        name="cases", label=_("Cases"), since=_("after the last act on the case"),
        days=5 * 365, act=RetentionAct.ANONYMISE,
        reason=_(
            "Five years, as appeals of citizens are kept by the standard list of documents; "
            "figures and journals stay after it."
        ),
        rows=ended_cases, moment="last_act",
        apply_one=lambda appeal, at: lifecycle.anonymise(appeal, at=at),
    ),
    RowKind(
        name="recovery_codes", label=_("Codes for a lost secret"), since=_("after they ended"),
        days=1, act=RetentionAct.DELETE, confirmed=True,
        reason=_("A code that has ended opens nothing."),
        rows=lambda before: RecoveryCode.objects.filter(expires_at__lt=before),
        moment="expires_at",
    ),
)  # fmt: skip
register_hold("cases", lambda rows: rows.exclude(hold_reason=""))
register_hold("letters", held_letters)
register_hold("bookings", lambda rows: rows.filter(appeals__in=held_cases()))
register_hold("reading_record", held_openings)
