import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Judged by the relations of the day. Where nobody answered for the child then, whoever is written beside the list was there for the home.
_SPOKE = """responsible.child_id = talks_talk.child_id AND responsible.in_effect AND responsible.starts_on <= day.day
 AND (responsible.ends_on IS NULL OR responsible.ends_on > day.day)"""
WITH_HOME = f"""UPDATE talks_talk SET with_home = true
FROM register_person child, (SELECT id, (starts_at AT TIME ZONE 'Europe/Stockholm')::date AS day FROM talks_talk) day
WHERE child.id = talks_talk.child_id AND day.id = talks_talk.id AND talks_talk.held_at IS NOT NULL AND (
 (child.id = ANY (talks_talk.took_part) AND child.adult_on <= day.day)
 OR EXISTS (SELECT FROM register_responsible responsible WHERE {_SPOKE} AND responsible.person_id = ANY (talks_talk.took_part))
 OR (talks_talk.others > '' AND NOT EXISTS (SELECT FROM register_responsible responsible WHERE {_SPOKE})))"""
# Until now the school alone left a reason behind.
CALLED_OFF = "UPDATE talks_talk SET called_off = true WHERE cancelled_at IS NOT NULL AND round_id IS NOT NULL AND reason > ''"


class Migration(migrations.Migration):
    """Both are told by what is there, while no trigger keeps history: it is nothing that anybody did."""

    dependencies = [
        ('register', '0011_working_names_sort_as_others_do'),
        ('talks', '0005_a_talk_noted_by_mistake'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='talk',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='talk',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='talk',
            name='called_off',
            field=models.BooleanField(db_default=False, default=False, verbose_name='inställt av skolan'),
        ),
        migrations.AddField(
            model_name='talk',
            name='with_home',
            field=models.BooleanField(db_default=False, default=False, verbose_name='hemmet var med'),
        ),
        migrations.AddField(
            model_name='talkevent',
            name='called_off',
            field=models.BooleanField(db_default=False, default=False, verbose_name='inställt av skolan'),
        ),
        migrations.AddField(
            model_name='talkevent',
            name='with_home',
            field=models.BooleanField(db_default=False, default=False, verbose_name='hemmet var med'),
        ),
        migrations.RunSQL(WITH_HOME, migrations.RunSQL.noop),
        migrations.RunSQL(CALLED_OFF, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='talk',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "talks_talkevent" ("audience", "booked_at", "booked_by_id", "booked_for_id", "called_off", "cancelled_at", "cancelled_by_id", "child_id", "ends_at", "held_at", "held_by_id", "id", "interpreter", "link", "locked_at", "mentor_id", "mode", "others", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "published_at", "reason", "room", "round_id", "school_form", "school_year_id", "shared", "slot_id", "starts_at", "took_part", "unit_id", "version", "with_home", "word", "word_by_id", "written_at", "written_by_id") VALUES (OLD."audience", OLD."booked_at", OLD."booked_by_id", OLD."booked_for_id", OLD."called_off", OLD."cancelled_at", OLD."cancelled_by_id", OLD."child_id", OLD."ends_at", OLD."held_at", OLD."held_by_id", OLD."id", OLD."interpreter", OLD."link", OLD."locked_at", OLD."mentor_id", OLD."mode", OLD."others", NOW(), \'update\', OLD."id", OLD."public_id", OLD."published_at", OLD."reason", OLD."room", OLD."round_id", OLD."school_form", OLD."school_year_id", OLD."shared", OLD."slot_id", OLD."starts_at", OLD."took_part", OLD."unit_id", OLD."version", OLD."with_home", OLD."word", OLD."word_by_id", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='e63bbb819d0acd746b5e2c05646c9ef9ff75fa74', operation='UPDATE', pgid='pgtrigger_update_update_2b321', table='talks_talk', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='talk',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "talks_talkevent" ("audience", "booked_at", "booked_by_id", "booked_for_id", "called_off", "cancelled_at", "cancelled_by_id", "child_id", "ends_at", "held_at", "held_by_id", "id", "interpreter", "link", "locked_at", "mentor_id", "mode", "others", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "published_at", "reason", "room", "round_id", "school_form", "school_year_id", "shared", "slot_id", "starts_at", "took_part", "unit_id", "version", "with_home", "word", "word_by_id", "written_at", "written_by_id") VALUES (OLD."audience", OLD."booked_at", OLD."booked_by_id", OLD."booked_for_id", OLD."called_off", OLD."cancelled_at", OLD."cancelled_by_id", OLD."child_id", OLD."ends_at", OLD."held_at", OLD."held_by_id", OLD."id", OLD."interpreter", OLD."link", OLD."locked_at", OLD."mentor_id", OLD."mode", OLD."others", NOW(), \'delete\', OLD."id", OLD."public_id", OLD."published_at", OLD."reason", OLD."room", OLD."round_id", OLD."school_form", OLD."school_year_id", OLD."shared", OLD."slot_id", OLD."starts_at", OLD."took_part", OLD."unit_id", OLD."version", OLD."with_home", OLD."word", OLD."word_by_id", OLD."written_at", OLD."written_by_id"); RETURN NULL;', hash='de1a51fb3bcbc825698941e124b22d969c0210c4', operation='DELETE', pgid='pgtrigger_delete_delete_08c8c', table='talks_talk', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='talk',
            constraint=models.CheckConstraint(condition=models.Q(('called_off', False), models.Q(('cancelled_at__isnull', True), _negated=True), _connector='OR'), name='talk_that_is_called_off_is_cancelled'),
        ),
    ]
