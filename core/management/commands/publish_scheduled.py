"""Publish planned pages and take down expired ones, each for itself (in place of Wagtail's)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision


class Command(BaseCommand):
    """Publish and take down what is due; one page that fails keeps back no other."""

    help = "Publish the pages whose time has come and take down those that expired."

    def handle(self, *args, **options) -> None:
        """Change every page that can be; the exit status is 1 when one could not."""
        at = timezone.now()
        count = 0
        failures = []
        for name, change in list(planned_changes(at)):
            try:
                with transaction.atomic():
                    change()
            except Exception as error:  # whatever a page or a receiver of its signals raises
                failures.append(f"{name} ({type(error).__name__})")
            else:
                count += 1
        if failures:
            raise CommandError(f"{count} pages changed; not published: " + ", ".join(failures))
        self.stdout.write(f"{count} pages changed")


def planned_changes(at: datetime) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the name and the act of everything that expired or is to be public at `at`."""
    for model in publishable_models():
        expired = model._default_manager.filter(live=True, expire_at__lt=at)
        item: Any  # what DraftStateMixin adds is not in the type of the model
        for item in expired.order_by("expire_at"):
            log_action = "wagtail.unpublish.scheduled"
            yield describe(item), partial(item.unpublish, set_expired=True, log_action=log_action)
    revisions = Revision.objects.filter(approved_go_live_at__lt=at)
    for revision in revisions.order_by("approved_go_live_at"):
        name = f"{revision.content_type.model} {revision.object_id}"
        yield name, partial(revision.publish, log_action="wagtail.publish.scheduled")


def publishable_models() -> list[type[models.Model]]:
    """Return Page and every other model that can be planned."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def describe(item: models.Model) -> str:
    """Return the kind and number of an object: its title stays out of logs."""
    specific = item.specific_class if isinstance(item, Page) else type(item)
    return f"{specific._meta.model_name} {item.pk}"
