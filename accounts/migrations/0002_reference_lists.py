"""The lists that people choose from; organisers edit them in the admin afterwards."""

from django.db import migrations

LOCAL_OFFICES = [
    ("north-east", "North East", "north_east_and_yorkshire"),
    ("yorkshire-and-the-humber", "Yorkshire and the Humber", "north_east_and_yorkshire"),
    ("north-west", "North West", "north_west"),
    ("east-midlands", "East Midlands", "midlands"),
    ("west-midlands", "West Midlands", "midlands"),
    ("east-of-england", "East of England", "east_of_england"),
    ("north-central-and-east-london", "North Central and East London", "london"),
    ("north-west-london", "North West London", "london"),
    ("south-london", "South London", "london"),
    ("kent-surrey-and-sussex", "Kent, Surrey and Sussex", "south_east"),
    ("thames-valley", "Thames Valley", "south_east"),
    ("wessex", "Wessex", "south_east"),
    ("south-west", "South West", "south_west"),
    ("defence", "Defence", "national_or_other"),
    ("national-or-other", "National or other", "national_or_other"),
    ("i-do-not-know", "I do not know", "national_or_other"),
]
LEARNER_GROUPS = [
    ("doctors-in-training", "Doctors in training"),
    ("dentists-in-training", "Dentists in training"),
    ("nursing", "Nursing"),
    ("midwifery", "Midwifery"),
    ("allied-health-professions", "Allied health professions"),
    ("pharmacy", "Pharmacy"),
    ("healthcare-science", "Healthcare science"),
    ("paramedicine", "Paramedicine"),
    ("psychological-professions", "Psychological professions"),
    ("physician-and-anaesthesia-associates", "Physician and anaesthesia associates"),
    ("educator", "Educator"),
    ("leader-or-staff", "Leader or staff"),
]
GRADES = [
    *((f"f{year}", f"F{year}") for year in (1, 2)),
    *((f"ct{year}", f"CT{year}") for year in (1, 2, 3)),
    *((f"st{year}", f"ST{year}") for year in (1, 2, 3, 4, 5, 6, 7, 8)),
    *((f"gpst{year}", f"GPST{year}") for year in (1, 2, 3, 4)),
    *((f"imt{year}", f"IMT{year}") for year in (1, 2, 3)),
    ("accs", "ACCS"),
    ("dental-foundation", "Dental foundation"),
    *((f"dct{year}", f"DCT{year}") for year in (1, 2, 3)),
    ("dental-str", "Dental StR"),
    ("public-health-str", "Public health StR"),
    ("clinical-fellow", "Clinical fellow"),
    ("sas-or-locally-employed-doctor", "SAS or locally employed doctor"),
    ("clinical-academic", "Clinical academic"),
    ("out-of-programme", "Out of programme"),
    ("not-applicable", "Not applicable"),
]


def add_rows(apps, schema_editor):
    for position, (code, name, region) in enumerate(LOCAL_OFFICES, start=1):
        apps.get_model("accounts", "LocalOffice").objects.get_or_create(
            code=code, defaults={"name": name, "region": region, "position": position * 10}
        )
    for model, rows in (("LearnerGroup", LEARNER_GROUPS), ("Grade", GRADES)):
        for position, (code, name) in enumerate(rows, start=1):
            apps.get_model("accounts", model).objects.get_or_create(
                code=code, defaults={"name": name, "position": position * 10}
            )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    # Going back leaves the rows: delegates may have chosen them.
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
