"""Small builders of what the tests read: `make_project()` is a published project with all its sections.

Each takes what a test is about and fills in the rest. Items have the ids `item-1`, `item-2` and so on
in their block.
"""

from decimal import Decimal
from itertools import count

from django.utils.text import slugify

from curriculum.models import Project, Roadmap, SkillLevel, SpecSection, Topic, TopicArea
from curriculum.sections import SECTIONS
from home.models import HomePage

_numbers = count(1)


def home_page():
    return HomePage.objects.get()


def make_topic(name="URLs and views", *, area="Views and HTTP", **fields):
    shelf, _ = TopicArea.objects.get_or_create(slug=slugify(area), defaults={"name": area})
    defaults = {"name": name, "area": shelf, "description": f"Learn {name} by using it."}
    return Topic.objects.get_or_create(slug=slugify(name), defaults=defaults | fields)[0]


def make_roadmap(title=None, **fields):
    title = title or f"Roadmap {next(_numbers)}"
    defaults = {"slug": slugify(title), "audience": "You start again.", "outcome": "You can ship a site."}
    # A fresh parent each time: treebeard keeps the number of children on the instance.
    return home_page().add_child(instance=Roadmap(title=title, **defaults | fields))


def make_project(
    roadmap=None, title=None, *, level="beginner", hours=15, topics=(), sections=None, live=True, **fields
):
    """Add a project at the end of the roadmap.

    `topics` are topics or names of topics. `sections` maps kinds to raw stream data; by default
    each of the thirteen is there with two items.
    """
    title = title or f"Project {next(_numbers)}"
    parent = Roadmap.objects.get(pk=(roadmap or make_roadmap()).pk)
    project = Project(
        title=title,
        live=live,
        level=SkillLevel.objects.get(slug=level),
        hours=Decimal(str(hours)),
        **{"slug": slugify(title), "summary": f"{title} keeps `drafts` private."} | fields,
    )
    parent.add_child(instance=project)
    project.topics.set([make_topic(topic) if isinstance(topic, str) else topic for topic in topics])
    project.save()
    bodies = full_spec() if sections is None else sections
    for kind in SECTIONS:
        if kind.slug in bodies:
            make_section(project, kind.slug, bodies[kind.slug], live=live)
    return project


def make_section(project, kind, body=(), *, live=True):
    parent = Project.objects.get(pk=project.pk)
    return parent.add_child(instance=SpecSection(kind=kind, body=list(body), live=live))


def block(block_type, value, block_id=None):
    return {"type": block_type, "value": value, "id": block_id or f"{block_type}-{next(_numbers)}"}


def items(*values):
    """List children with stable ids: `item-1`, `item-2` and so on."""
    return [{"type": "item", "value": value, "id": f"item-{i}"} for i, value in enumerate(values, start=1)]


def full_spec(size=2):
    """Raw stream data of all thirteen sections, with `size` items in each that has items."""
    return {
        "summary": [prose("<p>Your first real content is your build log.</p>")],
        "skill-level": [prose("<p>You have met the framework before.</p>")],
        "objectives": [block("objectives", {"entries": items(*_repeat(OBJECTIVE, size))})],
        "functional": [_group("requirement_group", "Reading", REQUIREMENT, size)],
        "non-functional": [_group("quality_group", "Performance", MEASURED_REQUIREMENT, size)],
        "constraints": [
            block("callout", {"kind": "warning", "text": "Run `migrate` first."}),
            prose("<ul>" + "".join(f"<li>Rule {n}: no framework.</li>" for n in range(size)) + "</ul>"),
        ],
        "topics": [prose("<p>All topics are new.</p>")],
        "stack": [block("stack", {"entries": items(*_repeat(STACK_ITEM, size))})],
        "tools": [
            block("code", {"language": "bash", "code": "uv add django"}),
            block("tool_group", {"kind": "external", "entries": items(*_repeat(TOOL, size))}),
        ],
        "deployment": [block("step", step, f"step-{n}") for n, step in enumerate(_repeat(STEP, size), start=1)],
        "schedule": [_group("phase", "Planning", TASK, size)],
        "stretch": [block("stretch_goals", {"entries": items(*_repeat(STRETCH_GOAL, size))})],
        "evaluation": [
            _group("evaluation_group", "How to test it", EVALUATION_ITEM, size),
            block("http_check", {"source": HTTP_CHECK}),
        ],
    }


def prose(html):
    return block("prose", html)


def _group(block_type, title, item, size):
    return block(block_type, {"title": title, "entries": items(*_repeat(item, size))})


def _repeat(item, size):
    """Copies of an item, numbered where it says `{n}`."""
    return [
        {name: value.replace("{n}", str(n)) if isinstance(value, str) else value for name, value in item.items()}
        for n in range(1, size + 1)
    ]


OBJECTIVE = {"key": "O-{n}", "text": "Explain `reverse()`.", "covers": "urls-and-views, FR-{n}"}
REQUIREMENT = {"key": "FR-{n}", "priority": "must", "text": "The list shows *{n}* posts."}
MEASURED_REQUIREMENT = {
    "key": "NFR-{n}",
    "priority": "should",
    "text": "At most {n} queries.",
    "measured_by": "`assertNumQueries({n})`",
}
STACK_ITEM = {"name": "Library {n}", "version": "~=6.1.3", "purpose": "the framework.", "instead_of": "Flask"}
TOOL = {
    "name": "Host {n}",
    "version": "",
    "plan": "free plan",
    "purpose": "hosting.",
    "alternative": "your laptop.",
}
STEP = {
    "title": "Push part {n} of the code",
    "why": "It is your backup.",
    "language": "bash",
    "command": "git push origin part-{n}",
    "check": "the page shows your files.",
    "if_it_fails": "`git status` lists what was not added.",
}
TASK = {"day": 1, "hours": "2.5", "text": "Sketch page {n}."}
STRETCH_GOAL = {"key": "S-{n}", "hours": "3", "text": "Feed {n}."}
EVALUATION_ITEM = {"key": "E-{n}", "points": 5, "text": "Run part {n}.", "done_when": "all green."}
HTTP_CHECK = """\
id: home
title: The front page answers
topics: [urls-and-views]
steps:
  - {method: GET, path: /, expect: {status: 200}}
"""
