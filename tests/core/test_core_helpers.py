"""Rate limits, dates, local texts and system checks."""

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


def test_attempts_are_limited_per_name_and_visitor():
    cache.clear()
    assert [rate_limit.allow("open", "10.0.0.1", 3, 60) for _ in range(5)] == [True] * 3 + [
        False
    ] * 2
    assert rate_limit.allow("open", "10.0.0.2", 3, 60)
    assert rate_limit.allow("rate", "10.0.0.1", 3, 60)


def test_client_address_is_remote_addr():
    assert (
        rate_limit.client_address(RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")) == "10.1.2.3"
    )


def test_ipv6_network_counts_as_one_visitor(settings):
    cache.clear()
    settings.PROXIES = 1
    addresses = {
        rate_limit.client_address(
            RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"2001:db8:1:2:{n:x}::1")
        )
        for n in range(40)
    }
    assert addresses == {"2001:db8:1:2::/64"}
    other = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="2001:db8:1:3::1")
    assert rate_limit.client_address(other) not in addresses
    inside = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="::ffff:10.1.2.3")
    assert rate_limit.client_address(inside) == "10.1.2.3"


def test_many_visitors_do_not_evict_a_full_counter():
    cache.clear()
    assert [rate_limit.allow("open", "10.0.0.1", 2, 600) for _ in range(3)][-1] is False
    for n in range(2_000):
        rate_limit.allow("open", f"10.1.{n // 250}.{n % 250}", 2, 600)
    assert not rate_limit.allow("open", "10.0.0.1", 2, 600)


@pytest.mark.parametrize(
    "code, text",
    [
        ("kk", "2026 жылғы 13 желтоқсанға дейін"),
        ("ru", "до 13 декабря 2026"),
        ("en", "by 13 December 2026"),
    ],
)
def test_deadline_is_inflected_in_each_language(code, text):
    with override(code):
        assert dates.format_deadline(date(2026, 12, 13)).startswith(text)


def test_local_text_falls_back_to_a_language_that_has_it(db):
    office = an_office("FAL", title_ru="", title_en="")
    with override("ru"):
        assert office.title == office.title_kk
    assert get_localized(office, "title", "en") == office.title_kk
    assert localized_fields("title") == ["title_kk", "title_ru", "title_en"]
    with override("de"):
        assert active_language() == "kk"


def test_checks_warn_without_calendar_days_and_mail_server(db, settings):
    assert [warning.id for warning in checks.check_calendar_days()] == ["core.W001"]
    CalendarDay.objects.create(date=timezone.localdate(), kind="day_off", name_kk="Күн")
    assert checks.check_calendar_days() == []
    settings.EMAIL_URL = ""
    assert [warning.id for warning in checks.check_email_configured()] == ["core.W002"]
    settings.EMAIL_URL = "smtp://mail.example"
    assert checks.check_email_configured() == []


@pytest.mark.sqlite
def test_parts_of_one_server_are_named_where_there_are_several(settings):
    assert checks.check_several_servers() == []
    settings.CACHE_URL = "redis://redis:6379/0"
    found = [message.id for message in checks.check_several_servers()]
    assert found == ["core.W004", "core.I001"]
    settings.STORAGE_URL = "s3://key:secret@host/bucket"
    assert [message.id for message in checks.check_several_servers()] == ["core.W004"]
