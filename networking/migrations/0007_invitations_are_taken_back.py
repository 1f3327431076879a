from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networking", "0006_tables_are_for_somebody"),
    ]

    operations = [
        migrations.AlterField(
            model_name="member",
            name="left_at",
            field=models.DateTimeField(
                blank=True, help_text="When they left last, also after they were invited again.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="state",
            field=models.CharField(
                choices=[
                    ("invited", "Invited"),
                    ("in", "In it"),
                    ("left", "Left"),
                    ("declined", "Declined"),
                    ("spared", "Declined, and not asked any more"),
                ],
                max_length=8,
            ),
        ),
    ]
