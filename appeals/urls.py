"""Addresses of this room. The contract names them; see README."""

from django.urls import path  # noqa: F401

app_name = "appeals"
urlpatterns: list = []
