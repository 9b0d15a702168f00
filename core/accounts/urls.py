"""Addresses of invitations, which are opened before one has signed in."""

from django.urls import path

from core.accounts import invitation_views

urlpatterns = [
    path("", invitation_views.accept_invitation, name="invitation"),
    path("<str:token>/", invitation_views.open_link, name="invitation_link"),
]
