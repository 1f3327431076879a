from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0015_waiting_since_registering")]

    operations = [
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "waiting"), ("waiting_since", None), _negated=True),
                name="events_delegate_waits_since_a_time",
            ),
        ),
    ]
