"""Write docs/performance.md: the same layout every time, so that only the figures change."""

import time
from pathlib import Path

from bench import explained, machine
from bench.figures import Figure, Table
from bench.places import ROOT
from bench.sizes import Sizes

Profiles = dict[explained.Profile, str]
FILE = ROOT / "docs" / "performance.md"
HEAD = """\
# Performance

Written by `{command}`; nothing on this page is written by hand. Each ratio is between two figures
of one run, taken in turns: only ratios can be compared between machines. Of `growth` and `memory`
it says how many times more, of all others how many times faster. `-` is a figure without an aim.

| | |
| --- | --- |
"""
COLUMNS = "| name | value | unit | ratio | aim | | the ratio is to |"


def write(table: Table, sizes: Sizes, profiles: Profiles, file: Path = FILE) -> None:
    """Write the machine, the table, what was missed and why."""
    facts = [
        ("date", time.strftime("%Y-%m-%d")),
        ("commit", machine.commit()),
        *machine.describe(),
        ("rows", f"{sizes.few:,} and {sizes.many:,} appeals, and as many answers"),
    ]
    text = HEAD.format(command="make bench-large" if sizes.name == "large" else "make bench")
    text += "".join(f"| {what} | {which} |\n" for what, which in facts)
    text += f"\n{COLUMNS}\n{'| --- ' * 7}|\n"
    text += "".join(line(figure) for figure in table.figures)
    text += missed(table, profiles)
    file.write_text(text)


def line(figure: Figure) -> str:
    name, value, unit, ratio, aim, verdict = figure.cells
    if figure.aim and figure.aim.of_value:
        aim += f" {unit}"
    against = figure.reason or figure.against
    return f"| {name} | {value} | {unit} | {ratio} | {aim} | {verdict} | {against} |\n"


def missed(table: Table, profiles: Profiles) -> str:
    """Return the aims that were missed, each with its sentence and the profile of this run."""
    text, shown = "\n## Aims missed\n", {}
    for figure in table.figures:
        if figure.verdict != "missed":
            continue
        text += f"\n**{figure.name}** {explained.reason(figure.name)}\n"
        profile = explained.profiled(figure.name)
        if profile is None or profile not in profiles:
            continue
        if profile in shown:
            text += f"\nThe profile is that of **{shown[profile]}**.\n"
        else:
            shown[profile] = figure.name
            text += f"\n```\n{profiles[profile].strip()}\n```\n"
    return text if table.missed else text + "\nNone.\n"
