"""Citizens without a browser who write through nginx: the page client of all tests over TLS."""

from urllib.parse import urlencode

import requests
import urllib3
from django.http import HttpResponse
from requests.adapters import HTTPAdapter

from tests.citizen_form import AppealWizardClient
from tests.client import PageClient, initial_values
from tests.web_servers import HOST

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


class NamedHost(HTTPAdapter):
    """Ask this machine for the portal's host; its certificate is its own."""

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, **options, server_hostname=HOST, assert_hostname=False)


class NginxClient:
    """What tests/client.py needs of Django's test client, by real requests."""

    def __init__(self, port: int):
        self.base = f"https://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.mount("https://", NamedHost())
        self.session.verify = self.session.trust_env = False
        self.session.headers.update({"Host": HOST, "Origin": f"https://{HOST}"})

    def get(self, path: str, data: dict | None = None, headers: dict | None = None):
        query = f"?{urlencode(data, doseq=True)}" if data else ""
        return self.send("GET", path + query, headers=headers)

    def post(self, path: str, data: dict):
        return self.send("POST", path, data=data)

    def send(self, method: str, path: str, **options) -> HttpResponse:
        """Send a request and return the response as Django's client does."""
        url = self.base + path.removeprefix(f"https://{HOST}")
        received = self.session.request(method, url, allow_redirects=False, timeout=60, **options)
        headers = {
            name: received.headers[name]
            for name in ("Content-Type", "Location", "Retry-After")
            if name in received.headers
        }
        response = HttpResponse(received.content, status=received.status_code, headers=headers)
        response.request = {"PATH_INFO": path}  # type: ignore[attr-defined]
        return response


class Citizen(AppealWizardClient):
    """A citizen whose appeal is filled in; only the last press is missing."""

    def __init__(self, port: int):
        super().__init__(PageClient(NginxClient(port)))
        self.fill_to("check")

    def press_send(self) -> HttpResponse:
        """Press the last button and return whatever comes back; the page stays as it is."""
        data = {**initial_values(self.page.form(["seen"])), "go": "next"}
        return self.visit.client.post(self.page.path, data)

    def receipt_number(self) -> str:
        """Return the number on the receipt."""
        return self.open_step("receipt").soup.select_one(".receipt__number").get_text(strip=True)
