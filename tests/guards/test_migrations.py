"""The database is made by its migrations, in one line an app."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
@pytest.mark.postgres15
def test_no_change_of_a_model_waits_for_its_migration() -> None:
    """B4: what the models say, the database holds."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
@pytest.mark.postgres15
def test_every_migration_was_applied_from_zero_and_each_app_has_one_chain() -> None:
    """B4: the test database is migrated from nothing, by the owner."""
    loader = MigrationLoader(connection)
    assert set(loader.disk_migrations) <= set(loader.applied_migrations)
    for app in {app for app, _ in loader.disk_migrations}:
        assert len(loader.graph.leaf_nodes(app)) == 1, app
    assert loader.detect_conflicts() == {}
