"""The groups of people who work here and what each may do. `prepare` makes them; editors may widen.

A group is made once: what an administrator changed afterwards stays changed. Wagtail shows a group
by its stored name, to everybody the same one: so each says it in Kazakh, Russian and English.
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
WAGTAILS_WORKFLOW = "Moderators approval"
WORKFLOW = "Жариялау алдындағы тексеру · Проверка перед публикацией · Check before publication"
APPROVAL = "Редактор тексереді · Проверяет редактор · An editor checks"

PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
MEDIA = ("add_image", "change_image", "choose_image", "add_document", "change_document")
# Every right over an app's records, or the named ones. What an app does not have is passed over.
RIGHTS: dict[str, tuple[str, ...]] = {
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
    PRESS: ("appeals.view_publishedanswer", "appeals.view_monthlyreport"),
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
# Accounts and people's words are nobody's by a pattern, nor is who works where: that opens appeals.
NEVER = (
    "user", "group", "permission", "officemember", "querylog", "solvedquestion", "searchentry",
)  # fmt: skip
VISITORS = ("booking",)  # people's names: only for those whose pattern names them


OURS = ("core", "search", "services", "appeals", "home")


def make() -> None:
    """Make the groups that are not there; Wagtail's own two give way to them."""
    Group.objects.filter(name="Moderators", user=None).delete()
    _rename()
    for name, patterns in RIGHTS.items():
        group, new = Group.objects.get_or_create(name=name)
        # Wagtail's first migration brings a group of editors that knows nothing of this house.
        known = group.permissions.filter(content_type__app_label__in=OURS).exists()
        if new or (name == EDITORS and not known):
            GroupPagePermission.objects.filter(group=group).delete()
            GroupCollectionPermission.objects.filter(group=group).delete()
            group.permissions.set(_permissions([*patterns, "wagtailadmin.access_admin"]))
            _pages(group, name)
    _approval(Group.objects.get(name=EDITORS))


def _rename() -> None:
    """A group that stands under its English name alone, as Wagtail's own editors do, gets all."""
    there = set(Group.objects.values_list("name", flat=True))
    for name in set(RIGHTS) - there:
        Group.objects.filter(name=name.rpartition(" · ")[2]).update(name=name)


def _approval(editors: Group) -> None:
    """Wagtail's own workflow asked its group of moderators, which is gone: editors approve."""
    for task in GroupApprovalTask.objects.filter(name=WAGTAILS_WORKFLOW):
        task.groups.set([editors])
        Task.objects.filter(pk=task.pk).update(name=APPROVAL)
    Workflow.objects.filter(name=WAGTAILS_WORKFLOW).update(name=WORKFLOW)


def _permissions(patterns: Iterable[str]) -> list[Permission]:
    wanted = Q()
    for pattern in patterns:
        app, codename = pattern.split(".")
        where = Q(content_type__app_label=app)
        if codename.startswith("*_"):
            where &= Q(codename__endswith=codename[1:])
        elif codename.endswith("_*"):
            where &= Q(codename__startswith=codename[:-1])
        elif codename != "*":
            where &= Q(codename=codename)
        else:
            where &= ~Q(content_type__model__in=VISITORS)
        wanted |= where
    return list(Permission.objects.filter(wanted).exclude(content_type__model__in=NEVER))


def _pages(group: Group, name: str) -> None:
    """Editors and translators have every page, the press its reports."""
    if name in (EDITORS, TRANSLATORS):
        pages: Iterable[Page] = HomePage.objects.all()
    elif name == PRESS:
        pages = MediaIndexPage.objects.all()
    else:
        return
    known = {right.codename: right for right in Permission.objects.filter(codename__in=PAGES)}
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=known[codename])
        for page in pages
        for codename in PAGES
        if codename in known
    )
    root = Collection.get_first_root_node()
    media = Permission.objects.filter(
        codename__in=MEDIA, content_type__app_label__in=["wagtailimages", "wagtaildocs"]
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=root, permission=right) for right in media
    )
