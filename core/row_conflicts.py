"""Two editors of one row: the second one sees who changed it and keeps what was typed.

The form carries a digest of the row as it was when the form was opened.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db.models import Model
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import ModelLogEntry


def row_digest(row: Model, names: Iterable[str]) -> str:
    """Return a digest of the stored fields `names` of `row` and of its inline rows."""
    model = type(row)
    stored = model._default_manager.filter(pk=row.pk).first()
    if stored is None:
        return ""
    texts = [serializers.serialize("json", [stored], fields=sorted(names))]
    for relation in get_all_child_relations(model):
        children = relation.related_model._default_manager.filter(**{relation.field.name: row.pk})
        texts.append(serializers.serialize("json", children.order_by("pk")))
    return hashlib.sha256("".join(texts).encode()).hexdigest()


class DigestField(forms.CharField):
    """A hidden value that is no change of the row."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False whatever was posted."""
        return False


class RowForm(WagtailAdminModelForm):
    """A form that refuses to overwrite what somebody else has saved since it was opened."""

    data: Any
    opened_row = DigestField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_digest = row_digest(self.instance, self.fields) if self.instance.pk else ""
        self.initial["opened_row"] = self.stored_digest

    def clean(self) -> dict:
        """Refuse a form opened before the last change; sent once more, it replaces the change."""
        data = super().clean()
        opened = data.get("opened_row")
        if opened and opened != self.stored_digest:
            self.add_error(None, self._describe_conflict())
            values = self.data.copy()
            values[self.add_prefix("opened_row")] = self.stored_digest
            self.data = values
        return data

    def _describe_conflict(self) -> str:
        entry = (
            ModelLogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(self.instance),
                object_id=quote(self.instance.pk),
            )
            .select_related("user")
            .order_by("-timestamp")
            .first()
        )
        labels = [capfirst(str(self.fields[name].label)) for name in self.changed_data]
        return _(
            "%(user)s changed this at %(time)s, after you opened it. What you typed is kept below "
            "and is not saved yet; it differs in: %(fields)s. To replace the other change, save "
            "again."
        ) % {
            "user": entry.user_display_name if entry and entry.user else _("Somebody"),
            "time": time_format(localtime(entry.timestamp), "H:i") if entry else "—",
            "fields": ", ".join(labels) or "—",
        }
