"""A press officer publishes a media report whose figures add up."""

import pytest
from django.urls import reverse

from home.models import MediaIndexPage, MediaReportPage
from tests.builders import a_journalist, a_report, a_working_office
from tests.client import new_client

pytestmark = pytest.mark.django_db
TEXTS = {
    "kk": ("Кентаудағы қабылдау қорытындысы", "Құбыр мен жол туралы сұрақтар", "құбыр"),
    "ru": ("Итоги приёма в Кентау", "Вопросы о водопроводе и дорогах", "водопровод"),
}


def formset_data(prefix: str, rows: list[dict]) -> dict:
    """Return the rows of an inline panel as the editor's page posts them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    data |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        data |= {f"{prefix}-{number}-ORDER": number + 1, f"{prefix}-{number}-DELETE": ""}
    return data


def report_data(language: str, raised: int, **changed) -> dict:
    """Return a media report as the editor's page posts it."""
    title, summary, _query = TEXTS[language]
    topic = "Су мен жол" if language == "kk" else "Вода и дороги"
    return {
        "title": title,
        "slug": "kentau",
        "date": "2026-03-12",
        "place": "Кентау",
        "summary": summary,
        "body-count": 0,
        "came": 9,
        "raised": raised,
        "controlled": 2,
        "sources": "",
        **formset_data("figures", [{"title": topic, "count": 4}, {"title": "Баспана", "count": 3}]),
        **formset_data(
            "tasks", [{"task": "112", "who": "103", "until": "2026-04-01", "stand": "open"}]
        ),
        **formset_data("comments", []),
        "action-publish": "action-publish",
        **changed,
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_media_report_must_add_up_before_publication(visit, site, language):
    title, _summary, query = TEXTS[language]
    press = new_client(a_journalist(language))
    index = MediaIndexPage.objects.get(locale__language_code=language)
    address = reverse("wagtailadmin_pages:add", args=["home", "mediareportpage", index.pk])
    assert press(address).form(["raised"])
    wrong = press.post(address, report_data(language, raised=8))
    assert not MediaReportPage.objects.exists()
    assert "7" in " ".join(
        tag.get_text() for tag in wrong.soup.select(".error-message, .w-field__errors")
    )
    assert wrong.form(["raised"]).find(attrs={"name": "title"})["value"] == title
    press.post(address, report_data(language, raised=7))
    page = visit(f"/{language}/reports/").follow(title)
    assert "7" in page.main
    assert page.soup.select_one("main svg[role=img]")
    assert page.soup.select_one("main table")
    assert title in visit(f"/{language}/search/", {"q": query, "kind": "report"}).main
    assert title in visit(f"/{language}/").main
    assert title in visit.client.get(f"/{language}/feeds/reports/").content.decode()
    live = MediaReportPage.objects.get()
    press(reverse("wagtailadmin_pages:unpublish", args=[live.pk])).send()
    visit(f"/{language}/reports/kentau/", status=404)
    assert title not in visit(f"/{language}/search/", {"q": query}).main
    assert title not in visit.client.get(f"/{language}/feeds/reports/").content.decode()


def test_report_with_more_controlled_than_raised_is_refused(site):
    press = new_client(a_journalist("ru"))
    index = MediaIndexPage.objects.get(locale__language_code="ru")
    address = reverse("wagtailadmin_pages:add", args=["home", "mediareportpage", index.pk])
    press.post(address, report_data("ru", raised=7, controlled=8))
    assert not MediaReportPage.objects.exists()


def test_press_cannot_open_other_admin_sections(site):
    press = new_client(a_journalist())
    for name in ("appeals_admin:inbox", "appeals_admin:register"):
        assert press.client.get(reverse(name)).status_code in (302, 403)
    page = site["kk"]
    assert press.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code in (
        302,
        403,
    )


def test_reports_are_filtered_by_office(visit, site):
    office = a_working_office()
    a_report(title="Кентаудағы қабылдау", slug="kentau", office=office)
    a_report(title="Талғардағы қабылдау", slug="talgar")
    page = visit("/kk/reports/").send({"office": "ken"})
    assert "Кентаудағы қабылдау" in page.main
    assert "Талғардағы қабылдау" not in page.main


@pytest.mark.parametrize("autosave", [False, True])
def test_report_with_a_wrong_sum_is_kept_as_a_draft_and_not_published(visit, site, autosave):
    press = new_client(a_journalist("ru"))
    index = MediaIndexPage.objects.get(locale__language_code="ru")
    address = reverse("wagtailadmin_pages:add", args=["home", "mediareportpage", index.pk])
    data = report_data("ru", raised=8)
    publish = data.pop("action-publish")
    accept = {"accept": "application/json"} if autosave else {}
    press.client.post(address, data, headers=accept)
    draft = MediaReportPage.objects.get()
    assert not draft.live
    assert draft.get_latest_revision_as_object().figures.count() == 2
    screen = press(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "Сумма строк таблицы 7, а указано 8. Черновик сохранён" in screen
    opened = {tag["name"]: tag["value"] for tag in screen.soup.select("[name^=loaded_revision]")}
    press.post(screen.path, {**data, **opened, "action-publish": publish})
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}"
    answer = press.post(bulk, {"id": draft.pk, "include_descendants": ""})
    assert "Ничего не опубликовано" in answer
    assert not MediaReportPage.objects.get().live
    visit("/ru/reports/kentau/", status=404)


def test_button_names_the_check_in_the_language_of_the_admin(site):
    press = new_client(a_journalist("ru"))
    index = MediaIndexPage.objects.get(locale__language_code="ru")
    screen = press(reverse("wagtailadmin_pages:add", args=["home", "mediareportpage", index.pk]))
    button = screen.soup.select_one("button[name=action-submit]").get_text()
    assert "Проверка перед публикацией" in button
    assert "Check before publication" not in button
