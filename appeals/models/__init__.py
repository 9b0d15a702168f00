"""The record of an appeal and everything that happens to it."""

from .appeal import Appeal, Attachment, NumberSeries, Point
from .event import Event
from .kind import AppealKind
from .rating import Rating
from .reply import PublishedAnswer, Reply, ReplyPoint
from .report import MonthlyReport
from .rule import RoutingRule

__all__ = [
    "Appeal",
    "AppealKind",
    "Attachment",
    "Event",
    "MonthlyReport",
    "NumberSeries",
    "Point",
    "PublishedAnswer",
    "Rating",
    "Reply",
    "ReplyPoint",
    "RoutingRule",
]
