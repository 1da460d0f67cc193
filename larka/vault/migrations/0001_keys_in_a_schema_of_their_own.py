"""The vault's schema and its two tables. Written as SQL: Django makes no tables outside the schema it works in."""

import django.db.models.functions.datetime
from django.db import migrations, models

import larka.core.models

TABLES = """
CREATE SCHEMA IF NOT EXISTS vault;
CREATE TABLE vault.data_key (
    id uuid PRIMARY KEY,
    child_id bigint,
    item_id uuid,
    master varchar(16) NOT NULL,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    CONSTRAINT child_has_one_data_key UNIQUE (child_id),
    CONSTRAINT item_has_one_data_key UNIQUE (item_id),
    CONSTRAINT data_key_has_one_owner CHECK (num_nonnulls(child_id, item_id) = 1)
);
CREATE TABLE vault.kin (
    id uuid PRIMARY KEY,
    child_id bigint NOT NULL,
    other_id bigint NOT NULL,
    joined boolean NOT NULL,
    CONSTRAINT two_entries_are_kin_once UNIQUE (child_id, other_id)
);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES, "DROP SCHEMA vault CASCADE")],
            state_operations=[
                migrations.CreateModel(
                    name="DataKey",
                    fields=[
                        ("id", models.UUIDField(default=larka.core.models.new_public_id, editable=False, primary_key=True, serialize=False)),
                        ("child_id", models.BigIntegerField(null=True)),
                        ("item_id", models.UUIDField(null=True)),
                        ("master", models.CharField(max_length=16)),
                        ("wrapped", models.BinaryField()),
                        ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ],
                    options={
                        "verbose_name": "datanyckel",
                        "db_table": '"vault"."data_key"',
                        "constraints": [
                            models.UniqueConstraint(fields=("child_id",), name="child_has_one_data_key"),
                            models.UniqueConstraint(fields=("item_id",), name="item_has_one_data_key"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("child_id__isnull", False), ("item_id__isnull", True)),
                                    models.Q(("child_id__isnull", True), ("item_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="data_key_has_one_owner",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kin",
                    fields=[
                        ("id", models.UUIDField(default=larka.core.models.new_public_id, editable=False, primary_key=True, serialize=False)),
                        ("child_id", models.BigIntegerField()),
                        ("other_id", models.BigIntegerField()),
                        ("joined", models.BooleanField(default=True)),
                    ],
                    options={
                        "verbose_name": "sammanslagna nycklar",
                        "db_table": '"vault"."kin"',
                        "constraints": [models.UniqueConstraint(fields=("child_id", "other_id"), name="two_entries_are_kin_once")],
                    },
                ),
            ],
        )
    ]
