"""The life of a draft: created, saved step by step, found again, revived, deleted.

A draft's token, 192 random bits, is part of the address of every step: so a second tab or another
language shows the same draft. Addresses stay in histories and logs, so the token alone opens
nothing: an unsent draft opens in the browser that began it, and in those where its resume code was
typed (browser_key.py). Receipts have a rule of their own: see visible_secret.py.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import access_codes
from core.storage import delete_files
from forms.models import Draft, DraftFile

GRACE_DAYS = 7  # how long an expired draft can still be revived before it is deleted
SOLVED_HOURS = 24  # how long a draft closed as solved can still be reopened
MAX_BROWSERS = 5  # in which the resume code was typed
MAX_STEP_CHARACTERS = 60_000  # ten points of 4000 characters and everything around them


class AlreadySentError(Exception):
    """The draft has become an appeal or a booking and cannot be changed."""


def changed_elsewhere() -> str:
    """Return why a draft is not sent whose answers are not those that were shown."""
    return _("The answers were changed in another window. Check them again.")


class StepTooLongError(Exception):
    """The answers of a step are longer than a draft keeps; `over` says by how many characters."""

    def __init__(self, over: int):
        super().__init__(over)
        self.over = over


def expiry_date(at: datetime) -> date:
    """Return the last day on which a draft changed at `at` is kept."""
    return timezone.localdate(at) + timedelta(days=settings.DRAFT_DAYS)


def resume_code(token: str) -> str:
    """Return the short code XXXX-XXXX-XXXX that finds a draft again, derived from its token."""
    digest = salted_hmac("forms.resume", token, algorithm="sha256").digest()
    return access_codes.encode(int.from_bytes(digest[:8], "big"))


def create_draft(
    wizard: str, *, owner: str, language: str, at: datetime, steps: dict | None = None
) -> Draft:
    """Create a draft; `steps` prefills answers: step → field → list of values."""
    draft = Draft(
        wizard=wizard,
        owner=owner,
        language=language,
        data={"steps": steps or {}},
        created_at=at,
        changed_at=at,
        expires_on=expiry_date(at),
    )
    draft.code_digest = access_codes.digest(resume_code(draft.token))
    draft.save()
    return draft


def find_by_token(token: str, wizard: str | None = None) -> Draft | None:
    """Return the draft with this token, sent and expired ones included."""
    drafts = Draft.objects.filter(token=token)
    return (drafts.filter(wizard=wizard) if wizard else drafts).first()


def find_by_code(typed: str, on: date) -> Draft | None:
    """Return the unsent draft whose resume code was typed, in any script and case, or None."""
    if len(access_codes.normalize(typed)) != access_codes.LENGTH:
        return None
    drafts = Draft.objects.filter(code_digest__in=access_codes.candidate_digests(typed), result="")
    return drafts.filter(expires_on__gte=on - timedelta(days=GRACE_DAYS)).first()


def list_by_owner(owner: str, on: date) -> list[Draft]:
    """Return the unsent drafts of a browser (see browser_key.py), the latest first, ten at most."""
    if not owner:
        return []
    drafts = Draft.objects.filter(owner=owner, result="", expires_on__gte=on)
    return list(drafts.order_by("-changed_at")[:10])


def is_open_to(draft: Draft, browser: str) -> bool:
    """Return whether the browser with this hashed key may see what was typed."""
    return bool(browser) and browser in {draft.owner, *draft.data.get("browsers", [])}


@transaction.atomic
def admit_browser(draft: Draft, browser: str) -> None:
    """Open an unsent draft to one more browser: its resume code was typed there."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, result="").first()
    if row is None or is_open_to(row, browser):
        return
    row.data["browsers"] = [*row.data.get("browsers", []), browser][-MAX_BROWSERS:]
    row.save(update_fields=["data"])


def is_expired(draft: Draft, on: date) -> bool:
    """Return whether an unsent draft is past its last day."""
    return not draft.result and draft.expires_on < on


