"""Where, when, how, by what rule; and the booked time."""

from .booking import Booking
from .offices import Office, OfficeHours, OfficeMember, Official
from .pages import (
    OfficeIndexPage,
    OfficePage,
    ProcedureIndexPage,
    ProcedurePage,
    ServiceStandardPage,
    StandardIndexPage,
)
from .procedures import Body, Fee, Procedure, ProcedureTerm, ServiceStandard, Topic
from .schedule import Closure, ReceptionHours, ScheduleApproval

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
