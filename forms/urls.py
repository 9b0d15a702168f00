"""Addresses of the forms. They are public names: see README."""

from django.urls import path

from forms.appeal.steps import STEPS as APPEAL_STEPS
from forms.appeal.wizard import AppealWizard
from forms.booking.steps import STEPS as BOOKING_STEPS
from forms.booking.views import StartBookingView
from forms.booking.wizard import BookingWizard
from forms.uploads.handlers import limit_upload_size
from forms.views.add_document import add_document
from forms.views.change_contact import change_contact
from forms.views.consents import consent
from forms.views.receipt import ReceiptView, receipt_pdf
from forms.views.resume import ResumeView, discard, revive, saved, send_code
from forms.views.start import StartAppealView

app_name = "forms"
appeal_step = limit_upload_size(AppealWizard.as_view(APPEAL_STEPS, url_name="forms:appeal_step"))
booking_step = BookingWizard.as_view(BOOKING_STEPS, url_name="forms:booking_step")

urlpatterns = [
    path("appeals/new/", StartAppealView.as_view(), name="appeal"),
    path("appeals/resume/", ResumeView.as_view(), name="resume"),
    path("appeals/consent/<slug:name>/", consent, name="consent"),
    path("appeals/consent/<slug:name>/<int:version>/", consent, name="consent_version"),
    path("appeals/new/<str:token>/saved/", saved, name="saved"),
    path("appeals/new/<str:token>/send-code/", send_code, name="send_code"),
    path("appeals/new/<str:token>/revive/", revive, name="revive"),
    path("appeals/new/<str:token>/discard/", discard, name="discard"),
    path("appeals/new/<str:token>/receipt/", ReceiptView.as_view(), name="receipt"),
    path("appeals/new/<str:token>/receipt.pdf", receipt_pdf, name="receipt_pdf"),
    path("appeals/new/<str:token>/<slug:step>/", appeal_step, name="appeal_step"),
    path("appeals/status/document/", limit_upload_size(add_document), name="add_document"),
    path("appeals/status/contact/", change_contact, name="change_contact"),
    path("reception/book/", StartBookingView.as_view(), name="booking"),
    path("reception/book/<str:token>/<slug:step>/", booking_step, name="booking_step"),
]
