"""The term of keeping of counted queries."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retention.kinds import RowKind, register
from core.retention.models import RetentionAct
from search.models import QueryLog
from search.query_log import KEPT_DAYS

register(
    RowKind(
        name="query_log", label=_("Counted search queries"), since=_("after the day"),
        days=KEPT_DAYS, act=RetentionAct.DELETE, confirmed=True,
        reason=_("The reports look back three months."),
        rows=lambda before: QueryLog.objects.filter(day__lt=timezone.localdate(before)),
        moment="day",
    )
)  # fmt: skip
