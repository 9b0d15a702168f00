"""A citizen filling the appeal in, one page after another, by what the pages offer."""

from typing import Any

from tests.visitor import Page, Visitor

ORDER = ["topic", "who", "office", "matter", "files", "consents", "check"]
NAME = "Жүсіпова Әсел"
ADDRESS = "Көкөзек ауылы, Абай көшесі, 14"
MATTER = "Көшемізде үшінші күн су жоқ. Су қашан қосылады?"
ANSWERS: dict[str, dict[str, Any]] = {
    "topic": {"kind": "complaint", "topic": "housing"},
    "who": {"name": NAME, "postal_address": ADDRESS, "phone": "8 701 123 45 67"},
    "office": {"office": "tur", "place": "Көкөзек"},
    "matter": {"point_1": MATTER},
    "files": {},
    "consents": {"processing": True},
    "check": {},
}


class Walk:
    def __init__(self, visit: Visitor, language: str = "kk"):
        self.visit = visit
        self.language = language
        self.page: Page = visit(f"/{language}/appeals/new/")

    def begin(self) -> "Walk":
        self.page = self.page.send()
        return self

    @property
    def token(self) -> str:
        return self.page.path.split("/")[4]

    @property
    def step(self) -> str:
        return self.page.path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]

    def address(self, step: str, language: str = "") -> str:
        return f"/{language or self.language}/appeals/new/{self.token}/{step}/"

    def to(self, step: str) -> "Walk":
        """Fill everything before `step` and stand on it."""
        if self.page.path.endswith("/new/"):
            self.begin()
        while self.step != step:
            here = self.step
            self.press("next", ANSWERS[here])
            assert self.step != here, f"{here} was refused: {self.page.errors}"
        return self

    def press(self, button: str, values: dict[str, Any] | None = None, **how) -> Page:
        """Press a button of the step by its value: next, back, save, add-point …"""
        self.page = self.page.send(values or {}, button=button, **how)
        return self.page

    def open(self, step: str, **how) -> Page:
        self.page = self.visit(self.address(step), **how)
        return self.page

    def value(self, name: str) -> str:
        """What stands in a field of the page."""
        tag = self.page.soup.find(attrs={"name": name})
        return tag.get_text().strip("\n") if tag.name == "textarea" else str(tag.get("value", ""))
