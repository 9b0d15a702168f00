"""What is not public is not found: not by a page, a filter, a suggestion, a feed, a count."""

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from appeals import publication
from home.models import StandardPage
from search.backends import get_engine
from search.entry import KINDS
from search.models import Promotion
from search.query.request import Query
from services.models import OfficeIndexPage, OfficePage
from tests.builders import a_report, an_appeal, an_office, staff
from tests.search.build import find, followed
from tests.search.test_elastic import server

__all__ = ["server"]
pytestmark = pytest.mark.django_db
CANARY = "Канарейканың"
SEEN = "канарейка"


ALL_DOORS = {
    "page", "filtered", "browsing", "suggestions", "suggestions in another language", "programs",
    "programs by the newest", "all for programs", "feed", "feed of all", "counts", "filters",
    "already answered", "did you mean",
}  # fmt: skip


def anywhere(client) -> set[str]:
    """Where the canary sings."""
    places = {
        "page": "/kk/search/?q=канарейка&sort=date",
        "filtered": "/ru/search/?q=канарейка&kind=answer",
        "browsing": "/kk/search/",
        "suggestions": "/kk/search/suggest/?q=канар",
        "suggestions in another language": "/en/search/suggest/?q=kanar",
        "programs": "/api/v1/search?q=канарейка",
        "programs by the newest": "/api/v1/search?q=канарейка&sort=date&lang=ru",
        "all for programs": "/api/v1/search",
        "feed": "/kk/feeds/search/?q=канарейка",
        "feed of all": "/kk/feeds/search/",
    }
    found = set()
    for name, path in places.items():
        # The question itself stands on the page in small letters; the text does not.
        if CANARY in client.get(path).content.decode().replace("<mark>", "").replace("</mark>", ""):
            found.add(name)
    if find(SEEN).total or any(find(SEEN).facets.values()):
        found.add("counts")
    for language in ("kk", "ru", "en"):
        if any(find(SEEN, language, kind=kind).total for kind in KINDS):
            found.add("filters")
        if get_engine().similar(f"{CANARY} үні неге шықты?", language, KINDS, 3):
            found.add("already answered")
    if SEEN in find("канарйека", "kk").suggestion.lower():
        found.add("did you mean")
    return found


def an_answer(**how):
    made = an_appeal(consent_publication=True, **how).answered()
    reply = made.appeal.replies.get(kind="full")
    checker = staff("checker", "head", made.office)
    row = publication.prepare(
        reply,
        title=f"{CANARY} үні",
        question=f"{CANARY} үні неге шықты?",
        answer=f"{CANARY} торы жабылды.",
        by=made.clerk,
        at=made.at,
    )
    return row, checker, made.at


def test_an_answer_is_found_from_publishing_until_withdrawing(client):
    row, checker, at = an_answer()
    assert anywhere(client) == set(), "prepared"
    row = publication.publish(row, by=checker, at=at)
    assert anywhere(client) >= ALL_DOORS, "or the test would prove nothing"
    publication.withdraw(row, why="Қате кеткен.", by=checker, at=at)
    assert anywhere(client) == set(), "withdrawn"


@pytest.mark.elasticsearch
def test_elasticsearch_forgets_it_too_and_before_it_does_nobody_sees(server, client):
    row, checker, at = an_answer()
    row = publication.publish(row, by=checker, at=at)
    followed()
    assert server.searcher.search(Query(SEEN, "kk")).total == 1
    assert anywhere(client) >= ALL_DOORS
    publication.withdraw(row, why="Қате кеткен.", by=checker, at=at)
    assert anywhere(client) == set(), "the server has not heard of it yet"
    followed()
    assert server.searcher.search(Query(SEEN, "kk")).total == 0
    assert anywhere(client) == set()


def test_an_appeal_itself_is_never_found(client):
    an_appeal(points=[f"{CANARY} үні туралы жазамын."], subject=f"{CANARY} үні").answered()
    assert anywhere(client) == set()


def test_a_closed_office_is_not_found(client):
    office = an_office("KAN", title_kk=f"{CANARY} бөлмесі")
    assert "page" in anywhere(client)
    office.active = False
    office.save()
    assert anywhere(client) == set()


def a_page(site, **how) -> StandardPage:
    page = StandardPage(title=f"{CANARY} беті", slug="canary", summary="Қысқаша.", **how)
    return site["kk"].add_child(instance=page)


def test_a_draft_is_not_found_and_a_live_page_is(client, site):
    page = a_page(site, live=False)
    assert anywhere(client) == set(), "a draft"
    page.save_revision().publish()
    assert "page" in anywhere(client)
    page = StandardPage.objects.get(pk=page.pk)
    page.title = "Басқа тақырып"
    page.save_revision()
    assert "page" in anywhere(client), "a draft of a live page changes nothing"
    page.unpublish()
    assert anywhere(client) == set(), "unpublished"


def test_a_page_put_live_without_a_revision_is_found(client, site):
    a_page(site)
    assert "page" in anywhere(client)


def test_a_page_behind_a_password_is_not_found(client, site):
    page = a_page(site)
    lock = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    assert anywhere(client) == set()
    lock.delete()
    assert "page" in anywhere(client)


def test_a_rebuild_lets_nothing_else_in(client, site):
    page = a_page(site)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    an_answer()
    call_command("reindex")
    assert anywhere(client) == set()


def an_office_page(**how) -> OfficePage:
    page = OfficePage(
        title="Бөлме беті", slug="tur", office=an_office("TUR"), summary=f"{CANARY} беті.", **how
    )
    return OfficeIndexPage.objects.get(locale__language_code="kk").add_child(instance=page)


def test_the_prose_of_an_office_goes_with_its_page(client, site):
    page = an_office_page(live=False)
    assert anywhere(client) == set(), "a draft"
    page.save_revision().publish()
    assert "counts" in anywhere(client)
    lock = PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert anywhere(client) == set(), "behind a password, with all its list"
    lock.delete()
    assert "counts" in anywhere(client)
    OfficePage.objects.get(pk=page.pk).delete()
    assert anywhere(client) == set(), "deleted"


def test_a_report_behind_a_password_is_listed_nowhere(client, site):
    page = a_report("kk", f"{CANARY} қабылдауы", slug="canary")
    lists = ("/kk/", "/kk/reports/", "/kk/feeds/reports/", "/sitemap.xml")
    seen = [CANARY in client.get(path).content.decode() for path in lists[:3]]
    assert seen == [True, True, True]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert anywhere(client) == set()
    for path in lists:
        heard = client.get(path).content.decode()
        assert CANARY not in heard, path
        assert page.url not in heard, path


def test_what_was_put_first_is_not_shown_when_it_is_withdrawn(client):
    row, checker, at = an_answer()
    row = publication.publish(row, by=checker, at=at)
    Promotion.objects.create(words="жол", entry_group=f"answer:{row.number}")
    assert CANARY in client.get("/kk/search/?q=жол").content.decode()
    publication.withdraw(row, why="Қате кеткен.", by=checker, at=at)
    assert CANARY not in client.get("/kk/search/?q=жол").content.decode()


def test_a_deleted_page_is_gone(client, site):
    page = a_page(site)
    page.delete()
    assert anywhere(client) == set()
