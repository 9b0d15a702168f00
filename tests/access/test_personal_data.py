"""A person's name, number and secret stay in the register and in letters to the person."""

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from appeals import publication
from appeals.models import Appeal
from appeals.numbers import secret_for_draft
from core.models import Notice
from tests.builders import a_kind, a_staff_member, a_topic, a_working_office
from tests.citizen_form import (
    AppealWizardClient,
    a_pdf_upload,
    open_status_page,
    submit_staff_action,
)
from tests.client import PageClient

pytestmark = pytest.mark.django_db
APPLICANT = {
    "name": "Қанарейтегі Әсел", "patronymic": "Қанарейқызы", "id_number": "850101400130",
    "postal_address": "Кентау, Қанар көшесі, 5", "phone": "8 701 987 65 43",
    "email": "canary.bird@mail.example",
}  # fmt: skip
CANARIES = ["Қанар", "канарей", "850101400130", "9876543", "987 65 43", "canary.bird", "қанар"]
PUBLIC_URLS = (
    "/kk/", "/kk/answers/", "/kk/figures/", "/kk/search/", "/kk/feeds/answers/", "/kk/feeds/search/",
    "/api/v1/answers", "/api/v1/search", "/api/v1/figures", "/api/v1/offices", "/sitemap.xml",
    "/kk/offices/ken/", "/kk/offices/ken/stand/", "/kk/offices/ken/kiosk/", "/kk/search/suggest/?q=тор",
)  # fmt: skip
# Tables that may hold personal data: the register, and letters to the citizen.
OWN = {"appeals_appeal", "appeals_point", "core_notice", "appeals_attachment"}


class RecordingClient(Client):
    """A test client that records every address it visits or is redirected to."""

    visited: list[str]

    def request(self, **request):
        response = super().request(**request)
        query = request.get("QUERY_STRING", "")
        self.visited = [*getattr(self, "visited", []), f"{request['PATH_INFO']}?{query}",
                     response.get("Location", "")]  # fmt: skip
        return response


def leaked_values(text: str, *more: str) -> list[str]:
    return [value for value in (*CANARIES, *more) if value in text]


def tables() -> dict[str, str]:
    """Return table → its rows as text."""
    contents = {}
    for model in [*apps.get_models(include_auto_created=True)]:
        rows = model.objects.all() if hasattr(model, "objects") else model._default_manager.all()
        contents[model._meta.db_table] = str(list(rows.values_list()))
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith("search_") and name not in contents:
                cursor.execute(f'SELECT * FROM "{name}"')
                contents[name] = str(cursor.fetchall())
    return contents


def test_personal_data_stays_in_the_register_and_letters(caplog, db):
    cache.clear()
    caplog.set_level(logging.DEBUG)
    office = a_working_office()
    a_kind(), a_topic()
    browser = RecordingClient()
    visit = PageClient(browser)
    wizard = AppealWizardClient(visit).fill_to("who")
    wizard.press("next", APPLICANT)
    wizard.press("next", {"office": "ken", "place": "Қанар көшесі"})
    wizard.press("next", {"point_1": "Тор сынды, мені Қанарейтегі дейді."})
    wizard.press("upload", {"documents": [a_pdf_upload("қанар.pdf")]})
    wizard.press("next")
    wizard.press("next", {"processing": True, "publication": True})
    wizard.press("next")
    appeal = Appeal.objects.get()
    secret = secret_for_draft(wizard.token)
    assert secret in wizard.page.text
    page = open_status_page(visit, "kk", appeal.number, secret)
    assert APPLICANT["name"] in page.text or appeal.number in page.text
    clerk, head = (
        a_staff_member("moldir", "clerk", office),
        a_staff_member("bauyrzhan", "head", office),
    )
    admin = PageClient(RecordingClient())
    admin.client.force_login(clerk)
    submit_staff_action(admin, appeal, "route", office=office.pk, officer=clerk.pk)
    submit_staff_action(admin, appeal, "start")
    submit_staff_action(admin, appeal, "answer", point_1="Тор жөнделді.", decision_1="satisfied")
    appeal.refresh_from_db()
    reply = appeal.replies.get(kind="full")
    words = publication.redact_text(publication.question_text(appeal), appeal).text
    row = publication.prepare(reply, title="Тор", question=words, answer="Жөнделді.", by=clerk,
                              at=reply.at)  # fmt: skip
    publication.publish(row, by=head, at=reply.at)
    call_command("deliver")

    places = {
        "addresses of the citizen": str(browser.visited),
        "addresses of the admin": str(admin.client.visited),
        "logs": caplog.text,
        "subjects": str([*Notice.objects.values_list("subject", "key", "about")]),
        "names of files": str([p.name for p in settings.PRIVATE_ROOT.rglob("*")]),
        "keys of the cache": str(list(getattr(cache, "_cache", {}))),
        **{name: text for name, text in tables().items() if name not in OWN},
    }
    for path in PUBLIC_URLS:
        places[path] = Client().get(path).content.decode()
    leaks = {
        name: leaked_values(text, secret)
        for name, text in places.items()
        if leaked_values(text, secret)
    }
    assert leaks == {}
    clear = {
        name for name, text in tables().items() if secret in text or secret.replace("-", "") in text
    }
    assert clear == set(), "the secret stands in clear"
