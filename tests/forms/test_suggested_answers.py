"""Published answers suggested before the files; «This solved it» closes the form for a day."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from appeals import publication
from appeals.models import Appeal, PublishedAnswer
from forms.models import Draft
from portal import permissions
from tests.builders import a_staff_member, an_appeal
from tests.citizen_form import MATTER
from tests.search.entries import add_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def published_answer(reference_data) -> PublishedAnswer:
    made = an_appeal(consent_publication=True).answered()
    row = publication.prepare(
        made.appeal.replies.get(kind="full"),
        title="Көшеде үш күн су жоқ",
        question="Көшемізде бірнеше күн су жоқ. Су қашан қосылады?",
        answer="Құбыр жарылған еді. Су ертең қосылады.",
        by=made.clerk,
        at=made.at,
    )
    return publication.publish(row, by=a_staff_member("checker", "head", made.office), at=made.at)


def test_similar_answer_is_suggested_and_can_close_draft(appeal_form, published_answer):
    citizen = appeal_form().fill_to("files")
    assert published_answer.title in citizen.page.main
    before = Appeal.objects.count()
    page = citizen.press(f"solved-answer:{published_answer.number}")
    assert published_answer.title in page.main
    assert read_solved_report() == [], "it asks first"
    page = citizen.press(f"close-solved-answer:{published_answer.number}")
    assert published_answer.title in page.main
    assert read_solved_report() == [published_answer.title, "1"]
    assert Appeal.objects.count() == before


def close_as_solved(citizen, answer: PublishedAnswer) -> None:
    citizen.fill_to("files")
    citizen.press(f"solved-answer:{answer.number}")
    citizen.press(f"close-solved-answer:{answer.number}")


def test_refusing_the_question_leaves_draft_unchanged(appeal_form, published_answer):
    citizen = appeal_form().fill_to("files")
    page = citizen.press(f"solved-answer:{published_answer.number}")
    citizen.page = page.follow(citizen.step_url("files"))
    assert citizen.page.soup.select("input[name=documents]")
    assert "solved" not in Draft.objects.get().data


@pytest.mark.parametrize("page", ["resume", "own"])
def test_draft_closed_as_solved_can_be_sent_for_a_day(
    appeal_form, published_answer, visit, django_capture_on_commit_callbacks, page
):
    citizen = appeal_form()
    close_as_solved(citizen, published_answer)
    call_command("drop_stale_drafts")
    assert citizen.step_url("check") not in visit("/kk/appeals/new/").soup.decode()
    address = "/kk/appeals/resume/" if page == "resume" else citizen.step_url("matter")
    citizen.page = visit(address).send(button="Бәрібір жібергім келеді")
    assert citizen.step == "files"
    citizen.fill_to("check")
    with django_capture_on_commit_callbacks(execute=True):
        citizen.press("next")
    assert Appeal.objects.filter(points__text=MATTER).exists()


def test_draft_closed_as_solved_is_deleted_after_a_day(appeal_form, published_answer):
    close_as_solved(appeal_form(), published_answer)
    Draft.objects.update(changed_at=timezone.now() - timedelta(hours=25))
    call_command("drop_stale_drafts")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "matter",
    ["Кошемизде ауыз су жок, су кашан косылады?", "Koshemizde su jok, su qashan qosylady?"],
)
def test_suggestion_ignores_missing_kazakh_letters(appeal_form, published_answer, matter):
    citizen = appeal_form().fill_to("matter")
    citizen.press("next", {"point_1": matter})
    assert published_answer.title in citizen.page.main


def test_answer_that_was_not_suggested_is_not_counted_as_solving(appeal_form, published_answer):
    citizen = appeal_form().fill_to("matter")
    citizen.press("next", {"point_1": "Мектепте мұғалім жетпейді, сабақ болмай тұр."})
    assert published_answer.title not in citizen.page.main
    address = citizen.step_url("files")
    citizen.visit.post(address, {"go": f"close-solved-answer:{published_answer.number}"})
    assert "solved" not in Draft.objects.get().data
    assert read_solved_report() == []
    assert Draft.objects.exists()


def test_service_standards_are_suggested_and_suggestions_limited_to_three(
    appeal_form, published_answer
):
    for number in range(4):
        add_entry(
            f"water{number}",
            kind="standard",
            title=f"Суды қосу стандарты {number}",
            body="Көшемізде су жоқ болса, су үш күнде қосылады.",
        )
    citizen = appeal_form().fill_to("files")
    shown = citizen.page.soup.select("button[value^=solved-]")
    assert len(shown) == 3
    standard = next(tag["value"] for tag in shown if "water" in tag["value"])
    citizen.press(standard)
    citizen.press(f"close-{standard}")
    assert read_solved_report()[0].startswith("Суды қосу стандарты")


def test_unrelated_entries_are_not_suggested(appeal_form):
    add_entry(
        "school", kind="standard", title="Мектепке қабылдау", body="Өтініш сәуірде басталады."
    )
    assert not appeal_form().fill_to("files").page.soup.select("button[value^=solved-]")


def read_solved_report() -> list[str]:
    """Return title and count of the first row of the editors' report, [] when it is empty."""
    editor = Client()
    user, _new = get_user_model().objects.get_or_create(username="words")
    user.groups.add(Group.objects.get(name=permissions.EDITORS))
    editor.force_login(user)
    page = BeautifulSoup(editor.get("/admin/search-reports/solved/").content, "html.parser")
    row = page.select_one("main table tbody tr")
    cells = [cell.get_text(strip=True) for cell in row.select("td")] if row else []
    return [cells[0], cells[2]] if cells else []
