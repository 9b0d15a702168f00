"""Who sees which appeals and who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from appeals import access, lifecycle
from appeals.states import Act
from tests.builders import MONDAY, a_staff_member, an_appeal, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    centre = an_office("KAZ", level="central")
    region = an_office("TUR", centre, level="regional")
    return centre, region, an_office("KEL", region), an_office("ALA", centre, level="regional")


def visible_office_codes(user) -> set[str]:
    return {each.office.code for each in access.visible_appeals(user).select_related("office")}


def test_staff_see_their_office_and_heads_also_its_branches(tree, admin_user):
    centre, region, _district, other = tree
    for office in tree:
        an_appeal(office=office)
    assert visible_office_codes(a_staff_member("a", "clerk", region)) == {"TUR"}
    assert visible_office_codes(a_staff_member("b", "clerk", centre)) == {"KAZ"}
    assert visible_office_codes(a_staff_member("c", "head", region)) == {"TUR", "KEL"}
    assert visible_office_codes(a_staff_member("d", "head", centre)) == {"KAZ", "TUR", "KEL", "ALA"}
    assert visible_office_codes(a_staff_member("e", "clerk", region, other)) == {"TUR", "ALA"}
    assert visible_office_codes(a_staff_member("f", "clerk")) == set()
    assert visible_office_codes(a_staff_member("g", "press", region)) == set()
    assert visible_office_codes(admin_user) == {"KAZ", "TUR", "KEL", "ALA"}
    assert visible_office_codes(AnonymousUser()) == visible_office_codes(None) == set()


def test_inactive_user_sees_no_appeals(tree):
    user = a_staff_member("gone", "head", tree[0])
    an_appeal(office=tree[0])
    user.is_active = False
    user.save()
    assert visible_office_codes(type(user).objects.get(pk=user.pk)) == set()


CLERKS = set(Act) - {
    Act.EXTEND, Act.REOPEN, Act.PUBLISH, Act.RETURN, Act.UNPUBLISH, Act.RATE, Act.REMOVE_FILE, Act.WITHDRAW,
    Act.CONFIRM_CLOSE, Act.DECLINE_CLOSE, Act.MOVE_TERM, Act.DECLINE_AGAIN,
    Act.HOLD, Act.LIFT_HOLD, Act.ANONYMISE, Act.WITHDRAW_CONSENT, Act.DECLINE_DELETION,
}  # fmt: skip


@pytest.mark.parametrize("act", list(Act))
def test_each_role_may_do_its_acts(act):
    made = an_appeal()
    stranger = a_staff_member("stranger", "head", an_office("ALA"))
    press = a_staff_member("press", "press", made.office)
    assert access.can_act(made.clerk, act, made.appeal) is (act in CLERKS)
    nobody = {Act.RATE, Act.WITHDRAW, Act.REMOVE_FILE, Act.MOVE_TERM, Act.WITHDRAW_CONSENT}
    assert access.can_act(made.head, act, made.appeal) is (act not in nobody)
    assert access.can_act(stranger, act, made.appeal) is False
    assert access.can_act(press, act, made.appeal) is False
    citizen = act in {
        Act.REGISTER, Act.WITHDRAW, Act.ADD_DOCUMENT, Act.RATE, Act.REPLACE_SECRET,
        Act.ASK_AGAIN, Act.CHANGE_CONTACT, Act.WITHDRAW_CONSENT, Act.ASK_DELETION,
    }  # fmt: skip
    assert access.can_act(None, act, made.appeal) is citizen


def test_lifecycle_refuses_an_act_without_permission():
    made = an_appeal()
    stranger = a_staff_member("stranger", "clerk", an_office("ALA"))
    for by in (stranger, None):
        with pytest.raises(PermissionDenied):
            lifecycle.route(made.appeal, made.office, by=by, at=MONDAY)
    assert made.built().state == "registered"
