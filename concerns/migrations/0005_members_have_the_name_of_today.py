"""Whoever is entrusted already is vouched for by the name of today."""

from django.db import migrations


def keep_names(apps, schema_editor):
    memberships = apps.get_model("concerns", "Membership").objects
    for membership in memberships.filter(confirmed_on__isnull=False).select_related("user").iterator():
        membership.names = [membership.user.name]
        membership.save(update_fields=["names"])


class Migration(migrations.Migration):
    dependencies = [("concerns", "0004_members_keep_their_names")]

    operations = [migrations.RunPython(keep_names, migrations.RunPython.noop)]
