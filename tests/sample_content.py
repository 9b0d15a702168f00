"""A small town: a bit of everything the public may read, in three languages, for long looks."""

from datetime import date

from django.utils import timezone
from wagtail.models import Locale, Page

from appeals.monthly_reports import close_month, first_day
from home.models import StandardPage
from services.models import (
    Fee,
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
    contacts,
    long_ago,
)

PROSE = {
    "kk": ("Қабылдауға қалай келемін", "Жеке куәлігіңізді ала келіңіз.", "Шатырды жөндеу туралы"),
    "ru": ("Как прийти на приём", "Возьмите с собой удостоверение личности.", "О ремонте крыши"),
    "en": ("How to come to a reception", "Bring your identity card along.", "Repairing the roof"),
}


def a_page(model, parent: Page, language: str, key=None, **facts) -> Page:
    page = model(locale=Locale.objects.get(language_code=language), **facts)
    if key is not None:
        page.translation_key = key
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def create_sample_content():
    """Fill the portal; returns the office everything happens in."""
    contacts()
    a_kind(), a_body()
    center = a_working_office(
        "AST", level="central", title_kk="Орталық қабылдау бөлмесі",
        title_ru="Центральная приёмная", title_en="Central reception",
    )  # fmt: skip
    office = a_working_office(
        parent=center, title_kk="Кентау қабылдау бөлмесі", title_ru="Приёмная Кентау",
        title_en="Kentau reception", facilities=["ramp", "video"],
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
    for language in PROSE:
        _pages(language, office, procedure, standard)
        made = an_appeal(
            long_ago(40), office=office, language=language, consent_publication=True
        )  # fmt: skip
        made.published(PROSE[language][2], PROSE[language][1], PROSE[language][1]).rated(4)
    an_appeal(long_ago(60), office=office).started()
    close_month(first_day(timezone.localdate(long_ago(40))), timezone.now())
    return office


def _pages(language: str, office, procedure, standard) -> None:
    title, text, _answer = PROSE[language]
    lists = {
        page.slug: page
        for page in Page.objects.filter(locale__language_code=language, depth=3)
    }  # fmt: skip
    home = Page.objects.get(locale__language_code=language, depth=2)
    facts = {"title": title, "summary": text, "body": [("text", f"<p>{text}</p>")]}
    a_page(OfficePage, lists["offices"], language, slug=office.slug, office=office, **facts)
    a_page(
        ProcedurePage, lists["procedures"], language, slug="kelu", procedure=procedure,
        **{**facts, "body": [("steps", [text, text]), ("notice", {"title": title, "text": text}),
                             ("question", {"question": title, "answer": f"<p>{text}</p>"}),
                             ("quote", {"text": text, "who": ""}),
                             ("table", {"caption": title, "rows": f"{title} | №\n{text} | 1"}),
                             ("links", [{"title": title, "url": f"/{language}/terms/"}])]},
    )  # fmt: skip
    a_page(
        ServiceStandardPage, lists["standards"], language, slug="copy", standard=standard, **facts
    )
    a_report(language, title, slug="march", office=office, date=date(2026, 3, 12))
    if not home.get_children().filter(slug="about").exists():
        a_page(StandardPage, home, language, slug="about", **facts)
