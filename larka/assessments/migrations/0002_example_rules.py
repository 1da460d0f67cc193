"""Example retention rules for omdömen (H1, H2): Luleå keeps a kunskapsbedömning 3.5 years after the transition. Examples give no right to destroy."""

from django.db import migrations

SCHOOL_FORMS = ("FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")


def fill(apps, schema_editor):
    rules = apps.get_model("records", "RetentionRule").objects.using(schema_editor.connection.alias)
    for school_form in SCHOOL_FORMS:
        rules.create(
            kind="judgement", school_form=school_form, clock="transition", months=42, outcome="destroy",
            legal_basis="Arkivlagen (1990:782) 10 §; exempel efter Luleå kommuns plan (kunskapsbedömning)", example=True,
        )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
