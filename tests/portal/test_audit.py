"""The list of packages of a release (SBOM)."""

import json
import re

import audit


def test_list_of_packages_has_each_locked_version_and_its_digests(tmp_path):
    audit.write_sbom(tmp_path / "sbom.json")
    listed = (tmp_path / "sbom.json").read_text("utf-8")
    packages = [(row["name"], row["version"]) for row in json.loads(listed)["components"]]
    locks = "".join(lock.read_text("utf-8") for lock in audit.LOCKS)
    assert set(packages) == set(re.findall(r"^([\w.-]+)==(\S+)", locks, re.MULTILINE))
    assert all(digest in listed for digest in re.findall(r"sha256:(\w{64})", locks))
