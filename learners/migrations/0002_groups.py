"""Mentors edit, reviewers publish: their groups, permissions and the review between them.

In place of the Editors, the Moderators and the workflow that Wagtail's own migrations make.
"""

from django.db import migrations

PAGE_NAMES = {
    "add": "Can add page",
    "change": "Can change page",
    "publish": "Publish any page",
    "lock": "Lock/unlock pages you've locked",
    "unlock": "Unlock any page",
    "bulk_delete": "Delete pages with children",
}
IMAGE_NAMES = {"add": "Can add image", "change": "Can change image", "choose": "Can choose image"}
GROUPS = {
    "Mentors": {
        "page": ["add", "change"],
        "image": ["add", "choose"],
        "topic": ["view", "add", "change"],
        "topicarea": [],
    },
    "Reviewers": {
        "page": ["add", "change", "publish", "lock", "unlock", "bulk_delete"],
        "image": ["add", "change", "choose"],
        "topic": ["view", "add", "change", "delete"],
        "topicarea": ["view", "add", "change", "delete"],
    },
}


def make_groups(apps, schema_editor):
    remove_defaults(apps)
    for name, rights in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
        give_page_rights(apps, group, rights["page"])
        give_image_rights(apps, group, rights["image"])
        give_vocabulary_rights(apps, group, rights)
    make_workflow(apps)


def permission(apps, app_label, model, codename, name):
    """Django makes permissions after the last migration, so on a fresh database they are not there yet."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return found


def give_page_rights(apps, group, rights):
    home = home_page(apps)
    for right in rights:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group,
            page=home,
            permission=permission(apps, "wagtailcore", "page", f"{right}_page", PAGE_NAMES[right]),
        )


def give_image_rights(apps, group, rights):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for right in rights:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=group,
            collection=root,
            permission=permission(apps, "wagtailimages", "image", f"{right}_image", IMAGE_NAMES[right]),
        )


def give_vocabulary_rights(apps, group, rights):
    for model, label in [("topic", "topic"), ("topicarea", "topic area")]:
        for right in rights[model]:
            group.permissions.add(permission(apps, "curriculum", model, f"{right}_{model}", f"Can {right} {label}"))


def make_workflow(apps):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task, _ = apps.get_model("wagtailcore", "GroupApprovalTask").objects.get_or_create(
        name="Review", defaults={"content_type": content_type, "active": True}
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name="Reviewers"))
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(
        name="Review", defaults={"active": True}
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
        workflow=workflow, task_id=task.pk, defaults={"sort_order": 0}
    )
    apps.get_model("wagtailcore", "WorkflowPage").objects.get_or_create(
        page=home_page(apps), defaults={"workflow": workflow}
    )


def home_page(apps):
    home = apps.get_model("home", "HomePage").objects.order_by("path").first()
    return apps.get_model("wagtailcore", "Page").objects.get(pk=home.pk)


def remove_defaults(apps):
    """Only while nobody is in them: an older portal may have put them to use."""
    User = apps.get_model("learners", "User")
    if not User.objects.filter(groups__name__in=["Editors", "Moderators"]).exists():
        apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()
        remove_workflow(apps, "Moderators approval")


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()
    remove_workflow(apps, "Review")


def remove_workflow(apps, name):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=name).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=name).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name=name).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("learners", "0001_initial"),
        ("home", "0002_home_page"),
        ("curriculum", "0002_skill_levels"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
