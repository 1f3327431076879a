from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networking", "0007_invitations_are_taken_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="networkingreport",
            name="added",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What the reporter said later: time, words, and what it said then if changed.",
            ),
        ),
    ]
