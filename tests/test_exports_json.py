"""The JSON document, held to its schema; and the schema, held to the blocks."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from curriculum.stream import BLOCK_CLASSES, ENTRY_CLASSES, block_name
from exports.json_document import VERSION, document, write
from tests.exported import make_published, make_subject

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "export.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def read(subject):
    data = json.loads(b"".join(write(subject)))
    VALIDATOR.validate(data)
    return data


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["version"] == {"const": VERSION}


@pytest.mark.parametrize("cls", [*BLOCK_CLASSES.values(), *ENTRY_CLASSES.values()])
def test_the_schema_has_every_field_of_a_block_and_no_other(cls):
    described = SCHEMA["$defs"][block_name(cls)]
    said = {"type"} if cls in BLOCK_CLASSES.values() else set()
    assert set(described["properties"]) == set(described["required"]) == said | {field.name for field in fields(cls)}


def test_the_schema_refuses_what_it_does_not_know():
    data = document(make_subject())
    data["projects"][0]["sections"][0]["blocks"].append({"type": "prose", "text": "A.", "more": 1})
    with pytest.raises(ValidationError):
        VALIDATOR.validate(data)


def test_items_have_their_ids_and_texts_are_markdown():
    project = read(make_subject())["projects"][0]
    [group] = project["sections"][3]["blocks"]
    assert group == {
        "type": "requirement_group",
        "title": "Reading",
        "entries": [{"id": "fr-1", "key": "FR-1", "priority": "must", "text": "The list shows *ten* posts."}],
    }


def test_a_plan_says_which_hours_of_which_task_fall_on_which_day():
    days = read(make_subject(hours="3"))["plan"]["days"]
    assert [day["date"] for day in days] == ["2026-11-30", "2026-12-01"]
    assert days[0]["tasks"] == [
        {"project": "inkwell", "item": "task-1", "hours": 2},
        {"project": "inkwell", "item": "task-2", "hours": 1},
    ]


def test_without_a_start_there_is_no_plan():
    assert read(make_subject(dated=False))["plan"] is None


def test_what_a_learner_said_is_there_and_nobody_else_said_anything():
    subject = make_subject(statuses={"inkwell/fr-1": "done"}, notes={"inkwell/task-2": "Ask Bo."})
    assert read(subject)["progress"] == [
        {"project": "inkwell", "item": "fr-1", "status": "done", "note": ""},
        {"project": "inkwell", "item": "task-2", "status": "todo", "note": "Ask Bo."},
    ]
    assert read(make_subject())["progress"] == []


def test_hours_are_numbers_as_they_are_written():
    data = b"".join(write(make_subject(make_published(hours="0.75")))).decode()
    assert '"hours": 0.75' in data
    assert '"hours": 15,' in data


def test_a_project_alone_is_named():
    assert read(make_subject(only="inkwell"))["only"] == "inkwell"
