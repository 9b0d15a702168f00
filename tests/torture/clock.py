"""A clock that a torture can set while the servers run."""

from datetime import datetime
from pathlib import Path

from tests.torture.installation import Installation

SETTINGS = "tests.torture.clock_settings"


class Clock:
    """What the servers take for the time: the machine's, and so many seconds more."""

    def __init__(self, installation: Installation) -> None:
        self.file: Path = installation.folder / "clock"
        self.set(0)
        # Commands of manage.py follow the same clock.
        installation.environment |= {
            "DJANGO_SETTINGS_MODULE": SETTINGS, "CLOCK_FILE": str(self.file)
        }  # fmt: skip

    def set(self, seconds: float) -> None:
        """Shift the time by so many seconds from now on."""
        part = self.file.with_suffix(".part")
        part.write_text(str(seconds))
        part.replace(self.file)
        self.seconds = seconds

    def jump(self, seconds: float) -> None:
        """Shift it further."""
        self.set(self.seconds + seconds)

    def set_to(self, moment: datetime) -> None:
        """Let it be this moment now."""
        self.set((moment - datetime.now(moment.tzinfo)).total_seconds())
