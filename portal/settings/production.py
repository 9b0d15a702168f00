"""A server that citizens trust: refuses to start with a missing or unsafe value, and says which."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import (
    ALLOWED_HOSTS,
    DEBUG,
    ELASTICSEARCH_CA,
    ELASTICSEARCH_URL,
    SECRET_KEY,
    env,
)

_wrong = []
if DEBUG:
    _wrong.append("DEBUG must be off")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("development"):
    _wrong.append("SECRET_KEY must be at least 50 random characters")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _wrong.append("ALLOWED_HOSTS must name the portal's hosts, without *")
if ELASTICSEARCH_URL and not env.servers("ELASTICSEARCH_URL"):
    _wrong.append("ELASTICSEARCH_URL must be addresses like https://host:9200")
if ELASTICSEARCH_CA and not Path(ELASTICSEARCH_CA).is_file():
    _wrong.append("ELASTICSEARCH_CA must be a file of certificates")
if _wrong:
    raise ImproperlyConfigured("The portal does not start: " + "; ".join(_wrong) + ".")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = env.number("PROXIES", 1)  # https ends at one: else all citizens would be one address
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("HSTS_SUBDOMAINS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_AGE = 8 * 60 * 60
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
