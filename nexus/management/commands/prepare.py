"""Everything a start needs and that is not there yet: tables, static files, the demo shop. Quick when nothing is."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.core.actor import Actor
from apps.stores.models import Shop
from apps.users import presets
from nexus import collected, occupancy

SETTLED_BY_EACH_UPGRADE = ("setup_user_profiles", "sync_payment_methods")


class Command(BaseCommand):
    help = "Bring tables and static files up to date; make the demo shop in an empty database unless DEMO=0."

    def handle(self, *args: Any, **options: Any) -> None:
        with occupancy.data_directory():
            self._prepare()

    def _prepare(self) -> None:
        self._migrate()
        collected.collect(self.stdout.write)
        if settings.DEMO and "demo" in get_commands() and not Shop.objects.exists():
            self.stdout.write("Opening the demo shop. This takes a minute, once.")
            call_command("demo")

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date.")
            known = self._rights()
            call_command("migrate", interactive=False, verbosity=0)
            for command in SETTLED_BY_EACH_UPGRADE:
                if command in get_commands():
                    call_command(command)
            if known:
                presets.spread(self._rights() - known, by=Actor.system("prepare"))

    def _rights(self) -> set[str]:
        """Every right there is, as ``app.codename``; none in a database without tables."""
        if Permission._meta.db_table not in connection.introspection.table_names():
            return set()
        pairs = Permission.objects.values_list("content_type__app_label", "codename")
        return {f"{app}.{codename}" for app, codename in pairs}
