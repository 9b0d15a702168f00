"""The blocks of commands in docs/operation.md can be copied into a shell."""

import re
import subprocess
import sys

import pytest

from tests.web_servers import HOST, ROOT

TEXT = (ROOT / "docs" / "operation.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_block_is_a_script_whose_files_exist(block):
    parsed = subprocess.run(
        ["bash", "-n"], input=block, capture_output=True, text=True, check=False
    )
    assert (parsed.returncode, parsed.stderr) == (0, "")
    for path in re.findall(r"\b(?:deploy|requirements|scripts)/[\w./-]+\.\w+", block):
        assert (ROOT / path).exists(), path


def test_settings_file_of_the_installation_is_read_as_written(tmp_path):
    """Production settings accept what step 1 writes and step 2 reads."""
    file = tmp_path / "qabyldau.env"
    (written,) = re.findall(r"^install -m 600 .*?^END$", TEXT, re.MULTILINE | re.DOTALL)
    script = written.replace("/etc/qabyldau.env", str(file))
    script += f'\nset -a && . {file} && exec {sys.executable} -c \'import portal.settings.production as p; print(p.BASE_DIR, p.DATABASES["default"]["HOST"], p.X_ACCEL)\''
    done = subprocess.run(
        ["bash", "-euc", f"HOST={HOST} password=abc; {script}"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split()[1:] == ["127.0.0.1", "True"], done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
