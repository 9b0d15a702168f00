"""Addresses of this room, under /{lang}/."""

from django.urls import path

from home import views
from home.feeds import MediaFeed

app_name = "home"
urlpatterns = [
    path("offices/<slug:slug>/stand/", views.stand_page, name="stand"),
    path("offices/<slug:slug>/stand/stand.pdf", views.stand_pdf),  # relative to either
    path("offices/<slug:slug>/stand/kiosk/", views.kiosk),
    path("offices/<slug:slug>/stand.pdf", views.stand_pdf, name="stand_pdf"),
    path("offices/<slug:slug>/kiosk/", views.kiosk, name="kiosk"),
    path("feeds/reports/", MediaFeed(), name="media_feed"),
]
