"""The closed monthly reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeals import monthly_reports
from appeals.models import MonthlyReport
from appeals.views.figure_tables import report_columns, report_row
from core import spreadsheets
from core.i18n.dates import parse_iso_date


def month_report(request: HttpRequest, month: str) -> HttpResponse:
    """Show a closed month, office by office; ?format=csv or xlsx returns a spreadsheet."""
    day = parse_iso_date(f"{month}-01")
    reports = list(MonthlyReport.objects.filter(month=day).select_related("office")) if day else []
    if not reports:
        raise Http404
    columns = report_columns(_("Office"))
    rows = [report_row(report.office.title, report.figures) for report in reports]
    total = report_row(_("In all"), monthly_reports.sum_figures(reports))
    branch_rows = [
        report_row(_("%(office)s, with branches") % {"office": office.title}, sums)
        for office, sums in monthly_reports.sum_with_branches(reports)
    ]
    file_format = request.GET.get("format")
    if file_format in spreadsheets.CONTENT_TYPES:
        header = [str(column["label"]) for column in columns]
        table = [*rows, total, *branch_rows]
        return spreadsheets.response(file_format, month, header, table, title=month)
    context = {
        "month": day,
        "columns": columns,
        "rows": rows,
        "total": total,
        "branch_rows": branch_rows,
        "closed_at": reports[0].closed_at,
        "at_its_end": all("as_of" in report.figures for report in reports),
    }
    return render(request, "appeals/month.html", context)
