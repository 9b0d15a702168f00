"""Recovery codes: each opens an account once, when its app or its passkey is lost.

Only keyed digests are stored, cut to what django-otp's column holds (64 bits).
"""

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from core.access_codes import candidate_digests, digest, generate_secret

COUNT = 10
STORED_LENGTH = 16


def replace(user) -> list[str]:
    """Make new codes in place of all former ones; they are returned here and never again."""
    codes = [generate_secret() for _ in range(COUNT)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="")
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=digest(code)[:STORED_LENGTH]) for code in codes
        )
    return codes


def count_left(user) -> int:
    """Return how many codes are not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


def use(user, code: str) -> bool:
    """Use up `code`; return whether it was one of the user's codes."""
    stored = [text[:STORED_LENGTH] for text in candidate_digests(code)]
    deleted, _rows = StaticToken.objects.filter(device__user=user, token__in=stored).delete()
    return bool(deleted)
