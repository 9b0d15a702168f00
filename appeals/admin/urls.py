"""Addresses of the admin pages, under /admin/appeals/."""

from django.urls import path

from appeals.admin.actions import ActView
from appeals.admin.case import CaseView, FileView, OriginalView, PrintView
from appeals.admin.find_person import FindPersonView, SameApplicantView
from appeals.admin.inbox import InboxView
from appeals.admin.publication import CheckView, PrepareView, QueueView
from appeals.admin.receipt import AnswerLetterView, ReceiptView
from appeals.admin.register import RegisterView
from appeals.admin.replace_secret import ReplaceSecretView
from appeals.admin.reports import RulesReport
from appeals.states import Act

app_name = "appeals_admin"
urlpatterns = [
    path("", InboxView.as_view(), name="inbox"),
    path("results/", InboxView.as_view(results_only=True), name="inbox_results"),
    path("find/", FindPersonView.as_view(), name="find_person"),
    path("new/", RegisterView.as_view(), name="register"),
    path("check/", QueueView.as_view(), name="queue"),
    path("check/<int:pk>/", CheckView.as_view(), name="check"),
    path("prepare/<int:pk>/", PrepareView.as_view(), name="prepare"),
    path("rules/", RulesReport.as_view(), name="rules"),
    path("rules/results/", RulesReport.as_view(results_only=True), name="rules_results"),
    path("<int:pk>/", CaseView.as_view(), name="case"),
    path("<int:pk>/print/", PrintView.as_view(), name="print"),
    path("<int:pk>/receipt/", ReceiptView.as_view(), name="receipt"),
    path("<int:pk>/answer/<int:reply>/", AnswerLetterView.as_view(), name="answer_letter"),
    path("<int:pk>/same-applicant/", SameApplicantView.as_view(), name="same_applicant"),
    path("<int:pk>/files/<int:file>/", FileView.as_view(), name="file"),
    path("<int:pk>/files/<int:file>/original/", OriginalView.as_view(), name="original"),
    path(
        "<int:pk>/replace_secret/",
        ReplaceSecretView.as_view(),
        {"act": Act.REPLACE_SECRET},
        name="replace_secret",
    ),
    path("<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
]
