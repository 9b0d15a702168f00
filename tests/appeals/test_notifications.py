"""Letters in three languages, without personal data."""

import pytest
from django.utils import translation

from appeals import notifications
from appeals.models import Event
from tests.builders import MONDAY, an_appeal

pytestmark = pytest.mark.django_db
PRIVATE = ("Айгүл", "Сейтқали", "Серікқызы", "aigul@", "шатыры")


@pytest.mark.parametrize("act", list(notifications.LETTERS))
def test_each_letter_in_three_languages_without_personal_data(act):
    appeal = an_appeal().appeal
    appeal.close_reason, appeal.forwarded_to = "withdrawn", "Прокуратура"
    event = Event(appeal=appeal, act=act, at=MONDAY, why="Себебі.")
    subjects = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            subject, text = notifications.compose_letter(appeal, event)
            subjects.add(subject)
            assert appeal.number in subject
            assert appeal.number in text
            assert f"/{language}/appeals/status/" in text
            assert "%(" not in subject + text
            assert not [word for word in PRIVATE if word in subject + text]
    assert len(subjects) == 3


def test_internal_acts_send_no_letter():
    appeal = an_appeal().appeal
    for act in ("assign", "prepare", "publish", "return", "unpublish", "rate", "route"):
        assert (
            notifications.compose_letter(appeal, Event(appeal=appeal, act=act, at=MONDAY)) is None
        )
