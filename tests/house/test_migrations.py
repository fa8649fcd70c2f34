"""Migrations and models agree, and an empty database is made by the migrations alone."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_each_app_has_one_last_migration() -> None:
    loader = MigrationExecutor(connection).loader

    assert loader.detect_conflicts() == {}


def test_a_real_database_is_up_to_date_once_migrated(real_database: None) -> None:
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
