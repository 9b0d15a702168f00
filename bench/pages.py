"""How fast pages with figures and lists are with many appeals, in one process without a network.

    make bench          20,000 appeals on SQLite

Every line is `name value unit ratio`: the ratio is to counting the same months from the moments of
the appeals with date functions. Works in a database of its own; BENCH_DATABASE_URL names another.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from bench import dataset
from bench.appeals_dataset import create_appeals
from bench.output import median_and_p95, print_figure

TIMES = 3
PAGES = {
    "home": "/ru/",
    "figures": "/ru/figures/",
    "api_figures": "/api/v1/figures",
    "inbox": "/admin/appeals/",
    "inbox.last_page": "/admin/appeals/?p=600",
    "inbox.overdue": "/admin/appeals/?situation=overdue",
    "inbox.may_be_published": "/admin/appeals/?situation=publish",
    "inbox.search": "/admin/appeals/?q=12345",
    "inbox.csv": "/admin/appeals/?export=csv",
    "dashboard": "/admin/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appeals", type=int, default=20_000)
    options = parser.parse_args()
    dataset.set_up(0, f"appeals-{options.appeals}")
    create_appeals(options.appeals)
    print(f"# {options.appeals} appeals", flush=True)
    compared = measure(count_by_date_functions)
    print_figure("months.by_date_functions", compared, "ms")
    print_figure("months.by_facts", by_facts := measure(count_by_facts), "ms", by_facts / compared)
    client = signed_in_client()
    for name, address in PAGES.items():
        took = measure(partial(read, client, address))
        print_figure(name, took, "ms", took / compared)


def measure(do: Callable[[], object]) -> float:
    """Return the median of some calls in ms, after one that is not counted."""
    do()
    times = []
    for _number in range(TIMES):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    return median_and_p95(times)[0]


def signed_in_client():
    from django.contrib.auth import get_user_model
    from django.test import Client

    user, _created = get_user_model().objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_staff": True}
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def read(client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    for _part in response if response.streaming else [response.content]:
        pass


def count_by_facts() -> None:
    from django.utils import timezone

    from appeals import cohorts

    today = timezone.localdate()
    cohorts.by_month(cohorts.received_between(today.replace(year=today.year - 1), today, on=today))


def count_by_date_functions() -> None:
    """Count months as the portal did before it had rows of figures."""
    from django.db.models import Count, F, Q
    from django.db.models.functions import TruncMonth
    from django.utils import timezone

    from appeals.models import Appeal

    today = timezone.localdate()
    rows = Appeal.objects.filter(registered_at__date__gte=today.replace(year=today.year - 1))
    months = rows.order_by().annotate(month=TruncMonth("registered_at")).values("month")
    answered = Q(answered_at__isnull=False)
    list(months.annotate(
        received=Count("pk"),
        in_time=Count("pk", filter=answered & Q(answered_at__date__lte=F("due_on"))),
        late=Count("pk", filter=answered & Q(answered_at__date__gt=F("due_on"))),
    ))  # fmt: skip


if __name__ == "__main__":
    main()
