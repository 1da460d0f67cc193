"""Example retention rules for plans (H1, H2): Luleå keeps an IUP 1.5 years after the transition and then delivers it to the city archive.

Preschool's plan belongs to its talks and planning, which are destroyed. Examples give no right to destroy.
"""

from django.db import migrations

SCHOOL_FORMS = ("FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
BASIS = "Arkivlagen (1990:782) 10 §; exempel efter Luleå kommuns plan"


def fill(apps, schema_editor):
    rules = apps.get_model("records", "RetentionRule").objects.using(schema_editor.connection.alias)
    common = {"kind": "plan", "clock": "transition", "months": 18, "example": True}
    for school_form in SCHOOL_FORMS:
        rules.create(school_form=school_form, outcome="preserve", legal_basis=f"{BASIS} (IUP)", **common)
    rules.create(school_form="FS", outcome="destroy", legal_basis=f"{BASIS} (samtal och planering i förskola)", **common)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_plans"), ("records", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
