"""The admin lists need the same number of queries for thirteen rows as for one."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeals.models import RoutingRule
from search.models import Promotion
from services.models import Body, Topic
from tests.builders import a_staff_member, an_appeal, an_office

pytestmark = pytest.mark.django_db


def a_rule(number: int) -> None:
    named = {"slug": f"r{number}", "title_kk": f"Су {number}"}
    RoutingRule.objects.create(
        body=Body.objects.create(**named), topic=Topic.objects.create(**named),
        office=an_office(f"R{number}"),
    )  # fmt: skip


def a_promotion(number: int) -> None:
    Promotion.objects.create(words=f"су {number}", entry_group=f"office:{number}")


def an_appeal_of_its_own_office(number: int) -> None:
    office = an_office(f"A{number}")
    appeal = an_appeal(office=office).appeal
    type(appeal).objects.filter(pk=appeal.pk).update(
        officer=a_staff_member(f"o{number}", "clerk", office)
    )


@pytest.mark.parametrize(
    ("address", "one_more"),
    [
        ("/admin/routing-rules/", a_rule),
        ("/admin/appeals/rules/", a_rule),
        ("/admin/search-promotions/", a_promotion),
        ("/admin/appeals/", an_appeal_of_its_own_office),
    ],
)
def test_list_needs_the_same_queries_for_more_rows(client, address, one_more):
    client.force_login(get_user_model().objects.create_superuser("root", "root@x.example", "p"))

    def count_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    one_more(0)
    count_queries()  # queries that a process makes only once
    expected = count_queries()
    for number in range(1, 13):
        one_more(number)
    assert count_queries() == expected
