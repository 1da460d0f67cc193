from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What was typed in by mistake is neither held nor gone. The new rule lets through all that the old one did."""

    dependencies = [("talks", "0004_example_rules_of_preparations_and_minutes")]
    operations = [
        migrations.AddConstraint(
            "talk",
            models.CheckConstraint(
                name="talk_beside_the_rounds_was_held_or_a_mistake",
                condition=Q(round__isnull=False) | Q(held_at__isnull=False) | ~Q(cancelled_at__isnull=True),
            ),
        ),
        migrations.RemoveConstraint("talk", "talk_beside_the_rounds_was_held"),
    ]
