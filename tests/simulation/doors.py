"""The forms of the portal as a browser sends them, without reading the pages in between.

The tests of the forms judge their pages; here only what was sent and what came back matters.
"""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

NUMBER = re.compile(r"\b[A-Z]{2,6}-\d{4}-\d{6}\b")
TICKET = re.compile(r"\b[A-Z]{2,6}-\d{6}\b")
SECRET = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]+)"')


class RefusedError(Exception):
    """The portal did not take what was sent and said so."""


class Form:
    """A wizard of the portal in one browser; its address stays, so that sending can be repeated."""

    def __init__(self, browser: Client, start: str, values: dict | None = None) -> None:
        self.browser, self.last_page = browser, ""
        answer = browser.post(start, values or {})
        if answer.status_code != 302:
            raise RefusedError(f"{start}: {answer.status_code}")
        self.base = answer["Location"].rstrip("/").rsplit("/", 1)[0]

    def answer(self, step: str, values: dict, button: str = "next") -> str:
        """Send a step; return the address it leads to, "" when it was refused."""
        address = f"{self.base}/{step}/"
        response = self.browser.post(address, {**values, "go": button})
        target = response.get("Location", "")
        return "" if f"/{step}/" in target and button == "next" else target

    def page(self, step: str) -> str:
        """Return the page of a step."""
        return self.browser.get(f"{self.base}/{step}/", follow=True).content.decode()

    def send(self, step: str = "check", **values) -> str:
        """Press the last button on the page as it is now; return the receipt, "" when refused."""
        page = self.page(step)
        if not (seen := SEEN.search(page)):
            return page if SECRET.search(page) else ""  # it was sent before: this is the receipt
        self.last_page = page
        target = self.answer(step, {"seen": seen.group(1), **values})
        if not target:
            return ""
        return self.browser.get(target, follow=True).content.decode()


def fill_appeal(browser: Client, language: str, fields: dict, office: str, topic: str,
                points: list[str], files: dict[str, str], *, publication: bool) -> Form:  # fmt: skip
    """Fill in the form of an appeal up to its last page. RefusedError: a step was not taken."""
    form = Form(browser, f"/{language}/appeals/new/")
    texts = {f"point_{n}": text for n, text in enumerate(points, 1)}
    consents = {"processing": "on", **({"publication": "on"} if publication else {})}
    for step, values in (
        ("topic", {"kind": "complaint", "topic": topic}),
        ("who", fields),
        ("office", {"office": office.lower(), "place": "Көкөзек"}),
        ("matter", texts),
    ):
        if not form.answer(step, values):
            raise RefusedError(f"the step {step} was not taken")
    for name, text in files.items():
        upload = SimpleUploadedFile(name, text.encode(), "text/plain")
        form.answer("files", {"documents": [upload]}, button="upload")
    if not form.answer("files", {}) or not form.answer("consents", consents):
        raise RefusedError("the files or the consents were not taken")
    return form


def read_receipt(page: str, pattern: re.Pattern) -> tuple[str, str]:
    """Return number and secret as the receipt shows them. RefusedError: it shows none."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    number, secret = pattern.search(text), SECRET.search(text)
    if not (number and secret):
        raise RefusedError("no receipt")
    return number.group(), secret.group()


def open_appeal(browser: Client, number: str, secret: str) -> bool:
    """Open an appeal on its status page; return whether it opened."""
    answer = browser.post("/kk/appeals/status/", {"number": number, "secret": secret})
    return answer.status_code == 302
