"""Addresses of this room. The contract names them; see README."""

from django.urls import path

from forms.appeal.steps import STEPS as APPEAL
from forms.appeal.wizard import AppealWizard
from forms.booking.steps import STEPS as BOOKING
from forms.booking.views import StartBooking
from forms.booking.wizard import BookingWizard
from forms.uploads.handlers import measured
from forms.views import drafts
from forms.views.add_document import add_document

app_name = "forms"
appeal_step = measured(AppealWizard.as_view(APPEAL, url_name="forms:appeal_step"))
booking_step = BookingWizard.as_view(BOOKING, url_name="forms:booking_step")

urlpatterns = [
    path("appeals/new/", drafts.StartAppeal.as_view(), name="appeal"),
    path("appeals/resume/", drafts.Resume.as_view(), name="resume"),
    path("appeals/consent/<slug:name>/", drafts.consent, name="consent"),
    path("appeals/new/<str:token>/saved/", drafts.saved, name="saved"),
    path("appeals/new/<str:token>/revive/", drafts.revive, name="revive"),
    path("appeals/new/<str:token>/discard/", drafts.discard, name="discard"),
    path("appeals/new/<str:token>/receipt/", drafts.Receipt.as_view(), name="receipt"),
    path("appeals/new/<str:token>/receipt.pdf", drafts.receipt_pdf, name="receipt_pdf"),
    path("appeals/new/<str:token>/<slug:step>/", appeal_step, name="appeal_step"),
    path("appeals/status/document/", measured(add_document), name="add_document"),
    path("reception/book/", StartBooking.as_view(), name="booking"),
    path("reception/book/<str:token>/<slug:step>/", booking_step, name="booking_step"),
]
