from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("networking", "0008_reports_are_added_to")]
    operations = [migrations.RemoveIndex(model_name="profile", name="networking_profile_interests")]
