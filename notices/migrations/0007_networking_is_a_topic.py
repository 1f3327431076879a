from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0006_offers_have_an_outcome"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mailwish",
            name="topic",
            field=models.CharField(
                choices=[
                    ("place", "Your place: confirmation, waiting list, cancellation"),
                    ("changes", "Changes to sessions and rooms that you chose"),
                    ("reminders", "Reminders before the day"),
                    ("turns", "Your turn for a room that you waited for"),
                    ("rooms", "Your room starts in 10 minutes"),
                    ("networking", "Networking: requests, answers, messages"),
                    ("afterwards", "After the day: recordings, feedback, what changed"),
                    ("news", "Messages from the organisers"),
                ],
                max_length=12,
            ),
        ),
    ]
