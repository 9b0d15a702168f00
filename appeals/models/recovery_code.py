"""The code sent to a citizen who has lost the secret; see recovery.py."""

from django.db import models

from appeals.models.appeal import Appeal


class RecoveryCode(models.Model):
    """The one code of an appeal that may be typed for a new secret; deleted with its use."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="recovery_code")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.appeal)
