"""The front page and the site, in place of Wagtail's welcome page."""

from django.conf import settings
from django.db import migrations


def create_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")

    # The welcome page that Wagtail's own migration makes, with the site that points to it.
    Site.objects.filter(root_page__slug="home", root_page__depth=2).delete()
    Page.objects.filter(slug="home", depth=2).delete()

    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    home = HomePage.objects.create(
        title="Learn by building",
        draft_title="Learn by building",
        slug="home",
        content_type=content_type,
        locale=Locale.objects.get(),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        lead=(
            "Roadmaps of real projects, each with a complete spec: what to build, how to deploy it, "
            "what to do on which day, and how to know that it is done well."
        ),
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(
        hostname="localhost", port=80, site_name=settings.SITE_NAME, root_page=home, is_default_site=True
    )


def delete_home_page(apps, schema_editor):
    apps.get_model("home", "HomePage").objects.filter(slug="home", depth=2).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_home_page, delete_home_page)]
