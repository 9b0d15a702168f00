"""Before the files: what was answered already. «This solved it» ends the form and is counted."""

import pytest

from appeals import publication
from appeals.models import Appeal, PublishedAnswer
from forms.models import Draft
from tests.builders import an_appeal, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(facts) -> PublishedAnswer:
    made = an_appeal(consent_publication=True).answered()
    row = publication.prepare(
        made.appeal.replies.get(kind="full"),
        title="Көшеде үш күн су жоқ",
        question="Көшемізде бірнеше күн су жоқ. Су қашан қосылады?",
        answer="Құбыр жарылған еді. Су ертең қосылады.",
        by=made.clerk,
        at=made.at,
    )
    return publication.publish(row, by=staff("checker", "head", made.office), at=made.at)


def test_a_near_answer_is_shown_and_can_end_the_form(walk, answered):
    citizen = walk().to("files")
    assert answered.title in citizen.page.main
    before = Appeal.objects.count()
    page = citizen.press(f"solved-answer:{answered.number}")
    assert answered.title in page.main
    answered.refresh_from_db()
    assert answered.solved == 1
    assert not Draft.objects.exists()
    assert Appeal.objects.count() == before


def test_an_answer_that_was_not_shown_cannot_be_counted(walk, answered):
    citizen = walk().to("matter")
    citizen.press("next", {"point_1": "Мектепте мұғалім жетпейді, сабақ болмай тұр."})
    assert answered.title not in citizen.page.main
    address = citizen.address("files")
    citizen.visit.post(address, {"go": f"solved-answer:{answered.number}"})
    answered.refresh_from_db()
    assert answered.solved == 0
    assert Draft.objects.exists()
