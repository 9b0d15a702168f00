"""Whether the database has every migration of the code."""

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def unapplied_migrations() -> list[str]:
    """Return the migrations that the database lacks, as app.name."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in code_migrations() if (app, name) not in applied]


@cache
def code_migrations() -> list[tuple[str, str]]:
    """Return (app, name) of every migration; only file names are read, loading takes seconds."""
    migrations = []
    for config in apps.get_app_configs():
        module, _chosen = MigrationLoader.migrations_module(config.label)
        try:
            folder = import_module(module or "")
        except (ModuleNotFoundError, ValueError):
            continue  # an app without tables
        names = [name for _finder, name, _package in pkgutil.iter_modules(folder.__path__)]
        migrations += [(config.label, name) for name in sorted(names) if name[0] not in "_~"]
    return migrations
