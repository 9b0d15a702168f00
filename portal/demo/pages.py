"""Pages of the demo: home, offices, procedures, standards and plain pages, in three languages.

Pages are live as they are created. The search index is built afterwards.
"""

from datetime import datetime
from html import escape

from django.apps import apps
from wagtail.models import Page

from core.i18n.localtext import CODES
from core.models import User
from core.pages import BasePage
from home.models import HomePage, StandardPage
from portal import translation_records
from portal.content_files import build_blocks, serialize_blocks
from portal.demo.content import read_rows, read_toml
from services.models import (
    Office,
    OfficeIndexPage,
    OfficePage,
    Procedure,
    ProcedureIndexPage,
    ProcedurePage,
    ServiceStandard,
    ServiceStandardPage,
    StandardIndexPage,
)


def render_list(tag: str, items: list[str]) -> str:
    """Return an HTML list for a rich text field."""
    return (
        f"<{tag}>"
        + "".join(f"<li>{escape(item, quote=False)}</li>" for item in items)
        + f"</{tag}>"
    )


def get_index_page(model: type[Page], code: str) -> Page:
    """Return the index page of a language."""
    return model.objects.get(locale__language_code=code)


def add_page(parent: Page, page: Page, original: Page | None, at: datetime) -> Page:
    """Add `page` under `parent` as a translation of `original`, or return the existing page."""
    existing = parent.get_children().filter(slug=page.slug).first()
    if existing is not None:
        return existing
    page.locale = parent.locale
    if original is not None:
        page.translation_key = original.translation_key
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = at
    # treebeard counts children on the object it is given: read the parent again each time.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def add_in_every_language(parent_model: type[Page], make, at: datetime) -> None:
    """Add `make(code)` under the index page of each language, as translations of the Kazakh one."""
    original = None
    for code in CODES:
        page = add_page(get_index_page(parent_model, code), make(code), original, at)
        original = original or page


def create_home_pages(at: datetime) -> int:
    """Fill the home pages."""
    words = read_toml("site")
    questions = read_rows("site", "question")
    for code in CODES:
        home = HomePage.objects.get(locale__language_code=code)
        if home.summary:
            continue
        blocks = [
            {"type": "notice", "value": {k: v[code] for k, v in words["home"]["notice"].items()}}
        ]
        blocks += [
            {
                "type": "question",
                "value": {
                    "question": row["question"][code],
                    "answer": f"<p>{escape(row['answer'][code], quote=False)}</p>",
                },
            }
            for row in questions
        ]
        home.summary, home.body = words["home"]["summary"][code], serialize_blocks("home", blocks)
        home.save_revision(clean=False).publish()
        translation_records.delete_records(home)  # `prepare` recorded an empty page
    return HomePage.objects.count()


def create_office_pages(at: datetime) -> int:
    """Create the pages of offices."""
    places = {office.slug: office for office in Office.objects.all()}
    for row in read_rows("offices", "office"):
        add_in_every_language(
            OfficeIndexPage,
            lambda code, row=row: OfficePage(
                title=row["name"][code],
                slug=row["slug"],
                office=places[row["slug"]],
                summary=row["way_in"][code],
            ),
            at,
        )
    return OfficePage.objects.count()


def create_procedure_pages(at: datetime) -> int:
    """Create the pages of procedures."""
    known = {procedure.slug: procedure for procedure in Procedure.objects.all()}

    def make(row: dict, code: str) -> ProcedurePage:
        steps = [step[code] for step in row["steps"]]
        blocks = [{"type": "steps", "value": steps}, *build_blocks(row["prose"][code])]
        return ProcedurePage(
            title=row["title"][code],
            slug=row["slug"],
            procedure=known[row["slug"]],
            summary=row["summary"][code],
            body=serialize_blocks(row["slug"], blocks),
        )

    for row in read_rows("procedures", "procedure"):
        add_in_every_language(ProcedureIndexPage, lambda code, row=row: make(row, code), at)
    return ProcedurePage.objects.count()


def create_standard_pages(at: datetime) -> int:
    """Create the pages of service standards."""
    known = {standard.slug: standard for standard in ServiceStandard.objects.all()}
    places = read_toml("standards")["places"]

    def make(row: dict, code: str) -> ServiceStandardPage:
        return ServiceStandardPage(
            title=row["title"][code],
            slug=row["slug"],
            standard=known[row["slug"]],
            summary=row["summary"][code],
            who=row["who"][code],
            documents=render_list("ul", [document[code] for document in row["documents"]]),
            steps=render_list("ol", [step[code] for step in row["steps"]]),
            where="\n".join(places[place][code] for place in row["where"]),
        )

    for row in read_rows("standards", "standard"):
        add_in_every_language(StandardIndexPage, lambda code, row=row: make(row, code), at)
    return ServiceStandardPage.objects.count()


def create_plain_pages(at: datetime) -> int:
    """Create the plain pages."""
    for row in read_rows("site", "page"):
        add_in_every_language(
            HomePage,
            lambda code, row=row: StandardPage(
                title=row["title"][code],
                slug=row["slug"],
                summary=row["summary"][code],
                body=serialize_blocks(row["slug"], build_blocks(row["text"][code])),
            ),
            at,
        )
    return StandardPage.objects.count()


def record_translations(at: datetime) -> int:
    """Record Russian and English pages as translations of the Kazakh ones; count the records."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return translation_records.record_translations(
        models, at=at, by=User.objects.get(username="translator")
    )
