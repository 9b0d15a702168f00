"""Topics and bodies of a new installation; editors own them from then on.

A table that has a row is left alone, so nothing that an editor deleted comes back.
"""

from portal.content_files import localized_columns
from portal.initial_content import read_rows
from services.models import Body, Topic


def create_topics() -> None:
    """Create the topics of appeals, with the words by which they are found."""
    if Topic.objects.exists():
        return
    Topic.objects.bulk_create(
        Topic(
            slug=row["slug"],
            order=number * 10,
            keywords_kk=", ".join(row["keywords_kk"]),
            keywords_ru=", ".join(row["keywords_ru"]),
            **localized_columns("title", row["name"]),
        )
        for number, row in enumerate(read_rows("topics", "topic"), 1)
    )


def create_national_bodies() -> None:
    """Create the bodies of the whole country: appeals are forwarded to them."""
    if Body.objects.exists():
        return
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for row in read_rows("bodies", "body"):
        body = Body.objects.create(
            slug=row["slug"], ours=False, **localized_columns("title", row["name"])
        )
        body.topics.set([topics[slug] for slug in row["topics"] if slug in topics])
