"""Check commit messages: `area: Imperative sentence.`, at most 72 characters, and a body that says why.

As a hook of git for one message (a file), or with --range for the commits of a branch.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUBJECT = re.compile(r"[a-z][a-z0-9_/ -]{1,20}: [A-Z]\S*( \S+)+\.")
MAX_SUBJECT = 72
NOT_IMPERATIVE = re.compile(r": (Added|Fixed|Removed|Renamed|Changed|Updated|\w+ing)\b")


def faults(message: str) -> list[str]:
    """Return what is wrong with a message, a sentence each."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject, body = (lines or [""])[0], lines[1:]
    found = []
    if not SUBJECT.fullmatch(subject):
        found.append("the subject is not `area: Imperative sentence.`")
    if NOT_IMPERATIVE.search(subject):
        found.append("the subject is not in the imperative")
    if len(subject) > MAX_SUBJECT:
        found.append(f"the subject has {len(subject)} characters, at most {MAX_SUBJECT} are wanted")
    if body and body[0].strip():
        found.append("the second line is not empty")
    if not any(line.strip() for line in body):
        found.append("no body says why")
    return found


def messages_of(commits: str) -> list[str]:
    """Return the messages of a range of commits, merges left out."""
    command = ["git", "log", "--no-merges", "--format=%B%x00", commits]
    log = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [message.strip() for message in log.split("\0") if message.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="the message git is about to commit")
    parser.add_argument("--range", help="commits to check, as git names them: main..HEAD")
    options = parser.parse_args()
    if not options.file and not options.range:
        parser.error("a file or --range is needed")
    messages = messages_of(options.range) if options.range else [options.file.read_text("utf-8")]
    wrong = [f"{text.splitlines()[0]}: {fault}" for text in messages for fault in faults(text)]
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
