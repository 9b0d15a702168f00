"""Settings for development: everything works without environment variables."""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, LOGGING, SECRET_KEY, STORAGES, env

DEBUG = env.flag("DEBUG", True)
PAGE_CACHE = env.flag("PAGE_CACHE", not DEBUG)
SECRET_KEY = SECRET_KEY or "development-only-never-in-production"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DEMO_ACCOUNTS = True
LOGGING["loggers"]["portal.http"] = {"level": "WARNING"}  # the screen is for what goes wrong
