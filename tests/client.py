"""Django's test client as a browser: it checks every page, follows links and fills in forms.

page = visit("/kk/appeals/new/")
page = page.send({"topic": 3, "text": "…"}, button="Әрі қарай")
page = page.follow("Жолданымым қайда?")
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.page_rules import CheckedPage, find_faults, visible_text

MAX_REDIRECTS = 8


def new_client(user=None) -> "PageClient":
    """Return a client with a session of its own, signed in as `user` when one is given."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return PageClient(client)


class PageClient:
    """Open an address when called; return the page reached, checked by tests/page_rules.py."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(
        self,
        path: str,
        data: dict | None = None,
        *,
        status: int = 200,
        allow: Iterable[str] = (),
        queries: int | None = None,
        **headers: Any,
    ) -> "Page":
        """Open an address; `queries` is the most database queries it may make, redirects included.

        Budgets of single pages with filled caches stand in tests/access/query_budgets.py.
        """
        with CaptureQueriesContext(connection) as captured:
            response = self.client.get(path, data or {}, headers=headers or None)
            page = self.follow_redirects(path, response, status=status, allow=allow)
        if queries is not None:
            assert len(captured) <= queries, f"{path}: {len(captured)} queries, budget {queries}"
        return page

    def post(
        self, path: str, data: dict, *, status: int = 200, allow: Iterable[str] = ()
    ) -> "Page":
        """Post values without the page's own form, as only a hostile client would."""
        return self.follow_redirects(path, self.client.post(path, data), status=status, allow=allow)

    def follow_redirects(self, path: str, response, *, status: int, allow: Iterable[str]) -> "Page":
        """Follow redirects as a browser does; check and return the last page."""
        redirects = []
        while response.status_code in {301, 302, 303, 307, 308}:
            redirects.append(path)
            if len(redirects) > MAX_REDIRECTS:
                raise AssertionError(f"endless redirects: {redirects}")
            path = urljoin(path, response["Location"])
            host = urlsplit(path).netloc
            if host and host != "testserver":
                raise AssertionError(f"led to another host: {path}")
            response = self.client.get(path)
        assert response.status_code == status, (
            f"{path}: {response.status_code}, expected {status}\n{error_text(response)}"
        )
        page = Page(self, path, response, redirects)
        if page.is_html and not urlsplit(path).path.startswith("/admin/"):
            faults = find_faults(CheckedPage(urlsplit(path).path, response.content), set(allow))
            assert not faults, f"{path}\n  " + "\n  ".join(faults)
        return page


class Page:
    """A response, its text and the actions a person can take on it."""

    def __init__(self, client: PageClient, path: str, response, redirects: list[str]) -> None:
        self.client = client
        self.path = path
        self.response = response
        self.redirects = redirects
        self.content = b"".join(response) if response.streaming else response.content
        self.is_html = response.get("Content-Type", "").startswith("text/html")
        self.soup = (
            BeautifulSoup(self.content, "lxml") if self.is_html else BeautifulSoup("", "lxml")
        )

    @property
    def text(self) -> str:
        """Visible text of the body, whitespace collapsed."""
        return visible_text(self.soup.find("body") or self.soup)

    @property
    def main(self) -> str:
        """Visible text of the main landmark."""
        return visible_text(self.soup.find("main") or self.soup)

    @property
    def h1(self) -> str:
        return visible_text(self.soup.find("h1"))

    @property
    def errors(self) -> list[str]:
        """The error messages of the page."""
        return [
            visible_text(tag)
            for tag in self.soup.select(".error, .field-error, [role=alert] li, .error-message")
        ]

    def __contains__(self, text: str) -> bool:
        return text in self.text

    def follow(self, link: str, **options) -> "Page":
        """Follow the link with this text, accessible name or address."""
        matches = [
            tag
            for tag in self.soup.select("a[href]")
            if link in {visible_text(tag), tag.get("aria-label"), tag["href"]}
        ] or [tag for tag in self.soup.select("a[href]") if link in visible_text(tag)]
        assert matches, f"{self.path}: no link {link!r}; there are {self.links()}"
        return self.client(urljoin(self.path, str(matches[0]["href"])), **options)

    def links(self) -> list[str]:
        return [visible_text(tag) for tag in self.soup.select("a[href]")]

    def form(self, names: Iterable[str] = (), button: str | None = None) -> Tag:
        """Return the first form of main that has these fields and this button."""
        forms = self.soup.select("main form") or self.soup.select("form")
        for form in forms:
            fields = field_names(form)
            if all(resolve_field_name(fields, name) for name in names) and (
                button is None or find_button(form, button) is not None
            ):
                return form
        raise AssertionError(
            f"{self.path}: no form with {list(names)} and button {button!r}; there are "
            f"{[(sorted(field_names(form)), button_texts(form)) for form in forms]}"
        )

    def send(
        self,
        values: dict[str, Any] | None = None,
        *,
        button: str | None = None,
        status: int = 200,
        allow: Iterable[str] = (),
    ) -> "Page":
        """Fill in the form and press its button (the default one when none is named).

        A field may be named by its suffix: "name" finds "who-name". None unticks or empties.
        """
        values = values or {}
        form = self.form(values, button)
        data = initial_values(form)
        fields = field_names(form)
        for name, value in values.items():
            fill_field(form, data, resolve_field_name(fields, name) or name, value)
        pressed = find_button(form, button) if button else default_button(form)
        if pressed is not None and pressed.get("name"):
            data[str(pressed["name"])] = str(pressed.get("value", ""))
        action = (pressed.get("formaction") if pressed is not None else None) or form.get("action")
        target = urljoin(self.path, str(action or self.path))
        http = self.client.client
        if str(form.get("method", "get")).lower() == "post":
            response = http.post(target, data)
        else:
            target = target.split("?")[0]
            response = http.get(target, data)
            target = response.request["PATH_INFO"]
        return self.client.follow_redirects(target, response, status=status, allow=allow)


