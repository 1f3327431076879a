from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("networking", "0002_first_interests")]
    # It stays when this is undone: the library searches with it, too.
    operations = [migrations.RunSQL("create extension if not exists pg_trgm", migrations.RunSQL.noop)]
