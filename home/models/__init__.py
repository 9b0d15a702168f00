"""Pages people read, and the settings of the portal."""

from home.models.home import HomePage
from home.models.media import MediaIndexPage, MediaReportPage, ReportFigure, ReportTask
from home.models.settings import PortalSettings
from home.models.standard import StandardPage

__all__ = [
    "HomePage",
    "MediaIndexPage",
    "MediaReportPage",
    "PortalSettings",
    "ReportFigure",
    "ReportTask",
    "StandardPage",
]
