"""The worker: whatever is due at that moment, run by its own code."""

from core.jobs import runs
from core.models import PeriodicJob
from tests.simulation.registry import act
from tests.simulation.world import World


@act(75, hours=(1, 6))
def worker_night(world: World) -> None:
    """Run every job that is due in the small hours, the daily checks among them."""
    run_due_jobs(world)


@act(75)
def worker_letters(world: World) -> None:
    """Send the letters that wait, in the day."""
    run_due_jobs(world, {"deliver", "rescan_files", "publish_scheduled"})


def run_due_jobs(world: World, names: set[str] | None = None) -> None:
    """Claim and run the jobs that are due as a worker does; a worker that died has lost its lease."""
    others = set() if names is None else set(
        PeriodicJob.objects.exclude(name__in=names).values_list("name", flat=True)
    )  # fmt: skip
    for job in runs.claim_due("worker", world.now, 50, others):
        runs.run(job, "worker", world.clock.now)
