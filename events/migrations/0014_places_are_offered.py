from django.conf import settings
from django.db import migrations, models

STATES = [
    ("registered", "Registered"),
    ("awaiting_approval", "Awaiting approval"),
    ("waiting", "Waiting for a place"),
    ("offered", "Offered a place"),
    ("lapsed", "Offer not answered"),
    ("cancelled", "Cancelled"),
    ("declined", "Declined"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0013_calendars_are_shared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="delegate",
            name="offer_expires_at",
            field=models.DateTimeField(
                blank=True, help_text="Until when a place that was offered is kept.", null=True
            ),
        ),
        migrations.AddField(
            model_name="delegate",
            name="waiting_since",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when on the waiting list; decides the order of those waiting.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="delegate",
            name="registered_at",
            field=models.DateTimeField(help_text="When the form was sent."),
        ),
        migrations.AlterField(
            model_name="delegate",
            name="state",
            field=models.CharField(choices=STATES, max_length=20),
        ),
        migrations.AddIndex(
            model_name="delegate",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["assembly", "waiting_since"],
                name="events_delegate_in_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer_expires_at", None), ("state", "offered"), _negated=True),
                name="events_delegate_offer_has_an_end",
            ),
        ),
    ]
