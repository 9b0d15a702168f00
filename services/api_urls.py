"""Language-free addresses of the API, under /api/v1/."""

from django.urls import path

from services import api

urlpatterns = [
    path("offices", api.offices, name="api_offices"),
    path("slots", api.slots, name="api_slots"),
]
