"""Addresses of the search without a language, under /api/v1/."""

from django.urls import path

from search import api

urlpatterns = [path("search", api.search, name="api_search")]
