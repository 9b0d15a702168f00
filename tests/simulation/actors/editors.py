"""Published answers: a clerk prepares, a head publishes, returns or withdraws."""

from django.core.exceptions import PermissionDenied, ValidationError

from appeals import publication
from appeals.models import Appeal, PublishedAnswer
from tests.simulation.actors.clerks import clerk_of
from tests.simulation.books import Public
from tests.simulation.crashes import Crash, no_crash
from tests.simulation.registry import act
from tests.simulation.world import World

EXCUSE = "Бұл адамның аты емес."


@act(110)
def prepare_answer(world: World) -> None:
    """Prepare the answer to an appeal for publication; who did not consent is refused."""
    taken = {public.case for public in world.books.answers.values()}
    case = world.choose(lambda case: case.state in {"answered", "closed"} and bool(case.answered_on)
                        and case.number not in taken
                        and (case.consent or world.rng.random() < 0.1))  # fmt: skip
    if case is None:
        return
    with no_crash():
        appeal = Appeal.objects.get(pk=case.pk)
        reply = appeal.replies.filter(kind="full").latest("pk")
        by = clerk_of(world, appeal.office.code)
    title = f"Су құбыры туралы {len(world.books.answers) + 1}-жауап"
    words = publication.redact_text(publication.question_text(appeal), appeal).text
    try:
        row = publication.prepare(
            reply, title=title, question=words, answer="Құбыр ауыстырылды.", by=by, at=world.now
        )
    except ValidationError:
        return
    except Crash:
        world.restart()
        row = PublishedAnswer.objects.filter(reply=reply).first()
        if row is None:
            raise
    case.acts.append("prepare")
    world.touched.add(case.number)
    world.books.answers[row.pk] = Public(
        row.pk, case.number, row.number, row.language, title, prepared_by=by.username
    )


@act(90)
def publish_answer(world: World) -> None:
    """Check a prepared answer and publish it."""
    decide(world, "publish", {"prepared"}, lambda row, by: publication.publish(
        row, by=by, at=world.now, reasons=dict.fromkeys(publication.words_to_excuse(row), EXCUSE)
    ))  # fmt: skip


@act(10)
def withdraw_answer(world: World) -> None:
    """Take a published or prepared answer out of everything public."""
    decide(world, "unpublish", {"published", "prepared"}, lambda row, by: publication.withdraw(
        row, "Қате бар.", reason="mistake", by=by, at=world.now
    ))  # fmt: skip


STAGE_AFTER = {"publish": "published", "unpublish": "withdrawn"}


def decide(world: World, name: str, stages: set[str], call) -> None:
    """Let a head decide on a public answer, and enter what was done."""
    fitting = [
        public
        for public in world.books.answers.values()
        if public.stage in stages and not world.books.cases[public.case].anonymised
    ]
    if not fitting:
        return
    public = world.rng.choice(sorted(fitting, key=lambda public: public.number))
    decide_on(world, public, name, call)


def decide_on(world: World, public: Public, name: str, call) -> None:
    """Decide on one public answer."""
    case = world.books.cases[public.case]
    with no_crash():
        row = PublishedAnswer.objects.select_related("office", "reply__appeal").get(pk=public.pk)
        excused = name == "publish" and bool(publication.words_to_excuse(row))
    try:
        call(row, world.heads[row.office.code])
    except (ValidationError, PermissionDenied):
        return
    except Crash:
        world.restart()
        row.refresh_from_db()
        if row.stage != STAGE_AFTER[name]:
            raise
    case.acts += ["excuse", name] if excused else [name]
    public.stage = STAGE_AFTER[name]
    public.was_public = public.was_public or name == "publish"
    world.touched.add(case.number)
