"""The vault's tables where they are missing though their migrations have been run: the main dump was restored without the vault."""

from typing import Any

from django.db.migrations.loader import MigrationLoader

from larka.vault.models import SCHEMA


def vault_is_there(connection: Any) -> bool:
    """Whether the vault has its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.data_key"])
        return bool(cursor.fetchone()[0])


def make_missing_tables(connection: Any) -> None:
    """Make them as the migrations do. The keys are not there: what they sealed is gone unless the vault is restored too."""
    if vault_is_there(connection):
        return
    loader = MigrationLoader(connection)
    for node in loader.graph.forwards_plan(loader.graph.leaf_nodes("vault")[0]):
        if node[0] == "vault":
            migration = loader.graph.nodes[node]
            with connection.schema_editor() as editor:
                migration.apply(loader.project_state(node, at_end=False), editor)
