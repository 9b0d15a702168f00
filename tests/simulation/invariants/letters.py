"""Letters: none is lost, none goes to somebody else, none tells more than it may."""

from collections.abc import Iterator

from appeals.models import Event
from core.models import Notice, PeriodicJob
from tests.simulation.people import CANARIES
from tests.simulation.registry import invariant
from tests.simulation.world import World

TOLD = {"register", "start", "short_answer", "answer", "extend", "forward", "close",
        "confirm_close", "withdraw", "move_term", "reopen"}  # fmt: skip


@invariant(cheap=True)
def subjects_of_letters_name_nobody(world: World) -> Iterator[str]:
    """No personal data in the subject, key or case of a letter."""
    last = world.checked.get("letters", 0)
    rows = Notice.objects.filter(pk__gt=last).values_list("pk", "subject", "key", "about")
    for pk, *texts in rows.order_by("pk"):
        world.checked["letters"] = pk
        if found := CANARIES.search(" ".join(texts)):
            yield f"letter {pk}: {found.group()}"


@invariant()
def every_act_is_told_to_its_applicant(world: World) -> Iterator[str]:
    """For each act there is a letter to that applicant, written with the act."""
    letters = dict(Notice.objects.values_list("key", "to"))
    told = Event.objects.filter(act__in=TOLD).select_related("appeal")
    for event in told:
        case = world.books.cases.get(event.appeal.number)
        to = letters.get(f"{event.appeal.number}:{event.pk}:applicant")
        if case and not case.anonymised and to != case.person.email:
            yield f"{event.appeal.number}: {event.act} was told to {to}"


@invariant()
def no_periodic_job_fails(world: World) -> Iterator[str]:
    """What the worker runs ends well, whatever happens to others."""
    for name, error in PeriodicJob.objects.exclude(error="").values_list("name", "error"):
        yield f"{name}: {error}"
