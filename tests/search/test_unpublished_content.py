"""Content that is not public is not found by any page, filter, suggestion, feed or count."""

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from appeals import publication
from home.models import StandardPage
from search.backends import get_backend
from search.facets import KIND_LABELS
from search.models import Promotion
from search.query.request import Query
from services.models import OfficeIndexPage, OfficePage
from tests.builders import a_report, a_staff_member, an_appeal, an_office
from tests.search.entries import follow_elasticsearch, search_for
from tests.search.test_elasticsearch import server

__all__ = ["server"]
pytestmark = pytest.mark.django_db
CANARY = "Канарейканың"
QUERY = "канарейка"


ALL_PLACES = {
    "page", "filtered", "browsing", "suggestions", "suggestions in another language", "api",
    "api by date", "api without words", "feed", "feed of all", "counts", "filters",
    "already answered", "did you mean",
}  # fmt: skip


def places_found(client) -> set[str]:
    """Return the places that show the canary text."""
    places = {
        "page": "/kk/search/?q=канарейка&sort=date",
        "filtered": "/ru/search/?q=канарейка&kind=answer",
        "browsing": "/kk/search/",
        "suggestions": "/kk/search/suggest/?q=канар",
        "suggestions in another language": "/en/search/suggest/?q=kanar",
        "api": "/api/v1/search?q=канарейка",
        "api by date": "/api/v1/search?q=канарейка&sort=date&lang=ru",
        "api without words": "/api/v1/search",
        "feed": "/kk/feeds/search/?q=канарейка",
        "feed of all": "/kk/feeds/search/",
    }
    found = set()
    for name, path in places.items():
        # The query itself stands on the page in small letters, the text in capital ones.
        if CANARY in client.get(path).content.decode().replace("<mark>", "").replace("</mark>", ""):
            found.add(name)
    if search_for(QUERY).total or any(search_for(QUERY).facets.values()):
        found.add("counts")
    for language in ("kk", "ru", "en"):
        if any(search_for(QUERY, language, kind=kind).total for kind in KIND_LABELS):
            found.add("filters")
        if get_backend().similar(f"{CANARY} үні неге шықты?", language, tuple(KIND_LABELS), 3):
            found.add("already answered")
    if QUERY in search_for("канарйека", "kk").suggestion.lower():
        found.add("did you mean")
    return found


def prepare_answer(**how):
    builder = an_appeal(consent_publication=True, **how).answered()
    reply = builder.appeal.replies.get(kind="full")
    checker = a_staff_member("checker", "head", builder.office)
    row = publication.prepare(
        reply,
        title=f"{CANARY} үні",
        question=f"{CANARY} үні неге шықты?",
        answer=f"{CANARY} торы жабылды.",
        by=builder.clerk,
        at=builder.at,
    )
    return row, checker, builder.at


def test_answer_is_found_only_while_published(client):
    row, checker, at = prepare_answer()
    assert places_found(client) == set(), "prepared"
    row = publication.publish(row, by=checker, at=at)
    assert places_found(client) >= ALL_PLACES, "the places are really checked"
    publication.withdraw(row, why="Қате кеткен.", reason="mistake", by=checker, at=at)
    assert places_found(client) == set(), "withdrawn"


@pytest.mark.elasticsearch
def test_withdrawn_answer_is_hidden_before_elasticsearch_follows(server, client):
    row, checker, at = prepare_answer()
    row = publication.publish(row, by=checker, at=at)
    follow_elasticsearch()
    assert server.ask_server(Query(QUERY, "kk")).total == 1
    assert places_found(client) >= ALL_PLACES
    publication.withdraw(row, why="Қате кеткен.", reason="mistake", by=checker, at=at)
    assert places_found(client) == set(), "before Elasticsearch follows"
    follow_elasticsearch()
    assert server.ask_server(Query(QUERY, "kk")).total == 0
    assert places_found(client) == set()


def test_appeal_is_never_found(client):
    an_appeal(points=[f"{CANARY} үні туралы жазамын."], subject=f"{CANARY} үні").answered()
    assert places_found(client) == set()


def test_inactive_office_is_not_found(client):
    office = an_office("KAN", title_kk=f"{CANARY} бөлмесі")
    assert "page" in places_found(client)
    office.active = False
    office.save()
    assert places_found(client) == set()


def add_page(site, **how) -> StandardPage:
    page = StandardPage(title=f"{CANARY} беті", slug="canary", summary="Қысқаша.", **how)
    return site["kk"].add_child(instance=page)


def test_page_is_found_only_while_live(client, site):
    page = add_page(site, live=False)
    assert places_found(client) == set(), "a draft"
    page.save_revision().publish()
    assert "page" in places_found(client)
    page = StandardPage.objects.get(pk=page.pk)
    page.title = "Басқа тақырып"
    page.save_revision()
    assert "page" in places_found(client), "a draft of a live page changes nothing"
    page.unpublish()
    assert places_found(client) == set(), "unpublished"


def test_page_made_live_without_a_revision_is_found(client, site):
    add_page(site)
    assert "page" in places_found(client)


def test_restricted_page_is_not_found(client, site):
    page = add_page(site)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    assert places_found(client) == set()
    restriction.delete()
    assert "page" in places_found(client)


def test_rebuild_adds_no_private_content(client, site):
    page = add_page(site)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    prepare_answer()
    call_command("reindex")
    assert places_found(client) == set()


def add_office_page(**how) -> OfficePage:
    page = OfficePage(
        title="Бөлме беті", slug="tur", office=an_office("TUR"), summary=f"{CANARY} беті.", **how
    )
    return OfficeIndexPage.objects.get(locale__language_code="kk").add_child(instance=page)


def test_office_page_text_is_found_only_while_live(client, site):
    page = add_office_page(live=False)
    assert places_found(client) == set(), "a draft"
    page.save_revision().publish()
    assert "counts" in places_found(client)
    restriction = PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert places_found(client) == set(), "the whole list is restricted"
    restriction.delete()
    assert "counts" in places_found(client)
    OfficePage.objects.get(pk=page.pk).delete()
    assert places_found(client) == set(), "deleted"


def test_restricted_report_is_not_listed(client, site):
    page = a_report("kk", f"{CANARY} қабылдауы", slug="canary")
    lists = ("/kk/", "/kk/reports/", "/kk/feeds/reports/", "/sitemap.xml")
    seen = [CANARY in client.get(path).content.decode() for path in lists[:3]]
    assert seen == [True, True, True]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert places_found(client) == set()
    for path in lists:
        content = client.get(path).content.decode()
        assert CANARY not in content, path
        assert page.url not in content, path


def test_withdrawn_promotion_is_not_shown(client):
    row, checker, at = prepare_answer()
    row = publication.publish(row, by=checker, at=at)
    Promotion.objects.create(words="жол", entry_group=f"answer:{row.number}")
    assert CANARY in client.get("/kk/search/?q=жол").content.decode()
    publication.withdraw(row, why="Қате кеткен.", reason="mistake", by=checker, at=at)
    assert CANARY not in client.get("/kk/search/?q=жол").content.decode()


def test_deleted_page_is_not_found(client, site):
    page = add_page(site)
    page.delete()
    assert places_found(client) == set()
