"""Every transition of the table, and every one that it lacks."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from appeals import deadlines, lifecycle
from appeals.models import Appeal, Event, Reply
from appeals.states import OPEN, TRANSITIONS, Act, State
from core.models import Notice
from tests.appeals.test_registration import a_file
from tests.builders import MONDAY, a_body, a_staff_member, almaty_time, an_appeal, an_office

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)

STATES = {
    State.REGISTERED: lambda: an_appeal(),
    State.ROUTED: lambda: an_appeal().routed(),
    State.IN_PROGRESS: lambda: an_appeal().started(),
    State.ANSWERED: lambda: an_appeal().answered(),
    State.FORWARDED: lambda: an_appeal().forwarded(),
    State.CLOSED: lambda: an_appeal().answered().closed(),
}


def perform(act: str, made: an_appeal):
    """Do `act` as a user who has the permission."""
    appeal, clerk, head = made.built(), made.clerk, made.head
    points = [
        lifecycle.PointAnswer(p.number, "Жөнделді.", "satisfied") for p in appeal.points.all()
    ]
    seen = appeal.events.order_by("-pk").first().pk
    acts = {
        Act.ROUTE: lambda: lifecycle.route(appeal, appeal.office, by=clerk, at=LATER),
        Act.ASSIGN: lambda: lifecycle.assign(appeal, head, by=clerk, at=LATER),
        Act.START: lambda: lifecycle.start(appeal, by=clerk, at=LATER),
        Act.SHORT_ANSWER: lambda: lifecycle.short_answer(appeal, "Қаралуда.", by=clerk, at=LATER),
        Act.EXTEND: lambda: lifecycle.extend(
            appeal, date(2026, 3, 16), why="Сараптама керек.", by=head, at=LATER
        ),
        Act.ANSWER: lambda: lifecycle.answer(appeal, points, by=clerk, at=LATER),
        Act.FORWARD: lambda: lifecycle.forward(
            appeal, a_body(), why="Құзырет.", by=clerk, at=LATER
        ),
        Act.PROPOSE_CLOSE: lambda: lifecycle.propose_close(
            appeal, "no_substance", why="Мәні жоқ.", by=clerk, at=LATER
        ),
        Act.CONFIRM_CLOSE: lambda: lifecycle.confirm_close(appeal, seen=seen, by=head, at=LATER),
        Act.DECLINE_CLOSE: lambda: lifecycle.decline_close(
            appeal, seen=seen, why="Мәні бар.", by=head, at=LATER
        ),
        Act.CLOSE: lambda: lifecycle.close(appeal, why="Бітті.", by=clerk, at=LATER),
        Act.WITHDRAW: lambda: lifecycle.withdraw(appeal, at=LATER),
        Act.ASK_AGAIN: lambda: lifecycle.ask_again(appeal, why="Келіспеймін.", at=LATER),
        Act.DECLINE_AGAIN: lambda: lifecycle.decline_again(
            appeal, why="Жаңа дерек жоқ.", by=head, at=LATER
        ),
        Act.CHANGE_CONTACT: lambda: lifecycle.change_contact(
            appeal, email="jana@mail.example", phone="", at=LATER
        ),
        Act.REOPEN: lambda: lifecycle.reopen(appeal, why="Шағым түсті.", by=head, at=LATER),
        Act.ADD_DOCUMENT: lambda: lifecycle.add_document(appeal, a_file(), at=LATER),
        Act.REPLACE_SECRET: lambda: lifecycle.replace_secret(
            appeal, "7K3D-92MX-QF40", checked="Жеке куәлік", by=clerk, at=LATER
        ),
        Act.RATE: lambda: lifecycle.rate(appeal, 5, "Рақмет", at=LATER),
        Act.ASK_DELETION: lambda: lifecycle.ask_deletion(appeal, at=LATER),
        Act.DECLINE_DELETION: lambda: lifecycle.decline_deletion(
            appeal, why="Заң мерзімі бітпеген.", by=head, at=LATER
        ),
        Act.HOLD: lambda: lifecycle.put_on_hold(appeal, "Сотта қаралуда.", by=head, at=LATER),
        Act.LIFT_HOLD: lambda: lifecycle.lift_hold(appeal, "Сот бітті.", by=head, at=LATER),
        Act.ANONYMISE: lambda: lifecycle.anonymise(appeal, at=LATER),
    }
    return acts[act]()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", TRANSITIONS)
def test_acts_follow_the_transition_table(act, state):
    made = STATES[state]()
    if act in {Act.CONFIRM_CLOSE, Act.DECLINE_CLOSE} and state in OPEN:
        made.close_proposed()
    if act == Act.DECLINE_AGAIN and state in TRANSITIONS[act][0]:
        lifecycle.ask_again(made.appeal, why="Келіспеймін.", at=LATER)
    if act == Act.DECLINE_DELETION and state in TRANSITIONS[act][0]:
        lifecycle.ask_deletion(made.appeal, at=LATER)
    if act == Act.LIFT_HOLD:
        lifecycle.put_on_hold(made.appeal, "Сотта қаралуда.", by=made.head, at=LATER)
    before, events = made.built(), Event.objects.count()
    allowed, goes_to = TRANSITIONS[act]
    if state in allowed:
        perform(act, made)
        after = made.built()
        assert after.state == (goes_to or state)
        last = after.events.order_by("-pk").first()
        assert (last.act, last.from_state, last.to_state) == (act, state, after.state)
        assert Event.objects.count() == events + 1
    else:
        with pytest.raises(ValidationError):
            perform(act, made)
        assert made.built().state == before.state
        assert Event.objects.count() == events


def test_transition_table_has_every_act_but_those_without_a_state():
    assert set(TRANSITIONS) == set(Act) - {
        Act.REGISTER, Act.PREPARE, Act.EXCUSE, Act.PUBLISH, Act.RETURN, Act.UNPUBLISH,
        Act.REMOVE_FILE, Act.MOVE_TERM, Act.WITHDRAW_CONSENT,
    }  # fmt: skip


def test_full_answer_needs_every_point():
    made = an_appeal().started()
    only_first = [lifecycle.PointAnswer(1, "Жөнделді.", "satisfied")]
    with pytest.raises(ValidationError) as refused:
        lifecycle.answer(made.appeal, only_first, by=made.clerk, at=LATER)
    assert set(refused.value.message_dict) == {"point_2"}
    blank = [*only_first, lifecycle.PointAnswer(2, "Жоқ.", "")]
    with pytest.raises(ValidationError) as refused:
        lifecycle.answer(made.appeal, blank, by=made.clerk, at=LATER)
    assert set(refused.value.message_dict) == {"decision_2"}
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "decisions, whole",
    [
        (["satisfied", "satisfied"], "satisfied"),
        (["satisfied", "refused"], "partly"),
        (["explained", "explained"], "explained"),
        (["refused", "explained"], "refused"),
        (["partly", "explained"], "partly"),
    ],
)
def test_decision_follows_from_the_points(decisions, whole):
    made = an_appeal().started()
    points = [lifecycle.PointAnswer(n, "Жауап.", each) for n, each in enumerate(decisions, 1)]
    lifecycle.answer(made.appeal, points, by=made.clerk, at=LATER)
    reply = Reply.objects.get()
    assert reply.decision == whole
    assert reply.signer == made.clerk.get_full_name()
    assert made.built().answered_at == LATER


def test_short_answer_is_given_once_and_not_empty():
    made = an_appeal().started()
    with pytest.raises(ValidationError):
        lifecycle.short_answer(made.appeal, "  ", by=made.clerk, at=LATER)
    lifecycle.short_answer(made.appeal, "Комиссия сейсенбіде барады.", by=made.clerk, at=LATER)
    with pytest.raises(ValidationError):
        lifecycle.short_answer(made.appeal, "Тағы.", by=made.clerk, at=LATER)
    assert made.built().short_answered_at == LATER


@pytest.mark.parametrize(
    "until, right",
    [
        (date(2026, 2, 23), False),  # the day it is due already
        (date(2026, 2, 24), True),
        (date(2026, 3, 22), False),  # a day off (Nowruz, Sunday)
        (date(2026, 4, 2), True),  # two months from registration
        (date(2026, 4, 3), False),
    ],
)
def test_extension_ends_within_two_months_on_a_working_day(until, right):
    made = an_appeal().started()
    assert made.appeal.due_on == date(2026, 2, 23)
    if right:
        lifecycle.extend(made.appeal, until, why="Сараптама.", by=made.head, at=LATER)
        assert (made.built().due_on, made.built().extended) == (until, True)
        with pytest.raises(ValidationError):  # once
            lifecycle.extend(
                made.appeal, until + timedelta(days=1), why="Тағы.", by=made.head, at=LATER
            )
    else:
        with pytest.raises(ValidationError):
            lifecycle.extend(made.appeal, until, why="Сараптама.", by=made.head, at=LATER)
        assert made.built().due_on == date(2026, 2, 23)


def test_extension_needs_a_head_and_a_reason():
    made = an_appeal().started()
    with pytest.raises(PermissionDenied):
        lifecycle.extend(made.appeal, date(2026, 3, 2), why="Иә.", by=made.clerk, at=LATER)
    with pytest.raises(ValidationError):
        lifecycle.extend(made.appeal, date(2026, 3, 2), why=" ", by=made.head, at=LATER)


def test_ended_term_cannot_be_extended():
    made, until = an_appeal().started(), date(2026, 4, 2)
    lifecycle.extend(
        made.appeal, until, why="Иә.", by=made.head, at=almaty_time("2026-02-23 17:00")
    )
    late, at = an_appeal().started(), almaty_time("2026-03-14 10:00")
    for day in (date(2026, 3, 2), until):
        with translation.override("ru"), pytest.raises(ValidationError, match="истёк 23"):
            lifecycle.extend(late.appeal, day, why="Сараптама.", by=late.head, at=at)
    overdue = Appeal.objects.filter(deadlines.overdue(at.date()))
    assert list(overdue) == [late.appeal]


def test_forwarding_needs_a_body_and_records_lateness():
    made = an_appeal()
    with pytest.raises(ValidationError):
        lifecycle.forward(made.appeal, None, why="Құзырет.", by=made.clerk, at=LATER)
    in_time = lifecycle.forward(
        made.appeal, None, name="Прокуратура", why="Құзырет.", by=made.clerk, at=LATER
    )
    assert in_time.forwarded_to == "Прокуратура"
    assert in_time.events.last().data["late"] is False
    late = an_appeal()
    done = lifecycle.forward(
        late.appeal, a_body(), why="Құзырет.", by=late.clerk, at=MONDAY + timedelta(days=9)
    )
    assert done.events.last().data["late"] is True


def test_reopened_appeal_can_be_answered_and_extended_again():
    made = an_appeal().started()
    lifecycle.extend(made.appeal, date(2026, 3, 2), why="Сараптама.", by=made.head, at=LATER)
    made.answered()
    at = almaty_time("2026-05-11 10:00")
    again = lifecycle.reopen(made.appeal, why="Шағым.", by=made.head, at=at)
    assert again.due_on == date(2026, 6, 3)  # 11 and 27 May are days off
    assert (again.answered_at, again.extended) == (None, False)
    made.at = at
    made.appeal = again
    made.started()
    lifecycle.extend(made.appeal, date(2026, 7, 10), why="Тағы.", by=made.head, at=made.at)
    made.answered("refused")
    assert made.built().replies.filter(kind="full").count() == 2


def test_answer_may_be_rated_at_any_time(client):
    made = an_appeal().answered()
    lifecycle.rate(made.appeal, 5, at=made.at + timedelta(days=400))
    page = client.get("/ru/terms/").content.decode()
    assert "Краткий ответ" in page
    assert "оценк" not in page.split('<h2 id="in-force">')[1].split("</section>")[0]


def test_answer_is_rated_once_from_one_to_five():
    made = an_appeal().answered()
    for stars in (0, 6):
        with pytest.raises(ValidationError):
            lifecycle.rate(made.appeal, stars, at=LATER)
    lifecycle.rate(made.appeal, 4, " Жылдам ", at=LATER)
    assert (made.built().rating.stars, made.built().rating.comment) == (4, "Жылдам")
    with pytest.raises(ValidationError):
        lifecycle.rate(made.appeal, 5, at=LATER)


def test_appeal_closed_without_an_answer_cannot_be_rated():
    made = an_appeal().closed()
    with pytest.raises(ValidationError):
        lifecycle.rate(made.appeal, 5, at=LATER)


def test_executor_must_work_in_the_office():
    made, stranger = an_appeal(), a_staff_member("stranger", "clerk", an_office("ALA"))
    with pytest.raises(ValidationError):
        lifecycle.route(made.appeal, made.office, officer=stranger, by=made.clerk, at=LATER)
    assert made.built().officer is None


def test_each_public_act_writes_one_letter():
    made = an_appeal().answered().closed()
    lifecycle.reopen(made.appeal, why="Шағым түсті.", by=made.head, at=LATER)
    letters = Notice.objects.filter(about=made.appeal.number, to=made.appeal.email)
    assert letters.count() == 5  # registered, begun, answered, closed, opened again
    for letter in letters:
        assert made.appeal.number in letter.subject
        for private in ("Айгүл", "Сейтқали", "Серікқызы", made.secret, "шатыр"):
            assert private not in letter.subject + letter.body


def test_text_message_without_email_and_nothing_without_phone():
    an_appeal(email="", phone="+77010000001")
    assert Notice.objects.get().channel == "sms"
    assert "+7701" not in Notice.objects.get().body
    an_appeal(email="", phone="")
    assert Notice.objects.count() == 1


def test_refused_act_changes_nothing():
    made = an_appeal()
    letters = Notice.objects.count()
    with pytest.raises(ValidationError):
        lifecycle.forward(made.appeal, a_body(), why="", by=made.clerk, at=LATER)
    row = Appeal.objects.get(pk=made.appeal.pk)
    assert (row.state, row.forwarded_to, row.body) == ("registered", "", None)
    assert Notice.objects.count() == letters


@pytest.mark.parametrize("state", [State.REGISTERED, State.ROUTED, State.IN_PROGRESS])
def test_open_appeal_can_be_given_to_another_office(state):
    made = STATES[state]()
    other, due_on = an_office("KEN"), made.built().due_on
    lifecycle.route(made.built(), other, why="Басқа аудан.", by=made.clerk, at=LATER)
    appeal = made.built()
    assert (appeal.state, appeal.office, appeal.officer) == (State.ROUTED, other, None)
    assert appeal.due_on == due_on


@pytest.mark.parametrize("state", [State.REGISTERED, State.ROUTED, State.IN_PROGRESS])
def test_open_appeal_can_be_forwarded(state):
    made = STATES[state]()
    lifecycle.forward(made.built(), a_body(), why="Құзырет.", by=made.clerk, at=LATER)
    appeal = made.built()
    assert appeal.state == State.FORWARDED
    assert appeal.events.filter(act=Act.FORWARD, from_state=state, public=True).exists()
