"""Wagtail permissions that also depend on the office of the row."""

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from services.office_access import offices_with_editable_schedule


class OfficePermissionPolicy(ModelPermissionPolicy):
    """The model's permissions, limited to rows of the offices whose schedule the user may change.

    `office_lookup` leads from the row to its office: "office" or "official__office".
    """

    def __init__(self, model, office_lookup: str):
        super().__init__(model)
        self.office_lookup = office_lookup

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        """Return whether `user` has one of `actions` on the model and access to the office."""
        return self.user_has_any_permission(user, actions) and self._has_office(user, instance)

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        """Return whether `user` may do `action` on the model and has access to the office."""
        return self.user_has_permission(user, action) and self._has_office(user, instance)

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        """Return the rows of the user's offices; none without one of `actions`."""
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        offices = offices_with_editable_schedule(user)
        return self.model._default_manager.filter(**{f"{self.office_lookup}__in": offices})

    def _has_office(self, user, instance) -> bool:
        related = instance
        for name in self.office_lookup.split("__"):
            related = getattr(related, name, None)
        if related is None:
            return True
        return offices_with_editable_schedule(user).filter(pk=related.pk).exists()
