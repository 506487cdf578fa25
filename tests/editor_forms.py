"""What the forms of the page editor send."""

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from curriculum.models import SkillLevel
from tests.factories import full_spec, make_project


def a_section(kind):
    """A published section, the only one of its project."""
    return make_project(sections={kind: full_spec()[kind]}).sections.get()


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(parent, model):
    return reverse("wagtailadmin_pages:add", args=["curriculum", model, parent.pk])


def comments():
    return {f"comments-{name}": 0 for name in ["TOTAL_FORMS", "INITIAL_FORMS"]}


def project_form(**fields):
    level = SkillLevel.objects.get(slug="beginner")
    return {"title": "Fernweh", "slug": "fernweh", "summary": "A log.", "level": level.pk, "hours": "12"} | (
        {"topics": []} | comments() | fields
    )


def section_form(*blocks, **fields):
    """The section's form as the browser sends it; a block is (type, value) or (type, value, id)."""
    body = streamfield([block[:2] for block in blocks])
    for number, block in enumerate(blocks):
        body[str(number)]["id"] = block[2] if len(block) > 2 else ""
    return nested_form_data({"body": body}) | comments() | fields


def requirements(*texts, ids=()):
    """A group of requirements as its form sends it."""
    entries = {"count": str(len(texts))}
    for number, text in enumerate(texts):
        value = {"key": f"FR-{number + 1}", "priority": "must", "text": text}
        item_id = ids[number] if number < len(ids) else ""
        entries[str(number)] = {"value": value, "order": str(number), "deleted": "", "id": item_id}
    return ("requirement_group", {"title": "Reading", "entries": entries}, "group-1")


def item_ids(section):
    return [item["id"] for block in section.body.raw_data for item in block["value"]["entries"]]
