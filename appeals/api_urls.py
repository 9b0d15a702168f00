"""Addresses of the read-only API, under /api/v1/, without a language."""

from django.urls import path

from appeals import api

urlpatterns = [
    path("terms", api.terms, name="api_terms"),
    path("answers", api.answers, name="api_answers"),
    path("figures", api.figures, name="api_figures"),
]
