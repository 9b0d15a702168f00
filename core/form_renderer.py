"""How form fields are laid out: one template for each layout, chosen by the widget."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TEMPLATE = "components/field/{}.html"
SELECT = "django/forms/widgets/select.html"


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

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Render a template; a plain list to choose from without one for each of its options."""
        if template_name == SELECT:
            groups = context["widget"]["optgroups"]
            options = [option for name, group, _index in groups if not name for option in group]
            if len(options) == len(groups):
                return _render_select(context["widget"], options)
        return super().render(template_name, context, request)


def _render_select(widget: dict[str, Any], options: list[dict[str, Any]]) -> SafeString:
    rows = ((row["value"], flatatt(row["attrs"]), row["label"]) for row in options)
    return format_html(
        '<select name="{}"{}>\n{}</select>\n',
        widget["name"],
        flatatt(widget["attrs"]),
        format_html_join("", '<option value="{}"{}>{}</option>\n', rows),
    )
