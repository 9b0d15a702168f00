"""Rights in the admin that stop at the wall of an office."""

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from services.office_access import schedules_of


class OfficeWall(ModelPermissionPolicy):
    """The model's own rights, and of its rows only those of the person's offices.

    `path` leads from the row to its office: "office" or "official__office".
    """

    def __init__(self, model, path: str):
        super().__init__(model)
        self.path = path

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        return self.user_has_any_permission(user, actions) and self._inside(user, instance)

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        return self.user_has_permission(user, action) and self._inside(user, instance)

    def instances_user_has_any_permission_for(self, user, actions) -> QuerySet:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(**{f"{self.path}__in": schedules_of(user)})

    def _inside(self, user, instance) -> bool:
        row = instance
        for name in self.path.split("__"):
            row = getattr(row, name, None)
        return row is None or schedules_of(user).filter(pk=row.pk).exists()
