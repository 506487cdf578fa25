"""What a learner imports into Notion: pages named and nested as Notion's own exports are, and their table.

After a meant change: REWRITE_EXPORTS=1 pytest tests/test_notion_zip.py, and read the difference.
"""

import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.models import Roadmap
from curriculum.sections import SECTIONS
from curriculum.spec import Section
from exports import notion_zip
from exports.assembly import assembled
from exports.notion_zip import page_name
from exports.tables import COLUMNS
from learners.forms import PlanForm
from learners.schedule import task_key
from tests.factories import block, full_spec, make_project, make_roadmap, prose
from tests.markdown_nodes import nodes
from tests.subjects import WAY, shipped, subject_of, zipped

GOLDEN = Path(__file__).parent / "data" / "exports" / "notion"


def texts(subject):
    return zipped(notion_zip.write(subject))


@pytest.mark.django_db
def test_a_small_roadmap_gives_the_golden_files(learner_of_the_way):
    found = texts(learner_of_the_way)
    if "REWRITE_EXPORTS" in os.environ:
        for name, text in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(text.encode())
    golden = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}
    assert {name: text.encode() for name, text in found.items()} == golden


@pytest.fixture
def learner_of_the_way():
    """Two projects on a learner's days, some of it done, skipped and annotated."""
    intro = [block("prose", "<p>Build <b>both</b>. Begin with the <a href='/way/guide/#set-up'>guide</a>.</p>")]
    step = {
        "title": "Set up",
        "why": "You need it.",
        "language": "bash",
        "command": "uv --version",
        "check": "a number.",
    }
    guide = [block("step", step, "guide-1")]
    roadmap = make_roadmap(
        "The way: all of it?", slug="way", hours_per_day="2", days_per_week=5, intro=intro, guide=guide
    )
    make_project(roadmap, "Inkwell", topics=["URLs and views"], sections=full_spec())
    task = {"day": None, "hours": "3.5", "text": "=Say “hi”, twice; C:\\New."}
    phase = block("phase", {"title": "Feature development", "entries": [{"type": "item", "value": task, "id": "t1"}]})
    bodies = {"schedule": [phase], "summary": [prose("<p>It follows <a href='/way/inkwell/'>Inkwell</a>.</p>")]}
    make_project(roadmap, "TaskForge", level="expert", hours=3.5, topics=["URLs and views", "Tests"], sections=bodies)
    roadmap = Roadmap.objects.get(pk=roadmap.pk)
    form = PlanForm.asked(QueryDict("start=2026-11-30&hours=2&days=mon,wed,fri"), roadmap, today=None)
    assert form.is_valid()
    subject = assembled(
        roadmap=roadmap, form=form, site="https://example.org", made_at=datetime(2026, 11, 2, 12, tzinfo=UTC)
    )
    keys = {name: task_key("inkwell", name) for name in ("step-1", "step-2")}
    statuses = {keys["step-1"]: "done", keys["step-2"]: "skipped"}
    return replace(subject, statuses=statuses, notes={keys["step-2"]: "Later,\nwith *Ada*."})


def test_one_project_is_the_page_at_the_top():
    [spec] = [project.spec for project in shipped().projects[:1]]
    name = page_name("Inkwell", "way", "inkwell")
    found = texts(subject_of(spec, only="inkwell"))
    assert list(found) == [f"{name}.md", f"{name}/tasks.csv"]
    assert f"[Tasks]({name.replace(' ', '%20')}/tasks.csv)" in found[f"{name}.md"]


def test_every_shipped_item_is_a_row_once():
    subject = shipped()
    [table_of_tasks] = [text for name, text in texts(subject).items() if name.endswith("/tasks.csv")]
    records = list(csv.DictReader(io.StringIO(table_of_tasks.removeprefix("\ufeff"))))
    assert [record["Item id"] for record in records] == [
        place.item.id for project in subject.projects for place in project.items
    ]


def test_links_between_pages_lead_to_files_and_all_others_are_absolute():
    found = texts(shipped())
    linked = set()
    for name, text in found.items():
        for node in nodes(text, "link") if name.endswith(".md") else []:
            href = node.attrs["href"]
            if not re.match(r"https?://|mailto:", href):
                there = os.path.normpath(PurePosixPath(name).parent / unquote(href))
                assert there in found, f"{name} links to {href}"
                linked.add(there)
    assert len(linked) == len(found)


def test_the_table_has_notion_s_dates_and_no_formula():
    subject = subject_of(shipped().projects[0].spec, start=date(2026, 11, 30))
    name = f"{page_name('The way', 'way')}/tasks.csv"
    text = texts(subject)[name]
    assert text.startswith("\ufeffTask,Project,Level,Phase,Week,Day,Date,Hours,Type,Status,Link,Item id\r\n")
    records = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(records[0]) == COLUMNS
    dates = [record["Date"] for record in records if record["Type"] == "Task"]
    assert dates[:4] == ["November 30, 2026"] * 3 + ["November 30, 2026 → December 1, 2026"]
    assert {record["Date"] for record in records if record["Type"] != "Task"} == {""}
    assert not [cell for record in records for cell in record.values() if re.match(r"[=+@\t\r-]", cell)]


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_title_gives_a_name_that_every_system_takes(title, other):
    name = page_name(title, "way", "inkwell")
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\x7f]', name)
    assert re.fullmatch(r"\S(.*\S)? [0-9a-f]{32}", name, re.DOTALL)
    assert len(f"{name}_all.csv".encode()) <= 255
    assert name != page_name(other, "way", "taskforge")
    assert name == page_name(title, "way", "inkwell")


def test_titles_are_cut_as_notion_cuts_them():
    title = "People System / Requesting: time off & expensing, part two"
    assert page_name(title, "way").rsplit(" ", 1)[0] == "People System Requesting time off & expensing, par"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=2, max_size=3))
def test_projects_of_any_title_have_pages_of_their_own(titles):
    spec = replace(shipped().projects[0].spec, sections=tuple(Section(kind.slug, ()) for kind in SECTIONS))
    specs = [replace(spec, title=title, slug=f"p{number}") for number, title in enumerate(titles)]
    found = texts(subject_of(*specs, roadmap=replace(WAY, title=titles[0])))
    assert len({name.casefold() for name in found}) == len(titles) + 2
    [top] = [text for name, text in found.items() if "/" not in name]
    targets = [unquote(node.attrs["href"]) for node in nodes(top, "link")][1:]
    assert sorted(targets) == sorted(name for name in found if "/" in name)


def test_the_zip_file_is_whole_and_the_same_each_time(tmp_path):
    subject = shipped()
    data = b"".join(notion_zip.write(subject))
    assert data == b"".join(notion_zip.write(subject))
    assert len(zipped([data])) == 15 + 3  # the roadmap, its guide and its table
    (tmp_path / "roadmap.zip").write_bytes(data)
    subprocess.run([sys.executable, "-m", "zipfile", "-t", tmp_path / "roadmap.zip"], check=True)
