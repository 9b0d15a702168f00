"""A replica of the database, ten seconds late: who reads it, who does not, and its failures."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.test import Client

from core import replica
from portal.operations import health
from portal.settings.databases import replica_from_url
from search.models import QueryLog
from services.models import Office
from tests import replica_server
from tests.builders import MONDAY, a_clerk, a_topic, an_appeal, an_office

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "replica"])
OFFICES = "/api/v1/offices"


@pytest.fixture(scope="module", autouse=True)
def replica_alias():
    """Declare the alias before a test's databases are opened."""
    values = connections.databases["default"]
    test = {**values["TEST"], "MIRROR": "default"}
    connections.databases["replica"] = {**values, "TEST": test}
    yield
    del connections.databases["replica"]


@pytest.fixture
def server(transactional_db, settings):
    """Start a replica that is ten seconds late, and let the portal use it."""
    with replica_server.following() as server:
        name = connections["default"].settings_dict["NAME"]
        connections.databases["replica"] |= {
            "HOST": "127.0.0.1",
            "PORT": server.port,
            "NAME": name,
        }
        settings.DATABASE_ROUTERS = ["core.replica.ReplicaRouter"]
        replica.state.ask_at, replica.state.problem = 0, ""
        a_topic()  # a replica learns how late it is from the first thing that it is told
        server.catch_up()
        server.set_delay("10s")
        yield server
        connections["replica"].close()
        del connections["replica"]


def shown(client: Client, path: str = OFFICES) -> bool:
    """Return whether a page shows the office, which is newer than what the replica has."""
    response = client.get(path)
    assert response.status_code == 200
    return "Жаңа қабылдау" in response.content.decode()


@pytest.fixture
def new_office(server) -> Office:
    office = an_office()
    Office.objects.filter(pk=office.pk).update(title_kk="Жаңа қабылдау")
    return office


@pytest.mark.postgresql
@BOTH
def test_visitor_reads_the_replica_and_who_has_sent_something_the_primary(
    new_office, server, settings
):
    assert not shown(Client())
    sender = Client()
    cookie = sender.post("/kk/appeals/status/", {}).cookies[settings.RECENT_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("1", True, "Lax")
    assert settings.REPLICA_MAX_LAG < cookie["max-age"] <= 60
    assert shown(sender)
    member = Client()
    member.force_login(a_clerk(new_office))
    assert shown(member)
    made = an_appeal()
    page = Client().post(
        "/kk/appeals/status/", {"number": made.appeal.number, "secret": made.secret}, follow=True
    )
    assert made.appeal.number in page.content.decode()

    settings.PAGE_CACHE = True  # what is kept is rendered from the primary
    assert shown(Client(), "/kk/offices/")
    assert not shown(Client(), f"{OFFICES}?x=1")
    settings.PAGE_CACHE = False
    server.catch_up()
    replica.state.ask_at = 0
    assert shown(Client())
    for client in (Client(), Client()):
        assert client.get("/kk/search/?q=мектеп").status_code == 200
    assert QueryLog.objects.get(words="мектеп").times == 2


@pytest.mark.postgresql
@BOTH
def test_replica_that_is_lost_too_late_or_promoted_costs_no_page(new_office, server, settings):
    assert not shown(Client())
    server.stop()
    assert shown(Client())
    assert replica.state.problem.startswith("it broke off")
    replica.state.ask_at = 0
    assert shown(Client())
    assert replica.state.problem == "it does not answer (OperationalError)"
    states = health.check_health(MONDAY)
    assert states["replica"].startswith(health.DEGRADED)
    server.start()
    server.catch_up()
    server.set_delay("10s")
    Office.objects.update(title_kk="Басқа атау")
    assert not shown(Client())  # it is left alone for a while
    replica.state.ask_at = 0
    assert shown(Client())

    settings.REPLICA_MAX_LAG = 0
    wait_for_problem("it is more than 0 seconds late")
    assert not shown(Client())
    settings.REPLICA_MAX_LAG = 3600
    server.promote()
    wait_for_problem("it was promoted and follows nobody")
    assert not shown(Client())


def wait_for_problem(problem: str) -> None:
    for _ in range(100):
        replica.state.ask_at = 0
        if replica.find_problem() == problem:
            return
        time.sleep(0.1)
    raise AssertionError(replica.state.problem)


@pytest.mark.parametrize("url", ["sqlite:////tmp/x", "https://host/x"])
def test_address_of_a_replica_is_checked_by_its_own_name(url):
    with pytest.raises(ImproperlyConfigured, match="REPLICA_DATABASE_URL"):
        replica_from_url(url, 5)
