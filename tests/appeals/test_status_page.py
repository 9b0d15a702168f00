"""The citizen's own page shows all that he wrote, attached and was answered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forms.uploads import attach
from tests.builders import an_appeal

pytestmark = pytest.mark.django_db
LONG_TEXT = "Үйдің шатыры ағып тұр, " + "су төгіледі, " * 40 + "соңғы сөз осы."


def test_status_page_shows_whole_words_files_and_answers(visit):
    made = an_appeal(points=[LONG_TEXT, "Шам жанбайды."], consent_publication=True)
    upload = SimpleUploadedFile("шатыр.txt", "Шатырдың жайы".encode())
    attach.add_to_appeal(made.appeal, upload, at=timezone.now())
    values = {"number": made.appeal.number, "secret": made.secret}
    page = visit("/kk/appeals/status/").send(values)
    assert LONG_TEXT in page.main
    assert "шатыр.txt" in page.main
    made.answered(texts={1: LONG_TEXT.replace("Үйдің", "Сіздің")}).published()
    page = visit("/kk/appeals/status/")
    reply = page.soup.select_one(".reply").get_text(" ", strip=True)
    assert LONG_TEXT in reply
    assert LONG_TEXT.replace("Үйдің", "Сіздің") in reply
    link = page.soup.find("a", href=f"/kk/answers/{made.public.number}/")
    assert "Жарияланған" in link.get_text()


def test_long_comment_on_an_answer_is_refused_by_how_much_and_kept(visit):
    made = an_appeal().answered()
    page = visit("/kk/appeals/status/").send({"number": made.appeal.number, "secret": made.secret})
    page = page.send({"stars": "2", "comment": "ж" * 1_007}, button="Бағаны жіберу")
    assert "7 таңбаға" in page.main
    assert page.soup.select_one("textarea[name=comment]").get_text().strip() == "ж" * 1_007
