"""Whole files: a small roadmap held to golden files, the shipped curriculum to what it was read from.

After a meant change: REWRITE_EXPORTS=1 pytest tests/test_exports_files.py, and read the difference.
"""

import json
import os
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.http import QueryDict
from frictionless import Resource, validate
from icalendar import Calendar
from jsonschema import Draft202012Validator

from curriculum.importer import import_curriculum
from curriculum.models import Roadmap
from curriculum.spec_text import read_projects, read_roadmap
from exports.assembly import assembled
from exports.formats import FORMATS
from learners.forms import PlanForm
from tests.factories import block, full_spec, make_project, make_roadmap

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "data" / "exports"
CONTENT = ROOT / "content" / "django-full-stack"
QUERY = "start=2027-03-24&hours=2&days=mon,wed,fri,sun&time=18:30&tz=Europe/Berlin&alarm=15"

pytestmark = pytest.mark.django_db


def make_way():
    """Two projects; the second begins on the day on which the first ends, and clocks change in between."""
    intro = [block("prose", "<p>Build <b>both</b>.</p>")]
    roadmap = make_roadmap("The way", slug="way", hours_per_day="2", days_per_week=5, intro=intro)
    make_project(roadmap, "Inkwell", topics=["URLs and views"], sections=full_spec())
    task = {"day": None, "hours": "1.75", "text": "=Say “hi”, twice; C:\\New."}
    phase = block("phase", {"title": "Feature development", "entries": [{"type": "item", "value": task, "id": "t1"}]})
    make_project(roadmap, "TaskForge", level="expert", hours=1.75, sections={"schedule": [phase]})
    return Roadmap.objects.get(pk=roadmap.pk)


def written(choice, roadmap):
    form = PlanForm.asked(QueryDict(QUERY), roadmap, today=None)
    assert form.is_valid()
    subject = assembled(
        roadmap=roadmap,
        form=form,
        kinds=choice.kinds,
        site="https://example.org",
        made_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
    )
    assert (subject.at, subject.zone) == (time(18, 30), ZoneInfo("Europe/Berlin"))
    return b"".join(choice.write(subject))


def test_a_small_roadmap_gives_the_golden_files():
    roadmap = make_way()
    for choice in [choice for choice in FORMATS if choice.name in ("markdown", "csv", "json", "ics")]:
        file, data = GOLDEN / f"way.{choice.extension}", written(choice, roadmap)
        if os.environ.get("REWRITE_EXPORTS"):
            file.write_bytes(data)
        assert data == file.read_bytes(), f"{file} says something else"


def test_the_shipped_curriculum_leaves_as_it_came(client, tmp_path):
    """One import for every format, because it takes seconds."""
    import_curriculum(paths=[CONTENT.parent])
    files = sorted(CONTENT.glob("[0-9]*.md"))
    assert len(files) == 15
    for file in files:
        slug = file.stem.partition("-")[2]
        assert export(client, f"markdown/django-full-stack/{slug}/") == file.read_bytes()
    text = export(client, "markdown/django-full-stack/").decode()
    reading = read_projects(text)
    assert reading.problems == ()
    assert list(reading.projects) == [read_projects(file.read_text()).projects[0] for file in files]
    assert read_roadmap(text)[0] == read_roadmap((CONTENT / "roadmap.md").read_text())[0]

    start = "?start=2026-12-01&time=18:30&tz=Europe/Berlin"
    schema = json.loads((ROOT / "docs" / "export.schema.json").read_text())
    Draft202012Validator(schema).validate(json.loads(export(client, f"json/django-full-stack/{start}")))

    (tmp_path / "export.csv").write_bytes(export(client, f"csv/django-full-stack/{start}"))
    assert validate(Resource(path="export.csv", basepath=str(tmp_path))).valid

    data = export(client, f"ics/django-full-stack/{start}")
    calendar = Calendar.from_ical(data)
    assert [error for part in calendar.walk() for error in part.errors] == []
    vobject.readOne(data.decode(), validate=True)
    assert calendar.events[-1].start.tzinfo.utcoffset(calendar.events[-1].start) is not None


def export(client, path):
    return b"".join(client.get(f"/export/{path}").streaming_content)
