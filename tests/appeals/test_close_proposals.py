"""Closing without an answer: one person proposes, a head confirms, the term goes on until then."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from appeals import deadlines, lifecycle, status_text
from appeals.models import Appeal
from appeals.models.fact import Outcome
from appeals.states import Act, CloseReason
from core.models import Notice
from tests.appeals.test_admin import case_url, submit_act
from tests.builders import MONDAY, a_staff_member, an_appeal, an_office

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)


def proposal_id(made) -> int:
    return lifecycle.close_proposal(made.built()).pk


def test_proposal_changes_neither_state_nor_term_and_tells_the_applicant_nothing():
    made = an_appeal()
    letters, due_on = Notice.objects.count(), made.appeal.due_on
    made.close_proposed()
    appeal = made.built()
    assert (appeal.state, appeal.due_on, appeal.closed_at) == ("registered", due_on, None)
    assert Notice.objects.count() == letters
    assert len(status_text.build_timeline(appeal)) == 2  # registered, and the answer to come
    overdue = Appeal.objects.filter(deadlines.overdue(due_on + timedelta(days=1)))
    assert list(overdue) == [appeal]


def test_head_confirms_and_the_applicant_gets_the_reason_in_words():
    made = an_appeal(language="ru").close_proposed(why="Не сказано, о чём просят.")
    appeal = lifecycle.confirm_close(made.appeal, seen=proposal_id(made), by=made.head, at=LATER)
    assert (appeal.state, appeal.close_reason) == ("closed", "no_substance")
    assert (appeal.closed_at, appeal.proposed_close_reason) == (LATER, "")
    entry = appeal.events.latest("pk")
    assert (entry.act, entry.by) == (Act.CONFIRM_CLOSE, made.head)
    assert "Не сказано, о чём просят." in Notice.objects.latest("pk").body


def test_head_declines_with_a_reason_and_the_appeal_goes_on():
    made = an_appeal().started().close_proposed()
    seen = proposal_id(made)
    with pytest.raises(ValidationError):
        lifecycle.decline_close(made.appeal, seen=seen, why=" ", by=made.head, at=LATER)
    lifecycle.decline_close(made.appeal, seen=seen, why="Мәні бар.", by=made.head, at=LATER)
    assert (made.built().state, made.appeal.proposed_close_reason) == ("in_progress", "")
    made.answered()


def test_staff_cannot_confirm_or_decline():
    made = an_appeal().close_proposed()
    seen = proposal_id(made)
    with pytest.raises(PermissionDenied):
        lifecycle.confirm_close(made.appeal, seen=seen, by=made.clerk, at=LATER)
    with pytest.raises(PermissionDenied):
        lifecycle.decline_close(made.appeal, seen=seen, why="Жоқ.", by=made.clerk, at=LATER)


def test_head_who_proposes_needs_a_head_of_the_office_above():
    above = an_office("ROOT")
    made = an_appeal(office=an_office("BRN", parent=above))
    lifecycle.propose_close(made.appeal, "mistake", why="Қате.", by=made.head, at=LATER)
    seen = proposal_id(made)
    with pytest.raises(ValidationError):
        lifecycle.confirm_close(made.appeal, seen=seen, by=made.head, at=LATER)
    chief = a_staff_member("chief", "head", above)
    assert lifecycle.confirm_close(made.appeal, seen=seen, by=chief, at=LATER).state == "closed"


def test_second_head_is_told_that_it_is_decided():
    made = an_appeal().close_proposed()
    seen, other = proposal_id(made), a_staff_member("other_head", "head", made.office)
    lifecycle.confirm_close(made.appeal, seen=seen, by=made.head, at=LATER)
    for act, words in ((lifecycle.confirm_close, {}), (lifecycle.decline_close, {"why": "Жоқ."})):
        with pytest.raises(ValidationError):
            act(made.appeal, seen=seen, by=other, at=LATER, **words)


def test_head_confirms_only_the_proposal_that_was_seen():
    made = an_appeal().close_proposed()
    seen = proposal_id(made)
    lifecycle.decline_close(made.appeal, seen=seen, why="Жоқ.", by=made.head, at=LATER)
    made.built()
    made.close_proposed("repeated", "Бұрын жауап берілген.")
    with pytest.raises(ValidationError):
        lifecycle.confirm_close(made.appeal, seen=seen, by=made.head, at=LATER)
    assert made.built().state == "registered"


@pytest.mark.parametrize("reason", ["done", "anonymous", "nonsense"])
def test_reason_must_fit_an_appeal_with_a_name(reason):
    made = an_appeal()
    with pytest.raises(ValidationError) as refused:
        lifecycle.propose_close(made.appeal, reason, why="Себеп.", by=made.clerk, at=LATER)
    assert set(refused.value.message_dict) == {"reason"}


@pytest.mark.parametrize("name", ["Аноним", "без подписи", "—", " Белгісіз "])
def test_unsigned_letter_may_be_closed_as_anonymous(name):
    made = an_appeal(name=name, patronymic="", channel="post").close_proposed("anonymous")
    assert made.built().proposed_close_reason == "anonymous"


def test_withdrawal_that_staff_hear_of_is_confirmed_by_a_head_too():
    made = an_appeal()
    with pytest.raises(PermissionDenied):
        lifecycle.withdraw(made.appeal, why="Телефонмен айтты.", by=made.clerk, at=LATER)
    made.close_proposed("withdrawn", "5 ақпанда телефонмен айтты.").closed()
    assert made.built().close_reason == CloseReason.WITHDRAWN
    assert made.appeal.fact.outcome == Outcome.WITHDRAWN


def test_proposal_needs_words_and_is_made_once():
    made = an_appeal()
    with pytest.raises(ValidationError):
        lifecycle.propose_close(made.appeal, "mistake", why=" ", by=made.clerk, at=LATER)
    made.close_proposed()
    with pytest.raises(ValidationError):
        made.close_proposed()


@pytest.mark.parametrize("move", ["answered", "forwarded", "in_office"])
def test_answering_or_passing_on_ends_the_proposal(move):
    made = an_appeal().started().close_proposed()
    getattr(made, move)(*[an_office("KEN")] if move == "in_office" else [])
    assert made.built().proposed_close_reason == ""


@pytest.fixture
def recent():
    return an_appeal(timezone.now() - timedelta(hours=12))


def test_case_page_shows_the_proposal_and_the_head_decides(client, recent):
    made = recent
    client.force_login(made.clerk)
    submit_act(client, made, "propose_close", reason="repeated", why="Бұрын жауап берілген.")
    page = client.get(case_url(made)).content.decode()
    assert "Бұрын жауап берілген." in page.split('id="journal"')[0]
    assert made.head.get_full_name() in page
    assert "/confirm_close/" not in page
    client.force_login(made.head)
    assert "/confirm_close/" in client.get(case_url(made)).content.decode()
    url = reverse("appeals_admin:act", args=[made.appeal.pk, "confirm_close"])
    shown = client.get(url)
    assert "Бұрын жауап берілген." in shown.content.decode()
    values = {name: shown.context["form"][name].value() for name in ("last_event", "seen")}
    client.post(url, values)
    assert made.built().close_reason == CloseReason.REPEATED


def test_head_finds_waiting_proposals_in_inbox_and_panel(client, recent):
    recent.close_proposed()
    other = an_appeal(timezone.now() - timedelta(hours=12))
    client.force_login(recent.head)
    inbox = reverse("appeals_admin:inbox")
    page = client.get(inbox, {"situation": "closing"}).content.decode()
    assert recent.appeal.number in page
    assert other.appeal.number not in page
    assert "situation=closing" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(recent.clerk)
    assert "situation=closing" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_form_of_closing_without_an_answer_offers_no_anonymity_of_a_named_appeal(client, recent):
    client.force_login(recent.clerk)
    page = client.get(reverse("appeals_admin:act", args=[recent.appeal.pk, "propose_close"]))
    offered = [value for value, _label in page.context["form"].fields["reason"].choices]
    assert offered == ["no_substance", "repeated", "mistake", "withdrawn"]
    url = reverse("appeals_admin:act", args=[recent.appeal.pk, "close"])
    assert client.get(url).status_code == 302  # not before an answer
