"""The rest of the ground: throttle, dates, local texts, checks, the tree."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from core import checks, rate_limit
from core.i18n import dates
from core.i18n.localtext import active_language, get_localized, localized_fields
from core.models import CalendarDay
from tests.builders import an_office


def test_a_few_tries_and_no_more_for_each():
    cache.clear()
    assert [rate_limit.allow("open", "10.0.0.1", 3, 60) for _ in range(5)] == [True] * 3 + [
        False
    ] * 2
    assert rate_limit.allow("open", "10.0.0.2", 3, 60)
    assert rate_limit.allow("rate", "10.0.0.1", 3, 60)


def test_who_tried_is_not_kept():
    cache.clear()
    rate_limit.allow("open", "10.0.0.1", 3, 60)
    assert not [key for key in getattr(cache, "_cache", {}) if "10.0.0.1" in key]


def test_the_visitors_address_is_the_one_the_server_gives():
    assert (
        rate_limit.client_address(RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")) == "10.1.2.3"
    )


def test_one_visitors_ipv6_network_is_one_visitor(settings):
    cache.clear()
    settings.PROXIES = 1
    seen = {
        rate_limit.client_address(
            RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"2001:db8:1:2:{n:x}::1")
        )
        for n in range(40)
    }
    assert seen == {"2001:db8:1:2::/64"}
    other = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="2001:db8:1:3::1")
    assert rate_limit.client_address(other) not in seen
    inside = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="::ffff:10.1.2.3")
    assert rate_limit.client_address(inside) == "10.1.2.3"


def test_a_crowd_does_not_wash_a_full_counter_away():
    cache.clear()
    assert [rate_limit.allow("open", "10.0.0.1", 2, 600) for _ in range(3)][-1] is False
    for n in range(2_000):
        rate_limit.allow("open", f"10.1.{n // 250}.{n % 250}", 2, 600)
    assert not rate_limit.allow("open", "10.0.0.1", 2, 600)


@pytest.mark.parametrize(
    "code, words",
    [
        ("kk", "2026 жылғы 13 желтоқсанға дейін"),
        ("ru", "до 13 декабря 2026"),
        ("en", "by 13 December 2026"),
    ],
)
def test_a_day_inside_a_sentence(code, words):
    with override(code):
        assert dates.format_deadline(date(2026, 12, 13)).startswith(words)


def test_a_name_falls_back_to_the_language_that_has_it(db):
    office = an_office("FAL", title_ru="", title_en="")
    with override("ru"):
        assert office.title == office.title_kk
    assert get_localized(office, "title", "en") == office.title_kk
    assert localized_fields("title") == ["title_kk", "title_ru", "title_en"]
    with override("de"):
        assert active_language() == "kk"


def test_an_operator_hears_of_a_year_without_moved_days(db, settings):
    assert [each.id for each in checks.check_calendar_days()] == ["core.W001"]
    CalendarDay.objects.create(date=timezone.localdate(), kind="day_off", name_kk="Күн")
    assert checks.check_calendar_days() == []
    settings.EMAIL_URL = ""
    assert [each.id for each in checks.check_email_configured()] == ["core.W002"]
    settings.EMAIL_URL = "smtp://mail.example"
    assert checks.check_email_configured() == []


def test_an_operator_hears_that_processes_do_not_count_together(settings):
    settings.CACHE_URL = ""
    assert [each.id for each in checks.check_shared_cache()] == ["core.W003"]
    settings.CACHE_URL = "redis://127.0.0.1:6379/0"
    assert checks.check_shared_cache() == []
