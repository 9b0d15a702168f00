"""Where the processes of one server count together. Imported before prometheus-client."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a full disk would kill a process that counts in a file


def create() -> None:
    """Create the folder, until this process ends; the forked ones find it in the environment."""
    parent = MEMORY if os.access(MEMORY, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="qabyldau-", dir=parent)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    atexit.register(_remove, folder, os.getpid())


def _remove(folder: str, creator: int) -> None:
    """Remove the folder; a forked process, which ends too, leaves it alone."""
    if os.getpid() == creator:
        shutil.rmtree(folder, ignore_errors=True)
