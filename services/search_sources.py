"""Search entries of offices, officials, procedures, service standards and the schedule."""

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
from search import facets, next_steps, sources
from search.entry import Entry
from services.booking.rules import normalize_number
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

# Models whose slugs are the values of a facet.
FACETS: dict[type[Model], str] = {Topic: "topic", Office: "office", Body: "competent_body"}


def office_entries(office: Office) -> Iterator[Entry]:
    """Yield the entries of an active office in every language, with its public prose."""
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
    """Yield the entry of the schedule page; it is public while the list of offices is."""
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
            body=f"{page.title}\n{_schedule_text()}",
        )


def _schedule_text() -> str:
    """Return the words people search the schedule by."""
    return gettext(
        "Days and hours of the personal reception of citizens in every reception office. "
        "Choose an office and a day and book a reception."
    )


def official_entries(official: Official) -> Iterator[Entry]:
    """Yield the entries of an active official in every language, with the URL of the office."""
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
    """Yield the entry of a procedure in the language of its page."""
    act = get_localized(page.procedure, "legal_act", page.locale.language_code)
    yield _page_entry(page, "procedure", page.procedure_id, extra=act)


def standard_entries(page: ServiceStandardPage) -> Iterator[Entry]:
    """Yield the entry of a service standard in the language of its page."""
    standard = page.standard
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


def _live_pages(model) -> QuerySet:
    return model.objects.live().select_related("locale")


@receiver([page_published, page_unpublished, post_delete], sender=OfficePage)
def refresh_office(sender, instance: OfficePage, **kwargs) -> None:
    """Refresh an office when its page is published, unpublished or deleted."""
    sources.refresh(instance.office)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def refresh_offices(sender, instance: PageViewRestriction, raw: bool = False, **kwargs) -> None:
    """Refresh the offices whose pages became private or public."""
    if not raw:
        for office in Office.objects.filter(pages__path__startswith=instance.page.path).distinct():
            sources.refresh(office)


@receiver(post_save, sender=Office)
def refresh_officials(sender, instance: Office, raw: bool = False, **kwargs) -> None:
    """Refresh the officials of a changed office: their entries name it and depend on it."""
    if not raw:
        for official in instance.officials.all():
            sources.refresh(official)


@receiver(post_save, sender=Procedure)
@receiver(post_save, sender=ServiceStandard)
def refresh_pages(sender, instance, raw: bool = False, **kwargs) -> None:
    """Refresh the pages of a changed procedure or standard: its act, topic or body."""
    if not raw:
        for page in instance.pages.select_related("locale"):
            sources.refresh(page)


def remember_slug(sender, instance, **kwargs) -> None:
    """Keep the stored slug of a row, which the index uses until the row is saved."""
    slugs = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True)
    instance.indexed_slug = slugs.first()


def update_facet(sender, instance, signal, raw: bool = False, **kwargs) -> None:
    """Replace a changed or deleted slug in all entries, those of upper packages included."""
    old, new = instance.indexed_slug, instance.slug if signal is post_save else ""
    if old and new != old and not raw:
        sources.recode(FACETS[sender], old, new)


for model in FACETS:
    pre_save.connect(remember_slug, sender=model)
    pre_delete.connect(remember_slug, sender=model)
    post_save.connect(update_facet, sender=model)
    post_delete.connect(update_facet, sender=model)
sources.register(Office, office_entries, kind="office", label=_("Reception office"))
sources.register(
    OfficeIndexPage,
    schedule_entries,
    lambda: _live_pages(OfficeIndexPage),
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
    lambda: _live_pages(ProcedurePage),
    kind="procedure",
    label=_("Procedure"),
)
sources.register(
    ServiceStandardPage,
    standard_entries,
    lambda: _live_pages(ServiceStandardPage),
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
next_steps.register_number(
    normalize_number,
    "services:ticket",
    _("This is the number of a ticket: open the ticket, move the visit or cancel it"),
)
