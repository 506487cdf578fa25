"""Subjects of exports from plain values, without a database: any specs, or those that are shipped."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from curriculum.published import PublishedProject
from curriculum.spec import RoadmapSpec
from curriculum.spec_text import read_projects, read_roadmap
from exports.subject import Subject
from learners.plan import Pace, plan
from learners.schedule import tasks_of

SHIPPED = Path(__file__).parent.parent / "content" / "django-full-stack"
WAY = RoadmapSpec("The way", "way", Decimal(2), 5, "You start again.", "You can ship a site.", ())


def subject_of(*specs, roadmap=WAY, start=None, **fields):
    """The specs as the projects of a roadmap, in this order; planned from `start`, if one is given."""
    projects = tuple(
        PublishedProject(number, number, f"/{roadmap.slug}/{spec.slug}/", spec.level.capitalize(), spec)
        for number, spec in enumerate(specs, start=1)
    )
    days = plan(tasks_of(projects), Pace(start or date(2001, 1, 1), Decimal(2), frozenset(range(5))))
    fields = {"site": "https://example.org", "path": f"/{roadmap.slug}/", "days": tuple(days)} | fields
    return Subject(roadmap, projects, dated=start is not None, **fields)


@cache
def shipped():
    roadmap, _ = read_roadmap((SHIPPED / "roadmap.md").read_text())
    texts = [path.read_text() for path in sorted(SHIPPED.glob("[0-9]*.md"))]
    return subject_of(*(spec for text in texts for spec in read_projects(text).projects), roadmap=roadmap)


def zipped(parts):
    """The texts of the files in a zip file that arrives in parts, by their names."""
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as found:
        assert found.testzip() is None
        return {name: found.read(name).decode() for name in found.namelist()}
