"""A visit that was left stays left, and a code is shown to the page that sent it alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0002_what_is_written_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="EndedVisit",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ended_on", models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name="concern",
            name="shown_to",
            field=models.CharField(
                blank=True,
                help_text="Digest of what the page that sent it held; empty once the code is shown no more.",
                max_length=64,
            ),
        ),
    ]
