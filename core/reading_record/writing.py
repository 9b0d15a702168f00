"""Entries of the reading record: rows of Wagtail's site history, each a link of a chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log

from core.reading_record import chain as chains
from core.reading_record.chain import PLACE, SEAL


def log_opening(
    user, action: str, opened: Any, data: dict | None = None, *, at: datetime | None = None
) -> None:
    """Log that `user` has opened something; `data` has ids and codes, never what was read.

    `at` None is now.
    """
    at = at or timezone.now()
    kind = ContentType.objects.get_for_model(opened, for_concrete_model=False)
    with transaction.atomic(savepoint=False):
        chain = chains.lock_chain(user.pk)
        data = {**(data or {}), PLACE: chain.length + 1}
        said = chains.describe_entry(
            account=user.pk, action=action, model=f"{kind.app_label}.{kind.model}",
            object_id=str(opened.pk), label=str(opened), at=at, data=data,
        )  # fmt: skip
        data[SEAL] = chains.append(chain, said)
        log(instance=opened, action=action, user=user, timestamp=at, title=str(opened), data=data)


def log_list_view(user, action: str, rows: Iterable[Model]) -> None:
    """Log one entry for a list shown to `user`, with the ids of its rows; none for an empty list.

    The entry is about the user, so that colleagues do not find it in the history of each row.
    """
    ids = [row.pk for row in rows]
    if ids:
        log_opening(user, action, user, {"ids": ids})
