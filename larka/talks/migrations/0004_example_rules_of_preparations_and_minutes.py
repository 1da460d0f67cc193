"""Example retention rules (H1, H2): Luleå delivers samtalsunderlag and överenskommelser to the city archive after 1.5 years.

Examples give no right to destroy.
"""

from django.db import migrations

SCHOOL_FORMS = ("FS", "FKLASS", "FTH", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
KINDS = {"preparation": "samtalsunderlag", "minutes": "överenskommelser"}
BASIS = "Arkivlagen (1990:782) 10 §; exempel efter Luleå kommuns plan"


def fill(apps, schema_editor):
    rules = apps.get_model("records", "RetentionRule").objects.using(schema_editor.connection.alias)
    for kind, called in KINDS.items():
        for school_form in SCHOOL_FORMS:
            rules.create(
                kind=kind, school_form=school_form, clock="transition", months=18, outcome="preserve", legal_basis=f"{BASIS} ({called})",
                example=True,
            )


class Migration(migrations.Migration):
    dependencies = [("talks", "0003_preparations_and_minutes"), ("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
