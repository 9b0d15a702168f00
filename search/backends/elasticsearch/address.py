"""Whether the settings of Elasticsearch can be used at all, said before anybody is kept waiting."""

import ssl
from urllib.parse import SplitResult, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = str | Promise


def hosts(url: str) -> list[str]:
    """The addresses in ELASTICSEARCH_URL, which may name several with commas between."""
    return [each.strip() for each in url.split(",") if each.strip()]


def fault(url: str, ca: str) -> Said:
    """What is wrong with ELASTICSEARCH_URL or ELASTICSEARCH_CA; empty when both can be used.

    An address is never repeated: it may hold a password.
    """
    parts = [_parts(each) for each in hosts(url)]
    if not parts or None in parts:
        return _("ELASTICSEARCH_URL is no address: write it like https://host:9200")
    found = [each for each in parts if each]
    if any(each.scheme not in {"http", "https"} for each in found):
        return _("ELASTICSEARCH_URL must begin with https:// or http://")
    if not all(each.hostname for each in found):
        return _("ELASTICSEARCH_URL names no server: write it like https://host:9200")
    if not all(each.port for each in found):
        return _("ELASTICSEARCH_URL lacks the port: write it like https://host:9200")
    return _fault_of_authorities(ca, found) if ca else ""


def _parts(address: str) -> SplitResult | None:
    """None for what cannot be read: a port that is no number, half a bracket, a space."""
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 and " " not in address else None
    except ValueError:
        return None


def _fault_of_authorities(ca: str, parts: list[SplitResult]) -> Said:
    if any(each.scheme != "https" for each in parts):
        return _("ELASTICSEARCH_CA is set, but ELASTICSEARCH_URL does not begin with https://")
    try:
        ssl.create_default_context(cafile=ca)
    except OSError:  # an SSLError too: a file that holds no certificates
        return _("ELASTICSEARCH_CA is not a file of certificates that can be read")
    return ""
