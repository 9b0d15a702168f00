"""Clerks: they route, start, answer, forward, propose, prepare and register what comes on paper."""

from datetime import timedelta

from appeals import lifecycle
from appeals.appeal_fields import NewAppeal
from appeals.models import Appeal
from core.access_codes import generate_secret
from services.booking import lifecycle as booking_lifecycle
from services.models import Booking, Topic
from services.schedule.slots import all_slots
from tests.builders import a_kind
from tests.simulation.books import Case, Visit
from tests.simulation.crashes import Crash, no_crash
from tests.simulation.people import Person
from tests.simulation.registry import act
from tests.simulation.world import OFFICES, World


def clerk_of(world: World, office: str):
    """Return one of the clerks of an office."""
    return world.rng.choice(world.clerks[office])


@act(450)
def route_appeal(world: World) -> None:
    """Give a new appeal to an executor, now and then to another office."""
    case = world.choose(lambda case: case.state == "registered")
    if case is None:
        return
    by, office = clerk_of(world, case.office), case.office
    officer = clerk_of(world, office)
    if world.rng.random() < 0.15:
        office, officer = world.rng.choice(OFFICES), None
    world.do(
        case, "route",
        lambda appeal, at: lifecycle.route(
            appeal, world.offices[office], officer=officer, by=by, at=at
        ),
        office=office,
    )  # fmt: skip


@act(450)
def start_appeal(world: World) -> None:
    """Begin to consider an appeal."""
    case = world.choose(lambda case: case.state == "routed")
    if case is not None:
        by = clerk_of(world, case.office)
        world.do(case, "start", lambda appeal, at: lifecycle.start(appeal, by=by, at=at))


@act(250)
def short_answer(world: World) -> None:
    """Give the short answer of the third day."""
    case = world.choose(lambda case: case.state == "in_progress" and not case.short_given)
    if case is not None:
        by = clerk_of(world, case.office)
        world.do(
            case, "short_answer",
            lambda appeal, at: lifecycle.short_answer(
                appeal, "Комиссия сейсенбіде барады.", by=by, at=at
            ),
        )  # fmt: skip


@act(420)
def answer_appeal(world: World) -> None:
    """Give the full answer."""
    case = world.choose(lambda case: case.state == "in_progress")
    if case is None:
        return
    decision = world.rng.choice(["satisfied", "partly", "refused", "explained"])
    answer(world, case, clerk_of(world, case.office), decision)


def answer(world: World, case: Case, by, decision: str) -> None:
    """Answer every point of an appeal alike."""

    def give(appeal: Appeal, at) -> None:
        points = [
            lifecycle.PointAnswer(point.number, "Құбыр ауыстырылды.", decision)
            for point in appeal.points.all()
        ]
        lifecycle.answer(appeal, points, by=by, at=at)

    world.do(case, "answer", give)


@act(25)
def forward_appeal(world: World) -> None:
    """Forward an appeal to the competent body."""
    case = world.choose(lambda case: case.is_open)
    if case is not None:
        by = clerk_of(world, case.office)
        world.do(
            case, "forward",
            lambda appeal, at: lifecycle.forward(
                appeal, world.body, why="Құзыреті бойынша.", by=by, at=at
            ),
        )  # fmt: skip


@act(30)
def propose_close(world: World) -> None:
    """Propose to close an appeal without an answer."""
    case = world.choose(lambda case: case.is_open and not case.proposed_by)
    if case is None:
        return
    by = clerk_of(world, case.office)
    reason = world.rng.choice(["no_substance", "repeated", "mistake", "withdrawn"])
    world.do(
        case, "propose_close",
        lambda appeal, at: lifecycle.propose_close(
            appeal, reason, why="Мәні жазылмаған.", by=by, at=at
        ),
        by=reason,
    )  # fmt: skip


@act(120)
def close_appeal(world: World) -> None:
    """Close an answered appeal."""
    case = world.choose(lambda case: case.state == "answered")
    if case is not None:
        by = clerk_of(world, case.office)
        world.do(case, "close", lambda appeal, at: lifecycle.close(appeal, by=by, at=at))


@act(150)
def register_paper(world: World) -> None:
    """Register a letter that came on paper; its sender gets a printed receipt."""
    person, office = world.new_person(), world.rng.choice(OFFICES)
    by, points = clerk_of(world, office), [f"Жолымыз шұңқыр. {person.name}"]
    with no_crash():
        topic = Topic.objects.get(slug="roads")
    new = NewAppeal(
        channel="paper", kind=a_kind(), topic=topic, office=world.offices[office], language="kk",
        name=person.name, patronymic=person.patronymic, id_number=person.id_number,
        phone=person.stored_phone, email=person.email, points=points,
        draft_token=f"paper {world.people} {world.rng.random()}",
        consent_publication=world.rng.random() < 0.5,
    )  # fmt: skip
    try:
        done = lifecycle.register(new, by=by, at=world.now)
    except Crash:  # the clerk presses the button again
        world.restart()
        done = lifecycle.register(new, by=by, at=world.now)
    world.touched.add(done.appeal.number)
    world.books.open_case(
        pk=done.appeal.pk, number=done.appeal.number, secret=done.secret, person=person,
        office=office, language="kk", received_at=done.appeal.registered_at, points=points,
        files={}, consent=new.consent_publication, topic="roads",
    )  # fmt: skip


@act(130)
def book_by_phone(world: World) -> None:
    """Book for somebody who calls; many want an hour that is taken."""
    label, person = world.rng.choice(sorted(world.officials)), world.new_person()
    first = world.today + timedelta(days=1)
    with no_crash():
        slots = all_slots(None, world.officials[label], first, first + timedelta(days=7), world.now)
    if slots:
        slot = slots[0] if world.rng.random() < 0.4 else world.rng.choice(slots)
        book_for(world, person, label, slot.starts_at)


def book_for(world: World, person: Person, label: str, starts_at) -> None:
    """Book a time; when it is taken, nothing happens."""
    secret, token = generate_secret(), f"phone {person.index} {starts_at} {world.clock.at}"
    values = {
        "official": world.officials[label], "starts_at": starts_at, "name": person.name,
        "phone": person.stored_phone, "secret": secret, "draft_token": token,
    }  # fmt: skip
    try:
        done = booking_lifecycle.book(**values, at=world.now)
    except booking_lifecycle.BookingRefusedError:
        return
    except Crash:
        world.restart()
        done = booking_lifecycle.book(**values, at=world.now)
    row = done.booking
    world.books.visits[row.number] = Visit(row.pk, row.number, secret, person, label, starts_at)


@act(120, hours=(10, 12))
def visitor_comes_or_not(world: World) -> None:
    """Write down who came today, and who did not."""
    now = world.clock.at
    due = [visit for visit in world.books.visits.values() if visit.status == "booked"
           and visit.starts_at <= now and visit.starts_at.date() == world.today]  # fmt: skip
    for visit in sorted(due, key=lambda visit: visit.pk)[:2]:
        with no_crash():
            booking = Booking.objects.get(pk=visit.pk)
        came = world.rng.random() < 0.8
        mark = booking_lifecycle.check_in if came else booking_lifecycle.mark_missed
        by = clerk_of(world, visit.official[:3])
        try:
            mark(booking, by=by, at=world.now)
        finally:
            with no_crash():
                visit.status = Booking.objects.get(pk=visit.pk).status
