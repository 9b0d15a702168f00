"""Every letter in three languages, without a word of the person."""

import pytest
from django.utils import translation

from appeals import notifications
from appeals.models import Event
from tests.builders import MONDAY, an_appeal

pytestmark = pytest.mark.django_db
PRIVATE = ("Айгүл", "Сейтқали", "Серікқызы", "aigul@", "шатыры")


@pytest.mark.parametrize("act", list(notifications.LETTERS))
def test_each_letter_in_each_language(act):
    appeal = an_appeal().appeal
    appeal.close_reason, appeal.forwarded_to = "withdrawn", "Прокуратура"
    event = Event(appeal=appeal, act=act, at=MONDAY, why="Себебі.")
    said = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            subject, text = notifications.compose_letter(appeal, event)
            said.add(subject)
            assert appeal.number in subject
            assert appeal.number in text
            assert f"/{language}/appeals/status/" in text
            assert "%(" not in subject + text
            assert not [word for word in PRIVATE if word in subject + text]
    assert len(said) == 3


def test_acts_inside_the_house_send_no_letter():
    appeal = an_appeal().appeal
    for act in ("assign", "prepare", "publish", "return", "unpublish", "rate", "route"):
        assert (
            notifications.compose_letter(appeal, Event(appeal=appeal, act=act, at=MONDAY)) is None
        )
