"""A translator publishes the Russian page of a Kazakh one; the page tree stays consistent."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from home.models import HomePage, StandardPage
from services.models import ProcedurePage
from tests.builders import a_procedure_page, a_translator, an_editor
from tests.client import new_client

pytestmark = pytest.mark.django_db
RUSSIAN = {
    "title": "Как прийти на приём",
    "slug": "kak-priyti",
    "summary": "Что взять с собой и когда прийти.",
}


@pytest.fixture
def run_on_commit(django_capture_on_commit_callbacks):
    """Return a context that runs what wagtail-localize does after the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def locale_ids(*codes: str) -> list[str]:
    return [str(Locale.objects.get(language_code=code).pk) for code in codes]


def submit_for_translation(browser, page: Page, *codes: str, subtree=False):
    form = browser(reverse("wagtail_localize:submit_page_translation", args=[page.pk]))
    values = {"locales": locale_ids(*codes)} if form.soup.select("[name=locales]") else {}
    if subtree:
        values["include_subtree"] = True
    return form.send(values)


def editor_props(browser, page: Page) -> dict:
    """Return the data of the translation editor, as its script reads it."""
    screen = browser(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return json.loads(screen.soup.select_one("[data-props]")["data-props"])


def translate(browser, page: Page, texts: dict[str, str], default: str):
    """Translate every segment: by its path from `texts`, else as `default`."""
    for segment in editor_props(browser, page)["segments"]:
        if segment["type"] == "string":
            value = texts.get(segment["contentPath"], default)
            response = browser.client.put(
                segment["editUrl"],
                urlencode({"value": value}),
                content_type="application/x-www-form-urlencoded",
            )
            assert response.status_code < 300, (segment["contentPath"], response.content[:300])


def publish(browser, page: Page):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return browser.client.post(edit, {"action": "publish"})


def page_tree_is_consistent() -> bool:
    return all(page.numchild == Page.objects.child_of(page).count() for page in Page.objects.all())


@pytest.mark.parametrize("who", [a_translator, an_editor])
def test_kazakh_procedure_is_translated_to_russian(visit, site, who, run_on_commit):
    source = a_procedure_page()
    browser = new_client(who())
    with run_on_commit():
        submit_for_translation(browser, source, "ru")
    russian = ProcedurePage.objects.get(
        locale__language_code="ru", translation_key=source.translation_key
    )
    assert not russian.live  # no Kazakh text under /ru/
    visit("/ru/procedures/kelu/", status=404)
    translate(browser, russian, RUSSIAN, "Возьмите удостоверение личности.")
    with run_on_commit():
        publish(browser, russian)
    page = visit("/ru/procedures/").follow(RUSSIAN["title"])
    assert page.path == "/ru/procedures/kak-priyti/"
    assert "Возьмите удостоверение личности." in page
    assert page.follow("Қазақша").h1 == source.title
    assert visit("/kk/procedures/kelu/").follow("Русский").h1 == RUSSIAN["title"]
    assert page_tree_is_consistent()
    for language in ("kk", "ru", "en"):
        for slug in ("", "procedures/", "standards/", "reports/"):
            visit(f"/{language}/{slug}")
    results = visit("/ru/search/", {"q": "приёму"}).main
    assert RUSSIAN["title"] in results or "Личный приём" in results


def test_translating_subtree_keeps_children(visit, site, run_on_commit):
    """wagtail-localize #773: the translated parent lost its children, and they returned 404."""
    home = HomePage.objects.get(locale__language_code="kk")
    parent = StandardPage(title="Анықтама", slug="anyqtama", locale=home.locale)
    home.add_child(instance=parent)
    parent.save_revision().publish()
    child = StandardPage(title="Мекенжайлар", slug="mekenzhai", locale=home.locale)
    Page.objects.get(pk=parent.pk).add_child(instance=child)
    child.save_revision().publish()
    browser = new_client(a_translator())
    with run_on_commit():
        submit_for_translation(browser, parent, "ru", subtree=True)
    for source, slug, title in ((parent, "spravka", "Справка"), (child, "adresa", "Адреса")):
        russian = StandardPage.objects.get(
            locale__language_code="ru", translation_key=source.translation_key
        )
        translate(browser, russian, {"title": title, "slug": slug, "summary": title}, title)
        with run_on_commit():
            publish(browser, russian)
    assert page_tree_is_consistent()
    assert visit("/ru/spravka/").h1 == "Справка"
    assert visit("/ru/spravka/adresa/").h1 == "Адреса"
    assert visit("/kk/anyqtama/mekenzhai/").h1 == "Мекенжайлар"
    explorer = browser(reverse("wagtailadmin_explore", args=[parent.pk]))
    assert "Мекенжайлар" in explorer


def test_changed_source_does_not_change_published_translation(visit, site, run_on_commit):
    source = a_procedure_page()
    browser = new_client(a_translator())
    with run_on_commit():
        submit_for_translation(browser, source, "ru")
    russian = ProcedurePage.objects.get(
        locale__language_code="ru", translation_key=source.translation_key
    )
    translate(browser, russian, RUSSIAN, "Возьмите удостоверение личности.")
    with run_on_commit():
        publish(browser, russian)
    source.summary = "Енді басқаша."
    source.save_revision().publish()
    assert visit("/ru/procedures/kak-priyti/")  # the old translation stands until it is renewed
    assert "Енді басқаша." in visit("/kk/procedures/kelu/")
    assert "Енді басқаша." not in visit("/ru/procedures/kak-priyti/").main
