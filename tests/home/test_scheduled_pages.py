"""Pages planned for a moment are published and taken down by `manage.py deliver`."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from home.models import MediaReportPage
from tests.builders import a_report

pytestmark = pytest.mark.django_db


def test_deliver_publishes_a_page_whose_time_has_come(client):
    report = a_report()
    report.unpublish()
    report.go_live_at = timezone.now() + timedelta(hours=1)
    revision = report.save_revision()
    revision.publish()
    call_command("deliver", verbosity=0)
    assert client.get(report.url).status_code == 404
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("deliver", verbosity=0)
    assert MediaReportPage.objects.get().live
    assert client.get(report.url).status_code == 200


def test_deliver_takes_down_an_expired_page(client):
    report = a_report()
    MediaReportPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    assert client.get(report.url).status_code == 200
    call_command("deliver", verbosity=0)
    assert not MediaReportPage.objects.get().live
    assert client.get(report.url).status_code == 404
