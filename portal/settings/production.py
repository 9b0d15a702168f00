"""Settings for production: a missing or unsafe value raises ImproperlyConfigured by name."""

import logging
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from core.server_urls import find_url_fault

from .base import *  # noqa: F403
from .base import (
    ALLOWED_HOSTS,
    BACKUP_KEY,
    BACKUP_TARGET,
    DEBUG,
    ELASTICSEARCH_CA,
    ELASTICSEARCH_URL,
    SECRET_KEY,
    env,
)

_errors = []
if DEBUG:
    _errors.append("DEBUG must be off")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("development"):
    _errors.append("SECRET_KEY must be at least 50 random characters")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _errors.append("ALLOWED_HOSTS must name the portal's hosts, without *")
if ELASTICSEARCH_URL and find_url_fault(ELASTICSEARCH_URL):
    _errors.append("ELASTICSEARCH_URL must be addresses like https://host:9200")
if ELASTICSEARCH_CA and not Path(ELASTICSEARCH_CA).is_file():
    _errors.append("ELASTICSEARCH_CA must be a file of certificates")
if BACKUP_TARGET and not Path(BACKUP_KEY or "-").is_file():
    _errors.append("BACKUP_KEY must be a file with a public key when BACKUP_TARGET is set")
if _errors:
    raise ImproperlyConfigured("The portal does not start: " + "; ".join(_errors) + ".")

# Warnings of Python are lines of the same format.
logging.captureWarnings(True)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = env.number("PROXIES", 1)  # with 0 all visitors would share the proxy's address
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("HSTS_SUBDOMAINS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
DRAFT_COOKIE_NAME = "__Host-drafts"
RECENT_COOKIE_NAME = "__Host-recent"
SECOND_FACTOR_REQUIRED = True
PASSKEY_HOST = OTP_WEBAUTHN_RP_ID = env.text("PASSKEY_HOST", ALLOWED_HOSTS[0].lstrip("."))
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"https://{PASSKEY_HOST}"]
DEVICE_COOKIE_NAME = "__Host-device"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
