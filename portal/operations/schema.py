"""Whether the database is the one this code was written for."""

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def pending() -> list[str]:
    """The migrations that the code has and the database has not, as app.name."""
    done = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in written() if (app, name) not in done]


@cache
def written() -> list[tuple[str, str]]:
    """Every migration of the code, by name alone: to load them all would take seconds."""
    found = []
    for config in apps.get_app_configs():
        module, _chosen = MigrationLoader.migrations_module(config.label)
        try:
            folder = import_module(module or "")
        except (ModuleNotFoundError, ValueError):
            continue  # an app without tables
        names = [name for _finder, name, _package in pkgutil.iter_modules(folder.__path__)]
        found += [(config.label, name) for name in sorted(names) if name[0] not in "_~"]
    return found