def error_text(response) -> str:
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return ""
    soup = BeautifulSoup(response.content, "lxml")
    return visible_text(soup.find("main") or soup)[:600]


def field_names(form: Tag) -> set[str]:
    return {str(tag["name"]) for tag in form.select("input[name], select[name], textarea[name]")}


def resolve_field_name(fields: set[str], name: str) -> str | None:
    """Return the field's full name; None unless exactly one field has this suffix."""
    if name in fields:
        return name
    matches = [field for field in fields if field.endswith(f"-{name}")]
    return matches[0] if len(matches) == 1 else None


def button_texts(form: Tag) -> list[str]:
    return [
        visible_text(tag) or str(tag.get("value", ""))
        for tag in form.select("button, input[type=submit]")
    ]


def find_button(form: Tag, text: str) -> Tag | None:
    for tag in [*form.select("button, input[type=submit]"), *associated_buttons(form)]:
        if text in (visible_text(tag), tag.get("value"), tag.get("name")):
            return tag
    return None


def associated_buttons(form: Tag) -> list[Tag]:
    """Return the buttons outside the form that submit it: <button form="step">."""
    root = [form, *form.find_parents()][-1]
    return root.select(f'button[form="{form["id"]}"]') if form.get("id") else []


def default_button(form: Tag) -> Tag | None:
    return form.select_one("button:not([type=button]), input[type=submit]")


def initial_values(form: Tag) -> dict[str, Any]:
    """Return what a browser sends when nothing is changed."""
    data: dict[str, Any] = {}
    for tag in form.select("input[name], select[name], textarea[name]"):
        if tag.has_attr("disabled"):
            continue
        name, kind = str(tag["name"]), tag.get("type", "text")
        if tag.name == "select":
            chosen = tag.select("option[selected]") or tag.select("option")[:1]
            values = [str(option.get("value", visible_text(option))) for option in chosen]
            data[name] = values if tag.has_attr("multiple") else (values or [""])[0]
        elif tag.name == "textarea":
            data[name] = tag.get_text().removeprefix("\n")
        elif kind in {"radio", "checkbox"}:
            if tag.has_attr("checked"):
                data.setdefault(name, []).append(str(tag.get("value", "on")))
        elif kind not in {"file", "submit", "button", "image", "reset"}:
            data[name] = str(tag.get("value", ""))
    return data


def fill_field(form: Tag, data: dict[str, Any], name: str, value: Any) -> None:
    """Set a value that a person could enter: an offered choice, files in a file field."""
    tags = form.find_all(attrs={"name": name})
    first = tags[0]
    kind = first.get("type", "text") if first.name == "input" else first.name
    if value is None:
        data.pop(name, None)
        return
    if kind == "file":
        files = value if isinstance(value, list) else [value]
        data[name] = files if first.has_attr("multiple") else files[0]
        assert all(isinstance(file, SimpleUploadedFile) for file in files), "files for a file field"
        return
    texts = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
    if kind in {"radio", "checkbox", "select"}:
        options = form.select(f'[name="{name}"] option') if kind == "select" else tags
        offered = [
            str(option.get("value", "on" if kind != "select" else visible_text(option)))
            for option in options
        ]
        if value is True:
            texts = offered[:1]
        assert set(texts) <= set(offered), f"{name} offers {offered}, not {texts}"
        data[name] = texts if kind == "checkbox" or first.has_attr("multiple") else texts[0]
        return
    data[name] = texts[0]
