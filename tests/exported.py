"""A small subject of exports as plain values: `make_subject()` is one project with two tasks on two days."""

from datetime import UTC, date, datetime
from decimal import Decimal

from curriculum.published import PublishedProject
from curriculum.sections import SECTIONS
from curriculum.spec import Phase, ProjectSpec, Requirement, RequirementGroup, RoadmapSpec, Section, Task
from exports.subject import Subject
from learners.plan import Pace, plan
from learners.schedule import tasks_of

MONDAY = date(2026, 11, 30)
TASKS = ("Sketch the pages.", "Write the models.")


def make_published(title="Inkwell", *, tasks=TASKS, hours="2"):
    slug = title.lower()
    requirement = Requirement("fr-1", "FR-1", "must", "The list shows *ten* posts.")
    entries = tuple(Task(f"task-{n}", 1, Decimal(hours), text) for n, text in enumerate(tasks, start=1))
    blocks = {"functional": (RequirementGroup("Reading", (requirement,)),), "schedule": (Phase("Plan", entries),)}
    sections = tuple(Section(kind.slug, blocks.get(kind.slug, ())) for kind in SECTIONS)
    spec = ProjectSpec(title, slug, "beginner", Decimal(15), ("urls",), "A blog.", sections)
    return PublishedProject(1, 1, f"/way/{slug}/", "Beginner", spec)


def make_subject(*projects, start=MONDAY, hours="2", weekdays=range(5), **fields):
    """`hours` and `weekdays` are the pace from the day `start` on."""
    projects = projects or (make_published(),)
    pace = Pace(start, Decimal(hours), frozenset(weekdays))
    defaults = {
        "roadmap": RoadmapSpec("The way", "way", Decimal(hours), 5, "You.", "A site.", ()),
        "projects": projects,
        "site": "https://example.org",
        "path": "/way/",
        "days": tuple(plan(tasks_of(projects), pace)),
        "dated": True,
        "changed_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
        "made_at": datetime(2026, 11, 2, 12, tzinfo=UTC),
    }
    return Subject(**defaults | fields)
