"""The simulation finds defects: each is planted here, and the invariant that must name it stands beside."""

from dataclasses import replace

import pytest

from appeals import facts, journal, notifications, numbers, publication, registration
from services.booking import lifecycle as booking_lifecycle
from services.booking import rules
from services.schedule.slots import find_slot
from tests.simulation.plan import draw_plan
from tests.simulation.run import run_plan
from tests.simulation.shorten import shorten

pytestmark = pytest.mark.django_db(transaction=True)


def skip_a_number(monkeypatch) -> None:
    take = numbers.next_number

    def take_two(office, at):
        return take(office, at) and take(office, at)

    monkeypatch.setattr(numbers, "next_number", take_two)


def drop_a_file(monkeypatch) -> None:
    create = registration.create_attachment

    def create_and_drop(*args, **values):
        attachment = create(*args, **values)
        attachment.file.storage.delete(attachment.file.name)
        return attachment

    monkeypatch.setattr(registration, "create_attachment", create_and_drop)


def publish_without_consent(monkeypatch) -> None:
    monkeypatch.setattr(publication, "check_publishable", lambda reply: None)


def over_book(monkeypatch) -> None:
    save = rules.save_on_free_seat

    def accept(official, starts_at, at, by_video, moved=None):
        return find_slot(official, starts_at, at, moved)

    def save_on_any(booking, slot, at):
        return save(booking, replace(slot, seats=slot.seats + 9), at)

    monkeypatch.setattr(booking_lifecycle, "require_free_slot", accept)
    monkeypatch.setattr(booking_lifecycle, "save_on_free_seat", save_on_any)


def name_the_applicant_in_a_subject(monkeypatch) -> None:
    compose = notifications.compose_letter

    def name(appeal, event):
        letter = compose(appeal, event)
        return letter and (f"{letter[0]} {appeal.name}", letter[1])

    monkeypatch.setattr(notifications, "compose_letter", name)


def count_every_short_answer_as_timely(monkeypatch) -> None:
    values = facts.fact_values

    def timely(*args):
        return {**values(*args), "short": "in_time"}

    monkeypatch.setattr(facts, "fact_values", timely)


def forget_a_journal_entry(monkeypatch) -> None:
    write = journal.write_entry

    def write_or_forget(appeal, act, **values):
        event = write(appeal, act, **values)
        if act == "start":
            event.delete()
        return event

    monkeypatch.setattr(journal, "write_entry", write_or_forget)


PLANTED = {
    skip_a_number: ("numbers_are_gapless", {"send_appeal"}),
    drop_a_file: ("touched_appeals_are_there_with_their_files", {"send_appeal"}),
    publish_without_consent: ("only_answers_with_consent_are_public", None),
    over_book: ("no_time_is_booked_over_its_capacity", {"book_by_phone"}),
    name_the_applicant_in_a_subject: ("subjects_of_letters_name_nobody", {"register_paper"}),
    forget_a_journal_entry: ("journals_of_touched_appeals_are_whole", None),
    count_every_short_answer_as_timely: ("figures_are_those_counted_by_hand", {"register_paper"}),
}
OF_STAFF = {"register_paper", "route_appeal", "start_appeal", "answer_appeal", "prepare_answer",
            "publish_answer"}  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_planted_bug_is_named(plant, monkeypatch):
    invariant, names = PLANTED[plant]
    steps = [step for step in draw_plan(7, days=30, density=8) if step.act in (names or OF_STAFF)]
    plant(monkeypatch)
    failure = run_plan(steps, seed=7)[1]
    assert failure is not None
    assert failure.invariant == invariant, str(failure)


def test_failing_plan_is_shortened_and_fails_again(monkeypatch):
    over_book(monkeypatch)
    steps = [
        step for step in draw_plan(7, days=10, density=20)
        if step.act in {"book_by_phone", "register_paper"}
    ]  # fmt: skip

    def still_fails(fewer) -> bool:
        return run_plan(fewer, seed=7)[1] is not None

    failure = run_plan(steps, seed=7)[1]
    steps = steps[: steps.index(failure.step) + 1]
    shortest = shorten(steps, still_fails, tries=8)
    assert len(shortest) < len(steps)
    assert still_fails(shortest)


def trace(seed: int) -> list:
    """Return everything that a run decided."""
    world, failure = run_plan(draw_plan(seed, days=6), seed)
    assert failure is None, str(failure)
    books = world.books
    return [
        *[(case.number, case.acts, case.received_at, case.due) for case in books.cases.values()],
        *[(visit.official, visit.starts_at, visit.status) for visit in books.visits.values()],
        *[(answer.title, answer.stage) for answer in books.answers.values()],
    ]


def test_same_seed_gives_the_same_world():
    first = trace(11)
    assert first == trace(11)
    assert len(first) > 5
