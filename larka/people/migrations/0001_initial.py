
import django.db.models.deletion
import larka.core.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('register', '0003_register_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=larka.core.models.new_public_id, editable=False, unique=True)),
                ('at', models.DateTimeField(verbose_name='när')),
                ('mode', models.CharField(choices=[('ordinary', 'Vanlig inläsning'), ('rollover', 'Läsårsskifte')], max_length=10, verbose_name='slag')),
                ('applied', models.BooleanField(verbose_name='genomförd')),
                ('counts', models.JSONField(verbose_name='antal')),
                ('problem_count', models.IntegerField(verbose_name='antal problem')),
                ('checksums', models.JSONField(verbose_name='filernas kontrollsummor')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person', verbose_name='av')),
            ],
            options={
                'verbose_name': 'inläsning',
            },
        ),
        migrations.CreateModel(
            name='PendingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=larka.core.models.new_public_id, editable=False, unique=True)),
                ('code', models.CharField(max_length=16, verbose_name='kod')),
                ('kind', models.CharField(choices=[('guardian_removed', 'Vårdnadshavare borttagen'), ('responsible_removed', 'Annan ansvarig vuxen borttagen'), ('protection_weaker', 'Svagare skydd'), ('number_changed', 'Ändrat personnummer'), ('merge_proposed', 'Samma person med nytt id')], max_length=20, verbose_name='slag')),
                ('number', models.CharField(blank=True, max_length=12, verbose_name='nytt nummer')),
                ('details', models.JSONField(default=dict, verbose_name='uppgifter')),
                ('first_seen_at', models.DateTimeField(verbose_name='först sedd')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='avgjord')),
                ('decision', models.CharField(blank=True, choices=[('confirmed', 'Bekräftad'), ('lapsed', 'Inte längre aktuell')], max_length=10, verbose_name='avgörande')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person', verbose_name='avgjord av')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='register.person', verbose_name='vuxen')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pending_changes', to='register.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'väntande ändring',
                'constraints': [models.UniqueConstraint(models.F('code'), condition=models.Q(('decided_at__isnull', True)), name='change_waits_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decision__gt', '')), _connector='OR'), name='change_is_decided_at_a_moment')],
            },
        ),
    ]
