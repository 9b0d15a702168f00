"""The second step of the sign-in in a browser, with the authenticator app of tests/second_factor.py."""

from django.urls import reverse

from tests.browser.test_staff import PASSWORD, send
from tests.second_factor import code_of

MATTER = "form:has([name=otp]) button[type=submit]"


def type_password(tab, name: str) -> None:
    page = tab.page
    page.goto(tab.base + "/admin/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    send(tab, "button[type=submit]")


def sign_in_with_app(tab, name: str, keys: dict[str, str]) -> None:
    """Sign in where a second factor is required; `keys` are those of the apps set up before."""
    page = tab.page
    type_password(tab, name)
    if name in keys:
        assert page.url.startswith(tab.base + reverse("second_factor_code"))
        page.locator("[name=otp]").fill(code_of(keys[name], steps=1))
        send(tab, MATTER)
    else:
        assert page.url.startswith(tab.base + reverse("second_factor"))
        keys[name] = add_app(tab)
    assert page.url == tab.base + "/admin/"


def add_app(tab) -> str:
    """Set up an app and recovery codes after the password; return the app's key."""
    page = tab.page
    page.locator(f"a[href='{reverse('second_factor_app')}']").click()
    key = page.locator("[data-key]").inner_text()
    page.locator("[name=name]").fill("Телефон")
    page.locator("[name=otp]").fill(code_of(key))
    send(tab, MATTER)
    send(tab, "main form:not([action]) button[type=submit]")
    assert page.locator("[data-codes] li").count() == 10
    send(tab, "[data-codes] ~ p a")
    return key
