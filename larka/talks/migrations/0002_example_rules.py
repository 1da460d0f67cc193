"""Example retention rules for talks (H1, H2): Luleå keeps samtal 1.5 years after the transition. Examples give no right to destroy."""

from django.db import migrations

SCHOOL_FORMS = ("FS", "FKLASS", "FTH", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")


def fill(apps, schema_editor):
    rules = apps.get_model("records", "RetentionRule").objects.using(schema_editor.connection.alias)
    for school_form in SCHOOL_FORMS:
        rules.create(
            kind="talk", school_form=school_form, clock="transition", months=18, outcome="destroy",
            legal_basis="Arkivlagen (1990:782) 10 §; exempel efter Luleå kommuns plan (samtal)", example=True,
        )


class Migration(migrations.Migration):
    dependencies = [("talks", "0001_rounds_slots_and_talks"), ("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
