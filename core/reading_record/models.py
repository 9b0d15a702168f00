"""The chain of openings of each account, and the ends of all chains day by day."""

from django.db import models

from core.ledger.models import HEX_DIGEST, LedgerLeaf


class ReadingChain(models.Model):
    """How many entries an account has and the digest of the last; only chain.py writes it."""

    account = models.BigIntegerField(unique=True)  # of the user; it stays when the user is deleted
    # Entries written before there were chains, and one digest of all of them.
    older = models.PositiveIntegerField(default=0)
    older_digest = models.CharField(max_length=HEX_DIGEST, blank=True)
    # Entries at the beginning that were deleted when their term was over, and the last of them.
    removed = models.PositiveIntegerField(default=0)
    removed_hash = models.CharField(max_length=HEX_DIGEST, blank=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=HEX_DIGEST, blank=True)
    seal = models.CharField(max_length=HEX_DIGEST)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account}: {self.length}"


class ReadingDay(models.Model):
    """The ends of the chains that grew since the day before, with a leaf in the public ledger."""

    day = models.DateField(unique=True)
    heads = models.JSONField()  # account → [length, digest of the last entry]
    leaf = models.OneToOneField(LedgerLeaf, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["day"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.day)
