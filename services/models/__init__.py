"""Offices, officials, schedule, bookings, procedures, service standards and their pages."""

from services.models.booking import Booking
from services.models.offices import Office, OfficeHours, OfficeMember, Official
from services.models.pages import (
    OfficeIndexPage,
    OfficePage,
    ProcedureIndexPage,
    ProcedurePage,
    ServiceStandardPage,
    StandardIndexPage,
)
from services.models.procedures import Body, Fee, Procedure, ProcedureTerm, ServiceStandard, Topic
from services.models.schedule import Closure, ReceptionHours, ScheduleApproval

__all__ = [
    "Body",
    "Booking",
    "Closure",
    "Fee",
    "Office",
    "OfficeHours",
    "OfficeIndexPage",
    "OfficeMember",
    "OfficePage",
    "Official",
    "Procedure",
    "ProcedureIndexPage",
    "ProcedurePage",
    "ProcedureTerm",
    "ReceptionHours",
    "ScheduleApproval",
    "ServiceStandard",
    "ServiceStandardPage",
    "StandardIndexPage",
    "Topic",
]
