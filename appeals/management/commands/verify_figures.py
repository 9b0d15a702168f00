"""Count all figures anew from the journals and compare them with what is kept."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from appeals.facts import calendars_by_week, fact_values, recount
from appeals.models import Appeal, AppealFact, Event, MonthlyReport
from appeals.monthly_reports import OfficeMonth, count_month
from services.office_tree import regions

# Not compared in a closed month: it follows the working calendar, which may have changed since.
NOT_COMPARED = {"median_days", "as_of"}


class Command(BaseCommand):
    """Compare the rows of figures and the closed months with the journals."""

    help = (
        "Count the figures of every appeal and of every closed month anew from the journal and "
        "compare them with the rows and reports that are kept. Prints each difference; exit "
        "status 1 when there is one. Months closed by version 0.1.0 followed another rule and are "
        "not compared."
    )

    def handle(self, *args, **options) -> None:
        """Print the differences, or how much was compared."""
        differences = [*different_facts(), *different_reports()]
        for line in differences:
            self.stderr.write(self.style.ERROR(line))
        if differences:
            raise CommandError(f"{len(differences)} differences.")
        reports = MonthlyReport.objects.filter(figures__has_key="as_of").count()
        self.stdout.write(
            self.style.SUCCESS(
                f"The figures of {AppealFact.objects.count()} appeals and {reports} monthly "
                "reports follow from the journals."
            )
        )


def different_facts() -> Iterator[str]:
    """Yield a line for each value in a row of figures that does not follow from the journal."""
    region_ids, calendars = regions(), calendars_by_week()
    appeals = Appeal.objects.select_related("fact")
    for appeal, facts in recount(appeals, Event.objects.all()):
        fact = getattr(appeal, "fact", None)
        if fact is None:
            yield f"{appeal.number}: no row of figures"
            continue
        if facts.office_id != appeal.office_id:
            yield f"{appeal.number}: office_id is {appeal.office_id}, counted {facts.office_id}"
        calendar = calendars[appeal.working_week]
        for name, value in fact_values(appeal, facts, region_ids, calendar).items():
            if getattr(fact, name) != value:
                yield f"{appeal.number}: {name} is {getattr(fact, name)}, counted {value}"
    for number in Appeal.objects.filter(events=None).values_list("number", flat=True):
        yield f"{number}: no journal"


def different_reports() -> Iterator[str]:
    """Yield a line for each figure of a closed month that does not follow from the journals."""
    reports = MonthlyReport.objects.filter(figures__has_key="as_of").select_related("office")
    for month in reports.order_by("month").values_list("month", flat=True).distinct():
        counted = count_month(month)
        for report in reports.filter(month=month):
            figures = counted.pop(report.office_id, OfficeMonth()).figures()
            where = f"{report.office.code} {month:%Y-%m}"
            for name in (figures.keys() & report.figures.keys()) - NOT_COMPARED:
                if report.figures[name] != figures[name]:
                    yield f"{where}: {name} is {report.figures[name]}, counted {figures[name]}"
        for office_id in counted:
            yield f"office {office_id} {month:%Y-%m}: appeals without a report"
