"""Bar and line charts as SVG with direct labels, readable without colour or script."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW_HEIGHT, BAR_HEIGHT, LABEL_HEIGHT = 46, 16, 20
BAR_CHART_WIDTH = 360  # narrow, so that a phone keeps the labels readable
LINE_CHART_WIDTH = 640


def render_bar_chart(
    rows: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str = "",
    ident: str = "chart",
) -> SafeString:
    """Return horizontal bars, one per row: the label above its bar, the number at its end."""
    highest = max([number for _label, number in rows] or [0]) or 1
    parts = []
    for n, (label, number) in enumerate(rows):
        y = n * ROW_HEIGHT + LABEL_HEIGHT
        width = round(max(number, 0) / highest * (BAR_CHART_WIDTH - 70), 1)
        parts.append(
            (
                y - 5,
                label,
                y,
                width,
                BAR_HEIGHT,
                width + 6,
                y + BAR_HEIGHT - 3,
                _format_number(number),
            )
        )
    body = format_html_join(
        "",
        '<text class="chart__label" x="0" y="{}">{}</text>'
        '<rect class="chart__bar" x="0" y="{}" width="{}" height="{}"/>'
        '<text class="chart__number" x="{}" y="{}">{}</text>',
        parts,
    )
    size = (BAR_CHART_WIDTH, len(rows) * ROW_HEIGHT + 2)
    return _render_svg(body, "bars", size, title, description, ident)


def render_line_chart(
    points: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str = "",
    ident: str = "chart",
) -> SafeString:
    """Return one line over time, each point with its number above and its label below."""
    height, left, top = 190, 24, 28
    highest = max([number for _label, number in points] or [0]) or 1
    step = (LINE_CHART_WIDTH - 2 * left) / max(len(points) - 1, 1)
    positions = [
        (
            round(left + n * step, 1),
            round(top + (1 - number / highest) * (height - 60), 1),
            label,
            number,
        )
        for n, (label, number) in enumerate(points)
    ]
    line = " ".join(f"{x},{y}" for x, y, _label, _number in positions)
    marks = format_html_join(
        "",
        '<circle class="chart__dot" cx="{}" cy="{}" r="3.5"/>'
        '<text class="chart__number{}" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                x,
                y,
                _highest_modifier(number, highest),
                x,
                y - 9,
                _format_number(number),
                x,
                height - 6,
                label,
            )
            for x, y, label, number in positions
        ),
    )
    body = format_html('<polyline class="chart__line" points="{}"/>{}', line, marks)
    return _render_svg(body, "lines", (LINE_CHART_WIDTH, height), title, description, ident)


def _highest_modifier(number: float, highest: float) -> str:
    """Return the CSS modifier of the highest number, the only one shown on a narrow screen."""
    return " chart__number--most" if number == highest else ""


def _format_number(number: float) -> str:
    return number_format(round(number, 1) if number % 1 else int(number), use_l10n=True)


def _render_svg(
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
