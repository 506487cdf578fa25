"""The table of topics and projects: on the roadmap's page and in the documentation."""

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from curriculum.coverage import coverage
from tests.factories import make_project, make_roadmap, make_topic

DOCS = Path(__file__).parent.parent / "docs"


def test_the_first_project_introduces_and_the_others_reinforce():
    parts = coverage([["models", "forms"], ["forms"], ["celery", "models"]])
    assert parts == [
        [("models", ["introduced", "", "reinforced"]), ("forms", ["introduced", "reinforced", ""])],
        [],
        [("celery", ["", "", "introduced"])],
    ]


@given(st.lists(st.lists(st.integers(0, 9), unique=True), max_size=8))
def test_every_topic_is_introduced_once_and_no_mark_is_lost(carried):
    rows = [row for part in coverage(carried) for row in part]
    assert {topic for topic, _marks in rows} == {topic for topics in carried for topic in topics}
    assert len(rows) == len({topic for topic, _marks in rows})
    for topic, marks in rows:
        assert marks.count("introduced") == 1
        assert [bool(mark) for mark in marks] == [topic in topics for topics in carried]
        assert "reinforced" not in marks[: marks.index("introduced")]


@pytest.mark.django_db
def test_the_roadmap_shows_what_is_learned_where(client):
    roadmap, models = make_roadmap("Django"), make_topic("Models")
    make_project(roadmap, "Inkwell", topics=[models, "Forms"], sections={})
    make_project(roadmap, "TaskForge", topics=[models], sections={})
    page = BeautifulSoup(client.get("/django/").content, "html.parser")
    table = page.select_one(".coverage")
    rows = {
        row.th.get_text(strip=True): [cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")
    }
    assert rows == {"1. Inkwell": [], "Models": ["I", "r"], "Forms": ["I", ""]}
    assert [link["href"] for link in table.select("thead a")] == ["/django/inkwell/", "/django/taskforge/"]
    assert table.select_one("a[href='/topics/models/']")


@pytest.mark.django_db
def test_a_roadmap_without_topics_has_no_such_table(client):
    make_project(make_roadmap("Django"), "Inkwell", sections={})
    assert b"coverage" not in client.get("/django/").content.replace(b'href="/static/css/', b"")


def test_the_documentation_shows_the_table_of_the_shipped_roadmap():
    """`manage.py check_curriculum --coverage` prints it anew."""
    table = io.StringIO()
    call_command("check_curriculum", "--coverage", stdout=table)
    assert (DOCS / "topic-coverage.md").read_text().endswith(table.getvalue())
