"""Small charts of our own as SVG: labelled where they stand, readable without colour or script."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW, BAR, LABEL = 46, 16, 20
NARROW, WIDE = 360, 640  # a phone keeps the words of a bar chart readable only when it is narrow


def bars(
    rows: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str = "",
    ident: str = "chart",
) -> SafeString:
    """Horizontal bars, one a row: the label above its bar, the number at its end."""
    most = max([number for _label, number in rows] or [0]) or 1
    parts = []
    for n, (label, number) in enumerate(rows):
        y = n * ROW + LABEL
        width = round(max(number, 0) / most * (NARROW - 70), 1)
        parts.append((y - 5, label, y, width, BAR, width + 6, y + BAR - 3, _plain(number)))
    body = format_html_join(
        "",
        '<text class="chart__label" x="0" y="{}">{}</text>'
        '<rect class="chart__bar" x="0" y="{}" width="{}" height="{}"/>'
        '<text class="chart__number" x="{}" y="{}">{}</text>',
        parts,
    )
    size = (NARROW, len(rows) * ROW + 2)
    return _frame(body, "bars", size, title, description, ident)


def lines(
    points: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str = "",
    ident: str = "chart",
) -> SafeString:
    """One line over time, each point with its number above and its label below."""
    height, left, top = 190, 24, 28
    most = max([number for _label, number in points] or [0]) or 1
    step = (WIDE - 2 * left) / max(len(points) - 1, 1)
    spots = [
        (
            round(left + n * step, 1),
            round(top + (1 - number / most) * (height - 60), 1),
            label,
            number,
        )
        for n, (label, number) in enumerate(points)
    ]
    line = " ".join(f"{x},{y}" for x, y, _label, _number in spots)
    marks = format_html_join(
        "",
        '<circle class="chart__dot" cx="{}" cy="{}" r="3.5"/>'
        '<text class="chart__number{}" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x, y, _top(number, most), x, y - 9, _plain(number), x, height - 6, label)
            for x, y, label, number in spots
        ),
    )
    body = format_html('<polyline class="chart__line" points="{}"/>{}', line, marks)
    return _frame(body, "lines", (WIDE, height), title, description, ident)


def _top(number: float, most: float) -> str:
    """The highest number stays where a phone has no room for all."""
    return " chart__number--most" if number == most else ""


def _plain(number: float) -> str:
    return number_format(round(number, 1) if number % 1 else int(number), use_l10n=True)


def _frame(
    body: SafeString, kind: str, size: tuple[int, int], title: str, description: str, ident: str
) -> SafeString:
    return format_html(
        '<svg class="chart chart--{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        kind,
        *size,
        ident,
        ident,
        ident,
        title,
        ident,
        description or title,
        body,
    )
