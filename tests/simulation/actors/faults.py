"""What breaks: processes, mail, scanner, disk, clock; and two people at the same moment."""

import random
from datetime import timedelta

from appeals import lifecycle, publication
from services.schedule.slots import all_slots
from tests.simulation.actors import citizens, clerks, editors
from tests.simulation.crashes import crash_at
from tests.simulation.registry import ACTS, act
from tests.simulation.turns import interleave
from tests.simulation.world import OFFICES, World

LONGEST = 120  # statements and commits of an act; later points are those of no crash


def some_act(world: World):
    """Return one of the acts that are no faults, frequent ones more often."""
    acts = sorted((act for act in ACTS.values() if not act.fault), key=lambda act: act.name)
    return world.rng.choices(acts, [act.yearly + 20 for act in acts])[0]


@act(60, fault=True)
def crash_in_an_act(world: World) -> None:
    """The process dies in the middle of an act."""
    chosen, point = some_act(world), world.rng.randint(1, LONGEST)
    with crash_at(point):
        chosen.run(world)


@act(6, fault=True)
def mail_server_fails(world: World) -> None:
    """No letter goes out for a while."""
    world.broken.mail = True


@act(12, fault=True)
def mail_server_works(world: World) -> None:
    """Letters go out again."""
    world.broken.mail = False


@act(6, fault=True)
def scanner_falls_silent(world: World) -> None:
    """The virus scanner does not answer for a while."""
    world.broken.scanner = True


@act(12, fault=True)
def scanner_answers(world: World) -> None:
    """The virus scanner answers again."""
    world.broken.scanner = False


@act(12, fault=True)
def disk_is_full(world: World) -> None:
    """The disk is full after a few files, while somebody sends some."""
    world.broken.writes_left = world.rng.randint(0, 4)
    person, rng = world.new_person(), world.rng
    files = {f"akt{n}.txt": f"{n}-құжат: {person.name}" for n in range(2)}
    points = [f"{citizens.MATTERS['kk'][0]} {person.name}"]
    try:
        citizens.send(world, person, rng.choice(OFFICES), "kk", points, files)
    finally:
        world.broken.writes_left = None


@act(10, fault=True)
def clock_jumps(world: World) -> None:
    """The clock of the server is wrong during an act, by up to two days either way."""
    right = world.clock.at
    world.clock.set(right + timedelta(minutes=world.rng.randint(-2880, 2880)))
    try:
        some_act(world).run(world)
    finally:
        world.clock.set(right + timedelta(seconds=1))


@act(12, fault=True)
def two_send_at_once(world: World) -> None:
    """Two citizens press the last button at the same moment, to the same office."""
    office, seed = world.rng.choice(OFFICES), world.rng.random()
    people = [world.new_person(), world.new_person()]
    pair = [
        lambda person=person: citizens.send(
            world, person, office, "kk", [f"Су жоқ. {person.name}"], {"akt.txt": person.name}
        )
        for person in people
    ]
    interleave(random.Random(seed), *pair)


@act(12, hours=(8, 9), fault=True)
def two_book_at_once(world: World) -> None:
    """Two citizens want the same hour at the same moment."""
    label, seed = world.rng.choice(sorted(world.officials)), world.rng.random()
    first = world.today + timedelta(days=1)
    slots = all_slots(None, world.officials[label], first, first + timedelta(days=7), world.now)
    if not slots:
        return
    slot, people = world.rng.choice(slots), [world.new_person(), world.new_person()]
    pair = [
        lambda person=person: clerks.book_for(world, person, label, slot.starts_at)
        for person in people
    ]
    interleave(random.Random(seed), *pair)


@act(12, fault=True)
def answered_and_withdrawn_at_once(world: World) -> None:
    """A clerk answers at the moment at which the applicant takes the appeal back."""
    case = world.choose(lambda case: case.state == "in_progress")
    if case is None:
        return
    by, seed = clerks.clerk_of(world, case.office), world.rng.random()
    interleave(
        random.Random(seed),
        lambda: clerks.answer(world, case, by, "explained"),
        lambda: world.do(
            case, "withdraw", lambda appeal, at: lifecycle.withdraw(appeal, at=at)
        ),
    )  # fmt: skip


@act(8, fault=True)
def published_and_withdrawn_at_once(world: World) -> None:
    """One head publishes an answer while another takes it back."""
    fitting = sorted(
        pk
        for pk, public in world.books.answers.items()
        if public.stage == "prepared" and not world.books.cases[public.case].anonymised
    )
    if not fitting:
        return
    public, seed = world.books.answers[world.rng.choice(fitting)], world.rng.random()

    def publish(row, by) -> None:
        reasons = dict.fromkeys(publication.words_to_excuse(row), editors.EXCUSE)
        publication.publish(row, by=by, at=world.now, reasons=reasons)

    def withdraw(row, by) -> None:
        publication.withdraw(row, "Қате бар.", reason="mistake", by=by, at=world.now)

    interleave(
        random.Random(seed),
        lambda: editors.decide_on(world, public, "publish", publish),
        lambda: editors.decide_on(world, public, "unpublish", withdraw),
    )
