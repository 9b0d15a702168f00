"""Citizens who fill in the real forms over HTTP and try again as the pages tell them to."""

import html
import itertools
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.citizen_form import MATTER, POSTAL_ADDRESS
from tests.web_servers import BEHIND_PROXY, HOST, finish

CSRF = "a" * 32
PATIENCE = 90  # seconds for which one request is tried again
numbers = itertools.count(1)
NUMBER = re.compile(r"receipt__number[^>]*>\s*(?:<[^>]+>\s*)*([A-Z]+-\d{4}-\d{6})")
SECRET = re.compile(r"receipt__secret[^>]*>\s*(?:<[^>]+>\s*)*([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})")


@dataclass
class Tally:
    """What citizens met with: tries that failed, statuses, seconds of each request."""

    retries: int = 0
    server_errors: list[str] = field(default_factory=list)  # 5xx without Retry-After
    seconds: list[float] = field(default_factory=list)


class Browser:
    """One citizen's browser: cookies, an address of its own, patience when a server is lost."""

    def __init__(self, ports: list[int], tally: Tally) -> None:
        self.ports, self.tally = ports, tally
        self.number = next(numbers)
        high, low = divmod(self.number % 60_000, 250)
        self.address = f"10.{self.number // 60_000}.{high}.{low}"
        self.cookies = {"__Host-csrf": CSRF}

    def get(self, path: str) -> HTTPResponse:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, path: str, values: dict[str, str], files: dict[str, bytes] | None = None):
        """Send a form, with files as a browser sends them."""
        return self.ask("POST", path, *encode(values, files))

    def once(
        self,
        method: str,
        path: str,
        values: dict[str, str] | None = None,
        files: dict[str, bytes] | None = None,
    ) -> HTTPResponse:
        """Send one request and return whatever comes."""
        body, kind = encode(values, files) if values else (b"", "")
        return self.ask_once(self.ports[0], method, path, body, kind)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> HTTPResponse:
        """Send a request to one server after the other until one answers, as nginx would."""
        end = time.monotonic() + PATIENCE
        for turn in itertools.count(self.number):
            began = time.monotonic()
            try:
                response = self.ask_once(
                    self.ports[turn % len(self.ports)], method, path, body, kind
                )
            except (HTTPException, OSError):
                response = None
            self.tally.seconds.append(time.monotonic() - began)
            if response is not None and response.status < 500:
                return response
            if response is not None and not response.getheader("Retry-After"):
                self.tally.server_errors.append(f"{response.status} {method} {path}")
                raise AssertionError(self.tally.server_errors[-1])
            assert time.monotonic() < end, f"{method} {path}: no answer in {PATIENCE} s"
            self.tally.retries += 1
            time.sleep(0.2)
        raise AssertionError

    def ask_once(self, port: int, method: str, path: str, body: bytes, kind: str) -> HTTPResponse:
        headers = {
            **BEHIND_PROXY,
            "X-Forwarded-For": self.address,
            "Origin": f"https://{HOST}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if kind:
            headers["Content-Type"] = kind
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = finish(connection)
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response


def encode(values: dict[str, str], files: dict[str, bytes] | None) -> tuple[bytes, str]:
    """Return the body of a form and its content type."""
    values = {**values, "csrfmiddlewaretoken": CSRF}
    if files is not None:
        return multipart(values, files)
    return urlencode(values).encode(), "application/x-www-form-urlencoded"


def multipart(values: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, str]:
    """Return a body with fields and the files of the field `documents`, and its content type."""
    border = uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    for name, content in files.items():
        head = f'--{border}\r\nContent-Disposition: form-data; name="documents"; filename="{name}"'
        parts.append(f"{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode())
        parts.append(content + b"\r\n")
    return b"".join(
        [*parts, f"--{border}--\r\n".encode()]
    ), f"multipart/form-data; boundary={border}"


class Citizen:
    """Write an appeal from the start page to the page of its status."""

    def __init__(self, ports: list[int], tally: Tally, *, office: str = "tur") -> None:
        self.browser = Browser(ports, tally)
        self.name = f"Жүсіпова Әсел {spell(self.browser.number)}"
        self.office, self.token, self.registered, self.secret = office, "", "", ""
        self.page = ""
        self.refused: list[str] = []

    @property
    def path(self) -> str:
        return f"/kk/appeals/new/{self.token}/"

    def answers(self) -> dict[str, dict[str, str]]:
        person = {"applicant_kind": "person", "name": self.name, "phone": "8 701 123 45 67"}
        return {
            "topic": {"kind": "complaint", "topic": "housing"},
            "who": {**person, "postal_address": POSTAL_ADDRESS},
            "office": {"office": self.office, "place": "Көкөзек"},
            "matter": {"point_1": MATTER},
            "files": {},
            "consents": {"processing": "on"},
        }

    def fill_in(self, files: dict[str, bytes] | None = None) -> "Citizen":
        """Answer every step but the last, and open that."""
        location = self.browser.post("/kk/appeals/new/", {}).getheader("Location") or ""
        self.token = location.split("/")[4]
        for step, values in self.answers().items():
            if step == "files" and files:
                self.attach(files)
            response = self.browser.post(f"{self.path}{step}/", {**values, "go": "next"})
            location = response.getheader("Location") or ""
            assert response.status == 302, (step, response.status, response.text[-2000:])
            assert f"/{step}/" not in location, f"{step} was refused: {location}"
        return self.look()

    def attach(self, files: dict[str, bytes]) -> None:
        """Add files to the draft; a file that is sent again after a lost answer is there already."""
        for name, content in files.items():
            for _try in range(5):  # a sanitizer that had no time says so, and is asked again
                self.browser.post(f"{self.path}files/", {"go": "upload"}, {name: content})
                if f">{name}<" in (page := self.browser.get(f"{self.path}files/").text):
                    break
            else:
                raise AssertionError(f"{name} was not added: {page[-500:]}")

    def look(self) -> "Citizen":
        """Open the last step, which says what is going to be sent."""
        page = self.browser.get(f"{self.path}check/")
        found = re.search(r'name="seen"[^>]*value="(\w+)"', page.text)
        assert found, (page.status, page.getheader("Location"))
        self.page = found[1]
        return self

    def send(self) -> str:
        """Press the last button until the portal says that it has the appeal; return its number."""
        values = {"seen": self.page, "language": "kk", "go": "next"}
        response = self.browser.post(f"{self.path}check/", values)
        location = response.getheader("Location") or ""
        assert location.endswith("/receipt/"), (response.status, location, response.text[-500:])
        receipt = html.unescape(self.browser.get(urlsplit(location).path).text)
        number, secret = NUMBER.search(receipt), SECRET.search(receipt)
        assert number, "the receipt shows no number and secret"
        assert secret, "the receipt shows no number and secret"
        self.registered, self.secret = number[1], secret[1]
        return self.registered

    def open_status(self) -> str:
        """Open the appeal by its number and secret; return the page."""
        path = "/kk/appeals/status/"
        response = self.browser.post(path, {"number": self.registered, "secret": self.secret})
        if response.status == 302:
            response = self.browser.get(urlsplit(response.getheader("Location") or path).path)
        assert response.status == 200, response.status
        assert self.registered in response.text, response.text[-2000:]
        return response.text


def spell(number: int) -> str:
    """Return a number in letters of names: each citizen is called otherwise."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number)).capitalize()
