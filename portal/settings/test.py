"""The tests' settings: the real thing, with cheap passwords and folders of its own."""

import tempfile
from pathlib import Path

from .dev import *  # noqa: F403
from .dev import STORAGES

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_FOLDER = Path(tempfile.mkdtemp(prefix="qabyldau-test-"))
MEDIA_ROOT = _FOLDER / "media"
PRIVATE_ROOT = _FOLDER / "private"
OUTBOX_DIR = _FOLDER / "outbox"
EMAIL_FILE_PATH = str(OUTBOX_DIR)
STORAGES["private"]["OPTIONS"]["location"] = str(PRIVATE_ROOT)
WHITENOISE_AUTOREFRESH = True
