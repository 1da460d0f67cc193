"""A substitute who does not work for the huvudman has a decision; two rows of one person in one group that overlap become one."""

from typing import Any

from django.db import migrations, models

from larka.core.models import no_overlap_of_moments


def join_overlapping(apps: Any, schema_editor: Any) -> None:
    """The first of those that overlap lasts as long as they all did; it opens what they opened."""
    rows = apps.get_model("register", "Substitute").objects.using(schema_editor.connection.alias)
    kept = None
    for row in rows.order_by("person", "group", "starts_at", "pk"):
        if kept and (kept.person_id, kept.group_id) == (row.person_id, row.group_id) and row.starts_at < kept.ends_at:
            kept.ends_at = max(kept.ends_at, row.ends_at)
            kept.save(update_fields=["ends_at"])
            row.delete()
        else:
            kept = row


class Migration(migrations.Migration):
    dependencies = [("register", "0008_people_are_found_by_log_in_name")]

    operations = [
        migrations.AddField(
            "substitute",
            "decision",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Tomt: har en tjänst hos huvudmannen",
                max_length=200,
                verbose_name="beslut om anställning",
            ),
        ),
        migrations.RunPython(join_overlapping, migrations.RunPython.noop),
        migrations.AddConstraint("substitute", no_overlap_of_moments("substitute_is_appointed_once", "person_id", "group_id")),
    ]
