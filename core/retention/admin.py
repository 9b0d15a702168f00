"""Admin of the terms of keeping: administrators change days and confirm; kinds are fixed."""

from django.utils.translation import gettext_lazy as _
from wagtail import permissions
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.retention.kinds import find_kind
from core.retention.models import RetentionRule
from core.row_conflicts import RowForm


class RulePermissionPolicy(ModelPermissionPolicy):
    """A policy for rows that are changed only: each kind has exactly one."""

    def user_has_permission(self, user, action: str) -> bool:
        """Allow viewing and changing, to users with that permission."""
        return action in {"view", "change"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


POLICY = RulePermissionPolicy(RetentionRule)
if hasattr(permissions, "register_permission_policy"):  # Wagtail 7.4 has none
    permissions.register_permission_policy(RetentionRule, POLICY)


def rule_label(rule: RetentionRule) -> str:
    """Return the name of the kind in the active language."""
    kind = find_kind(rule.kind)
    return str(kind.label) if kind else rule.kind


def rule_term(rule: RetentionRule) -> str:
    """Return the days and from when they are counted."""
    kind = find_kind(rule.kind)
    return f"{rule.days} · {kind.since}" if kind else str(rule.days)


def rule_reason(rule: RetentionRule) -> str:
    """Return the administrator's reason, or that of the default."""
    kind = find_kind(rule.kind)
    return rule.reason or (str(kind.reason) if kind else "")


class RuleForm(RowForm):
    """The form of a rule; an empty reason is filled with that of the default."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "reason" in self.fields and not self.instance.reason:
            self.initial["reason"] = rule_reason(self.instance)


class RetentionRuleViewSet(ModelViewSet):
    """Terms of keeping."""

    model = RetentionRule
    name = "retention"
    icon = "history"
    menu_label = _("Terms of keeping")
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    list_display = [
        Column("kind", label=_("Kind of data"), accessor=rule_label),
        Column("days", label=_("Kept for days"), accessor=rule_term),
        Column("act", label=_("Then"), accessor="get_act_display"),
        Column("confirmed", label=_("Confirmed by a lawyer"), accessor=lambda rule: (
            _("yes") if rule.confirmed else _("to be confirmed by a lawyer")
        )),
        Column("reason", label=_("Reason"), accessor=rule_reason),
    ]  # fmt: skip

    @property
    def edit_handler(self) -> ObjectList:
        """Return the panels under a form that overwrites nobody's change."""
        panels = [
            HelpPanel(content=str(_(
                "“manage.py retain --dry-run” tells how many are over their term. What is "
                "deleted cannot be brought back."
            ))),
            FieldPanel("days"), FieldPanel("reason"), FieldPanel("confirmed"),
        ]  # fmt: skip
        return ObjectList(panels, base_form_class=RuleForm)
