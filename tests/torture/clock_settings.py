"""Settings of a served portal whose time is shifted by the seconds that stand in CLOCK_FILE."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

FILE = Path(os.environ["CLOCK_FILE"])
_time = time.time


def shift() -> float:
    return float(FILE.read_text())


# Before anything else is imported: every module takes the time from here.
timezone.now = lambda: datetime.now(UTC) + timedelta(seconds=shift())
time.time = lambda: _time() + shift()

from tests.served_settings import *  # noqa: E402, F403
