"""Input sent by mistake, by an attacker or by a machine.

A run on SQLite uses every other string and a run on PostgreSQL the rest; LONG=1 uses all.
"""

import os

from django.conf import settings

MEGABYTE = "ж" * 1_000_000
ALL_STRINGS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'\"><svg onload=alert(1)>",
    "javascript:alert(1)", "</textarea><script>alert(2)</script>", "<!--", "]]>", "&lt;b&gt;&amp;",
    "{{7*7}}", "{% now 'Y' %}", "${7*7}", "#{7*7}", "%(name)s", "%s%s%n", "{0.__class__}",
    '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "＝1+1",
    "'; DROP TABLE appeals_appeal; --", "1' OR '1'='1", "\\", "%", "_", "' || pg_sleep(9) || '",
    "\u202egpj.exe", "a\u200b\u200db", "\x00", "жол\x00су", "\x1b[31m\x07", "\r\nBcc: evil@evil.example",
    "%0d%0aSet-Cookie:x=1", "../../../../etc/passwd", "file:///etc/passwd", "😀👩‍👩‍👧‍👦", "ﷺ" * 40,
    "\u0301" * 200, "null", "-1", "9" * 40, "1e309", "0001-01-01", "2026-99-99", "�\ufffe\uffff",
]  # fmt: skip
EDGE_DATES = ["0001-01-01", "9999-12-31"]  # the first and the last date there is
# Byte sequences that are no valid text; put into an address without encoding.
RAW_VALUES = ["%ED%A0%80", "%FF%FE", "%C0%AF", "%00", "%F4%90%80%80", "%", "%zz", "+%2B+", "%u0041"]
FIRST = int("postgresql" in settings.DATABASES["default"]["ENGINE"])
STRINGS = ALL_STRINGS if os.environ.get("LONG") == "1" else ALL_STRINGS[FIRST::2]
