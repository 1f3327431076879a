"""Carry what is known of confirmations over into the ledger of notices: nobody is confirmed twice, or never."""

from django.db import migrations
from django.utils import timezone


def carry_over(apps, schema_editor):
    Delegate = apps.get_model("events", "Delegate")
    Notice = apps.get_model("notices", "Notice")
    at = timezone.now()
    registered = Delegate.objects.filter(state="registered").select_related("assembly")
    rows = [
        Notice(
            recipient_id=each.user_id,
            kind="place.confirmed",
            about=f"{each.reference}@{each.registered_at.timestamp():.0f}",
            scope=each.assembly.slug,
            state="sent" if each.confirmed_at else "due",
            due_at=each.registered_at,
            not_before=each.registered_at,
            stale_at=each.assembly.ends_at,
            handed_at=each.confirmed_at,
            settled_at=each.confirmed_at,
        )
        for each in registered.iterator()
        if each.confirmed_at or each.assembly.ends_at > at
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0007_assembly_changed_by"),
        ("notices", "0001_initial"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
