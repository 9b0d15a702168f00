"""formtools' storage kept in a Draft instead of a session.

The step one looks at belongs to the address and to nobody else: two tabs may stand on two steps.
"""

from django.utils import timezone
from formtools.wizard.storage.base import BaseStorage

from forms import drafts


class DraftStorage(BaseStorage):
    """Reads and writes `request.draft`, which the wizard puts there before asking for a storage."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.draft = request.draft
        self.init_data()

    def init_data(self) -> None:
        super().init_data()
        self.data[self.step_data_key] = self.draft.data.get("steps", {})

    def set_step_data(self, step, cleaned_data) -> None:
        """Keep the step at once and under the draft's lock. drafts.AlreadySent: too late."""
        values = dict(cleaned_data.lists()) if hasattr(cleaned_data, "lists") else cleaned_data
        drafts.keep(self.draft, step, values, at=timezone.now())
        self.data[self.step_data_key] = self.draft.data.get("steps", {})
