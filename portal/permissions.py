"""The groups of staff and their permissions, created by `manage.py prepare`.

A group is created once: what an administrator changed afterwards stays changed. Wagtail shows a
group by its stored name in every language, so the name holds Kazakh, Russian and English.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
)

from home.models import HomePage, MediaIndexPage

EDITORS = "Редакторлар · Редакторы · Editors"
TRANSLATORS = "Аудармашылар · Переводчики · Translators"
PRESS = "Баспасөз қызметі · Пресс-служба · Press"
STAFF = "Қабылдау бөлмесінің қызметкерлері · Сотрудники приёмной · Reception staff"
HEADS = "Басшылар · Руководители · Heads"
CHECKERS = "Тексерушілер · Проверяющие · Checkers"
WAGTAIL_WORKFLOW = "Moderators approval"
WORKFLOW = "Жариялау алдындағы тексеру · Проверка перед публикацией · Check before publication"
APPROVAL = "Редактор тексереді · Проверяет редактор · An editor checks"

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
MEDIA_PERMISSIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document")
# Permissions as app.codename, where * stands for any part; unknown ones are ignored.
GROUP_PERMISSIONS: dict[str, tuple[str, ...]] = {
    EDITORS: (
        "services.*",
        "search.*",
        "core.*_calendarday",
        "home.*_portalsettings",
        "appeals.*_appealkind",
        "appeals.*_routingrule",
        "wagtail_localize.submit_translation",
    ),
    TRANSLATORS: ("wagtail_localize.submit_translation",),
    PRESS: (),  # their right is on the pages of media reports
    CHECKERS: ("appeals.check_publishedanswer", "appeals.handle_appeal", "appeals.view_appeal"),
    STAFF: (
        "appeals.handle_appeal",
        "appeals.view_appeal",
        "appeals.view_publishedanswer",
        "services.*_booking",
        "services.view_*",
    ),
    HEADS: (
        "appeals.lead_appeal",
        "appeals.handle_appeal",
        "appeals.check_publishedanswer",
        "appeals.view_*",
        "appeals.*_routingrule",
        "core.view_notice",
        "services.*_booking",
        "services.*_receptionhours",
        "services.*_closure",
        "services.*_scheduleapproval",
        "services.view_*",
    ),
}
# No pattern grants these: accounts, what people typed, and who works where (it opens appeals).
EXCLUDED_MODELS = (
    "user", "group", "permission", "officemember", "querylog", "solvedquestion", "searchentry",
)  # fmt: skip
EXPLICIT_ONLY_MODELS = (
    "booking",
)  # citizens' names: only a pattern that names the model grants them


OUR_APPS = ("core", "search", "services", "appeals", "home")


def create_groups() -> None:
    """Create the missing groups; Wagtail's own Moderators are deleted and Editors taken over."""
    Group.objects.filter(name="Moderators", user=None).delete()
    _extend_english_names()
    for name, patterns in GROUP_PERMISSIONS.items():
        group, new = Group.objects.get_or_create(name=name)
        # Wagtail's first migration creates a group of editors without our permissions.
        configured = group.permissions.filter(content_type__app_label__in=OUR_APPS).exists()
        if new or (name == EDITORS and not configured):
            GroupPagePermission.objects.filter(group=group).delete()
            GroupCollectionPermission.objects.filter(group=group).delete()
            group.permissions.set(_match_permissions([*patterns, "wagtailadmin.access_admin"]))
            _grant_page_permissions(group, name)
    _assign_workflow(Group.objects.get(name=EDITORS))


def _extend_english_names() -> None:
    """Rename a group that has only its English name, such as Wagtail's Editors."""
    existing = set(Group.objects.values_list("name", flat=True))
    for name in set(GROUP_PERMISSIONS) - existing:
        Group.objects.filter(name=name.rpartition(" · ")[2]).update(name=name)


def _assign_workflow(editors: Group) -> None:
    """Assign Wagtail's workflow to the editors: its group of moderators is deleted."""
    for task in GroupApprovalTask.objects.filter(name=WAGTAIL_WORKFLOW):
        task.groups.set([editors])
        Task.objects.filter(pk=task.pk).update(name=APPROVAL)
    Workflow.objects.filter(name=WAGTAIL_WORKFLOW).update(name=WORKFLOW)


def _match_permissions(patterns: Iterable[str]) -> list[Permission]:
    query = Q()
    for pattern in patterns:
        app, codename = pattern.split(".")
        condition = Q(content_type__app_label=app)
        if codename.startswith("*_"):
            condition &= Q(codename__endswith=codename[1:])
        elif codename.endswith("_*"):
            condition &= Q(codename__startswith=codename[:-1])
        elif codename != "*":
            condition &= Q(codename=codename)
        else:
            condition &= ~Q(content_type__model__in=EXPLICIT_ONLY_MODELS)
        query |= condition
    return list(Permission.objects.filter(query).exclude(content_type__model__in=EXCLUDED_MODELS))


def _grant_page_permissions(group: Group, name: str) -> None:
    """Grant pages: all of them to editors and translators, the media reports to the press."""
    if name in (EDITORS, TRANSLATORS):
        pages: Iterable[Page] = HomePage.objects.all()
    elif name == PRESS:
        pages = MediaIndexPage.objects.all()
    else:
        return
    rows = Permission.objects.filter(codename__in=PAGE_PERMISSIONS)
    permissions = {permission.codename: permission for permission in rows}
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=permissions[codename])
        for page in pages
        for codename in PAGE_PERMISSIONS
        if codename in permissions
    )
    root = Collection.get_first_root_node()
    media = Permission.objects.filter(
        codename__in=MEDIA_PERMISSIONS, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=permission)
        for permission in media
    )
