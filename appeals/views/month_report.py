"""The closed monthly reports."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeals import monthly_reports, statistics
from appeals.models import MonthlyReport
from appeals.views.figure_tables import table_columns, table_row
from core import spreadsheets
from core.i18n.dates import parse_iso_date


def month_report(request: HttpRequest, month: str) -> HttpResponse:
    """Show a closed month, office by office; ?format=csv or xlsx returns a spreadsheet."""
    day = parse_iso_date(f"{month}-01")
    reports = list(MonthlyReport.objects.filter(month=day).select_related("office")) if day else []
    if not reports:
        raise Http404
    file_format = request.GET.get("format")
    if file_format in spreadsheets.CONTENT_TYPES:
        return _spreadsheet(reports, file_format, month)
    context = {
        "month": day,
        "tables": [_table(reports, statistics.ADDING_UP), _table(reports, statistics.DETAILS)],
        "closed_at": reports[0].closed_at,
        "at_its_end": all("as_of" in report.figures for report in reports),
    }
    return render(request, "appeals/month.html", context)


def _table(reports: list[MonthlyReport], columns: list[statistics.FigureColumn]) -> dict:
    """Return the columns, the rows of offices, their total, and the rows with branches."""
    row = partial(table_row, columns)
    return {
        "columns": table_columns(columns, _("Office")),
        "rows": [row(report.office.title, report.figures) for report in reports],
        "total": row(_("In all"), monthly_reports.sum_figures(reports)),
        "branch_rows": [
            row(_("%(office)s, with branches") % {"office": office.title}, sums)
            for office, sums in monthly_reports.sum_with_branches(reports)
        ],
    }


def _spreadsheet(reports: list[MonthlyReport], file_format: str, month: str) -> HttpResponse:
    table = _table(reports, statistics.REPORT_COLUMNS)
    header = [str(column["label"]) for column in table["columns"]]
    rows = [*table["rows"], table["total"], *table["branch_rows"]]
    return spreadsheets.response(file_format, month, header, rows, title=month)
