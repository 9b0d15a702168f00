"""From nothing to the first appeal: `migrate`, `prepare`, one office, and a citizen can write."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from appeals.models import Appeal
from core.jobs import runs
from core.models import PeriodicJob, User
from forms.models import Draft
from services.models import Body, Office, Topic
from tests.builders import a_clerk, an_editor, an_office
from tests.citizen_form import AppealWizardClient
from tests.client import new_client

pytestmark = pytest.mark.django_db


def prepare() -> None:
    call_command("prepare", stdout=io.StringIO())


def test_prepare_gives_topics_and_bodies_once():
    prepare()
    topics, bodies = Topic.objects.count(), Body.objects.count()
    assert (topics, bodies) == (17, 11)
    assert not Body.objects.filter(ours=True).exists()
    assert not Body.objects.filter(topics=None).exists()
    Topic.objects.filter(slug="transport").delete()
    Body.objects.filter(slug="gov4c").update(title_kk="Басқа атау")
    prepare()
    assert (Topic.objects.count(), Body.objects.get(slug="gov4c").title_kk) == (16, "Басқа атау")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("slug", ["privacy", "accessibility"])
def test_prepare_gives_pages_that_the_footer_links(visit, language, slug):
    page = visit(f"/{language}/").follow(f"/{language}/{slug}/")
    assert ".example" not in page.main
    assert Page.objects.filter(slug=slug).values("translation_key").distinct().count() == 1


@pytest.fixture
def root():
    """Return the client of the first administrator."""
    return new_client(User.objects.create_superuser("root", "root@x.example", "p"))


def missing(client) -> str:
    """Return the text of the panel of what is missing; empty when there is none."""
    panel = client("/admin/").soup.select_one("#first-steps-section")
    return panel.get_text(" ", strip=True) if panel else ""


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "әлі ашылған жоқ"), ("ru", "ещё не открыта"), ("en", "not open yet")],
)
@pytest.mark.parametrize("form", ["appeals/new", "reception/book"])
def test_form_of_an_empty_portal_says_that_it_is_not_open(visit, language, words, form):
    prepare()
    assert words in visit(f"/{language}/{form}/")
    assert not visit(f"/{language}/{form}/").soup.select("main form")
    assert visit.client.post(f"/{language}/{form}/").status_code == 200
    assert not Draft.objects.exists()


def test_first_office_opens_the_form(visit, root):
    prepare()
    without_office = missing(root)
    office_words = "Азаматтарға көрсетілетін қабылдау бөлмесі"
    for words in (office_words, "worker", "EMAIL_URL", "Осы жылы", "БСН"):
        assert words in without_office
    assert "тақырыптары" not in without_office, "prepare has given them"
    root("/admin/snippets/services/office/add/").send({
        "title_kk": "Түркістан бөлмесі", "title_ru": "Приёмная Туркестана",
        "title_en": "Turkistan office", "slug": "tur", "code": "TUR",
    })  # fmt: skip
    assert "Азаматтарға көрсетілетін қабылдау бөлмесі" in missing(root), "it is not shown yet"
    assert "әлі ашылған жоқ" in visit("/kk/appeals/new/")
    office = Office.objects.get()
    root(f"/admin/snippets/services/office/edit/{office.pk}/").send({"active": True})
    assert "Азаматтарға көрсетілетін қабылдау бөлмесі" not in missing(root)
    page = AppealWizardClient(visit).fill_to("check").press("next")
    appeal = Appeal.objects.get()
    assert appeal.office == Office.objects.get(slug="tur")
    assert appeal.number in page


def test_editor_is_told_of_content_only(root):
    assert "EMAIL_URL" in missing(root)
    steps = missing(new_client(an_editor()))
    assert steps
    assert "EMAIL_URL" not in steps
    assert not missing(new_client(a_clerk(an_office())))


def test_panel_names_a_worker_that_stopped(root):
    at = timezone.now() - timedelta(days=1)
    runs.create_rows(at)
    PeriodicJob.objects.update(finished_at=at, due_at=at)
    assert "кешігіп" in missing(root)
    PeriodicJob.objects.update(due_at=timezone.now())
    assert "кешігіп" not in missing(root)
