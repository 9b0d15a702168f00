"""The press service: reports on receptions, drafts and published ones."""

from home.models import MediaIndexPage, MediaReportPage
from tests.simulation.crashes import Crash, no_crash
from tests.simulation.registry import act
from tests.simulation.world import World


@act(24)
def write_report(world: World) -> None:
    """Write a report; two of three are published at once."""
    number = len(world.books.reports) + 1
    title, live = f"Қабылдау қорытындысы {number}-есеп", world.rng.random() < 0.67
    with no_crash():
        parent = MediaIndexPage.objects.get(locale__language_code="kk")
    page = MediaReportPage(
        title=title, slug=f"esep-{number}", locale=parent.locale, date=world.today,
        summary="Кімді қабылдадық.", came=7, raised=5, live=False,
    )  # fmt: skip
    try:
        parent.add_child(instance=page)
        revision = page.save_revision(user=world.journalist)
        if live:
            revision.publish(user=world.journalist)
    except Crash:
        world.restart()
        found = MediaReportPage.objects.filter(slug=page.slug).first()
        if found is not None:
            world.books.reports[title] = found.live
        raise
    world.books.reports[title] = live


@act(8)
def unpublish_report(world: World) -> None:
    """Take a report off the site."""
    live = sorted(title for title, public in world.books.reports.items() if public)
    if not live:
        return
    title = world.rng.choice(live)
    with no_crash():
        page = MediaReportPage.objects.get(title=title)
    try:
        page.unpublish(user=world.journalist)
    finally:
        with no_crash():
            world.books.reports[title] = MediaReportPage.objects.get(title=title).live
