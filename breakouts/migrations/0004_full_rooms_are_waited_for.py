import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("breakouts", "0003_announcements_are_taken_back"),
        ("events", "0016_waits_have_a_beginning"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "offer_expires_at",
                    models.DateTimeField(blank=True, help_text="Until when a place is kept.", null=True),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waits",
                        to="events.delegate",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waits", to="events.room"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waits", to="events.session"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["room", "joined_at"], name="breakouts_wait_in_line")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("delegate", "session"), name="breakouts_wait_once_per_session"
                    ),
                    models.CheckConstraint(
                        condition=Q(("offer_expires_at", None), ("offered_at", None))
                        | Q(("offer_expires_at__isnull", False), ("offered_at__isnull", False)),
                        name="breakouts_wait_offer_has_an_end",
                    ),
                ],
            },
        ),
    ]
