"""An employer is taken out of the lists instead of being deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_own_changes_of_a_log_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="employer",
            name="is_offered",
            field=models.BooleanField(
                default=True,
                help_text="Take it out of the lists instead of deleting it. Whoever has chosen it keeps it.",
                verbose_name="in the lists",
            ),
        ),
    ]
