"""Drop the column that the ledger of notices replaces."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_confirmations_are_notices"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="delegate", name="events_delegate_unconfirmed"),
        migrations.RemoveField(model_name="delegate", name="confirmed_at"),
    ]
