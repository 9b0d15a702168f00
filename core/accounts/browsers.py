"""Name the kind of a browser for people, such as "Firefox, Windows"."""

import re

# The first that matches: most browsers also name those that they imitate.
BROWSERS = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"YaBrowser/", "Yandex"),
        (r"EdgA?/|EdgiOS/", "Edge"),
        (r"OPR/|Opera", "Opera"),
        (r"SamsungBrowser/", "Samsung Internet"),
        (r"Firefox/|FxiOS/", "Firefox"),
        (r"Chrome/|CriOS/|Chromium/", "Chrome"),
        (r"Version/.*Safari/", "Safari"),
    )
]
SYSTEMS = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"Android", "Android"),
        (r"iPhone|iPad|iOS", "iOS"),
        (r"Windows", "Windows"),
        (r"Mac OS X|Macintosh", "macOS"),
        (r"CrOS", "ChromeOS"),
        (r"Linux|X11", "Linux"),
    )
]


def describe_browser(user_agent: str) -> str:
    """Return browser and system of a User-Agent header; empty when neither is known."""
    names = (
        next((name for pattern, name in table if pattern.search(user_agent)), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, names))
