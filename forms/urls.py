"""Addresses of this room. The contract names them; see README."""

from django.urls import path

from . import views
from .appeal.steps import STEPS as APPEAL
from .appeal.wizard import AppealWizard
from .booking.steps import STEPS as BOOKING
from .booking.views import StartBooking
from .booking.wizard import BookingWizard
from .later import add_document
from .uploads import measured

app_name = "forms"
appeal_step = measured(AppealWizard.as_view(APPEAL, url_name="forms:appeal_step"))
booking_step = BookingWizard.as_view(BOOKING, url_name="forms:booking_step")

urlpatterns = [
    path("appeals/new/", views.StartAppeal.as_view(), name="appeal"),
    path("appeals/resume/", views.Resume.as_view(), name="resume"),
    path("appeals/consent/<slug:name>/", views.consent, name="consent"),
    path("appeals/new/<str:token>/saved/", views.saved, name="saved"),
    path("appeals/new/<str:token>/revive/", views.revive, name="revive"),
    path("appeals/new/<str:token>/discard/", views.discard, name="discard"),
    path("appeals/new/<str:token>/receipt/", views.Receipt.as_view(), name="receipt"),
    path("appeals/new/<str:token>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("appeals/new/<str:token>/<slug:step>/", appeal_step, name="appeal_step"),
    path("appeals/status/document/", measured(add_document), name="add_document"),
    path("reception/book/", StartBooking.as_view(), name="booking"),
    path("reception/book/<str:token>/<slug:step>/", booking_step, name="booking_step"),
]
