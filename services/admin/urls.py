"""Addresses of the visitors' queue, under /admin/reception/."""

from django.urls import path

from services.admin import find_visitor, queue, visitors_list

app_name = "services_admin"
urlpatterns = [
    path("queue/", queue.start, name="start"),
    path("queue/<slug:slug>/", queue.queue, name="queue"),
    path("queue/<slug:slug>/list.pdf", visitors_list.visitors_list, name="visitors_list"),
    path("queue/<slug:slug>/find/", find_visitor.find_visitor, name="find_visitor"),
    path("queue/<slug:slug>/<int:pk>/<slug:action>/", queue.update_booking, name="act"),
]
