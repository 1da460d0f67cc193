"""Example retention rules for goals (H1, H2): they belong to the IUP, which Luleå keeps 1.5 years after the transition and then delivers.

Examples give no right to destroy.
"""

from django.db import migrations

SCHOOL_FORMS = ("FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")


def fill(apps, schema_editor):
    rules = apps.get_model("records", "RetentionRule").objects.using(schema_editor.connection.alias)
    for school_form in SCHOOL_FORMS:
        rules.create(
            kind="goal", school_form=school_form, clock="transition", months=18, outcome="preserve",
            legal_basis="Arkivlagen (1990:782) 10 §; exempel efter Luleå kommuns plan (IUP)", example=True,
        )


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_goals_with_their_moves"), ("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
