"""The term of keeping of drafts."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retention.kinds import RowKind, register
from core.retention.models import RetentionAct
from forms import drafts
from forms.models import Draft

register(
    RowKind(
        name="drafts", label=_("Drafts"), since=_("after their last day"),
        days=drafts.GRACE_DAYS, act=RetentionAct.DELETE, confirmed=True,
        reason=_("So long a citizen may still go on with what was typed."),
        rows=lambda before: Draft.objects.filter(expires_on__lt=timezone.localdate(before)),
        moment="expires_on",
        apply_one=lambda draft, at: drafts.delete_drafts([draft]),
    )
)  # fmt: skip
