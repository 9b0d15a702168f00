"""Receivers that keep the rows of figures true when the calendar or the offices change."""

from datetime import date

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from appeals import facts
from core.models import CalendarDay
from services.models import Office


@receiver(pre_save, sender=CalendarDay)
def remember_day(sender, instance: CalendarDay, **kwargs) -> None:
    """Remember the date that the row had before."""
    before = CalendarDay.objects.filter(pk=instance.pk).values_list("date", flat=True)
    instance.date_before = before.first()  # type: ignore[attr-defined]


@receiver([post_save, post_delete], sender=CalendarDay)
def count_days_taken(sender, instance: CalendarDay, **kwargs) -> None:
    """Count the working days of the answers given around the changed day anew."""
    before: date | None = getattr(instance, "date_before", None)
    days = [day for day in (before, instance.date) if day]
    for day in dict.fromkeys(days):
        facts.recompute_days_taken(day, day)


@receiver(post_save, sender=Office)
def update_regions(sender, raw: bool = False, **kwargs) -> None:
    """Write the regions of the offices anew, except by loaddata."""
    if not raw:
        facts.update_regions()
