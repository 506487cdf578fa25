"""The addresses of exports: what is public is there, everything else is a clear error, and nobody is asked who they are."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from curriculum.models import Roadmap
from curriculum.spec_text import read_projects
from exports.formats import FORMAT_BY_NAME, FORMATS
from exports.views import export
from tests.factories import block, full_spec, make_project, make_roadmap, prose

pytestmark = pytest.mark.django_db

START = "start=2026-11-30"
NAMES = [choice.name for choice in FORMATS]


@pytest.fixture
def way():
    roadmap = make_roadmap("The way", slug="way", hours_per_day="2", days_per_week=5)
    spec = full_spec()
    for title in ("Inkwell", "TaskForge"):
        make_project(roadmap, title, sections={kind: spec[kind] for kind in ("functional", "schedule")})
    return Roadmap.objects.get(pk=roadmap.pk)


def body(answer):
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def test_a_roadmap_and_a_project_are_files(client, way):
    for choice, path in product(FORMATS, ["way", "way/inkwell"]):
        answer = client.get(f"/export/{choice.name}/{path}/?{START}")
        assert body(answer)
        name = path.rpartition("/")[2]
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.{choice.extension}"'
        assert answer["Content-Type"] == choice.media_type
        assert answer["X-Robots-Tag"] == "noindex"


def test_an_answer_is_the_same_for_everybody_and_any_cache_may_keep_it(client, rf, way):
    for name in NAMES:
        assert body(export(rf.get(f"/?{START}"), name, "way"))  # a request that has neither a session nor a user
        answer = client.get(f"/export/{name}/way/?{START}")
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies
        assert "private" not in answer.get("Cache-Control", "")


def test_asking_for_the_head_alone_gives_no_body(client, rf, way):
    """The view itself: the test client takes a body away, and so do some servers, but only after it was written."""
    for name in NAMES:
        answer = export(rf.head(f"/export/{name}/way/?{START}"), name, "way")
        assert body(answer) == b""
        assert answer["Content-Disposition"]
        assert client.post(f"/export/{name}/way/").status_code == 405


def test_what_is_not_there_is_said_clearly(client, way):
    for path in [
        "pdf/way",
        "%00/way",
        "csv/other",
        "csv/way/other",
        "csv/a%00b",
        "csv/way/a%00b",
        "csv/" + "x" * 300,
        "csv/%F0%9F%8E%89",
        "csv/way/..%5C..",
        "csv/'or'1",
    ]:
        answer = client.get(f"/export/{path}/")
        assert answer.status_code == 404, path
        assert "Nothing to export here" in answer.content.decode()
        assert "<code>csv</code>" in answer.content.decode()


def test_what_is_not_published_or_private_is_not_exported(client, way):
    hidden = make_project(Roadmap.objects.get(pk=way.pk), "Hidden", live=False)
    private = make_project(Roadmap.objects.get(pk=way.pk), "Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for project, name in product((hidden, private), NAMES):
        assert client.get(f"/export/{name}/way/{project.slug}/?{START}").status_code == 404
        assert client.get(f"/way/{project.slug}.md").status_code == 404
        assert project.title.encode() not in body(client.get(f"/export/{name}/way/?{START}"))
    restriction = PageViewRestriction.objects.create(page=way, restriction_type="login")
    assert_gone(client)
    restriction.delete()
    way.unpublish()
    assert_gone(client)


def assert_gone(client):
    for name, path in product(NAMES, ("way", "way/inkwell")):
        assert client.get(f"/export/{name}/{path}/?{START}").status_code == 404
    assert client.get("/way/inkwell.md").status_code == 404


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("start=tomorrow", "start: Give the first day as 2026-12-01."),
        ("start=0026-12-01", "start: Give a day from 1970 on"),
        (f"{START}&hours=13", "hours: Ensure this value is less than or equal to 12."),
        (f"{START}&hours=NaN", "as hours=2.5."),
        (f"{START}&days=someday", "Give the weekdays as days=mon,tue,wed."),
        (f"{START}&off=christmas", "off: “christmas” is neither a day"),
        (f"{START}&time=25:00", "Give the time of day as time=18:30."),
        (f"{START}&tz=Mars/Base", "Give the time zone as tz=Europe/Berlin."),
        (f"{START}&tz=%00", "tz: "),
        (f"{START}&alarm=-1", "Give the minutes before a study day as alarm=30."),
        ("start=9999-12-31", "hours: At this pace the plan runs for more than 50 years."),
        (f"{START}&off=2026-11-30..9999-12-31", "more than 50 years"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_cure(client, way, query, told):
    answer = client.get(f"/export/csv/way/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert told in answer.content.decode()


def test_a_calendar_asks_for_its_first_day(client, way):
    for query in ("", "?start=", "?hours=2"):
        answer = client.get(f"/export/ics/way/{query}")
        assert answer.status_code == 400
        assert answer.content.decode() == (
            "start: A calendar needs its first day. Give the first day as start=2026-12-01.\n"
        )


def test_a_roadmap_without_tasks_has_no_calendar(client):
    make_roadmap("The way", slug="way")
    assert "no tasks yet" in client.get(f"/export/ics/way/?{START}").content.decode()
    assert client.get("/export/csv/way/").status_code == 200


def test_the_pace_is_the_roadmap_s_own_unless_another_is_given(client, way):
    assert body(client.get(f"/export/csv/way/?{START}")) == body(
        client.get(f"/export/csv/way/?{START}&hours=2&days=mon,tue,wed,thu,fri")
    )
    assert b",2026-12-05," in body(client.get(f"/export/csv/way/?{START}&days=sat"))


def test_a_pace_that_no_plan_takes_gives_numbers_and_no_error(client, way):
    for hours in ("0.25", "24"):  # both older than the limits of today
        Roadmap.objects.update(hours_per_day=hours)
        assert client.get("/export/csv/way/").status_code == 200
        assert client.get(f"/export/csv/way/?{START}").status_code == 400


def test_of_one_project_the_first_task_falls_on_the_first_day(client, way):
    lines = body(client.get(f"/export/csv/way/taskforge/?{START}")).decode().splitlines()
    first = next(line for line in lines if ",Task," in line)
    assert first.split(",")[4:7] == ["1", "1", "2026-11-30"]


def test_a_project_s_text_has_an_address_beside_its_page(client, way):
    answer = client.get("/way/inkwell.md")
    assert body(answer) == body(client.get("/export/markdown/way/inkwell/"))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="inkwell.md"'
    for path in ("/way/other.md", "/other/inkwell.md", "/way/a%00b.md", "/a%00b/inkwell.md"):
        assert client.get(path).status_code == 404
    assert client.get("/way/inkwell/").status_code == 200


def test_a_roadmap_s_text_reads_back_as_its_projects(client, way):
    text = body(client.get("/export/markdown/way/")).decode()
    reading = read_projects(text)
    assert [spec.slug for spec in reading.projects] == ["inkwell", "taskforge"]
    assert not reading.errors
    for spec in reading.projects:
        [alone] = read_projects(body(client.get(f"/export/markdown/way/{spec.slug}/")).decode()).projects
        assert spec == alone


def test_dates_are_no_part_of_the_text(client, way):
    assert body(client.get(f"/export/markdown/way/?{START}")) == body(client.get("/export/markdown/way/"))


def test_what_cannot_be_written_is_an_error_before_the_first_byte(client, way, monkeypatch):
    def write(subject):
        raise OSError("The disk is gone.")
        yield

    monkeypatch.setitem(FORMAT_BY_NAME, "csv", replace(FORMAT_BY_NAME["csv"], write=write))
    client.raise_request_exception = False
    assert client.get("/export/csv/way/").status_code == 500


def test_queries_do_not_grow_with_the_roadmap(client):
    """At two sizes of everything: projects, items, images, links to pages."""
    counts = []
    for size in (1, 4):
        roadmap = make_roadmap(f"Way {size}", slug=f"way-{size}")
        images = [image(n) for n in range(size)]
        target = make_project(make_roadmap(f"Target {size}"))
        pages = [target, target.get_parent(), *target.sections.all()][: 2 + size]
        pictures = [block("image", {"image": picture.pk, "alt": "A", "caption": ""}) for picture in images]
        links = [prose(f'<p><a linktype="page" id="{page.pk}">Read</a></p>') for page in pages]
        Roadmap.objects.filter(pk=roadmap.pk).update(intro=[*pictures, *links])
        for _ in range(size):
            make_project(
                roadmap,
                topics=["URLs", "Forms"][:size],
                sections=full_spec(size) | {"constraints": [*pictures, *links]},
            )
        counts.append({name: count_queries(client, f"/export/{name}/way-{size}/?{START}") for name in NAMES})
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 20


def count_queries(client, url):
    client.get(url)  # the first request fills the cache of site roots
    with CaptureQueriesContext(connection) as queries:
        body(client.get(url))
    return len(queries)


def image(number):
    return get_image_model().objects.create(title=f"Image {number}", file=get_test_image_file(filename=f"{number}.png"))


def test_every_format_is_described_in_the_documents():
    text = (Path(__file__).parent.parent / "docs" / "exports.md").read_text()
    assert [name for name in NAMES if f"`{name}`" not in text] == []
