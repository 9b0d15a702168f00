"""An authenticator app for tests: it computes the codes that a phone would show."""

import re
from base64 import b32decode
from datetime import datetime

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

STEP = 30  # seconds


def code_of(typed_key: str, at: datetime | None = None, steps: int = 0) -> str:
    """Return the code that an app with this key shows at `at`, or so many steps later."""
    totp = TOTP(b32decode(typed_key.replace(" ", "")), STEP)
    totp.time = (at or timezone.now()).timestamp() + steps * STEP
    return f"{totp.token():06d}"


def shown_key(page: str) -> str:
    """Return the key on the page that adds an app."""
    found = re.search(r"data-key>([A-Z2-7 ]+)<", page)
    assert found, page
    return found[1]


def add_app(client: Client, name: str = "Телефон") -> str:
    """Add an app to the account that is signed in; return its key."""
    address = reverse("second_factor_app")
    key = shown_key(client.get(address).content.decode())
    response = client.post(address, {"name": name, "otp": code_of(key)})
    assert response.status_code == 302, response.content.decode()
    return key
