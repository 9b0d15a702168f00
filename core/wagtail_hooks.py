"""Hooks of Wagtail's admin that every package shares."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def insert_admin_dates() -> str:
    """Return the script that keeps a typed date as it was typed."""
    return format_html('<script src="{}"></script>', static("core/js/admin-dates.js"))
