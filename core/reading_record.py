"""The record of who has read what people wrote: entries in Wagtail's site history."""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.log_actions import log


def log_list_view(user, action: str, rows: Iterable[Model]) -> None:
    """Log one entry for a list shown to `user`, with the ids of its rows; none for an empty list.

    The entry is about the user, so that colleagues do not find it in the history of each row.
    """
    ids = [row.pk for row in rows]
    if ids:
        log(instance=user, action=action, user=user, data={"ids": ids})
