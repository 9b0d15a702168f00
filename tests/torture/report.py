"""Write docs/torture.md: the same layout every time, so that only the figures change."""

import time
from dataclasses import dataclass
from typing import Any

from bench import machine
from tests.web_servers import ROOT

FILE = ROOT / "docs" / "torture.md"
HEAD = """\
# Torture

Written by `make torture`; nothing on this page is written by hand. Each line is one torture of a
whole installation with real servers, on a database of its own; **broken** where a promise was not
kept. What is promised stands in tests/torture, in the file of that name.

| | |
| --- | --- |
"""


@dataclass(frozen=True)
class Row:
    """What one torture found on one database."""

    name: str
    title: str
    database: str
    sizes: dict[str, Any]
    figures: dict[str, object]
    broken: str
    seconds: float

    @property
    def verdict(self) -> str:
        return f"**broken**: {self.broken}" if self.broken else "kept"

    @property
    def told(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.figures.items())

    @property
    def line(self) -> str:
        return f"{self.name} {self.database} {self.verdict} ({self.seconds:.0f} s) {self.told}"


def write(rows: list[Row]) -> None:
    """Write the machine, the table and what each torture is."""
    facts = [
        ("date", time.strftime("%Y-%m-%d")),
        ("commit", machine.commit()),
        *[(what, which) for what, which in machine.describe() if not what.startswith("requests")],
        ("taken in", f"{sum(row.seconds for row in rows) / 60:.0f} minutes"),
    ]
    text = HEAD + "".join(f"| {what} | {which} |\n" for what, which in facts)
    text += "\n| torture | database | promises | figures |\n| --- | --- | --- | --- |\n"
    for row in rows:
        verdict = row.verdict.replace("|", "/").replace("\n", " ")
        text += f"| {row.name} | {row.database} | {verdict} | {row.told} |\n"
    text += "\n## What each is\n\n"
    for name, row in {row.name: row for row in rows}.items():
        text += f"- **{name}**: {row.title}\n"
    FILE.write_text(text)
