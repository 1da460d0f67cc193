"""The keys of the records in a result, so that it is asked again whether each may be read. The old code runs on beside it."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('jobs', '0001_jobs_and_failed_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='contents',
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, null=True, size=None, verbose_name='vad resultatet innehåller'
            ),
        ),
    ]
