"""Addresses of the read-only API, under /api/v1/, without a language."""

from django.urls import path

from appeals import api, ledger_api

urlpatterns = [
    path("terms", api.terms, name="api_terms"),
    path("answers", api.answers, name="api_answers"),
    path("figures", api.figures, name="api_figures"),
    path("ledger/roots", ledger_api.roots, name="api_ledger_roots"),
    path("ledger/proof", ledger_api.proof, name="api_ledger_proof"),
    path("ledger/consistency", ledger_api.consistency, name="api_ledger_consistency"),
]
