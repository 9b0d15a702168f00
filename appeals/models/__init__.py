"""Models: the appeal, its points, files, replies, journal, rating and published answer."""

from appeals.models.appeal import Appeal, Attachment, NumberSeries, Point
from appeals.models.event import Event
from appeals.models.fact import AppealFact
from appeals.models.kind import AppealKind
from appeals.models.monthly_report import MonthlyReport
from appeals.models.rating import Rating
from appeals.models.recovery_code import RecoveryCode
from appeals.models.reply import PublishedAnswer, Reply, ReplyPoint
from appeals.models.routing_rule import RoutingRule

__all__ = [
    "Appeal",
    "AppealFact",
    "AppealKind",
    "Attachment",
    "Event",
    "MonthlyReport",
    "NumberSeries",
    "Point",
    "PublishedAnswer",
    "Rating",
    "RecoveryCode",
    "Reply",
    "ReplyPoint",
    "RoutingRule",
]
