"""What the search indexes of this package: published answers, and nothing else."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals import numbers
from appeals.models import PublishedAnswer
from appeals.models.reply import Decision
from search import facets, next_steps, sources
from search.entry import Entry

SUMMARY_LENGTH = 240


def answer_entries(answer: PublishedAnswer) -> Iterator[Entry]:
    """Yield the entry of a published answer in its own language; none in other stages."""
    if answer.stage != PublishedAnswer.Stage.PUBLISHED or answer.published_at is None:
        return
    yield Entry(
        ref=f"{sources.prefix(answer)}{answer.language}",
        kind="answer",
        language=answer.language,
        group=f"answer:{answer.number}",
        title=answer.title,
        url=answer.get_absolute_url(),
        summary=answer.question[:SUMMARY_LENGTH],
        body=f"{answer.question}\n\n{answer.answer}",
        topic=answer.topic.slug,
        office=answer.office.slug,
        competent_body=answer.body.slug if answer.body else "",
        outcome=answer.outcome,
        published_on=timezone.localdate(answer.published_at),
    )


def published_answers() -> QuerySet[PublishedAnswer]:
    """Return the rows that a rebuild of the index reads; they share topics, offices and bodies."""
    return PublishedAnswer.objects.filter(
        stage=PublishedAnswer.Stage.PUBLISHED, published_at__isnull=False
    ).prefetch_related("topic", "office", "body")


sources.register(
    PublishedAnswer, answer_entries, published_answers, kind="answer", label=_("Answer")
)
facets.register_labels("outcome", lambda: {code: str(name) for code, name in Decision.choices})
next_steps.register_number(
    numbers.normalize_number,
    "appeals:status",
    _("This is the number of an appeal: see where it is"),
)
