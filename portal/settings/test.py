"""Settings for tests: development with fast password hashing and temporary folders."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .dev import *  # noqa: F403
from .dev import CACHES, DATABASES, STORAGES

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEST_FOLDER = Path(tempfile.mkdtemp(prefix="qabyldau-test-"))
atexit.register(shutil.rmtree, TEST_FOLDER, ignore_errors=True)
MEDIA_ROOT = TEST_FOLDER / "media"
PRIVATE_ROOT = TEST_FOLDER / "private"
PAGE_CACHE = False  # a test of kept pages turns it on
PAGE_CACHE_ROOT = TEST_FOLDER / "pages"
OUTBOX_DIR = TEST_FOLDER / "outbox"
EMAIL_FILE_PATH = str(OUTBOX_DIR)
STORAGES["private"]["OPTIONS"]["location"] = str(PRIVATE_ROOT)
CACHES["default"]["LOCATION"] = str(TEST_FOLDER / "cache.sqlite3")
WHITENOISE_AUTOREFRESH = True
# A file instead of memory, so that threads and browsers meet real locks; without fsync.
if "init_command" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["timeout"] = 20  # a loaded machine is no busy portal
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_FOLDER / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")
