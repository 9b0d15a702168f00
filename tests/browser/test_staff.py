"""Staff and editors at the admin in a real Chromium."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from appeals.models import PublishedAnswer
from tests.browser.conftest import DESK
from tests.builders import a_clerk, a_head, a_working_office, an_appeal, an_editor, an_official
from tests.citizen_form import APPEAL_TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-password-1"


@pytest.fixture
def office(planted):
    cache.clear()
    return a_working_office()


def sign_in(tab, user) -> None:
    page = tab.page
    page.goto(tab.base + "/admin/login/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    send(tab, "button[type=submit]")
    assert page.url == tab.base + "/admin/"


def send(tab, button: str) -> None:
    """Send a form of the admin and wait for its answer; axe judges the admin nowhere."""
    with tab.page.expect_navigation():
        tab.page.locator(button).first.click()


def quiet(tab) -> None:
    """The admin asks nobody else for anything and its scripts do not complain."""
    assert not tab.foreign
    assert not tab.complaints


def test_the_desk_from_the_inbox_to_the_published_answer(tab_of, office):
    matter = APPEAL_TEXTS["kk"]
    made = an_appeal(timezone.now(), office=office, consent_publication=True, points=matter.points)
    pk, tab = made.appeal.pk, tab_of("kk", DESK)
    page = tab.page
    clerk, head = a_clerk(office), a_head(office)
    sign_in(tab, clerk)
    page.goto(tab.base + reverse("appeals_admin:inbox"))
    page.get_by_role("link", name=made.appeal.number).first.click()

    def submit_staff_action(name: str, values: dict) -> None:
        page.goto(tab.base + reverse("appeals_admin:act", args=[pk, name]))
        for field, value in values.items():
            box = page.locator(f"[name={field}]")
            box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(
                value
            )
        send(tab, "form:has([name=last_event]) button[type=submit]")
        assert page.url.endswith(f"/admin/appeals/{pk}/")

    submit_staff_action("route", {"office": str(office.pk), "officer": str(clerk.pk)})
    submit_staff_action("start", {})
    submit_staff_action("short_answer", {"text": "Комиссия сейсенбіде барады."})
    submit_staff_action("answer", {
        "point_1": matter.answer, "decision_1": "satisfied",
        "point_2": matter.answer, "decision_2": "satisfied",
    })  # fmt: skip
    reply = made.appeal.replies.get(kind="full")
    page.goto(tab.base + reverse("appeals_admin:prepare", args=[reply.pk]))
    for name in ("title", "question", "answer"):
        page.locator(f"[name={name}]").fill(getattr(matter, name))
    send(tab, "form:has([name=question]) button[type=submit]")
    quiet(tab)
    answer = PublishedAnswer.objects.get()
    second = tab_of("kk", DESK)
    sign_in(second, head)
    second.page.goto(tab.base + reverse("appeals_admin:check", args=[answer.pk]))
    send(second, "button[value=publish]")
    quiet(second)
    citizen = tab_of("kk")
    citizen.open("/kk/")
    citizen.page.locator("main [name=q]").fill("құбырдың")
    citizen.enter()
    citizen.press(citizen.page.get_by_role("link", name=matter.title))
    assert matter.answer in citizen.page.locator("main").inner_text()


def test_an_editor_changes_an_hour(tab_of, office):
    official = an_official(office, every_day=False)
    hours = official.hours.get()
    tab = tab_of("kk", DESK)
    sign_in(tab, an_editor())
    page = tab.page
    page.goto(tab.base + reverse("wagtailsnippets_services_receptionhours:edit", args=[hours.pk]))
    page.locator("[name=starts]").fill("14:10")
    page.locator("[name=ends]").fill("16:40")
    page.keyboard.press("Escape")
    send(tab, "footer button[type=submit], .footer button[type=submit]")
    quiet(tab)
    citizen = tab_of("ru")
    for address in ("offices/ken/", "offices/ken/stand/", "offices/ken/kiosk/"):
        citizen.open(f"/ru/{address}")
        assert "14:10" in citizen.page.locator("main").inner_text(), address
