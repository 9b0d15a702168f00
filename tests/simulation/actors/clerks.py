"""Clerks: they route, start, answer, forward, propose, prepare and register what comes on paper."""

from appeals import lifecycle
from appeals.appeal_fields import NewAppeal
from appeals.models import Appeal
from services.models import Topic
from tests.builders import a_kind
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
    by = clerk_of(world, case.office)
    decision = world.rng.choice(["satisfied", "partly", "refused", "explained"])

    def answer(appeal: Appeal, at) -> None:
        points = [
            lifecycle.PointAnswer(point.number, "Құбыр ауыстырылды.", decision)
            for point in appeal.points.all()
        ]
        lifecycle.answer(appeal, points, by=by, at=at)

    world.do(case, "answer", answer)


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


@act(30)
def register_paper(world: World) -> None:
    """Register a letter that came on paper; its sender gets a printed receipt."""
    person, office = world.new_person(), world.rng.choice(OFFICES)
    by, topic = clerk_of(world, office), Topic.objects.get(slug="roads")
    points = [f"Жолымыз шұңқыр. {person.name}"]
    new = NewAppeal(
        channel="paper", kind=a_kind(), topic=topic, office=world.offices[office], language="kk",
        name=person.name, patronymic=person.patronymic, id_number=person.id_number,
        phone=person.phone.replace(" ", "").replace("8", "+7", 1), email=person.email,
        points=points,
    )  # fmt: skip
    done = lifecycle.register(new, by=by, at=world.now)
    world.touched.add(done.appeal.number)
    world.books.open_case(
        pk=done.appeal.pk, number=done.appeal.number, secret=done.secret, person=person,
        office=office, language="kk", received_at=done.appeal.registered_at, points=points,
        files={}, consent=False,
    )  # fmt: skip
