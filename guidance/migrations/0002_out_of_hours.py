from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0001_contacts_and_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="out_of_hours",
            field=models.CharField(
                blank=True,
                default="",
                help_text="A phone, or words: “01632 960123” or “The site manager, through the switchboard”.",
                max_length=120,
            ),
            preserve_default=False,
        ),
    ]
