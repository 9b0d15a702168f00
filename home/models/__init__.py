"""Pages people read."""

from .home import HomePage
from .media import MediaIndexPage, MediaReportPage, ReportFigure, ReportTask
from .settings import PortalSettings
from .standard import StandardPage

__all__ = [
    "HomePage",
    "MediaIndexPage",
    "MediaReportPage",
    "PortalSettings",
    "ReportFigure",
    "ReportTask",
    "StandardPage",
]
