"""What people see of the public ledger, and the program that checks it from outside."""

import io
import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from appeals import receipts
from appeals.models import Appeal, Reply
from core.ledger import reading, sequence
from core.ledger.models import LedgerLeaf, LedgerRoot
from tests.appeals.test_ledger import grow_anew, seal_again
from tests.builders import MONDAY, a_kind, a_topic, a_working_office, an_appeal, an_office
from tests.citizen_form import AppealWizardClient

pytestmark = pytest.mark.django_db
SCRIPT = "docs/verify_receipt.py"


def publish(at=MONDAY + timedelta(days=30)) -> LedgerRoot:
    return sequence.close_day(at.date() - timedelta(days=1), at=at)


def digits(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_digits(content: bytes) -> str:
    return digits("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def open_case(visit, made):
    return visit("/kk/appeals/status/").send({"number": made.appeal.number, "secret": made.secret})


def test_receipt_has_its_own_code_and_that_of_the_latest_day(visit):
    an_office(), a_kind(), a_topic()
    an_appeal()
    day = publish()
    page = AppealWizardClient(visit).start().fill_to("check").press("next")
    appeal = Appeal.objects.latest("pk")
    codes = [
        appeal.events.get().leaf.digest, appeal.ledger_salt, f"{day.size}:{day.root}"
    ]  # fmt: skip
    shown = digits(page.main)
    printed = pdf_digits(page.client(page.path.replace("receipt/", "receipt.pdf")).content)
    assert all(code in shown and code in printed for code in codes)
    page = page.send()  # hides the secret
    assert appeal.ledger_salt not in digits(page.main)


def test_receipt_is_one_sheet_with_its_codes():
    made = an_appeal()
    publish()
    pages = PdfReader(io.BytesIO(receipts.render_pdf(made.appeal, secret=made.secret))).pages
    assert len(pages) == 1


def test_own_page_says_that_everything_is_as_it_was(visit):
    made = an_appeal().answered()
    page = open_case(visit, made)
    assert "бір минут ішінде" in page.main
    sequence.place_leaves()
    page = visit("/kk/appeals/status/")
    assert "жазылған қалпында тұр" in page.main
    assert made.appeal.events.first().leaf.digest in digits(page.main)
    assert str(reading.current_root()) in digits(page.main)


def test_entry_of_a_process_of_the_version_before_comes_into_the_ledger(visit):
    made = an_appeal()
    made.appeal.events.update(leaf=None)
    LedgerLeaf.objects.all().delete()
    Appeal.objects.update(ledger_salt="")
    assert "ашық тізілім" not in open_case(visit, made).main
    call_command("fill_ledger", stdout=io.StringIO())
    sequence.place_leaves()
    assert "жазылған қалпында тұр" in visit("/kk/appeals/status/").main


@pytest.mark.parametrize("sealed", [False, True], ids=["changed", "changed and sealed again"])
def test_own_page_names_a_rewritten_answer(visit, sealed):
    made = an_appeal().answered()
    sequence.place_leaves()
    Reply.objects.update(text="Басқа жауап")
    if sealed:
        seal_again(made.appeal)
    assert "сәйкес келмейтін" in open_case(visit, made).main


def test_own_page_names_an_entry_that_is_not_in_the_tree(visit):
    made = an_appeal()
    sequence.place_leaves()
    seal_again(made.appeal, leaves=True)
    assert "жазылған қалпында тұр" in open_case(visit, made).main
    Appeal.objects.update(due_on="2030-01-01")
    seal_again(made.appeal, leaves=True)
    assert "сәйкес келмейтін" in visit("/kk/appeals/status/").main


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Ашық тізілім"), ("ru", "Открытый реестр"), ("en", "Public ledger")],
)
def test_page_and_feed_have_the_code_of_each_day(visit, language, words):
    an_appeal()
    days = [publish(), publish(MONDAY + timedelta(days=31))]
    page = visit(f"/{language}/ledger/")
    assert words in page.soup.h1.text
    feed = visit.client.get(f"/{language}/feeds/ledger/").content.decode()
    for day in days:
        assert f"{day.size}:{day.root}" in page.main
        assert f"{day.day} {day.size}:{day.root}" in feed
    assert visit.client.get(f"/{language}/ledger/verify_receipt.py").content.startswith(b'"""Check')


def test_page_before_the_first_night_and_its_second_page(visit):
    assert "түн ортасынан кейін" in visit("/kk/ledger/").main
    for number in range(40):
        publish(MONDAY + timedelta(days=number))
    first, second = visit("/kk/ledger/").soup, visit("/kk/ledger/?page=2").soup
    assert len(first.select("dl code")) == 31
    assert len(second.select("dl code")) == 9


def test_public_pages_name_no_appeal(visit):
    made = an_appeal()
    publish()
    for address in ("/kk/ledger/", "/kk/feeds/ledger/", "/api/v1/ledger/roots"):
        content = visit.client.get(address).content.decode()
        assert made.appeal.number not in content
        assert made.appeal.ledger_salt not in content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("roots?day=2026-02-30", 400), ("roots?day=1999-01-01", 200), ("proof", 400),
        ("proof?leaf=xyz", 400), ("proof?leaf=" + "0" * 64, 404),
        ("proof?leaf=" + "0" * 64 + "&size=9" + "9" * 30, 400), ("proof?leaf=" + "0" * 64 + "&size=0", 400),
        ("consistency", 400), ("consistency?from=-1", 400), ("consistency?from=2&to=1", 400),
        ("consistency?from=1&to=99", 400), ("consistency?from=1&to=2", 200),
    ],
)  # fmt: skip
def test_wrong_questions_get_a_reason(client, query, status):
    an_appeal(), an_appeal()
    publish()
    answer = client.get(f"/api/v1/ledger/{query}")
    assert answer.status_code == status
    assert (status == 200) != ("errors" in answer.json())


