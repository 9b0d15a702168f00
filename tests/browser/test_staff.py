"""Staff and editors in the admin in Chromium."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from appeals.models import PublishedAnswer
from services.models import Closure
from tests.browser.conftest import DESKTOP
from tests.builders import (
    a_clerk,
    a_head,
    a_procedure_page,
    a_working_office,
    an_appeal,
    an_editor,
    an_official,
)
from tests.citizen_form import APPEAL_TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-password-1"


@pytest.fixture
def office(browser_database):
    cache.clear()
    return a_working_office()


def sign_in(tab, user) -> None:
    sign_in_as(tab, user.username)


def sign_in_as(tab, name: str) -> None:
    page = tab.page
    page.goto(tab.base + "/admin/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    send(tab, "button[type=submit]")
    assert page.url == tab.base + "/admin/"


def send(tab, button: str) -> None:
    """Submit a form of the admin and wait for the response; axe does not check the admin."""
    with tab.page.expect_navigation():
        tab.page.locator(button).first.click()


def check_console_and_requests(tab) -> None:
    """Require no external request and no console error in the admin."""
    assert not tab.external_requests
    assert not tab.console_errors


def act(tab, pk: int, name: str, values: dict) -> None:
    """Fill in the form of an act on an appeal and send it."""
    page = tab.page
    page.goto(tab.base + reverse("appeals_admin:act", args=[pk, name]))
    for field, value in values.items():
        box = page.locator(f"[name={field}]")
        box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
    send(tab, "form:has([name=last_event]) button[type=submit]")
    assert page.url.endswith(f"/admin/appeals/{pk}/")


def answer_appeal(tab, pk: int, office: int, clerk: int, answer: str) -> None:
    """Take an appeal of two points over, and answer it."""
    act(tab, pk, "route", {"office": str(office), "officer": str(clerk)})
    act(tab, pk, "start", {})
    act(tab, pk, "short_answer", {"text": "Комиссия сейсенбіде барады."})
    points = {"point_1": answer, "point_2": answer}
    act(tab, pk, "answer", {**points, "decision_1": "satisfied", "decision_2": "satisfied"})


def prepare_answer(tab, reply: int, matter) -> None:
    """Write the public version of an answer."""
    tab.page.goto(tab.base + reverse("appeals_admin:prepare", args=[reply]))
    for name in ("title", "question", "answer"):
        tab.page.locator(f"[name={name}]").fill(getattr(matter, name))
    send(tab, "form:has([name=question]) button[type=submit]")
    check_console_and_requests(tab)


def publish(tab, answer: int) -> None:
    """Publish what another member of staff has prepared."""
    tab.page.goto(tab.base + reverse("appeals_admin:check", args=[answer]))
    send(tab, "button[value=publish]")
    check_console_and_requests(tab)


def test_staff_from_inbox_to_published_answer(new_tab, office):
    matter = APPEAL_TEXTS["kk"]
    made = an_appeal(timezone.now(), office=office, consent_publication=True, points=matter.points)
    tab, clerk = new_tab("kk", DESKTOP), a_clerk(office)
    sign_in(tab, clerk)
    tab.page.goto(tab.base + reverse("appeals_admin:inbox"))
    tab.page.get_by_role("link", name=made.appeal.number).first.click()
    answer_appeal(tab, made.appeal.pk, office.pk, clerk.pk, matter.answer)
    prepare_answer(tab, made.appeal.replies.get(kind="full").pk, matter)
    second = new_tab("kk", DESKTOP)
    sign_in(second, a_head(office))
    publish(second, PublishedAnswer.objects.get().pk)
    citizen = new_tab("kk")
    citizen.open("/kk/")
    citizen.page.locator("main [name=q]").fill("құбырдың")
    citizen.submit_with_enter()
    citizen.press(citizen.page.get_by_role("link", name=matter.title))
    assert matter.answer in citizen.page.locator("main").inner_text()


def test_editor_changes_reception_hour(new_tab, office):
    official = an_official(office, every_day=False)
    hours = official.hours.get()
    tab = new_tab("kk", DESKTOP)
    sign_in(tab, an_editor())
    page = tab.page
    page.goto(tab.base + reverse("wagtailsnippets_services_receptionhours:edit", args=[hours.pk]))
    page.locator("[name=starts]").fill("14:10")
    page.locator("[name=ends]").fill("16:40")
    page.keyboard.press("Escape")
    send(tab, "footer button[type=submit], .footer button[type=submit]")
    check_console_and_requests(tab)
    citizen = new_tab("ru")
    for address in ("offices/ken/", "offices/ken/stand/", "offices/ken/kiosk/"):
        citizen.open(f"/ru/{address}")
        assert "14:10" in citizen.page.locator("main").inner_text(), address


def test_date_typed_day_first_is_saved_and_nonsense_is_refused(new_tab, office):
    tab = new_tab("ru", DESKTOP)
    sign_in(tab, an_editor("ru"))
    page = tab.page
    day = date(2026, 12, 10)
    closure = Closure.objects.create(
        office=office, first_day=day, last_day=day, reason_kk="Іссапар", reason_ru="Командировка"
    )
    page.goto(tab.base + reverse("wagtailsnippets_services_closure:edit", args=[closure.pk]))
    for name, text in (("first_day", "30.11.2026"), ("last_day", "бейсенбі")):
        page.locator(f"[name={name}]").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        assert page.locator(f"[name={name}]").input_value() == text
    submit = "footer button[type=submit], .footer button[type=submit]"
    send(tab, submit)
    assert Closure.objects.get().first_day == day
    assert page.locator("[name=last_day]").input_value() == "бейсенбі"
    page.locator("[name=last_day]").fill("1.12.2026")
    page.keyboard.press("Tab")
    send(tab, submit)
    closure = Closure.objects.get()
    assert (closure.first_day, closure.last_day) == (date(2026, 11, 30), date(2026, 12, 1))
    page.goto(tab.base + reverse("wagtailsnippets_services_closure:edit", args=[closure.pk]))
    assert page.locator("[name=first_day]").input_value() == "30.11.2026"
    check_console_and_requests(tab)


def test_table_pasted_into_a_text_keeps_its_cells_apart(new_tab, office):
    page_pk = a_procedure_page().pk
    tab = new_tab("ru", DESKTOP)
    sign_in(tab, an_editor("ru"))
    page = tab.page
    page.goto(tab.base + reverse("wagtailadmin_pages:edit", args=[page_pk]))
    text = page.locator(".Draftail-Editor [contenteditable=true]").first
    text.click()
    text.evaluate(
        """(node, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "x");
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            node.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        "<p>Кесте</p><table><tr><td><p>Күні</p></td><td><p>Уақыты</p></td></tr>"
        "<tr><td>Дүйсенбі</td><td>10:00</td></tr></table>",
    )
    page.wait_for_function("document.body.innerText.includes('Күні | Уақыты')")
    lines = text.inner_text().split("\n")
    assert "Күні | Уақыты" in [line.strip() for line in lines]
    assert any(line.strip().startswith("Дүйсенбі | 10:00") for line in lines)
    check_console_and_requests(tab)


def test_warning_before_the_end_of_a_session_keeps_it(office, new_tab, settings):
    tab = new_tab(size=DESKTOP)
    sign_in(tab, a_clerk(office))
    settings.STAFF_SESSION_IDLE = 100  # less than the two minutes of the warning
    tab.page.clock.install()
    tab.page.goto(tab.base + "/admin/")
    tab.page.clock.fast_forward(16_000)
    warning = tab.page.get_by_role("alert").filter(has_text="екі минуттан кейін")
    warning.wait_for()
    settings.STAFF_SESSION_IDLE = 1800
    warning.get_by_role("button").click()
    warning.wait_for(state="detached")
    check_console_and_requests(tab)
