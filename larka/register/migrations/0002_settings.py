"""The settings that a new installation starts with: school years, terms and the table of roles. The huvudman changes them."""

import datetime as dt

from django.db import migrations
from uuid_utils.compat import uuid7

DUTY_ROLES = {
    "Rektor": "principal",
    "Förskolechef": "principal",
    "Lärare": "teacher",
    "Förstelärare": "teacher",
    "Förskollärare": "preschool_staff",
    "Barnskötare": "preschool_staff",
    "Fritidspedagog": "leisure_staff",
    "Kurator": "student_health",
    "Skolsköterska": "student_health",
    "Skolläkare": "student_health",
    "Skolpsykolog": "student_health",
    "Speciallärare/specialpedagog": "student_health",
    "Skoladministratör": "administrator",
    "Lärarassistent": "staff",
    "Bibliotekarie": "staff",
    "Studie- och yrkesvägledare": "staff",
    "Övrig arbetsledning": "staff",
    "Övrig pedagogisk personal": "staff",
    "Annan personal": "staff",
}
ASSIGNMENT_ROLES = {
    "Mentor": "mentor",
    "Förskollärare": "preschool_staff",
    "Barnskötare": "preschool_staff",
    "Fritidspedagog": "leisure_staff",
}


def fill(apps, schema_editor):
    database = schema_editor.connection.alias
    year_model, term_model = apps.get_model("register", "SchoolYear"), apps.get_model("register", "Term")
    for first in range(2005, 2046):
        start, new_year, end = dt.date(first, 8, 1), dt.date(first + 1, 1, 1), dt.date(first + 1, 8, 1)
        year = year_model.objects.using(database).create(
            public_id=uuid7(), name=f"{first}/{(first + 1) % 100:02d}", starts_on=start, ends_on=end,
            open_to_relations_until=dt.date(first + 2, 8, 1),
        )
        term_model.objects.using(database).create(public_id=uuid7(), school_year=year, name=f"HT {first}", starts_on=start, ends_on=new_year)
        term_model.objects.using(database).create(public_id=uuid7(), school_year=year, name=f"VT {first + 1}", starts_on=new_year, ends_on=end)
    mapping = apps.get_model("register", "RoleMapping")
    for source, table in (("duty", DUTY_ROLES), ("assignment", ASSIGNMENT_ROLES)):
        for name, role in table.items():
            mapping.objects.using(database).create(source=source, name=name, role=role)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
