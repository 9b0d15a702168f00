"""Write the list of the locked packages (SBOM) and ask PyPI for their known vulnerabilities."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "s3.txt"]
SBOM = ROOT / "var" / "sbom.json"


def write_sbom(target: Path) -> None:
    """Write the packages of the locks with versions and digests to `target`, as CycloneDX JSON."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible"]
    locks = "\n".join(lock.read_text("utf-8") for lock in LOCKS)
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*command, "-o", str(target), "-"], input=locks, text=True, check=True)


def main() -> None:
    """Exit with the status of pip-audit; a package that it could not ask about is a failure too."""
    write_sbom(SBOM)
    print(f"{SBOM.relative_to(ROOT)} lists the packages.", flush=True)
    command = [sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"]
    for lock in LOCKS:
        command += ["-r", str(lock)]
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
