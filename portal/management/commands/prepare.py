"""Create the initial data: languages, page tree, groups, synonyms. Safe to repeat."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Locale, Page

from appeals import default_kinds
from core import page_cache
from core.i18n.localtext import CODES
from core.jobs import runs
from core.page_translations import record_changed_sources
from core.retention.rules import create_rules
from home.models import HomePage, StandardPage
from home.report_facts import copy_facts_of_originals
from portal import initial_data, permissions, translation_records
from portal.initial_pages import create_initial_pages
from portal.sections import SECTIONS
from search.query import synonyms


class Command(BaseCommand):
    """Create the initial data."""

    help = "Create the languages, page tree, groups of staff, topics, bodies and search synonyms."

    def handle(self, *args, **options) -> None:
        """Create what is missing; tell the operator to migrate first where tables are missing."""
        try:
            _create_initial_data()
        except (OperationalError, ProgrammingError) as error:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise CommandError("Run `manage.py migrate` first: tables are missing.") from error
            raise
        page_cache.drop_all()
        self.stdout.write(self.style.SUCCESS("The initial data is ready."))


@transaction.atomic
def _create_initial_data() -> None:
    # Wagtail's own welcome page and English locale come with its first migration.
    Page.objects.filter(slug="home", depth=2, content_type__model="page").delete()
    create_initial_pages()
    models: list[type[Page]] = [HomePage, StandardPage, *(section.model for section in SECTIONS)]
    translation_records.record_translations(models, at=timezone.now())
    record_changed_sources()
    copy_facts_of_originals()
    permissions.create_groups()
    default_kinds.create_default_kinds()
    initial_data.create_topics()
    initial_data.create_national_bodies()
    synonyms.create_initial_terms()
    runs.create_rows(timezone.now())
    create_rules()
    Locale.objects.exclude(language_code__in=CODES).delete()
