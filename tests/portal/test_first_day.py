"""From nothing to the first appeal: `migrate`, `prepare`, one office, and a citizen can write."""

import io

import pytest
from django.core.management import call_command
from wagtail.models import Page

from services.models import Body, Topic

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
