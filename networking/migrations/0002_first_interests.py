"""The interests that a new portal offers; organisers add to them and take them out of the lists."""

from django.db import migrations

INTERESTS = (
    "Equality, diversity and inclusion",
    "Speaking up and being heard",
    "Tackling differential attainment",
    "Recruitment and selection",
    "Clinical supervision",
    "Medical education",
    "Dental education",
    "Simulation and technology in learning",
    "Leadership and management",
    "Quality improvement",
    "Patient safety",
    "Research and academic careers",
    "Public health and health inequalities",
    "Global health",
    "Digital health and data",
    "Policy and advocacy",
    "Wellbeing at work",
    "Returning to training",
    "Mentoring and coaching",
    "Writing and presenting",
)


def _add(apps, schema_editor):
    model = apps.get_model("networking", "Interest")
    for position, name in enumerate(INTERESTS, start=1):
        code = "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
        model.objects.get_or_create(code=code, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("networking", "0001_people_meet")]
    operations = [migrations.RunPython(_add, migrations.RunPython.noop)]
