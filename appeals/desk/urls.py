"""Addresses of the desk, under /admin/appeals/."""

from django.urls import path

from .acts import ActView
from .case import CaseView, FileView, PrintView
from .inbox import InboxView
from .publish import CheckView, PrepareView, QueueView
from .register import RegisterView
from .reports import RulesReport

app_name = "appeals_desk"
urlpatterns = [
    path("", InboxView.as_view(), name="inbox"),
    path("results/", InboxView.as_view(results_only=True), name="inbox_results"),
    path("new/", RegisterView.as_view(), name="register"),
    path("check/", QueueView.as_view(), name="queue"),
    path("check/<int:pk>/", CheckView.as_view(), name="check"),
    path("prepare/<int:pk>/", PrepareView.as_view(), name="prepare"),
    path("rules/", RulesReport.as_view(), name="rules"),
    path("rules/results/", RulesReport.as_view(results_only=True), name="rules_results"),
    path("<int:pk>/", CaseView.as_view(), name="case"),
    path("<int:pk>/print/", PrintView.as_view(), name="print"),
    path("<int:pk>/files/<int:file>/", FileView.as_view(), name="file"),
    path("<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
]
