"""What the search may find of this room: published answers, and nothing else."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from appeals.models import PublishedAnswer
from appeals.models.reply import Decision
from search import facets, sources
from search.entry import Entry

SUMMARY = 240


def answer_entries(answer: PublishedAnswer) -> Iterator[Entry]:
    """The entry of a published answer in the language it is written in; none in other stages."""
    if answer.stage != PublishedAnswer.Stage.PUBLISHED or answer.published_at is None:
        return
    yield Entry(
        ref=f"{sources.prefix(answer)}{answer.language}",
        kind="answer",
        language=answer.language,
        group=f"answer:{answer.number}",
        title=answer.title,
        url=answer.get_absolute_url(),
        summary=answer.question[:SUMMARY],
        body=f"{answer.question}\n\n{answer.answer}",
        topic=answer.topic.slug,
        office=answer.office.slug,
        competent_body=answer.body.slug if answer.body else "",
        outcome=answer.outcome,
        published_on=timezone.localdate(answer.published_at),
    )


def published() -> QuerySet[PublishedAnswer]:
    """The rows a rebuild walks."""
    return PublishedAnswer.objects.filter(
        stage=PublishedAnswer.Stage.PUBLISHED, published_at__isnull=False
    ).select_related("topic", "office", "body")


sources.register(PublishedAnswer, answer_entries, published)
facets.register_labels("outcome", lambda: {code: str(name) for code, name in Decision.choices})
