"""What the portal writes into its log: one format for all loggers, without personal data.

A name cannot be told from other words. So the text of an exception, which may hold what somebody
typed, and the path of a request go nowhere; addresses and long numbers in messages are replaced.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError

from core.personal_patterns import SIX_DIGITS

request_id: ContextVar[str] = ContextVar("request_id", default="")
HIDDEN = "…"
NO_VIEW = "-"
PERSONAL = re.compile(rf"[^\s@<>'\"]+@[^\s@<>'\"]+|\+?(?:{SIX_DIGITS})[\d\s().-]*\d|{SIX_DIGITS}")
# Their words come from programs and settings, never from a form.
TOLD = (OperationalError, ImproperlyConfigured, CommandError)


def redact(text: str) -> str:
    """Return the text without e-mail addresses and numbers of six digits or more."""
    return PERSONAL.sub(HIDDEN, text)


def describe_view(request: Any) -> str:
    """Return the name of the view that a request went to, or NO_VIEW."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match else NO_VIEW


def describe_error(error: BaseException) -> list[str]:
    """Return the kinds of an exception and of its causes, with the lines of code they passed."""
    lines: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(lines) < 1000:
        words = f": {redact(str(chain))}" if isinstance(chain, TOLD) else ""
        lines.append(f"{type(chain).__name__}{words}")
        frames = traceback.extract_tb(chain.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain = chain.__cause__ or chain.__context__
    return lines


class _Formatter(logging.Formatter):
    """Collects what is told of a record."""

    def collect(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return the fields of a record in the order of reading."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(self._message(record)),
            **getattr(record, "fields", {}),
        }
        if current := getattr(record, "request_id", request_id.get()):
            fields["request_id"] = current
        if record.exc_info and record.exc_info[1]:
            fields["error"] = describe_error(record.exc_info[1])
        return fields

    def _message(self, record: logging.LogRecord) -> str:
        """Return the message; of a request its view instead of its path."""
        request = getattr(record, "request", None)
        if request is None:
            return record.getMessage()
        status = getattr(record, "status_code", "")
        return f"{record.levelname.capitalize()} {status} in {describe_view(request)}"


class JSONFormatter(_Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        return json.dumps(self.collect(record), ensure_ascii=False, default=str)


class PlainFormatter(_Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger and message, then what else is known."""
        fields = self.collect(record)
        words = [fields.pop(name) for name in ("time", "level", "logger", "message")]
        error = fields.pop("error", [])
        words += [f"{name}={value}" for name, value in fields.items()]
        return "\n".join([" ".join(map(str, words)), *error])