def test_questions_to_an_empty_ledger_get_a_reason(client):
    assert client.get("/api/v1/ledger/roots").json()["now"]["size"] == 0
    assert client.get("/api/v1/ledger/proof?leaf=" + "0" * 64).status_code == 404
    assert client.get("/api/v1/ledger/consistency?from=1").status_code == 400


def test_stand_sheet_has_the_code_of_the_latest_day(client):
    a_working_office("KEN")
    an_appeal()
    day = publish(timezone.now())
    content = client.get("/kk/offices/ken/stand.pdf?size=a4").content
    assert f"{day.size}:{day.root}" in pdf_digits(content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def run_script(portal: str, *words: str) -> tuple[int, str]:
    command = [sys.executable, SCRIPT, portal, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
def test_program_checks_a_receipt_against_a_served_portal(live_server, visit, tmp_path):
    first = an_appeal()
    yesterday = publish()
    code = f"{yesterday.size}:{yesterday.root}"
    made = an_appeal(MONDAY + timedelta(days=30)).answered()
    other = an_appeal(MONDAY + timedelta(days=30))
    leaf = first.appeal.events.first().leaf.digest
    assert run_script(live_server.url, "0" * 64)[0] == 1
    sequence.place_leaves()
    status, said = run_script(live_server.url, leaf, code)
    assert (status, "extends" in said, "in the ledger" in said) == (0, True, True)

    open_case(visit, made)
    receipt, kept = tmp_path / "ledger.json", tmp_path / "kept.txt"
    receipt.write_bytes(visit.client.get(reverse("appeals:ledger_file")).content)
    status, said = run_script(live_server.url, str(receipt), str(kept))
    assert status == 0, said
    assert said.count("in the ledger:") == made.appeal.events.filter(public=True).count()
    assert '"act":"answer"' in said
    assert kept.read_text().strip() == str(reading.current_root())

    record = json.loads(receipt.read_text())
    record["entries"][0]["record"] = record["entries"][0]["record"].replace("2026-", "2025-")
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(record))
    assert run_script(live_server.url, str(forged))[0] == 1

    # The owner of the server removes another case, its leaves too, and builds the tree anew.
    gone = list(other.appeal.events.values_list("leaf_id", flat=True))
    other.appeal.events.update(leaf=None)
    LedgerLeaf.objects.filter(pk__in=gone).delete()
    LedgerRoot.objects.all().delete()
    grow_anew()
    sequence.place_leaves()
    status, said = run_script(live_server.url, leaf, str(kept))
    assert status == 1
    assert "DOES NOT EXTEND" in said
