"""A day by which to check a page lasts until its end: moments that stood at its beginning move there."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

ZONE = ZoneInfo("Europe/London")


def move(apps, days):
    version = apps.get_model("guidance", "Version")
    for row in version.objects.all():
        local = row.review_by_at.astimezone(ZONE)
        moved = datetime.combine(local.date() + timedelta(days=days), time.min, tzinfo=ZONE)
        if local.time() == time.min and moved > row.valid_from_at:
            version.objects.filter(pk=row.pk).update(review_by_at=moved)


def to_the_end(apps, schema_editor):
    move(apps, 1)


def to_the_beginning(apps, schema_editor):
    move(apps, -1)


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0002_out_of_hours"),
    ]

    operations = [
        migrations.RunPython(to_the_end, to_the_beginning),
    ]
