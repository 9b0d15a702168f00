"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from portal.request_body import require_complete_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = require_complete_body(get_wsgi_application())
