"""Addresses of the search's reports in the admin."""

from django.urls import path

from search.admin.reports import NoResultsReport, QueriesReport, SolvedReport

app_name = "search_admin"
urlpatterns = [
    path("questions/", QueriesReport.as_view(), name="questions"),
    path(
        "questions/results/",
        QueriesReport.as_view(results_only=True),
        name="questions_results",
    ),
    path("in-vain/", NoResultsReport.as_view(), name="in_vain"),
    path("in-vain/results/", NoResultsReport.as_view(results_only=True), name="in_vain_results"),
    path("solved/", SolvedReport.as_view(), name="solved"),
    path("solved/results/", SolvedReport.as_view(results_only=True), name="solved_results"),
]
