"""A passkey as second factor in Chromium, with its virtual authenticator."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_otp_webauthn.models import WebAuthnCredential

from tests.browser.conftest import DESKTOP
from tests.browser.second_factor import type_password
from tests.browser.test_staff import check_console_and_requests, send
from tests.builders import a_clerk, an_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clerk(browser_database):
    cache.clear()
    return a_clerk(an_office())


def plug_in(tab):
    """Give the tab's browser an authenticator; return the session that drives it."""
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("WebAuthn.enable")
    answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, answer["authenticatorId"]


def test_passkey_is_made_used_and_removed_and_a_foreign_one_is_refused(new_tab, clerk):
    tab = new_tab("kk", DESKTOP)
    page = tab.page
    session, authenticator = plug_in(tab)
    type_password(tab, "moldir")
    page.goto(tab.base + reverse("second_factor_passkey"))
    page.locator("[name=name]").fill("Қабылдау бөлмесінің кілті")
    send(tab, "[data-passkey=create]")
    assert page.url == tab.base + reverse("second_factor_codes")
    assert WebAuthnCredential.objects.get().name == "Қабылдау бөлмесінің кілті"

    page.context.clear_cookies()
    type_password(tab, "moldir")
    assert page.url.startswith(tab.base + reverse("second_factor_code"))
    send(tab, "[data-passkey=get]")
    assert page.url == tab.base + "/admin/"

    page.context.clear_cookies()
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    type_password(tab, "moldir")
    page.locator("[data-passkey=get]").click()
    page.locator("[data-passkey-fault=get]").wait_for()
    page.goto(tab.base + "/admin/pages/")
    assert page.url.startswith(tab.base + reverse("second_factor_code"))
    check_console_and_requests(tab)