def check_length(values: dict[str, list[str]]) -> None:
    """Raise StepTooLongError for answers that are not saved."""
    characters = sum(len(value) for field_values in values.values() for value in field_values)
    if characters > MAX_STEP_CHARACTERS:
        raise StepTooLongError(characters - MAX_STEP_CHARACTERS)


def lock_to_send(draft: Draft, last_step: str) -> Draft:
    """Return the row of a draft, locked; the last step is typed in the request that sends it.

    ValidationError: the answers of another step are no longer those of `draft`.
    """
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    before, now = ({**each.data.get("steps", {}), last_step: None} for each in (draft, row))
    if not row.result and now != before:
        raise ValidationError(changed_elsewhere())
    return row


def save_step(draft: Draft, step: str, values: dict[str, list[str]], *, at: datetime) -> None:
    """Save what was typed in a step, valid or not.

    The row is locked and only this step is changed, so that two tabs do not overwrite each other.
    AlreadySentError: the draft was sent meanwhile. StepTooLongError: nothing is saved.
    """
    check_length(values)
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.result:
            raise AlreadySentError
        row.data.setdefault("steps", {})[step] = values
        row.changed_at, row.expires_on = at, expiry_date(at)
        row.save(update_fields=["data", "changed_at", "expires_on"])
    draft.data, draft.changed_at, draft.expires_on = row.data, row.changed_at, row.expires_on


@transaction.atomic
def close_as_solved(draft: Draft, answer: dict[str, str], *, at: datetime) -> None:
    """Keep the draft unsent, with title, url and language of the answer, until `solved_until`.

    AlreadySentError: the draft was sent meanwhile.
    """
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.result:
        raise AlreadySentError
    row.data["solved"] = answer
    row.changed_at = at
    row.save(update_fields=["data", "changed_at"])


@transaction.atomic
def reopen_solved(draft: Draft, *, at: datetime) -> None:
    """Continue with a draft that was closed as solved; any other stays unchanged."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, result="").first()
    if row is None or row.data.pop("solved", None) is None:
        return
    row.changed_at, row.expires_on = at, expiry_date(at)
    row.save(update_fields=["data", "changed_at", "expires_on"])


def is_solved(draft: Draft) -> bool:
    """Return whether the draft was closed because a published answer was enough."""
    return not draft.result and "solved" in draft.data


def solved_until(draft: Draft) -> datetime:
    """Return until when a draft closed as solved can surely be reopened."""
    return draft.changed_at + timedelta(hours=SOLVED_HOURS)


@transaction.atomic
def revive_draft(
    draft: Draft,
    *,
    owner: str,
    excluded_steps: tuple[str, ...] = (),
    excluded_fields: tuple[str, ...] = (),
    at: datetime,
) -> Draft | None:
    """Move the answers and files of an expired draft to a new one and delete the old one.

    `excluded_steps` and `excluded_fields`, the consents, must be answered anew. A draft that was
    sent meanwhile or has not expired is returned unchanged; None: it was deleted.
    """
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None or not is_expired(row, timezone.localdate(at)):
        return row
    steps = {
        step: {name: value for name, value in values.items() if name not in excluded_fields}
        for step, values in row.data.get("steps", {}).items()
        if step not in excluded_steps
    }
    revived = create_draft(row.wizard, owner=owner, language=row.language, at=at, steps=steps)
    row.files.update(draft=revived)
    row.delete()
    return revived


def delete_drafts(drafts: Iterable[Draft]) -> int:
    """Delete drafts with their files, on the disk too; return how many were deleted.

    A draft that was sent since it was read stays: it is somebody's receipt.
    """
    count = 0
    for draft in drafts:
        with transaction.atomic():
            rows = Draft.objects.select_for_update().filter(pk=draft.pk, result=draft.result)
            row = rows.first()
            if row is None:
                continue
            for file in row.files.all():
                delete_file(file)
            row.delete()
        count += 1
    return count


def delete_file(row: DraftFile) -> None:
    """Delete a draft's file; its bytes are deleted once the transaction is committed."""
    storage, names = row.file.storage, row.stored_names()
    row.delete()
    transaction.on_commit(partial(delete_files, storage, names))
