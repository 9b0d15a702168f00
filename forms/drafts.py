"""The life of a draft: started, kept step by step, found again, revived, dropped.

A draft is opened by its token, which stands in the address of every step: so a second tab, another
device or another language is the same draft. The token is a secret of 192 bits; whoever has the
address may go on with the form, as with a paper left on a table. What the address never opens is
the secret code of a sent appeal: see receipts.py.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core import access_codes
from forms.models import Draft

GRACE_DAYS = 7  # how long an expired draft can still be revived before it is dropped
MOST_LETTERS = 60_000  # of one step: ten points of 4000 letters and everything around them


class AlreadySent(Exception):
    """The draft has become an appeal or a booking: nothing can be added to it."""


def last_day(at: datetime) -> date:
    """The day until which a draft touched at `at` is kept."""
    return timezone.localdate(at) + timedelta(days=settings.DRAFT_DAYS)


def code(token: str) -> str:
    """The short code that finds a draft again: XXXX-XXXX-XXXX, always the same for a token."""
    digest = salted_hmac("forms.resume", token, algorithm="sha256").digest()
    return access_codes.encode(int.from_bytes(digest[:8], "big"))


def start(
    wizard: str, *, owner: str, language: str, at: datetime, steps: dict | None = None
) -> Draft:
    """A new draft; `steps` prefills answers: step → field → list of values."""
    draft = Draft(
        wizard=wizard,
        owner=owner,
        language=language,
        data={"steps": steps or {}},
        created_at=at,
        changed_at=at,
        expires_on=last_day(at),
    )
    draft.code_digest = access_codes.digest(code(draft.token))
    draft.save()
    return draft


def find(token: str, wizard: str | None = None) -> Draft | None:
    """The draft behind a token, sent and expired ones included."""
    drafts = Draft.objects.filter(token=token)
    return (drafts.filter(wizard=wizard) if wizard else drafts).first()


def find_by_code(typed: str, on: date) -> Draft | None:
    """The unsent draft whose code was typed, in whatever letters; None for an unknown one."""
    if len(access_codes.normalize(typed)) != access_codes.LENGTH:
        return None
    drafts = Draft.objects.filter(code_digest__in=access_codes.candidate_digests(typed), result="")
    return drafts.filter(expires_on__gte=on - timedelta(days=GRACE_DAYS)).first()


def of_owner(owner: str, on: date) -> list[Draft]:
    """The unsent drafts that this browser began, the latest first."""
    if not owner:
        return []
    drafts = Draft.objects.filter(owner=owner, result="", expires_on__gte=on)
    return list(drafts.order_by("-changed_at")[:10])


def expired(draft: Draft, on: date) -> bool:
    """Whether an unsent draft has outlived its term on the day `on`."""
    return not draft.result and draft.expires_on < on


def keep(draft: Draft, step: str, values: dict[str, list[str]], *, at: datetime) -> None:
    """Keep what was typed in a step, right or wrong. AlreadySent: it came too late.

    The row is locked and only this step is changed, so that two tabs do not undo each other.
    """
    letters = sum(len(value) for each in values.values() for value in each)
    if letters > MOST_LETTERS:
        return
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.result:
            raise AlreadySent
        row.data.setdefault("steps", {})[step] = values
        row.changed_at, row.expires_on = at, last_day(at)
        row.save(update_fields=["data", "changed_at", "expires_on"])
    draft.data, draft.changed_at, draft.expires_on = row.data, row.changed_at, row.expires_on


@transaction.atomic
def revive(draft: Draft, *, owner: str, without: tuple[str, ...], at: datetime) -> Draft | None:
    """A new draft with what is left of an expired one; the old one goes.

    `without` names steps that must be answered anew, such as the consents. One that was sent
    meanwhile, or has not expired, comes back as it is; None: it was deleted.
    """
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None or not expired(row, timezone.localdate(at)):
        return row
    steps = {name: each for name, each in row.data.get("steps", {}).items() if name not in without}
    fresh = start(row.wizard, owner=owner, language=row.language, at=at, steps=steps)
    row.files.update(draft=fresh)
    row.delete()
    return fresh


def drop(drafts) -> int:
    """Delete drafts with their files, disk included; how many went.

    One that was sent since it was read stays: it is somebody's receipt.
    """
    count = 0
    for draft in drafts:
        with transaction.atomic():
            rows = Draft.objects.select_for_update().filter(pk=draft.pk, result=draft.result)
            row = rows.first()
            if row is None:
                continue
            for each in row.files.all():
                forget_file(each)
            row.delete()
        count += 1
    return count


def forget_file(row) -> None:
    """Delete a draft's file; the bytes go once the deletion is certain."""
    storage, name = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


def browser_mark(key: str) -> str:
    """What is kept of a browser's key: enough to know it again, not enough to be it."""
    return salted_hmac("forms.owner", key, algorithm="sha256").hexdigest() if key else ""
