"""Rows of figures for tables on pages and in spreadsheets."""

from collections.abc import Mapping
from functools import partial

from appeals import statistics
from appeals.statistics import FigureColumn

MISSING = "—"  # a month was frozen before the figure existed


def table_columns(columns: list[FigureColumn], first: str) -> list[dict]:
    """Return the columns of a table of figures for the component data_table."""
    return [{"label": first}, *({"label": column.label, "number": True} for column in columns)]


def table_row(
    columns: list[FigureColumn], name: str, counts: Mapping[str, int | None]
) -> list[object]:
    """Return a row of a table of figures; counts of a frozen month may lack one."""
    values = (counts.get(column.key) for column in columns)
    return [name, *(MISSING if value is None else value for value in values)]


live_columns = partial(table_columns, statistics.TABLE_COLUMNS)
live_row = partial(table_row, statistics.TABLE_COLUMNS)
