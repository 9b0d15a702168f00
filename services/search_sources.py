"""What the public may find of this room: offices, officials, procedures, service standards."""

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from core.i18n.localtext import CODES, get_localized
from search import facets, sources
from search.entry import Entry
from services.models import (
    Body,
    Office,
    OfficeIndexPage,
    OfficePage,
    Official,
    Procedure,
    ProcedureIndexPage,
    ProcedurePage,
    ServiceStandard,
    ServiceStandardPage,
    StandardIndexPage,
    Topic,
)

# The facets they lend their codes to.
CODED: dict[type[Model], str] = {Topic: "topic", Office: "office", Body: "competent_body"}


def office_entries(office: Office) -> Iterator[Entry]:
    """An office that works, in every language, with its prose where all may read that."""
    if not office.active:
        return
    prose = {
        page.locale.language_code: page
        for page in office.pages.live().public().select_related("locale")
    }
    for code in CODES:
        page = prose.get(code)
        parts = [get_localized(office, "settlements", code), office.phone]
        if page is not None:
            parts.append(page.search_text())
        yield Entry(
            ref=f"{sources.prefix(office)}{code}",
            kind="office",
            language=code,
            group=f"office:{office.pk}",
            title=get_localized(office, "title", code),
            url=_office_url(office, code),
            summary=get_localized(office, "address", code),
            body="\n".join(filter(None, parts)),
            office=office.slug,
        )


def schedule_entries(page: OfficeIndexPage) -> Iterator[Entry]:
    """The schedule of all offices, which stands beside their list and goes with it."""
    code = page.locale.language_code
    with translation.override(code):
        yield Entry(
            ref=f"{sources.prefix(page)}{code}",
            kind="page",
            language=code,
            group="page:schedule",
            title=gettext("Reception schedule"),
            url=reverse("services:schedule"),
            summary=gettext("Who receives citizens, in which office, on which day and hour."),
            body=f"{page.title}\n{_days_and_hours()}",
        )


def _days_and_hours() -> str:
    """What people call the schedule, as they say it."""
    return gettext(
        "Days and hours of the personal reception of citizens in every reception office. "
        "Choose an office and a day and book a reception."
    )


def official_entries(official: Official) -> Iterator[Entry]:
    """An official who receives, in every language; the address is the office's."""
    if not (official.active and official.office.active):
        return
    for code in CODES:
        office = get_localized(official.office, "title", code)
        yield Entry(
            ref=f"{sources.prefix(official)}{code}",
            kind="official",
            language=code,
            group=f"official:{official.pk}",
            title=get_localized(official, "name", code),
            url=_office_url(official.office, code),
            summary=", ".join(filter(None, [get_localized(official, "post", code), office])),
            body=office,
            office=official.office.slug,
        )


def procedure_entries(page: ProcedurePage) -> Iterator[Entry]:
    """A live procedure in the language of its page."""
    act = get_localized(page.procedure, "legal_act", page.locale.language_code)
    if page.live:
        yield _page_entry(page, "procedure", page.procedure_id, extra=act)


def standard_entries(page: ServiceStandardPage) -> Iterator[Entry]:
    """A live service standard in the language of its page."""
    standard = page.standard
    if page.live:
        yield _page_entry(
            page,
            "standard",
            standard.pk,
            topic=standard.topic.slug if standard.topic else "",
            competent_body=standard.body.slug if standard.body else "",
            extra=get_localized(standard, "legal_act", page.locale.language_code),
        )


def _page_entry(page, kind: str, key: int, extra: str = "", **facets) -> Entry:
    return Entry(
        ref=f"{sources.prefix(page)}{page.locale.language_code}",
        kind=kind,
        language=page.locale.language_code,
        group=f"{kind}:{key}",
        title=page.title,
        url=page.url or "",
        summary=page.summary,
        body="\n".join(filter(None, [page.search_text(), extra])),
        published_on=page.first_published_at and localdate(page.first_published_at),
        **facets,
    )


def _office_url(office: Office, code: str) -> str:
    with translation.override(code):
        return reverse("services:office", args=[office.slug])


def _live(model) -> QuerySet:
    return model.objects.live().select_related("locale")


@receiver([page_published, page_unpublished, post_delete], sender=OfficePage)
def refresh_office(sender, instance: OfficePage, **kwargs) -> None:
    """An office's prose came or went: its entries say so."""
    sources.refresh(instance.office)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def refresh_offices(sender, instance: PageViewRestriction, raw: bool = False, **kwargs) -> None:
    """A password came before the prose of offices, or went."""
    if not raw:
        for office in Office.objects.filter(pages__path__startswith=instance.page.path).distinct():
            sources.refresh(office)


@receiver(post_save, sender=Office)
def refresh_officials(sender, instance: Office, raw: bool = False, **kwargs) -> None:
    """An office moved, was renamed or closed: so are its officials."""
    if not raw:
        for official in instance.officials.all():
            sources.refresh(official)


@receiver(post_save, sender=Procedure)
@receiver(post_save, sender=ServiceStandard)
def refresh_pages(sender, instance, raw: bool = False, **kwargs) -> None:
    """A rule has another act, topic or body: the pages that tell of it are found by that."""
    if not raw:
        for page in instance.pages.select_related("locale"):
            sources.refresh(page)


def remember_code(sender, instance, **kwargs) -> None:
    """What the index calls a row until it is saved."""
    known = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True)
    instance.code_in_index = known.first()


def follow_code(sender, instance, signal, raw: bool = False, **kwargs) -> None:
    """A row has another code, or went: whatever bears it follows, in the rooms above too."""
    known, code = instance.code_in_index, instance.slug if signal is post_save else ""
    if known and code != known and not raw:
        sources.recode(CODED[sender], known, code)


for model in CODED:
    pre_save.connect(remember_code, sender=model)
    pre_delete.connect(remember_code, sender=model)
    post_save.connect(follow_code, sender=model)
    post_delete.connect(follow_code, sender=model)
sources.register(Office, office_entries, kind="office", label=_("Reception office"))
sources.register(
    OfficeIndexPage,
    schedule_entries,
    lambda: _live(OfficeIndexPage),
    kind="page",
    label=_("Page"),
)
sources.register(
    Official,
    official_entries,
    lambda: Official.objects.select_related("office"),
    kind="official",
    label=_("Who receives"),
)
sources.register(
    ProcedurePage,
    procedure_entries,
    lambda: _live(ProcedurePage),
    kind="procedure",
    label=_("Procedure"),
)
sources.register(
    ServiceStandardPage,
    standard_entries,
    lambda: _live(ServiceStandardPage),
    kind="standard",
    label=_("Service standard"),
)
sources.exclude(ProcedureIndexPage, StandardIndexPage, reason="They only list their children.")
sources.exclude(OfficePage, reason="Its text is part of the office's entry.")
facets.register_labels("topic", lambda: {row.slug: row.title for row in Topic.objects.all()})
facets.register_labels("office", lambda: {row.slug: row.title for row in Office.objects.all()})
facets.register_labels(
    "competent_body", lambda: {row.slug: row.title for row in Body.objects.all()}
)
