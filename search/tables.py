"""The engine's own tables come with the migrations, though they hold no models."""

from django.db.models.signals import post_migrate
from django.dispatch import receiver

from search.backends import get_engine


@receiver(post_migrate)
def prepare_engine(sender, **kwargs) -> None:
    if sender.name == "search":
        get_engine().prepare()
