"""What must hold after every torture: counted from the rows and the files, not from the portal."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable

from tests.torture.citizens import Citizen
from tests.torture.installation import Installation

FILES = {"appeals_attachment": "appeal_id", "forms_draftfile": "draft_id"}


class BrokenError(AssertionError):
    """A promise was broken."""


def require(condition: object, message: str) -> None:
    """Raise unless a promise is kept."""
    if not condition:
        raise BrokenError(message)


def check_appeals(installation: Installation, acknowledged: Iterable[Citizen]) -> dict[str, int]:
    """Compare what citizens were told with the rows: nothing lost, doubled or left out."""
    rows = installation.query("SELECT number, name FROM appeals_appeal")
    by_name, told = Counter(name for _number, name in rows), list(acknowledged)
    kept = dict(rows)
    lost = [each.registered for each in told if kept.get(each.registered) != each.name]
    doubles = [name for name, count in by_name.items() if count > 1]
    require(not lost, f"{len(lost)} acknowledged appeals are lost: {lost[:5]}")
    require(not doubles, f"{len(doubles)} appeals are registered twice: {doubles[:5]}")
    gaps = count_gaps(installation, [number for number, _name in rows])
    return {"acknowledged": len(told), "lost": len(lost), "doubles": len(doubles), "gaps": gaps}


def count_gaps(installation: Installation, numbers: list[str]) -> int:
    """Return how many numbers of all series are missing or behind the series: none."""
    series: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number in numbers:
        code, year, count = number.split("-")
        series[code, int(year)].append(int(count))
    lasts = installation.query("SELECT code, year, last FROM appeals_numberseries")
    gaps = 0
    for code, year, last in lasts:
        gaps += len(set(range(1, last + 1)) ^ set(series.pop((code, year), [])))
    require(not gaps and not series, f"{gaps} numbers are missing, {len(series)} series unknown")
    return gaps


def check_files(installation: Installation) -> dict[str, int]:
    """Compare the rows of files with the folder: none torn; orphans go with the nightly job."""
    dropped = installation.manage("drop_lost_files", "--hours", "0")
    torn, files = [], 0
    named = set()
    for table in FILES:
        rows = installation.query(f"SELECT file, size, digest, original FROM {table}")
        for name, size, digest, original in rows:
            files += 1
            named.update(filter(None, (name, original)))
            path = installation.private / name
            content = path.read_bytes() if path.exists() else b""
            if len(content) != size or hashlib.sha256(content).hexdigest() != digest:
                torn.append(name)
    require(not torn, f"{len(torn)} files are torn or missing: {torn[:5]}")
    orphans = files_in(installation) - named
    require(not orphans, f"{len(orphans)} files belong to nothing: {sorted(orphans)[:5]}")
    found = int(dropped.split()[-1].strip("."))
    return {"files": files, "torn": len(torn), "left by the killed": found, "orphans": len(orphans)}


def files_in(installation: Installation) -> set[str]:
    """Return the names of all private files."""
    folder = installation.private
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def check_whole(installation: Installation) -> dict[str, str]:
    """Verify the journal and the database itself."""
    done = installation.run_manage("verify_journal")
    require(done.returncode == 0, f"the journal is not whole: {done.stdout[-500:]}{done.stderr}")
    if not installation.is_sqlite:
        return {"journal": "whole"}
    checked = installation.value("PRAGMA integrity_check")
    require(checked == "ok", f"integrity_check: {checked}")
    require(not installation.query("PRAGMA foreign_key_check"), "foreign_key_check found rows")
    return {"journal": "whole", "integrity_check": checked}
