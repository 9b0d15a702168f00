"""Permissions: who sees which appeal and who may do what to it, by office (ASVS 8.4.1)."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from appeals import numbers
from appeals.models import Appeal, PublishedAnswer
from appeals.states import Act
from core import access_codes
from services.models import Office
from services.office_access import accessible_office_ids
from services.office_tree import ids_with_parents

HANDLE = "appeals.handle_appeal"  # reception staff: register … answer, close
LEAD = "appeals.lead_appeal"  # heads: extend, reconsider, confirm closings, see the branches
CHECK = "appeals.check_publishedanswer"  # the second person before publication

BY_HEADS = frozenset({
    Act.EXTEND, Act.REOPEN, Act.DECLINE_AGAIN, Act.CONFIRM_CLOSE, Act.DECLINE_CLOSE, Act.HOLD,
    Act.LIFT_HOLD, Act.ANONYMISE, Act.DECLINE_DELETION,
})  # fmt: skip
BY_CHECKERS = frozenset({Act.PUBLISH, Act.RETURN, Act.UNPUBLISH})
# Done by the portal itself, or with a change of the working calendar: no button on a case.
BY_SYSTEM = frozenset({Act.REMOVE_FILE, Act.MOVE_TERM})
# Whose entries without a user are the portal's own, not the applicant's.
BY_PORTAL = BY_SYSTEM | {Act.ANONYMISE}
# The citizen has shown number and secret, or the code sent instead: the view checks that.
BY_CITIZEN = frozenset({
    Act.REGISTER, Act.WITHDRAW, Act.ADD_DOCUMENT, Act.RATE, Act.REPLACE_SECRET, Act.ASK_AGAIN,
    Act.CHANGE_CONTACT, Act.WITHDRAW_CONSENT, Act.ASK_DELETION,
})  # fmt: skip
# Nobody does these for the applicant.
BY_CITIZEN_ALONE = frozenset({Act.RATE, Act.WITHDRAW, Act.WITHDRAW_CONSENT})
BY_STAFF = frozenset(Act) - BY_HEADS - BY_CHECKERS - BY_SYSTEM - BY_CITIZEN_ALONE


def _office_ids(user) -> set[int] | None:
    """Return the ids of the offices whose appeals `user` may see; None means every office."""
    if user is None or not (user.has_perm(HANDLE) or user.has_perm(LEAD)):
        return set()
    return accessible_office_ids(user, LEAD)


def offices_of(user) -> QuerySet[Office]:
    """Return the offices whose appeals `user` may see: their own; for a head also the branches."""
    ids = _office_ids(user)
    return Office.objects.all() if ids is None else Office.objects.filter(pk__in=ids)


def works_in(user, office: Office) -> bool:
    """Return whether `user` may see the appeals of `office`."""
    ids = _office_ids(user)
    return ids is None or office.pk in ids


def heads_in(office: Office) -> QuerySet:
    """Return the heads who are members of `office` itself."""
    heads = get_user_model().objects.with_perm(LEAD, include_superusers=False)
    return heads.filter(memberships__office=office).distinct()


def heads_of(office: Office) -> QuerySet:
    """Return the heads who see the appeals of `office`: its own and those of the offices above."""
    heads = get_user_model().objects.with_perm(LEAD, include_superusers=False)
    return heads.filter(memberships__office__in=ids_with_parents(office)).distinct()


def visible_appeals(user) -> QuerySet[Appeal]:
    """Return the appeals that `user` may open; none for anybody who is not staff."""
    return _of_offices(Appeal.objects.all(), user)


def visible_answers(user) -> QuerySet[PublishedAnswer]:
    """Return the public answers, in any stage, of the offices of `user`."""
    return _of_offices(PublishedAnswer.objects.all(), user)


def _of_offices(rows: QuerySet, user) -> QuerySet:
    """Return the rows of the offices of `user`; a list of every office is not compared."""
    ids = _office_ids(user)
    return rows if ids is None else rows.filter(office__in=ids)


def has_role_for(user, act: str) -> bool:
    """Return whether the role of `user` allows `act` in the offices that he or she sees."""
    if act in BY_HEADS:
        return user.has_perm(LEAD)
    if act in BY_CHECKERS:
        return user.has_perm(CHECK)
    return act in BY_STAFF and (user.has_perm(HANDLE) or user.has_perm(LEAD))


def can_act_in(user, act: str, office: Office) -> bool:
    """Return whether `user` may do `act` in `office`; None is the citizen."""
    if user is None:
        return act in BY_CITIZEN
    return has_role_for(user, act) and works_in(user, office)


def can_act(user, act: str, appeal: Appeal) -> bool:
    """Return whether `user` may do `act` to `appeal`, whatever its state (see states.py)."""
    return can_act_in(user, act, appeal.office)


def require_permission(user, act: str, office: Office) -> None:
    """Raise PermissionDenied, in words, unless `user` may do `act` in `office`."""
    if not can_act_in(user, act, office):
        raise PermissionDenied(_("This is not yours to do: it belongs to another office or role."))


def find_by_secret(number: str, secret: str) -> Appeal | None:
    """Return the appeal that the typed `number` and `secret` open, or None.

    An unknown number takes the same time as a wrong secret.
    """
    appeal = Appeal.objects.filter(number=numbers.normalize_number(number)).first()
    stored = appeal.secret_hash if appeal else access_codes.digest("")
    return appeal if access_codes.matches(secret, stored) and appeal is not None else None
