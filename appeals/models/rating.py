"""Ratings of answers by applicants."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models.appeal import Appeal


class Rating(models.Model):
    """The applicant's rating of the answer, 1 to 5; one for an appeal."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField(
        _("Rating"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("Comment"), max_length=1000, blank=True)
    at = models.DateTimeField(_("When"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1) & models.Q(stars__lte=5), name="stars_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5"
