"""A portal with one of everything the public can read, in three languages, for crawls."""

from datetime import date

from django.utils import timezone
from wagtail.models import Locale, Page

from appeals.monthly_reports import close_month, first_day
from home.models import StandardPage
from services.models import (
    Fee,
    Office,
    OfficePage,
    ProcedurePage,
    ProcedureTerm,
    ServiceStandard,
    ServiceStandardPage,
)
from tests.builders import (
    a_body,
    a_kind,
    a_procedure,
    a_report,
    a_topic,
    a_working_office,
    an_appeal,
    an_official,
    days_ago,
    set_portal_contacts,
)

TEXTS = {
    "kk": ("Қабылдауға қалай келемін", "Жеке куәлігіңізді ала келіңіз.", "Шатырды жөндеу туралы"),
    "ru": ("Как прийти на приём", "Возьмите с собой удостоверение личности.", "О ремонте крыши"),
    "en": ("How to come to a reception", "Bring your identity card along.", "Repairing the roof"),
}


def publish_page(model, parent: Page, language: str, **values) -> Page:
    """Create a live page under `parent`."""
    page = model(locale=Locale.objects.get(language_code=language), **values)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def create_sample_content() -> Office:
    """Create the content; return the office that it is about."""
    set_portal_contacts()
    a_kind(), a_body()
    center = a_working_office(
        "AST", level="central", title_kk="Орталық қабылдау бөлмесі",
        title_ru="Центральная приёмная", title_en="Central reception",
    )  # fmt: skip
    office = a_working_office(
        parent=center, title_kk="Кентау қабылдау бөлмесі", title_ru="Приёмная Кентау",
        title_en="Kentau reception", facilities=["ramp", "video"], video_connection_kk="Қызметкер өзі қоңырау шалады.",
    )  # fmt: skip
    an_official(office, by_video=True)
    procedure = a_procedure()
    ProcedureTerm.objects.create(
        procedure=procedure, title_kk="Жауап", title_ru="Ответ", title_en="Answer", amount=15
    )
    standard = ServiceStandard.objects.create(
        slug="copy", title_kk="Құжат көшірмесі", title_ru="Копия документа",
        title_en="Copy of a document", topic=a_topic(), amount=3, total=500,
    )  # fmt: skip
    standard.offices.add(office)
    Fee.objects.create(
        standard=standard, title_kk="Көшірме", title_ru="Копия", title_en="Copy", amount=500
    )
    for language in TEXTS:
        _create_pages(language, office, procedure, standard)
        appeal = an_appeal(
            days_ago(40), office=office, language=language, consent_publication=True
        )  # fmt: skip
        appeal.published(TEXTS[language][2], TEXTS[language][1], TEXTS[language][1]).rated(4)
    an_appeal(days_ago(60), office=office).started()
    close_month(first_day(timezone.localdate(days_ago(40))), timezone.now())
    return office


def _create_pages(language: str, office, procedure, standard) -> None:
    title, text, _answer = TEXTS[language]
    lists = {
        page.slug: page
        for page in Page.objects.filter(locale__language_code=language, depth=3)
    }  # fmt: skip
    home = Page.objects.get(locale__language_code=language, depth=2)
    facts = {"title": title, "summary": text, "body": [("text", f"<p>{text}</p>")]}
    publish_page(OfficePage, lists["offices"], language, slug=office.slug, office=office, **facts)
    publish_page(
        ProcedurePage, lists["procedures"], language, slug="kelu", procedure=procedure,
        **{**facts, "body": [("steps", [text, text]), ("notice", {"title": title, "text": text}),
                             ("question", {"question": title, "answer": f"<p>{text}</p>"}),
                             ("quote", {"text": text, "who": ""}),
                             ("table", {"caption": title, "rows": f"{title} | №\n{text} | 1"}),
                             ("links", [{"title": title, "url": f"/{language}/terms/"}])]},
    )  # fmt: skip
    publish_page(
        ServiceStandardPage, lists["standards"], language, slug="copy", standard=standard, **facts
    )
    a_report(language, title, slug="march", office=office, date=date(2026, 3, 12))
    if not home.get_children().filter(slug="about").exists():
        publish_page(StandardPage, home, language, slug="about", **facts)
