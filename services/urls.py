"""Addresses of the services package, under /{lang}/."""

from django.urls import path

from services.booking import views as booking_views
from services.offices import views as office_views
from services.schedule import feeds
from services.schedule import views as schedule_views

app_name = "services"
urlpatterns = [
    path("offices/", office_views.index, name="offices"),
    path("offices/<slug:slug>/", office_views.office, name="office"),
    path("offices/<slug:slug>/stand/", schedule_views.stand, name="stand"),
    # The stand's links are relative: both forms of the address work.
    path("offices/<slug:slug>/stand/stand.pdf", schedule_views.stand_pdf),
    path("offices/<slug:slug>/stand/kiosk/", schedule_views.kiosk),
    path("offices/<slug:slug>/stand.pdf", schedule_views.stand_pdf, name="stand_pdf"),
    path("offices/<slug:slug>/kiosk/", schedule_views.kiosk, name="kiosk"),
    path("reception/", office_views.schedule, name="schedule"),
    path("reception/ticket/", booking_views.ticket, name="ticket"),
    path("reception/ticket/move/", booking_views.move, name="ticket_move"),
    path("reception/ticket/cancel/", booking_views.cancel, name="ticket_cancel"),
    path("reception/ticket/close/", booking_views.close, name="ticket_close"),
    path("reception/ticket.pdf", booking_views.ticket_pdf, name="ticket_pdf"),
    path("reception/ticket.ics", booking_views.ticket_ics, name="ticket_ics"),
    path("feeds/office/<slug:slug>.ics", feeds.office_ics, name="office_ics"),
]
