"""CSV: what spreadsheets, databases and readers of RFC 4180 make of it."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

from frictionless import Resource, validate
from hypothesis import given
from hypothesis import strategies as st

from curriculum.sections import SECTIONS
from curriculum.spec import Section, Step
from exports.formats import FORMAT_BY_NAME
from exports.rows import rows
from exports.tables import COLUMNS, defused, table, write
from tests.exported import make_published, make_subject

FORMULA_SIGNS = "=+-@\t\r"


def read(subject):
    """Every row as a mapping, read by the standard library."""
    text = b"".join(write(subject)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_task_has_its_place_its_day_and_its_hours():
    row = read(make_subject())[1]
    assert row == {
        "Task": "Sketch the pages.",
        "Project": "Inkwell",
        "Level": "Beginner",
        "Phase": "Plan",
        "Week": "1",
        "Day": "1",
        "Date": "2026-11-30",
        "Hours": "2",
        "Type": "Task",
        "Status": "To do",
        "Link": "https://example.org/way/inkwell/#schedule",
        "Item id": "task-1",
    }
    assert list(row) == list(COLUMNS)


def test_a_requirement_has_its_key_and_no_day():
    row = read(make_subject())[0]
    assert (row["Task"], row["Type"], row["Phase"]) == ("FR-1: The list shows ten posts.", "Requirement", "Reading")
    assert row["Week"] == row["Day"] == row["Date"] == row["Hours"] == ""


def test_what_shares_the_id_of_a_task_does_not_get_its_day():
    project = make_published()
    [phase] = project.phases
    step = Step(phase.entries[0].id, "Push the code", "", "", "", "The page shows it.")
    sections = [Section("deployment", (step,)) if part.kind == "deployment" else part for part in project.spec.sections]
    twice = replace(project, spec=replace(project.spec, sections=tuple(sections)))
    assert {row.type: row.day for row in rows(make_subject(twice))}["Deployment step"] is None


def test_without_a_start_weeks_and_days_are_numbered_and_have_no_date():
    row = read(make_subject(dated=False))[2]
    assert (row["Week"], row["Day"], row["Date"]) == ("1", "2", "")


def test_weeks_begin_on_monday_whatever_the_first_day():
    tasks = [f"Task {n}." for n in range(4)]
    found = read(make_subject(make_published(tasks=tasks), start=date(2026, 12, 4), weekdays=range(7)))
    assert [row["Week"] for row in found if row["Type"] == "Task"] == ["1", "1", "1", "2"]


def test_a_task_of_several_days_stands_on_its_first_and_knows_its_last():
    subject = make_subject(make_published(tasks=["A."], hours="6"))
    [task] = [row for row in rows(subject) if row.type == "Task"]
    assert (task.day, str(task.date), str(task.last_date)) == (1, "2026-11-30", "2026-12-02")


def test_a_learner_s_own_status_is_told():
    found = read(make_subject(statuses={"inkwell/task-1": "done", "inkwell/fr-1": "skipped"}))
    assert [row["Status"] for row in found] == ["Skipped", "Done", "To do"]


def test_lines_end_as_rfc_4180_says_and_excel_sees_utf_8():
    data = b"".join(write(make_subject(make_published("Größe"))))
    assert data.startswith(b"\xef\xbb\xbfTask,Project,")
    assert data.count(b"\n") == data.count(b"\r\n") == 4


def test_nothing_that_can_be_ticked_stands_in_a_section_that_is_not_read():
    ticked = {"requirement_group", "quality_group", "step", "phase", "stretch_goals", "evaluation_group"}
    assert {kind.slug for kind in SECTIONS if ticked & set(kind.blocks)} == set(FORMAT_BY_NAME["csv"].kinds)


cells = st.text(st.one_of(st.sampled_from(FORMULA_SIGNS + "\n\",;' 1"), st.characters(codec="utf-8")), max_size=30)


@given(cell=cells)
def test_no_cell_begins_as_a_formula_does_and_no_word_is_lost(cell):
    safe = defused(cell)
    assert not safe.startswith(tuple(FORMULA_SIGNS))
    assert safe in (cell, f"'{cell}")
    assert (safe != cell) >= cell.startswith(tuple(FORMULA_SIGNS))


@given(records=st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_reader_of_rfc_4180_gets_every_cell_back(records):
    read_again = list(csv.reader(StringIO(table(records), newline=""), strict=True))
    assert read_again == [[defused(cell) for cell in record] for record in records]


def test_frictionless_finds_nothing_to_object_to(tmp_path):
    tasks = ['=HYPERLINK("https://example.org","x")', "Say “grüß Gott”, twice.", "-1 is no number\there."]
    (tmp_path / "way.csv").write_bytes(b"".join(write(make_subject(make_published(tasks=tasks)))))
    report = validate(Resource(path="way.csv", basepath=str(tmp_path)))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert report.tasks[0].labels == list(COLUMNS)
