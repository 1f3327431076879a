from django.db import migrations, models

from common.codes import new_code


def give_codes(apps, schema_editor):
    block = apps.get_model("networking", "Block")
    blocks = list(block.objects.all())
    for each in blocks:
        each.code = new_code()
    block.objects.bulk_update(blocks, ["code"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("networking", "0009_interests_need_no_index")]
    operations = [
        migrations.AddField(
            model_name="block",
            name="code",
            field=models.CharField(default="", editable=False, max_length=10),
            preserve_default=False,
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="block",
            name="code",
            field=models.CharField(default=new_code, editable=False, max_length=10, unique=True),
        ),
    ]
