"""Settings of the whole portal, kept by its editors."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from core import page_cache
from core.i18n.localtext import LocalText, localized_fields
from core.idnumbers import check_id_number
from core.page_lookup import find_site
from core.row_conflicts import RowForm


def validate_bin_number(value: str) -> None:
    """Raise ValidationError unless `value` is a BIN: twelve digits that add up."""
    check_id_number(value)


@register_setting(icon="home")
class PortalSettings(BaseSiteSetting):
    """Name, owner, contacts and emergency banner of the portal."""

    name = LocalText(_("Name of the portal"), max_length=120, blank=True)
    owner = LocalText(_("Whose reception this is"), max_length=200, blank=True)
    bin_number = models.CharField(
        _("BIN of the owner"),
        max_length=12,
        blank=True,
        validators=[validate_bin_number],
        help_text=_("Texts of consent name the owner and the BIN as operator of personal data."),
    )
    address = LocalText(_("Address"), max_length=250, blank=True)
    hotline = models.CharField(_("Hotline"), max_length=40, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    banner = LocalText(_("Emergency banner"), max_length=300, blank=True)
    banner_until = models.DateTimeField(_("Show the banner until"), null=True, blank=True)

    base_form_class = RowForm
    panels = [
        *(FieldPanel(column) for column in localized_fields("name", "owner", "address")),
        FieldPanel("bin_number"),
        FieldPanel("hotline"),
        FieldPanel("phone"),
        FieldPanel("email"),
        *(FieldPanel(column) for column in localized_fields("banner")),
        FieldPanel("banner_until"),
    ]

    class Meta:
        verbose_name = _("portal settings")

    @classmethod
    def for_site(cls, site: Site) -> "PortalSettings":
        """Return the settings of a site, unsaved where there are none: reading writes nothing."""
        return cls.base_queryset().filter(site=site).first() or cls(site=site)

    @classmethod
    def for_request(cls, request: HttpRequest) -> "PortalSettings":
        """Return the settings of the request's site, kept while nobody edits them."""
        site = find_site(request)
        return page_cache.kept_value(("settings", site and site.pk), lambda: cls.for_site(site))
