"""The groups that `prepare` creates and their permissions."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow

from appeals.models import AppealKind
from portal import permissions
from portal.demo.accounts import ROLE_DESCRIPTIONS
from tests.builders import a_person, a_procedure_page, a_translator, an_editor

pytestmark = pytest.mark.django_db


def test_prepare_is_repeatable_and_creates_six_groups_and_six_kinds():
    before = (Group.objects.count(), GroupPagePermission.objects.count())
    AppealKind.objects.filter(slug="complaint").update(title_ru="Жалоба (своё слово)")
    call_command("prepare", verbosity=0)
    assert (Group.objects.count(), GroupPagePermission.objects.count()) == before
    names = set(Group.objects.values_list("name", flat=True))
    assert names == set(permissions.GROUP_PERMISSIONS)
    assert AppealKind.objects.count() == 6
    assert AppealKind.objects.get(slug="complaint").title_ru == "Жалоба (своё слово)"


def test_group_with_its_english_name_is_renamed_and_keeps_its_members():
    head = a_person("bauyrzhan", permissions.HEADS)
    Group.objects.filter(name=permissions.HEADS).update(name="Heads")
    call_command("prepare", verbosity=0)
    assert [group.name for group in head.groups.all()] == [permissions.HEADS]
    assert Group.objects.count() == len(permissions.GROUP_PERMISSIONS)


@pytest.mark.parametrize(
    "group, right, has",
    [
        (permissions.STAFF, "handle_appeal", True),
        (permissions.STAFF, "lead_appeal", False),
        (permissions.HEADS, "lead_appeal", True),
        (permissions.HEADS, "check_publishedanswer", True),
        (permissions.PRESS, "handle_appeal", False),
        (permissions.PRESS, "view_appeal", False),
        (permissions.EDITORS, "view_appeal", False),
        (permissions.EDITORS, "change_receptionhours", True),
        (permissions.TRANSLATORS, "submit_translation", True),
    ],
)
def test_group_permissions(group, right, has):
    rights = Group.objects.get(name=group).permissions
    assert rights.filter(codename=right).exists() is has


def test_page_sent_for_approval_has_an_approver(client):
    """Wagtail's workflow asks a group of its own that nobody here is in."""
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == [permissions.EDITORS]
    names = {task.name, Workflow.objects.get().name}
    assert not [name for name in names if name.isascii()]
    page = a_procedure_page()
    page.save_revision()
    page.get_workflow().start(page, a_translator())
    client.force_login(an_editor())
    page_text = client.get("/admin/").content.decode()
    assert page.title in page_text
    assert "Редактор тексереді" in page_text


def test_start_up_promises_the_press_what_it_may_do(db):
    """The press publishes media reports; answers are published by those who check them."""
    assert ROLE_DESCRIPTIONS[permissions.PRESS] == "press: media reports"
    names = Group.objects.get(name=permissions.PRESS).permissions.values_list("codename", flat=True)
    assert list(names) == ["access_admin"]
