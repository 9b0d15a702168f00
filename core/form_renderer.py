"""How form fields are laid out: one template for each layout, chosen by the widget."""

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates

TEMPLATE = "components/field/{}.html"


class LaidOutField(BoundField):
    """A bound field that knows its template.

    `{{ field.as_field_group }}` renders it; `{% include field.template_name with short=True %}`
    passes what the template takes.
    """

    @property
    def template_name(self) -> str:
        """Return the field's own template, else the one of its layout."""
        own = getattr(self.field, "template_name", None)  # the type stubs lack it
        return own or TEMPLATE.format(self._layout())

    def _layout(self) -> str:
        if self.is_hidden:
            return "hidden"
        input_type = getattr(self.field.widget, "input_type", "")
        if self.use_fieldset:
            return "choices" if input_type in {"radio", "checkbox"} else "group"
        return "checkbox" if input_type == "checkbox" else "input"


class FormRenderer(DjangoTemplates):
    """Django's renderer with our layouts of fields."""

    bound_field_class = LaidOutField
