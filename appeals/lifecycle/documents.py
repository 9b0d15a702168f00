"""Files of a registered appeal."""

from datetime import datetime
from functools import partial

from django.db import transaction

from appeals import registration
from appeals.appeal_fields import NewFile
from appeals.lifecycle.transition import lock_appeal, record, save_act
from appeals.models import Appeal, Attachment
from appeals.states import Act
from core.storage import delete_files


def add_document(appeal: Appeal, file: NewFile, *, by=None, at: datetime) -> Attachment:
    """Add a checked and cleaned file while the appeal is open."""
    with registration.delete_files_on_error() as stored, transaction.atomic():
        appeal = lock_appeal(appeal, Act.ADD_DOCUMENT, by)
        attachment = registration.create_attachment(
            appeal, file, stored, at=at, by_staff=by is not None
        )
        save_act(appeal, Act.ADD_DOCUMENT, by=by, at=at, data={"attachment": attachment.pk})
    return attachment


def remove_infected(attachment: Attachment, *, at: datetime) -> None:
    """Delete a file in which a late scan found a virus; its name stays, the applicant is told."""
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
        appeal = rows.get(pk=attachment.appeal_id)
        current = appeal.attachments.get(pk=attachment.pk)
        if current.scan == Attachment.Scan.INFECTED:
            return
        storage, names = current.file.storage, current.stored_names()
        current.file, current.original, current.scan = "", "", Attachment.Scan.INFECTED
        current.save(update_fields=["file", "original", "scan"])
        record(
            appeal, Act.REMOVE_FILE, by=None, at=at, from_state=appeal.state, why=current.name,
            data={"attachment": current.pk},
        )  # fmt: skip
        transaction.on_commit(partial(delete_files, storage, names))
