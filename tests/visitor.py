"""A visitor: Django's client with eyes. Every page it gets is judged; forms are filled as they stand.

page = visit("/kk/appeals/new/")
page = page.send({"topic": 3, "text": "…"}, button="Әрі қарай")
page = page.follow("Жолданымым қайда?")
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.judge import Judged, faults, words

MOST_REDIRECTS = 8


class Visitor:
    """Calling it opens an address and returns the judged page it ends on."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(
        self,
        path: str,
        data: dict | None = None,
        *,
        status: int = 200,
        allow: Iterable[str] = (),
        **headers: Any,
    ) -> "Page":
        response = self.client.get(path, data or {}, headers=headers or None)
        return self.arrive(path, response, status=status, allow=allow)

    def post(
        self, path: str, data: dict, *, status: int = 200, allow: Iterable[str] = ()
    ) -> "Page":
        """Send values past the page's own form: for what only a hostile client would do."""
        return self.arrive(path, self.client.post(path, data), status=status, allow=allow)

    def arrive(self, path: str, response, *, status: int, allow: Iterable[str]) -> "Page":
        """Follow redirects as a browser does and judge where they end."""
        passed = []
        while response.status_code in {301, 302, 303, 307, 308}:
            passed.append(path)
            if len(passed) > MOST_REDIRECTS:
                raise AssertionError(f"redirects without end: {passed}")
            path = urljoin(path, response["Location"])
            host = urlsplit(path).netloc
            if host and host != "testserver":
                raise AssertionError(f"led to another host: {path}")
            response = self.client.get(path)
        assert response.status_code == status, (
            f"{path}: {response.status_code}, expected {status}\n{error_words(response)}"
        )
        page = Page(self, path, response, passed)
        if page.is_html and not urlsplit(path).path.startswith("/admin/"):
            found = faults(Judged(urlsplit(path).path, response.content), set(allow))
            assert not found, f"{path}\n  " + "\n  ".join(found)
        return page


class Page:
    """What came back, and what one can do on it."""

    def __init__(self, visitor: Visitor, path: str, response, passed: list[str]) -> None:
        self.visitor = visitor
        self.path = path
        self.response = response
        self.passed = passed
        self.content = b"".join(response) if response.streaming else response.content
        self.is_html = response.get("Content-Type", "").startswith("text/html")
        self.soup = (
            BeautifulSoup(self.content, "lxml") if self.is_html else BeautifulSoup("", "lxml")
        )

    @property
    def text(self) -> str:
        """Everything one can read, spaces made one."""
        return words(self.soup.find("body") or self.soup)

    @property
    def main(self) -> str:
        """What stands in the page's main part."""
        return words(self.soup.find("main") or self.soup)

    @property
    def h1(self) -> str:
        return words(self.soup.find("h1"))

    @property
    def errors(self) -> list[str]:
        """What the page says went wrong."""
        return [
            words(tag)
            for tag in self.soup.select(".error, .field-error, [role=alert] li, .error-message")
        ]

    def __contains__(self, text: str) -> bool:
        return text in self.text

    def follow(self, link: str, **how) -> "Page":
        """Press the link with these words (or with this address)."""
        found = [
            tag
            for tag in self.soup.select("a[href]")
            if link in {words(tag), tag.get("aria-label"), tag["href"]}
        ] or [tag for tag in self.soup.select("a[href]") if link in words(tag)]
        assert found, f"{self.path}: no link {link!r}; there are {self.links()}"
        return self.visitor(urljoin(self.path, str(found[0]["href"])), **how)

    def links(self) -> list[str]:
        return [words(tag) for tag in self.soup.select("a[href]")]

    def form(self, names: Iterable[str] = (), button: str | None = None) -> Tag:
        """The form that has these fields and this button; the one in main when nothing is named."""
        forms = self.soup.select("main form") or self.soup.select("form")
        for form in forms:
            fields = field_names(form)
            if all(full_name(fields, name) for name in names) and (
                button is None or find_button(form, button) is not None
            ):
                return form
        raise AssertionError(
            f"{self.path}: no form with {list(names)} and button {button!r}; there are "
            f"{[(sorted(field_names(form)), buttons(form)) for form in forms]}"
        )

    def send(
        self,
        values: dict[str, Any] | None = None,
        *,
        button: str | None = None,
        status: int = 200,
        allow: Iterable[str] = (),
    ) -> "Page":
        """Fill the form and press its button (the first when none is named).

        A field may be named by its end: "name" finds "who-name". None unticks or empties.
        """
        values = values or {}
        form = self.form(values, button)
        data = standing_values(form)
        fields = field_names(form)
        for name, value in values.items():
            fill(form, data, full_name(fields, name) or name, value)
        pressed = find_button(form, button) if button else first_button(form)
        if pressed is not None and pressed.get("name"):
            data[str(pressed["name"])] = str(pressed.get("value", ""))
        action = (pressed.get("formaction") if pressed is not None else None) or form.get("action")
        target = urljoin(self.path, str(action or self.path))
        client = self.visitor.client
        if str(form.get("method", "get")).lower() == "post":
            response = client.post(target, data)
        else:
            target = target.split("?")[0]
            response = client.get(target, data)
            target = response.request["PATH_INFO"]
        return self.visitor.arrive(target, response, status=status, allow=allow)


