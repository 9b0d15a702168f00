"""Days that were closed stay closed in the calendar, whatever happens to the exception."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from services.models import Closure
from tests.builders import a_working_office, an_editor
from tests.client import new_client
from tests.services.staff import admin_url

pytestmark = pytest.mark.django_db


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


@pytest.fixture
def closure():
    return Closure.objects.create(
        office=a_working_office(), first_day=day(-5), last_day=day(5), reason_kk="Жөндеу"
    )


def send(closure, **values):
    page = new_client(an_editor("ru"))(admin_url(Closure, "edit", closure.pk))
    return page.send({name: f"{value:%d.%m.%Y}" for name, value in values.items()})


def test_first_day_of_a_closure_that_has_begun_stays(closure):
    assert "Эти дни уже начались" in send(closure, first_day=day(-1))
    assert Closure.objects.get().first_day == day(-5)


@pytest.mark.parametrize(("last", "kept"), [(-3, False), (-1, True), (9, True)])
def test_closure_ends_yesterday_at_the_earliest(closure, last, kept):
    page = send(closure, last_day=day(last))
    assert ("Дни до сегодняшнего уже прошли" in page) is not kept
    assert Closure.objects.get().last_day == day(last if kept else 5)


def test_deleted_closure_keeps_the_days_that_are_over(closure):
    editor = new_client(an_editor("ru"))
    editor.post(admin_url(Closure, "delete", closure.pk), {})
    assert (Closure.objects.get().first_day, Closure.objects.get().last_day) == (day(-5), day(-1))


def test_coming_closure_is_changed_and_deleted(closure):
    Closure.objects.update(first_day=day(2))
    send(closure, first_day=day(3), last_day=day(4))
    assert Closure.objects.get().first_day == day(3)
    new_client(an_editor("ru")).post(admin_url(Closure, "delete", closure.pk), {})
    assert not Closure.objects.exists()
