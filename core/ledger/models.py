"""Leaves, subtrees and roots of the public ledger; only sequence.py writes them."""

from django.db import models

HEX_DIGEST = 64  # SHA-256 in hexadecimal digits


class LedgerLeaf(models.Model):
    """The salted digest of a record; what the record is, only its owner's row says."""

    digest = models.CharField(max_length=HEX_DIGEST)
    # Its place in the tree, given after its transaction is over: ids alone would have gaps.
    index = models.PositiveBigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="ledger_digest"),
            models.UniqueConstraint(fields=["index"], name="ledger_index"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(index__isnull=True), name="ledger_waiting"
            )
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest


class LedgerNode(models.Model):
    """The hash of a full subtree of 16, 256, 4096 … leaves (level 4, 8, 12 …)."""

    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=HEX_DIGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="ledger_node")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class LedgerTree(models.Model):
    """The tree as it stands, in one row: who adds to the tree has it locked."""

    size = models.PositiveBigIntegerField(default=0)
    # The hashes of the full subtrees at the right edge, the largest first.
    frontier = models.JSONField(default=list)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.size)


class LedgerRoot(models.Model):
    """The root of the tree as a day ended; published, and never changed."""

    day = models.DateField(unique=True)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=HEX_DIGEST)
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.size} {self.root}"
