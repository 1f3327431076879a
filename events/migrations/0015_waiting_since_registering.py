"""Until now the list was in the order of registering: whoever waits keeps their turn."""

from django.db import migrations
from django.db.models import F


def keep_the_order(apps, schema_editor):
    """Let everybody on a list wait since they registered."""
    delegates = apps.get_model("events", "Delegate").objects
    delegates.filter(state="waiting", waiting_since=None).update(waiting_since=F("registered_at"))


class Migration(migrations.Migration):
    dependencies = [("events", "0014_places_are_offered")]

    operations = [migrations.RunPython(keep_the_order, migrations.RunPython.noop)]
