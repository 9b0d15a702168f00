"""Run inside the stock site: take the published answers of the portal's database over as pages."""

import sqlite3
import sys
from itertools import islice

import django

BATCH = 1000
STEP = 4  # characters of a level in the path of a page


def main(rows_of: str) -> None:
    django.setup()
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction
    from wagtail.models import Page

    from home.models import AnswerPage, HomePage

    home, kind = HomePage.objects.get(), ContentType.objects.get_for_model(AnswerPage)
    found = sqlite3.connect(rows_of).execute(
        "SELECT id, title, question || char(10) || answer FROM appeals_publishedanswer "
        "WHERE stage = 'published' ORDER BY id"
    )
    count = 0
    while rows := list(islice(found, BATCH)):
        pages = [
            Page(
                path=home.path + Page._int2str(count + n).rjust(STEP, "0"), depth=home.depth + 1,
                title=title, draft_title=title, slug=f"answer-{pk}", content_type=kind,
                url_path=f"{home.url_path}answer-{pk}/", locale=home.locale, live=True,
            )
            for n, (pk, title, _body) in enumerate(rows, 1)
        ]  # fmt: skip
        count += len(rows)
        with transaction.atomic(), connection.cursor() as cursor:
            Page.objects.bulk_create(pages)
            cursor.executemany(
                "INSERT INTO home_answerpage (page_ptr_id, body) VALUES (%s, %s)",
                [(page.pk, row[2]) for page, row in zip(pages, rows, strict=True)],
            )
    Page.objects.filter(pk=home.pk).update(numchild=count)


if __name__ == "__main__":
    main(sys.argv[1])
