"""Addresses of this room. The contract names them; see README."""

from django.urls import path

from . import feeds
from .views import offices, tickets

app_name = "services"
urlpatterns = [
    path("offices/", offices.index, name="offices"),
    path("offices/<slug:slug>/", offices.office, name="office"),
    path("reception/", offices.schedule, name="schedule"),
    path("reception/ticket/", tickets.ticket, name="ticket"),
    path("reception/ticket/move/", tickets.move, name="ticket_move"),
    path("reception/ticket/cancel/", tickets.cancel, name="ticket_cancel"),
    path("reception/ticket/close/", tickets.close, name="ticket_close"),
    path("reception/ticket.pdf", tickets.ticket_pdf, name="ticket_pdf"),
    path("reception/ticket.ics", tickets.ticket_ics, name="ticket_ics"),
    path("feeds/office/<slug:slug>.ics", feeds.office_ics, name="office_ics"),
]
