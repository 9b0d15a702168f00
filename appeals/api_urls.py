"""Language-free addresses of this room, under /api/v1/."""

from django.urls import path

from appeals import api

urlpatterns = [
    path("terms", api.terms, name="api_terms"),
    path("answers", api.answers, name="api_answers"),
    path("figures", api.figures, name="api_figures"),
]
