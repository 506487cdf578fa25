"""What a learner's own repository begins with, and the issues that are made of its requirements.

After a meant change: REWRITE_EXPORTS=1 pytest tests/test_repository.py, and read the difference.
"""

import csv
import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from curriculum.published import published_projects, published_roadmap
from curriculum.sections import SECTIONS
from curriculum.spec import (
    MeasuredRequirement,
    Phase,
    QualityGroup,
    Requirement,
    RequirementGroup,
    Section,
    Task,
)
from curriculum.spec_text import read_projects, write_project
from exports import repository
from exports.issues import issues, phase_of
from exports.subject import Subject
from tests.factories import block, full_spec, make_project, make_roadmap
from tests.github import GitHub
from tests.specs import project_specs
from tests.subjects import shipped, subject_of, zipped

GOLDEN = Path(__file__).parent / "data" / "exports" / "repository"


def texts(subject):
    return zipped(repository.write(subject))


def spec_of(**bodies):
    shipped_spec = shipped().projects[0].spec
    return replace(shipped_spec, sections=tuple(Section(kind.slug, bodies.get(kind.slug, ())) for kind in SECTIONS))


def requirement(text, number=1):
    return Requirement(f"item-{number}", f"FR-{number}", "must", text)


@pytest.mark.django_db
def test_a_project_gives_the_golden_files():
    roadmap = make_roadmap("The way", slug="way", hours_per_day="2", days_per_week=5)
    tasks = [("Feature development", "Build the list (FR-1)."), ("Testing", "Fill gaps.")]
    phases = [
        block("phase", {"title": title, "entries": [{"type": "item", "value": {"text": text}, "id": title[:4]}]}, title)
        for title, text in tasks
    ]
    make_project(roadmap, "Inkwell", sections=full_spec() | {"schedule": phases})
    [project] = published_projects(roadmap, "inkwell")
    subject = Subject(published_roadmap(roadmap), (project,), "https://example.org", "/way/", (), only="inkwell")
    found = texts(subject)
    if "REWRITE_EXPORTS" in os.environ:
        for name, text in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(text.encode())
    golden = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}
    assert {name: text.encode() for name, text in found.items()} == golden


def test_a_roadmap_has_a_folder_for_each_project():
    with zipfile.ZipFile(io.BytesIO(b"".join(repository.write(shipped())))) as found:
        folders = {name.split("/")[0] for name in found.namelist()}
        assert len(found.namelist()) == 15 * 5
        assert {"01-inkwell", "15-tenantforge"} < folders and len(folders) == 15
        assert found.getinfo("01-inkwell/issues/create-issues.sh").external_attr >> 16 == 0o100755


def test_the_same_subject_gives_the_same_bytes():
    assert b"".join(repository.write(shipped())) == b"".join(repository.write(shipped()))


def test_the_spec_is_the_text_it_was_read_from():
    found = texts(shipped())
    for project in shipped().projects:
        text = found[f"{project.number:02}-{project.spec.slug}/docs/spec.md"]
        assert text == write_project(project.spec)
        assert read_projects(text).projects == (project.spec,)


def test_a_readme_is_complete_as_it_is():
    found = texts(shipped())
    for name in (name for name in found if name.endswith("README.md")):
        assert not re.search(r"TODO|TBD|lorem|\bYOUR\b|\bURL\b|<[a-z]", found[name]), name
        assert "## Stack" in found[name] and "## Run it" in found[name]


def test_a_pull_request_is_checked_against_every_evaluation_item():
    found = texts(shipped())
    for project in shipped().projects:
        text = found[f"{project.number:02}-{project.spec.slug}/.github/pull_request_template.md"]
        keys = [place.item.key for place in project.items if place.section == "evaluation"]
        assert re.findall(r"^- \[ \] \*\*(E-\d+)\*\*", text, re.MULTILINE) == keys


def test_every_requirement_is_an_issue_once():
    for project in shipped().projects:
        found = list(issues(project, "https://example.org"))
        keys = [place.item.key for place in project.items if place.section in ("functional", "non-functional")]
        assert [issue.title.split(":")[0] for issue in found] == keys
        assert len({issue.mark for issue in found}) == len(keys)
        assert {issue.milestone for issue in found} <= {phase.title for phase in project.phases}
        assert all(issue.mark in issue.body and len(issue.title) <= 200 for issue in found)


def test_the_table_of_issues_says_what_the_script_does(tmp_path):
    subject = subject_of(shipped().projects[0].spec, only="inkwell")
    found = texts(subject)
    records = list(csv.DictReader(io.StringIO(found["issues/issues.csv"].removeprefix("\ufeff"))))
    github = GitHub(tmp_path)
    assert github.run(found["issues/create-issues.sh"]).returncode == 0
    assert [
        {"title": made["title"], "body": made["body"], "labels": made["label"], "milestone": made["milestone"]}
        for made in github.issues
    ] == [record | {"labels": record["labels"].replace(", ", ",")} for record in records]


def test_a_requirement_is_due_in_the_phase_that_names_it_first():
    phases = [
        Phase("Planning", (Task("1", 1, None, "Read it."),)),
        Phase("Setup", (Task("2", 1, None, "Add health (NFR-2)."),)),
        Phase("Feature development", (Task("3", 1, None, "Build FR-1 to FR-3."),)),
        Phase("Testing", (Task("4", 2, None, "Test FR-2."),)),
    ]

    def phase(item):
        return phase_of(item, phases).title

    assert phase(Requirement("a", "FR-2", "must", "")) == "Feature development"
    assert phase(Requirement("b", "FR-9", "must", "")) == "Feature development"
    assert phase(MeasuredRequirement("c", "NFR-2", "must", "")) == "Setup"
    assert phase(MeasuredRequirement("d", "NFR-9", "must", "")) == "Testing"
    assert phase_of(Requirement("a", "FR-2", "must", ""), phases[:2]).title == "Planning"
    assert phase_of(Requirement("a", "FR-2", "must", ""), []) is None


def test_a_title_is_the_first_sentence():
    text = "A visitor, e.g. Ada, sees `one`. Then more."
    spec = spec_of(functional=(RequirementGroup("Reading", (requirement(text),)),))
    [issue] = issues(subject_of(spec).projects[0], "https://example.org")
    assert issue.title == "FR-1: A visitor, e.g. Ada, sees one"
    assert issue.body.startswith(text)


@settings(max_examples=15, deadline=None)
@given(project_specs)
def test_any_spec_gives_whole_files(spec):
    subject = subject_of(spec)
    found = texts(subject)
    assert found[f"01-{spec.slug}/docs/spec.md"] == write_project(spec)
    wanted = [
        place.item.text for place in subject.projects[0].items if place.section in ("functional", "non-functional")
    ]
    records = list(csv.reader(io.StringIO(found[f"01-{spec.slug}/issues/issues.csv"])))
    assert len(records) == len(wanted) + 1
    assert all(len(record) == 4 for record in records)
    assert "\n" not in "".join(record[0] + record[3] for record in records)


def test_formulas_in_the_table_are_text():
    quality = MeasuredRequirement("q-1", "", "must", "=1+1", "-2")
    spec = spec_of(**{"non-functional": (QualityGroup("@Scale", (quality,)),)})
    [record] = list(
        csv.DictReader(io.StringIO(texts(subject_of(spec))["01-inkwell/issues/issues.csv"].lstrip("\ufeff")))
    )
    assert record["title"] == "'=1+1"
    assert record["body"].startswith("'=1+1")
