"""Pages planned for a moment are published and taken down by the job `publish_scheduled`."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from home.models import MediaReportPage
from tests.builders import a_report

pytestmark = pytest.mark.django_db


def run_job() -> None:
    call_command("publish_scheduled", stdout=io.StringIO())


def plan(report: MediaReportPage):
    """Take a report down, plan it for an hour from now and return the planned revision."""
    report.unpublish()
    report.go_live_at = timezone.now() + timedelta(hours=1)
    revision = report.save_revision()
    revision.publish()
    return revision


def let_time_pass(revision) -> None:
    """Move the planned moment of a revision into the past."""
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()


def test_page_is_published_when_its_time_has_come(client):
    report = a_report()
    revision = plan(report)
    run_job()
    assert client.get(report.url).status_code == 404
    let_time_pass(revision)
    run_job()
    assert MediaReportPage.objects.get().live
    assert client.get(report.url).status_code == 200


def test_expired_page_is_taken_down(client):
    report = a_report()
    MediaReportPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    assert client.get(report.url).status_code == 200
    run_job()
    assert not MediaReportPage.objects.get().live
    assert client.get(report.url).status_code == 404


def test_page_that_fails_keeps_back_no_other(client):
    broken, whole = a_report(slug="broken"), a_report(slug="whole")
    for revision in (plan(broken), plan(whole)):
        let_time_pass(revision)
    damaged = broken.get_latest_revision()
    damaged.content["date"] = None
    damaged.save()
    with pytest.raises(CommandError, match=rf"1 pages changed.*mediareportpage {broken.pk} \("):
        run_job()
    assert client.get(whole.url).status_code == 200
    assert client.get(broken.url).status_code == 404
