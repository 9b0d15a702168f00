"""Read-only mode: pages are read, nothing is taken in, what was typed can be sent afterwards."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from appeals.models import Appeal
from forms.models import Draft
from tests.builders import a_kind, a_topic, a_working_office, an_office
from tests.citizen_form import MATTER, AppealWizardClient, interface_text
from tests.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_form_sent_during_an_upgrade_says_when_and_is_sent_again_afterwards(var_dir, language):
    a_kind(), a_topic(), an_office()
    visit = PageClient(Client(enforce_csrf_checks=True))
    citizen = AppealWizardClient(visit, language).fill_to("matter")
    call_command("read_only", "on", minutes=20)
    page = citizen.page.send(
        {"point_1": MATTER}, button="next", status=503, allow={"language_links"}
    )
    assert page.h1 == interface_text(language, "The portal is being updated")
    told = timezone.localtime(timezone.now() + timedelta(minutes=20))
    assert f"{told:%H:%M}" in page.text or f"{told - timedelta(minutes=1):%H:%M}" in page.text
    assert 1100 < int(page.response["Retry-After"]) <= 1200
    assert "point_1" not in str(Draft.objects.get().data)
    call_command("read_only", "off")
    page.send({}, allow={"language_links"})
    assert MATTER in str(Draft.objects.get().data)


def test_pages_are_read_and_no_door_takes_a_change(var_dir):
    office = a_working_office()
    call_command("read_only", "on")
    client = Client()
    for path in ["/kk/", f"/ru/offices/{office.slug}/", "/kk/appeals/status/", "/admin/login/"]:
        assert client.get(path).status_code == 200
    assert office.phone.replace(" ", "")[-7:] in "".join(
        client.get(f"/kk/offices/{office.slug}/").content.decode().split()
    )
    for path in ["/kk/appeals/new/", "/kk/appeals/status/", "/kk/reception/book/", "/admin/login/"]:
        refused = client.post(path, {"number": "1", "username": "a", "password": "b"})
        assert refused.status_code == 503
        assert 'value="b"' not in refused.content.decode()  # no password in a page
    assert not Draft.objects.exists()
    assert not Appeal.objects.exists()
