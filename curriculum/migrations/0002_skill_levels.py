from django.db import migrations

LEVELS = ["Beginner", "Intermediate", "Advanced", "Expert"]


def create_levels(apps, schema_editor):
    SkillLevel = apps.get_model("curriculum", "SkillLevel")
    for position, name in enumerate(LEVELS, start=1):
        SkillLevel.objects.create(name=name, slug=name.lower(), position=position)


def delete_levels(apps, schema_editor):
    apps.get_model("curriculum", "SkillLevel").objects.filter(name__in=LEVELS).delete()


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0001_initial")]

    operations = [migrations.RunPython(create_levels, delete_levels)]
