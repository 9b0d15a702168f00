"""Public addresses, under /{lang}/."""

from django.urls import path

from appeals.feeds import AnswersFeed
from appeals.ledger_feed import LedgerFeed
from appeals.views import (
    answers,
    figures,
    ledger,
    lost_secret,
    month_report,
    status,
    term_calculator,
)
from appeals.views.own_data import download_own_data

app_name = "appeals"
urlpatterns = [
    path("appeals/status/", status.status, name="status"),
    path("appeals/status/lost/", lost_secret.lost_secret, name="lost_secret"),
    path("appeals/status/lost/code/", lost_secret.recovery_code, name="recovery_code"),
    path("appeals/status/rate/", status.rate, name="rate"),
    path("appeals/status/withdraw/", status.withdraw, name="withdraw"),
    path("appeals/status/again/", status.ask_again, name="ask_again"),
    path("appeals/status/consent/", status.withdraw_consent, name="withdraw_consent"),
    path("appeals/status/copy/", download_own_data, name="own_data"),
    path("appeals/status/deletion/", status.ask_deletion, name="ask_deletion"),
    path("appeals/status/leave/", status.leave, name="leave"),
    path("appeals/status/ledger/", ledger.own_file, name="ledger_file"),
    path("answers/", answers.answers, name="answers"),
    path("answers/<int:number>/", answers.answer, name="answer"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:month>/", month_report.month_report, name="month"),
    path("terms/", term_calculator.calculator, name="terms"),
    path("feeds/answers/", AnswersFeed(), name="answers_feed"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify_receipt.py", ledger.script, name="ledger_script"),
    path("feeds/ledger/", LedgerFeed(), name="ledger_feed"),
]
