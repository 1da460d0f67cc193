
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0002_settings'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='activity',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='duty',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='group',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='organisation',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='person',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='placement',
            name='register_hash',
        ),
        migrations.RemoveField(
            model_name='syllabus',
            name='register_hash',
        ),
        migrations.AddField(
            model_name='activity',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='duty',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='dutyassignment',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='group',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='groupmembership',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='person',
            name='missing_since',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='saknas i registret sedan'),
        ),
        migrations.AddField(
            model_name='placement',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='responsible',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
        migrations.AddField(
            model_name='syllabus',
            name='missing_since',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='saknas i registret sedan'),
        ),
        migrations.AddField(
            model_name='teachingassignment',
            name='register_starts_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='första dag enligt registret'),
        ),
    ]
