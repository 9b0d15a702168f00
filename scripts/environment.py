"""Create .venv with exactly the locked packages; do nothing when it is up to date.

Runs on the system's Python before anything is installed: standard library only, and syntax that
an old Python can read far enough to say that it is too old.
"""

import argparse
import errno
import hashlib
import os
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)


def exit_with(*lines):
    """Print what is wrong and what to do, and exit with status 1."""
    for line in lines:
        print(line, file=sys.stderr)
    sys.exit(1)


def check_python():
    """Exit unless this Python is new enough and complete."""
    if sys.version_info < OLDEST:
        exit_with(
            "The portal needs Python 3.11 or newer; this is Python %d.%d (%s)."
            % (sys.version_info[0], sys.version_info[1], sys.executable),
            "Install a newer one (Debian, Ubuntu: sudo apt install python3 python3-venv),",
            "or name it: make run PYTHON=python3.12",
        )
    try:
        import ensurepip  # noqa: F401
        import sqlite3
        import ssl  # noqa: F401
    except ImportError as missing:
        exit_with(
            "This Python (%s) was installed without its module %r."
            % (sys.executable, missing.name),
            "On Debian and Ubuntu: sudo apt install python3-venv",
        )
    if sqlite3.sqlite_version_info < (3, 35):
        exit_with(
            "This Python carries SQLite %s; 3.35 or newer is needed." % sqlite3.sqlite_version
        )


def check_port(text):
    """Exit with a clear sentence when the port is invalid, reserved or taken."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        exit_with("PORT must be a number from 1 to 65535, not %r." % text)
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM):
                exit_with(
                    "Port %d is reserved for the administrator. Choose another: make run PORT=8001"
                    % port
                )
            exit_with(
                "Port %d is taken: another program (perhaps this portal, started before) listens there."
                % port,
                "Stop it, or choose another port: make run PORT=%d"
                % (port + 1 if port < 65535 else 8001),
            )


def required_locks(development):
    """Return the lock files to install, and a digest of each with this Python's version."""
    locks = [os.path.join(ROOT, "requirements", "base.txt")]
    if development:
        locks.append(os.path.join(ROOT, "requirements", "dev.txt"))
    return locks, [digest(lock) for lock in locks]


def digest(path):
    """Return a digest of a lock file and of this Python's version."""
    with open(path, "rb") as lock:
        seen = hashlib.sha256(lock.read())
    seen.update(("%d.%d" % sys.version_info[:2]).encode())
    return seen.hexdigest()


def installed_digests():
    """Return the digests of the locks that .venv was made from; none without a complete .venv."""
    try:
        with open(os.path.join(VENV, "installed")) as stamp:
            digests = stamp.read().split()
    except OSError:
        return []
    return digests if os.path.exists(VENV_PYTHON) else []


def install(development):
    """Install the missing locks; an interrupted installation has no stamp and starts again."""
    locks, digests = required_locks(development)
    have = installed_digests()
    missing = [lock for lock, one in zip(locks, digests, strict=False) if one not in have]
    if not missing:
        return
    stamp = os.path.join(VENV, "installed")
    if digests[0] not in have:
        shutil.rmtree(VENV, ignore_errors=True)
        print("Making .venv with %s" % sys.executable, flush=True)
        subprocess.check_call([sys.executable, "-m", "venv", VENV])
    print("Installing the locked packages (a minute or two, once)", flush=True)
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile"]
    for lock in missing:
        command += ["-r", lock]
    if subprocess.call(command):
        exit_with(
            "The packages could not be installed; pip's reason stands above.",
            "If the network was the cause, run the same command again: what arrived is kept.",
        )
    with open(stamp, "w") as out:
        out.write("\n".join(digests) + "\n")


def main():
    """Check Python and port, then install."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--development", action="store_true", help="the packages of tests and checks too"
    )
    parser.add_argument("--port", help="first make sure that this port is free")
    options = parser.parse_args()
    check_python()
    if options.port is not None:
        check_port(options.port)
    install(options.development)


if __name__ == "__main__":
    main()
