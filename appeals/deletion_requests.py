"""Whether a request to delete the personal data of a case waits for a head."""

from django.db.models import F, Q

from appeals.models import Appeal

_UNDECIDED = Q(deletion_declined_at=None) | Q(deletion_declined_at__lt=F("deletion_asked_at"))
PENDING = Q(deletion_asked_at__isnull=False, anonymised_at=None) & _UNDECIDED


def is_pending(appeal: Appeal) -> bool:
    """Return whether a request waits for the decision of a head: PENDING of one row."""
    asked, declined = appeal.deletion_asked_at, appeal.deletion_declined_at
    undecided = asked is not None and (declined is None or declined < asked)
    return undecided and appeal.anonymised_at is None
