"""Addresses of the home package, under /{lang}/."""

from django.urls import path

from home.feeds import MediaFeed

app_name = "home"
urlpatterns = [
    path("feeds/reports/", MediaFeed(), name="media_feed"),
]
