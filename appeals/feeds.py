"""Atom feed of the published answers."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.dependencies import ANSWER_TABLE, answers_in
from appeals.models import PublishedAnswer
from appeals.views.answers import published_answers
from core import page_cache


class AnswersFeed(Feed):
    """The newest published answers in the address's language."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """Return the title of the feed."""
        return _("Published answers")

    def link(self) -> str:
        """Return the address of the list of answers."""
        return reverse("appeals:answers")

    def items(self) -> list[PublishedAnswer]:
        """Return the newest thirty answers in the language of the address."""
        language = get_language() or ""
        with page_cache.named(answers_in(language), ANSWER_TABLE):
            return list(published_answers().filter(language=language)[:30])

    def item_title(self, item: PublishedAnswer) -> str:
        """Return the title of the answer."""
        return item.title

    def item_description(self, item: PublishedAnswer) -> str:
        """Return the question."""
        return item.question

    def item_link(self, item: PublishedAnswer) -> str:
        """Return the address of the answer's page."""
        return reverse("appeals:answer", args=[item.number])

    def item_updateddate(self, item: PublishedAnswer) -> datetime | None:
        """Return when the answer was published."""
        return item.published_at
