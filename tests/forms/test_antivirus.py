"""The virus scanner: a real clamd where there is one, and a server that imitates its protocol."""

import shutil
import socket
import struct
import subprocess
import threading
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from appeals import journal
from appeals.models import Appeal
from core.uploads import antivirus
from forms import drafts
from forms.uploads import attach
from services.models import Office
from tests.builders import a_clerk
from tests.client import new_client
from tests.forms import sample_files


class FakeClamd:
    """A server of the INSTREAM command: it reads all chunks and sends `response`."""

    def __init__(self, response: bytes | None):
        self.response, self.received = response, b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while length := struct.unpack("!L", stream.read(4))[0]:
                    self.received += stream.read(length)
                if self.response is None:
                    time.sleep(3)
                else:
                    connection.sendall(self.response)


@pytest.fixture
def clamd(settings):
    """Return a function that starts a scanner with this response: `clamd(b"stream: OK\\0")`."""
    started = []

    def start(response: bytes | None) -> FakeClamd:
        started.append(FakeClamd(response))
        settings.CLAMD_URL = started[-1].url
        return started[-1]

    yield start
    for server in started:
        server.socket.close()


@pytest.mark.parametrize(
    ("response", "verdict"),
    [
        (b"stream: OK\0", "clean"),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "waiting"),
        (b"stream: Can't allocate memory ERROR\0", "waiting"),
        (b"\xff\xfe garbage\0", "waiting"),
        (b"OK\0", "waiting"),
        (b"", "waiting"),
    ],
)
def test_only_explicit_ok_response_counts_as_clean(clamd, response, verdict):
    server = clamd(response)
    assert antivirus.scan(b"x" * 200_000) == verdict
    assert len(server.received) == 200_000


def test_scan_times_out_when_scanner_is_silent(clamd, monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT_SECONDS", 0.3)
    clamd(None)
    assert antivirus.scan(b"x") == "waiting"


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "http://x", "tcp://"]
)
def test_unreachable_scanner_leaves_file_waiting(settings, url):
    settings.CLAMD_URL = url
    assert antivirus.scan(b"x") == "waiting"


def test_missing_scanner_setting_is_recorded(settings):
    settings.CLAMD_URL = ""
    assert antivirus.scan(b"x") == "no_scanner"


@pytest.mark.django_db
def test_infected_file_is_refused(clamd):
    clamd(b"stream: Test FOUND\0")
    draft = drafts.create_draft("appeal", owner="x", language="kk", at=timezone.now())
    with pytest.raises(attach.FileRefusedError) as refused:
        attach.attach_to_draft(
            draft, SimpleUploadedFile("хат.txt", sample_files.EICAR), at=timezone.now()
        )
    assert refused.value.reason == "infected"


def test_appeal_is_registered_while_scanner_is_down(appeal_form, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    citizen.fill_to("check").press("next")
    assert Appeal.objects.get().attachments.get().scan == "waiting"


@pytest.fixture(scope="module")
def real_clamd(tmp_path_factory):
    """Start the clamd of this machine with one signature, that of EICAR, without network."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if not program:
        pytest.skip("clamav: no clamd (Debian: apt install clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    base = folder / "base"
    base.mkdir()
    (base / "local.ndb").write_text(f"Qabyldau.Test.EICAR:0:*:{sample_files.EICAR.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {base}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"TemporaryDirectory {folder}\nPidFile {folder}/pid\nLogFile {folder}/log\n"
    )
    process = subprocess.Popen(
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"tcp://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=20)


def test_clamd_detects_eicar_and_passes_clean_file(real_clamd, settings):
    settings.CLAMD_URL = real_clamd
    assert antivirus.scan(sample_files.EICAR) == "infected"
    assert antivirus.scan("Сәлеметсіз бе!".encode() * 50_000) == "clean"


@pytest.fixture
def waiting_appeal(appeal_form, settings, site):
    """Return an appeal with two files sent while the scanner was down."""
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    citizen = appeal_form().fill_to("files")
    for name, body in (("хат.txt", "сәлем".encode()), ("вирус.txt", sample_files.EICAR)):
        citizen.press("upload", {"documents": [SimpleUploadedFile(name, body)]})
    citizen.fill_to("check").press("next")
    return Appeal.objects.get()


@pytest.fixture
def run_rescan(django_capture_on_commit_callbacks):
    """Return a function that runs the command and returns its output."""

    def run() -> str:
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("rescan_files", stdout=out)
        return out.getvalue().strip()

    return run


def test_waiting_files_are_scanned_when_scanner_returns(
    waiting_appeal, run_rescan, real_clamd, settings
):
    paths = {each.name: each.file.path for each in waiting_appeal.attachments.all()}
    assert run_rescan() == "0 clean, 0 infected and removed, 2 still wait"
    settings.CLAMD_URL = ""
    assert run_rescan() == "0 clean, 0 infected and removed, 2 still wait"

    settings.CLAMD_URL = real_clamd
    assert run_rescan() == "1 clean, 1 infected and removed, 0 still wait"
    verdicts = {
        each.name: (each.scan, bool(each.file)) for each in waiting_appeal.attachments.all()
    }
    assert verdicts == {"хат.txt": ("clean", True), "вирус.txt": ("infected", False)}
    assert Path(paths["хат.txt"]).exists()
    assert not Path(paths["вирус.txt"]).exists()
    assert run_rescan() == "0 clean, 0 infected and removed, 0 still wait"


def test_signed_original_is_scanned_with_its_copy(appeal_form, settings, run_rescan, clamd):
    Office.objects.update(keep_originals=True)
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    citizen, signed = appeal_form().fill_to("files"), sample_files.pdf(sample_files.with_signature)
    citizen.press("upload", {"documents": [SimpleUploadedFile("қол.pdf", signed)]})
    citizen.fill_to("check").press("next")
    scanner = clamd(b"stream: OK\0")
    assert run_rescan() == "1 clean, 0 infected and removed, 0 still wait"
    with Appeal.objects.get().attachments.get().file.open("rb") as copy:
        assert scanner.received == copy.read() + signed


def test_infected_file_is_removed_and_shown_in_journal(waiting_appeal, run_rescan, clamd):
    clamd(b"stream: Test FOUND\0")
    run_rescan()
    browser = new_client(a_clerk(waiting_appeal.office))
    case = browser(reverse("appeals_admin:case", args=[waiting_appeal.pk]))
    assert case.text.count("Вирусы бар файл өшірілді") == 2
    assert "вирус.txt" in case.text
    file = waiting_appeal.attachments.first()
    address = reverse("appeals_admin:file", args=[waiting_appeal.pk, file.pk])
    assert not case.soup.select(f'a[href="{address}"]')
    browser(address, status=404)
    assert waiting_appeal.events.order_by("-pk")[0].public
    waiting_appeal.refresh_from_db()
    assert not list(journal.check_journal(waiting_appeal, waiting_appeal.events.order_by("pk")))
