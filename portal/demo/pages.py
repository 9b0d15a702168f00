"""The demo's prose: front page, offices, procedures, standards and plain pages, in three languages.

Pages are put live as they are made. The index of the search is filled afterwards, all at once.
"""

import json
from datetime import datetime
from html import escape
from uuid import UUID, uuid5

from django.apps import apps
from wagtail.models import Page

from core.i18n.localtext import CODES
from core.models import User
from core.pages import BasePage
from home.models import HomePage, StandardPage
from portal.demo import translation_records
from portal.demo.content import read, rows
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

HEADING = "## "
BLOCKS = UUID("3f6e0b0e-6a0e-4f0c-9d7e-5b1f5f0a7c21")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: parted by empty lines."""
    return [part.strip() for part in text.strip().split("\n\n") if part.strip()]


def prose(text: str | list[str]) -> list[dict]:
    """Blocks of a text; a paragraph that begins with "## " is a heading."""
    blocks: list[dict] = []
    for part in paragraphs(text) if isinstance(text, str) else text:
        if part.startswith(HEADING):
            blocks.append({"type": "heading", "value": part.removeprefix(HEADING)})
        elif blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += f"<p>{escape(part, quote=False)}</p>"
        else:
            blocks.append({"type": "text", "value": f"<p>{escape(part, quote=False)}</p>"})
    return blocks


def body(name: str, blocks: list[dict]) -> str:
    """Blocks as a page keeps them. Their ids follow from `name`, the page's in every language:
    so a translation knows which block it translates."""
    for place, block in enumerate(blocks):
        block["id"] = str(uuid5(BLOCKS, f"{name}/{place}"))
        if isinstance(block["value"], list):
            block["value"] = [
                {"type": "item", "value": item, "id": str(uuid5(BLOCKS, f"{name}/{place}/{n}"))}
                for n, item in enumerate(block["value"])
            ]
    return json.dumps(blocks)


def listed(tag: str, items: list[str]) -> str:
    """An HTML list for a rich text field."""
    return (
        f"<{tag}>"
        + "".join(f"<li>{escape(item, quote=False)}</li>" for item in items)
        + f"</{tag}>"
    )


def index(model: type[Page], code: str) -> Page:
    """The list page of a language."""
    return model.objects.get(locale__language_code=code)


def put(parent: Page, page: Page, original: Page | None, at: datetime) -> Page:
    """Make `page` live under `parent`, as a translation of `original`; keep what is there."""
    there = parent.get_children().filter(slug=page.slug).first()
    if there is not None:
        return there
    page.locale = parent.locale
    if original is not None:
        page.translation_key = original.translation_key
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = at
    # treebeard counts children on the object in hand: read the parent afresh each time.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def in_every_language(parent_model: type[Page], make, at: datetime) -> None:
    """Put `make(code)` under the list page of each language, Kazakh first; the rest translate it."""
    original = None
    for code in CODES:
        made = put(index(parent_model, code), make(code), original, at)
        original = original or made


def front(at: datetime) -> int:
    words = read("site")
    questions = rows("site", "question")
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
        home.summary, home.body = words["home"]["summary"][code], body("home", blocks)
        home.save_revision(clean=False).publish()
        translation_records.forget(home)  # what `prepare` recorded was an empty page
    return HomePage.objects.count()


def offices(at: datetime) -> int:
    places = {office.slug: office for office in Office.objects.all()}
    for row in rows("offices", "office"):
        in_every_language(
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


def procedures(at: datetime) -> int:
    known = {procedure.slug: procedure for procedure in Procedure.objects.all()}

    def make(row: dict, code: str) -> ProcedurePage:
        steps = [step[code] for step in row["steps"]]
        blocks = [{"type": "steps", "value": steps}, *prose(row["prose"][code])]
        return ProcedurePage(
            title=row["title"][code],
            slug=row["slug"],
            procedure=known[row["slug"]],
            summary=row["summary"][code],
            body=body(row["slug"], blocks),
        )

    for row in rows("procedures", "procedure"):
        in_every_language(ProcedureIndexPage, lambda code, row=row: make(row, code), at)
    return ProcedurePage.objects.count()


def standards(at: datetime) -> int:
    known = {standard.slug: standard for standard in ServiceStandard.objects.all()}
    places = read("standards")["places"]

    def make(row: dict, code: str) -> ServiceStandardPage:
        return ServiceStandardPage(
            title=row["title"][code],
            slug=row["slug"],
            standard=known[row["slug"]],
            summary=row["summary"][code],
            who=row["who"][code],
            documents=listed("ul", [each[code] for each in row["documents"]]),
            steps=listed("ol", [each[code] for each in row["steps"]]),
            where="\n".join(places[each][code] for each in row["where"]),
        )

    for row in rows("standards", "standard"):
        in_every_language(StandardIndexPage, lambda code, row=row: make(row, code), at)
    return ServiceStandardPage.objects.count()


def plain(at: datetime) -> int:
    for row in rows("site", "page"):
        in_every_language(
            HomePage,
            lambda code, row=row: StandardPage(
                title=row["title"][code],
                slug=row["slug"],
                summary=row["summary"][code],
                body=body(row["slug"], prose(row["text"][code])),
            ),
            at,
        )
    return StandardPage.objects.count()


def translations(at: datetime) -> int:
    """The Russian and English pages as translations of the Kazakh one, for the editors' screen."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return translation_records.record(models, at=at, by=User.objects.get(username="translator"))
