"""formtools' storage kept in a Draft instead of a session.

The current step belongs to the address alone: two tabs may show two steps.
"""

from django.utils import timezone
from formtools.wizard.storage.base import BaseStorage

from forms import drafts


class DraftStorage(BaseStorage):
    """Read and write `request.draft`, which the wizard sets before it asks for a storage."""

    def __init__(self, prefix, request=None, file_storage=None):
        super().__init__(prefix, request, file_storage)
        self.draft = request.draft
        self.init_data()

    def init_data(self) -> None:
        """Fill formtools' dictionary with the saved steps."""
        super().init_data()
        self.data[self.step_data_key] = self.draft.data.get("steps", {})

    def set_step_data(self, step, cleaned_data) -> None:
        """Save the step at once, under the draft's lock; raises what drafts.save_step raises."""
        values = dict(cleaned_data.lists()) if hasattr(cleaned_data, "lists") else cleaned_data
        drafts.save_step(self.draft, step, values, at=timezone.now())
        self.data[self.step_data_key] = self.draft.data.get("steps", {})

    def hold_step_data(self, step: str, values: dict[str, list[str]]) -> None:
        """Take the step as answered so in this request, without saving it."""
        drafts.check_length(values)
        self.data[self.step_data_key] = {**self.draft.data.get("steps", {}), step: values}
