from django.db import migrations


def go_on(apps, schema_editor):
    """Start above what calendars were given so far, the seconds since publishing: a lower number is ignored."""
    sessions = apps.get_model("events", "Session").objects.filter(published_at__isnull=False)
    for session in sessions.filter(assembly__published_at__isnull=False).select_related("assembly"):
        seconds = (session.changed_at - session.assembly.published_at).total_seconds()
        session.revision = max(0, int(seconds)) + 1
        session.save(update_fields=["revision"])


class Migration(migrations.Migration):
    dependencies = [("events", "0010_sessions_are_cancelled")]

    operations = [migrations.RunPython(go_on, migrations.RunPython.noop)]