def error_words(response) -> str:
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return ""
    soup = BeautifulSoup(response.content, "lxml")
    return words(soup.find("main") or soup)[:600]


def field_names(form: Tag) -> set[str]:
    return {str(tag["name"]) for tag in form.select("input[name], select[name], textarea[name]")}


def full_name(fields: set[str], name: str) -> str | None:
    """The field's whole name; None when none or more than one ends so."""
    if name in fields:
        return name
    found = [field for field in fields if field.endswith(f"-{name}")]
    return found[0] if len(found) == 1 else None


def buttons(form: Tag) -> list[str]:
    return [
        words(tag) or str(tag.get("value", "")) for tag in form.select("button, input[type=submit]")
    ]


def find_button(form: Tag, text: str) -> Tag | None:
    for tag in [*form.select("button, input[type=submit]"), *buttons_elsewhere(form)]:
        if text in (words(tag), tag.get("value"), tag.get("name")):
            return tag
    return None


def buttons_elsewhere(form: Tag) -> list[Tag]:
    """Buttons that stand outside the form and belong to it: <button form="step">."""
    root = [form, *form.find_parents()][-1]
    return root.select(f'button[form="{form["id"]}"]') if form.get("id") else []


def first_button(form: Tag) -> Tag | None:
    return form.select_one("button:not([type=button]), input[type=submit]")


def standing_values(form: Tag) -> dict[str, Any]:
    """What a browser would send if nothing were touched."""
    data: dict[str, Any] = {}
    for tag in form.select("input[name], select[name], textarea[name]"):
        if tag.has_attr("disabled"):
            continue
        name, kind = str(tag["name"]), tag.get("type", "text")
        if tag.name == "select":
            chosen = tag.select("option[selected]") or tag.select("option")[:1]
            values = [str(option.get("value", words(option))) for option in chosen]
            data[name] = values if tag.has_attr("multiple") else (values or [""])[0]
        elif tag.name == "textarea":
            data[name] = tag.get_text().removeprefix("\n")
        elif kind in {"radio", "checkbox"}:
            if tag.has_attr("checked"):
                data.setdefault(name, []).append(str(tag.get("value", "on")))
        elif kind not in {"file", "submit", "button", "image", "reset"}:
            data[name] = str(tag.get("value", ""))
    return data


def fill(form: Tag, data: dict[str, Any], name: str, value: Any) -> None:
    """Put a value where a person could: a choice must be offered, a file field takes files."""
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
    wanted = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    if kind in {"radio", "checkbox", "select"}:
        options = form.select(f'[name="{name}"] option') if kind == "select" else tags
        offered = [
            str(option.get("value", "on" if kind != "select" else words(option)))
            for option in options
        ]
        if value is True:
            wanted = offered[:1]
        assert set(wanted) <= set(offered), f"{name} offers {offered}, not {wanted}"
        data[name] = wanted if kind == "checkbox" or first.has_attr("multiple") else wanted[0]
        return
    data[name] = wanted[0]
