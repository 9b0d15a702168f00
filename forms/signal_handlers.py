"""Receivers: the draft of an anonymised case goes with it."""

from django.dispatch import receiver

from appeals.lifecycle.anonymise import anonymised
from appeals.models import Appeal
from forms import drafts
from forms.models import Draft


@receiver(anonymised, sender=Appeal)
def delete_sent_drafts(sender, appeal: Appeal, **kwargs) -> None:
    """Delete the drafts that became the case, with what is left of their files."""
    numbers = {appeal.number, appeal.visit.number} if appeal.visit else {appeal.number}
    drafts.delete_drafts(Draft.objects.filter(result__in=numbers))
