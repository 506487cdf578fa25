"""A roadmap in a learner's Notion, over HTTP against a server that enforces Notion's limits (tests/fake_notion.py)."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from curriculum.spec import Phase, Section, Task
from exports.notion_api import NotionClient, NotionError
from exports.notion_push import Cursor, page_id, push
from exports.rows import rows
from tests.exported import make_published, make_subject
from tests.fake_notion import FakeNotion
from tests.notion_http import TOKEN
from tests.subjects import shipped

INTERVAL = 0.002
KEY = "inkwell/task-1"
CUT_AT_EVERY_REQUEST = 11
"""All requests of a tiny roadmap, see `test_a_tiny_roadmap_takes_few_requests`."""


@pytest.fixture
def notion():
    with FakeNotion(INTERVAL) as notion:
        yield notion
        assert not notion.violations


@pytest.fixture
def top(notion):
    return notion.add_page("My roadmaps")


@pytest.fixture
def tiny():
    return make_subject()


def step(notion, top, subject, *, cursor=None, seconds=60, token=TOKEN):
    deadline = time.monotonic() + seconds
    with NotionClient(token, address=notion.address, deadline=deadline, interval=INTERVAL) as client:
        return push(subject, page=top, client=client, cursor=cursor or Cursor())


def in_steps(notion, top, subject, seconds):
    """Until it is done, as the page does it; returns what each step said."""
    told, cursor = [], Cursor()
    while not told or not told[-1].finished:
        told.append(step(notion, top, subject, cursor=cursor, seconds=seconds))
        cursor = Cursor.read(str(told[-1].cursor))
        assert len(told) < 1000
    return told


def small():
    build = Section("schedule", (Phase("Build, and more", (Task("task-1", 1, Decimal(1), "Write, then test."),)),))
    other = make_published("TaskForge")
    sections = [build if section.kind == "schedule" else section for section in other.spec.sections]
    spec = replace(other.spec, sections=tuple(sections))
    return make_subject(make_published("Inkwell"), replace(other, number=2, spec=spec))


def left_by(subject):
    """What an uncut run leaves in Notion."""
    with FakeNotion(INTERVAL) as other:
        step(other, other.add_page("My roadmaps"), subject)
        return other.contents()


@pytest.fixture(scope="module")
def uncut():
    return left_by(make_subject())


def test_a_roadmap_becomes_a_database_with_a_row_for_each_task_and_a_page_for_each_project(notion, top):
    subject = small()
    told = step(notion, top, subject)
    assert (told.finished, told.done, told.total) == (True, 7, 7)
    [(title, found)] = notion.contents()["databases"]
    assert title == "Tasks: The way"
    assert [row["Item"] for row in found] == sorted(row.key for row in rows(subject))
    assert found[1] == {
        "Task": "Sketch the pages.",
        "Status": "To do",
        "Project": "Inkwell",
        "Phase": "Plan",
        "Type": "Task",
        "Week": 1,
        "Day": 1,
        "Date": {"start": "2026-11-30", "end": None, "time_zone": None},
        "Hours": 2,
        "Link": "https://example.org/way/inkwell/#schedule",
        "Item": "inkwell/task-1",
    }
    pages = dict(notion.contents()["pages"])
    assert list(pages) == ["01 Inkwell", "02 TaskForge"]
    kinds = [kind for kind, _content, _children in pages["01 Inkwell"]]
    assert kinds[0] == "paragraph"
    assert kinds.count("heading_2") == 13
    assert "to_do" in kinds


def test_a_comma_in_the_name_of_a_phase_is_no_comma_there(notion, top):
    step(notion, top, small())
    assert notion.row("taskforge/task-1")["properties"]["Phase"]["select"]["name"] == "Build; and more"


def test_many_small_steps_leave_what_one_leaves(notion, top):
    """Every step makes at least one change, even when its time is over before it begins."""
    subject = small()
    told = in_steps(notion, top, subject, seconds=0)
    assert len(told) > 5
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert notion.contents() == left_by(subject)


def test_a_second_run_changes_nothing(notion, top, tiny):
    step(notion, top, tiny)
    before, asked = notion.contents(), len(notion.requests)
    step(notion, top, tiny)
    assert notion.contents() == before
    changes = [one for one in notion.requests[asked:] if one[0] == "PATCH" or one[1] in ("/v1/pages", "/v1/databases")]
    assert changes == []


def test_a_tiny_roadmap_takes_few_requests(notion, top, tiny):
    step(notion, top, tiny)
    assert len(notion.requests) == CUT_AT_EVERY_REQUEST


@pytest.mark.parametrize("number", range(1, CUT_AT_EVERY_REQUEST + 1))
@pytest.mark.parametrize(
    ("how", "after"),
    [("cut", False), ("cut", True), (500, False), (500, True), (504, True), (409, False), (429, False), (529, False)],
)
def test_whatever_fails_at_whichever_request_nothing_is_made_twice(notion, top, tiny, uncut, how, number, after):
    """`after` it was done; who answers 409, 429 or 529 did nothing."""
    notion.fail(number, how, after=after)
    assert step(notion, top, tiny).finished
    assert notion.contents() == uncut


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, CUT_AT_EVERY_REQUEST + 1))
def test_a_run_that_ends_at_any_request_is_completed_by_the_next(notion, top, tiny, uncut, number, after):
    """The connection stays cut until the step gives up; then a new one begins, without a cursor."""
    for later in range(20):
        notion.fail(number + later, "cut", after=after and later == 0)
    with pytest.raises(NotionError, match="does not answer"):
        step(notion, top, tiny)
    notion.failures.clear()
    assert step(notion, top, tiny).finished
    assert notion.contents() == uncut


def test_a_tick_between_two_runs_changes_only_its_row(notion, top, tiny):
    step(notion, top, tiny)
    asked = len(notion.requests)
    step(notion, top, replace(tiny, statuses={KEY: "done"}))
    changes = [path for method, path in notion.requests[asked:] if method == "PATCH"]
    assert changes == [f"/v1/pages/{notion.row(KEY)['id']}"]
    assert notion.row(KEY)["properties"]["Status"]["select"]["name"] == "Done"


@pytest.mark.parametrize(
    ("theirs", "ours", "then"),
    [
        ("Done", "todo", "Done"),
        ("Done", "skipped", "Done"),
        ("Skipped", "todo", "Skipped"),
        ("In progress", "todo", "In progress"),
        ("In progress", "done", "Done"),
        ("Waiting for review", "done", "Waiting for review"),
        ("To do", "done", "Done"),
        (None, "todo", None),
        (None, "done", "Done"),
    ],
)
def test_a_status_only_moves_forward(notion, top, tiny, theirs, ours, then):
    step(notion, top, tiny)
    properties = notion.row(KEY)["properties"]
    properties["Status"]["select"] = theirs and {"name": theirs}
    step(notion, top, replace(tiny, statuses={KEY: ours}))
    found = properties["Status"]["select"]
    assert (found and found["name"]) == then


def test_a_new_plan_moves_the_dates_and_no_plan_leaves_them(notion, top, tiny):
    step(notion, top, tiny)
    later = make_subject(start=tiny.days[0].date.replace(year=2027))
    step(notion, top, later)
    assert notion.row(KEY)["properties"]["Date"]["date"]["start"].startswith("2027-11-30")
    step(notion, top, replace(later, dated=False))
    assert notion.row(KEY)["properties"]["Date"]["date"]["start"].startswith("2027-11-30")


def test_what_a_learner_wrote_on_a_page_that_is_whole_stays(notion, top, tiny):
    step(notion, top, tiny)
    [project] = [one for one in notion.project_pages() if notion.title(one) == "01 Inkwell"]
    del notion.children[project["id"]][3:5]
    before = notion.tree(project["id"])
    step(notion, top, tiny)
    assert notion.tree(project["id"]) == before


def test_a_project_that_got_another_number_keeps_its_page(notion, top):
    inkwell = make_published("Inkwell")
    step(notion, top, make_subject(inkwell))
    step(notion, top, make_subject(make_published("Dawn"), replace(inkwell, number=2)))
    assert sorted(map(notion.title, notion.project_pages())) == ["01 Dawn", "01 Inkwell"]


def test_columns_that_a_learner_renamed_or_removed_are_theirs(notion, top, tiny):
    step(notion, top, tiny)
    [source] = notion.sources.values()
    pages = [one for one in notion.pages.values() if "Item" in one["properties"]]
    for one in [source, *pages]:
        one["properties"]["What"] = one["properties"].pop("Task")
        del one["properties"]["Hours"]
    step(notion, top, replace(tiny, statuses={KEY: "done"}))
    assert notion.row(KEY)["properties"]["Status"]["select"]["name"] == "Done"
    assert "Hours" not in notion.row(KEY)["properties"]
    del source["properties"]["Item"]
    with pytest.raises(NotionError, match="needs a text column named “Item”"):
        step(notion, top, tiny)


def test_what_is_in_the_trash_is_made_anew(notion, top, tiny):
    step(notion, top, tiny)
    notion.row(KEY)["in_trash"] = True
    step(notion, top, tiny)
    assert [row["Item"] for row in notion.contents()["databases"][0][1]].count(KEY) == 1


def test_a_project_with_more_rows_than_one_answer_holds(notion, top):
    subject = make_subject(make_published(tasks=[f"Task {n}." for n in range(230)]))
    step(notion, top, subject)
    asked = len(notion.requests)
    step(notion, top, subject)
    assert len(notion.contents()["databases"][0][1]) == 231
    queries = [path for method, path in notion.requests[asked:] if path.endswith("/query")]
    assert len(queries) == 3


def test_a_page_of_more_than_a_hundred_blocks_is_completed_where_it_was_cut(notion, top):
    subject = make_subject(make_published(tasks=[f"Task {n}." for n in range(230)]))
    notion.fail(7, "cut")  # the second hundred
    step(notion, top, subject)
    assert notion.contents() == left_by(subject)
    assert sum(path.endswith("/children") and method == "PATCH" for method, path in notion.requests) > 3


def test_retry_after_is_waited_if_there_is_time_and_told_if_not(notion, top, tiny):
    notion.fail(2, 429, retry_after="1")
    began = time.monotonic()
    step(notion, top, tiny)
    assert 1 <= time.monotonic() - began < 3
    notion.fail(2, 429, retry_after="40")
    told = step(notion, top, tiny, seconds=5)
    assert (told.finished, told.wait) == (False, 40)


def test_the_token_follows_no_redirect(notion, top, tiny):
    with FakeNotion(INTERVAL) as elsewhere:
        notion.fail(1, 307, location=f"{elsewhere.address}/v1/blocks/{top}/children")
        with pytest.raises(NotionError, match="It says: Failed"):
            step(notion, top, tiny)
        assert elsewhere.requests == []


def test_requests_keep_their_distance_also_over_two_steps(notion, top, tiny):
    began = time.monotonic()
    in_steps(notion, top, tiny, seconds=0)
    assert time.monotonic() - began >= INTERVAL * len(notion.requests)


def test_what_is_wrong_is_said_with_its_cure(notion, top, tiny):
    with pytest.raises(NotionError, match="does not know this token"):
        step(notion, top, tiny, token="ntn_wrong")
    with pytest.raises(NotionError, match="Connections"):
        step(notion, "00000000-0000-0000-0000-000000000000", tiny)
    notion.capabilities.remove("insert")
    with pytest.raises(NotionError, match="capabilities to read, update and insert"):
        step(notion, top, tiny)


def test_a_refusal_names_the_task(notion, top):
    subject = make_subject()
    step(notion, top, subject)
    notion.row(KEY)["in_trash"] = False
    [source] = notion.sources.values()
    source["properties"]["Status"]["type"] = "select"
    notion.databases[source["parent"]["database_id"]]["in_trash"] = True
    with pytest.raises(NotionError, match=r"“Sketch the pages[.]”: Notion refuses this[.] It says: Can't edit"):
        step(notion, top, replace(subject, statuses={KEY: "done"}))
    notion.violations.clear()


def test_nobody_there_is_said_so(tiny):
    with FakeNotion(INTERVAL) as gone:
        pass
    with pytest.raises(NotionError, match="does not answer"):
        step(gone, "00000000-0000-0000-0000-000000000000", tiny)


HEX = "1f2e3d4c5b6a79880123456789abcdef"
DASHED = "1f2e3d4c-5b6a-7988-0123-456789abcdef"


@pytest.mark.parametrize(
    "link",
    [
        HEX,
        DASHED,
        f" {HEX.upper()} ",
        f"https://www.notion.so/My-roadmaps-{HEX}",
        f"https://app.notion.com/p/My-roadmaps-{HEX}?source=copy_link",
        f"https://www.notion.so/me/{HEX}?pvs=4#0123456789abcdef0123456789abcdef",
        f"notion.so/{DASHED}",
        f"https://www.notion.so/0123456789abcdef0123456789abcdef?v=aa&p={HEX}&pm=s",
        f"https://me.notion.site/{HEX}/",
    ],
)
def test_links_and_ids_of_a_page(link):
    assert page_id(link) == DASHED


@pytest.mark.parametrize(
    "link",
    ["", "x", HEX[:-1], HEX + "0", f"https://example.org/{HEX}", f"https://notion.so.example.org/{HEX}", "https://[x/",
     f"https://www.notion.so/{HEX}?v=0123456789abcdef0123456789abcdef", "https://www.notion.so/My-roadmaps",
     f"https://notion.so@example.org/{HEX}", f"../{HEX}"],
)  # fmt: skip
def test_what_is_no_link_to_a_page_in_notion(link):
    assert page_id(link) == ""


@pytest.mark.parametrize("text", ["", "1", "x:y", f"-1:{HEX}", f"1:{HEX}/..", "9999999:" + HEX])
def test_a_wrong_cursor_begins_anew(text):
    assert Cursor.read(text) == Cursor()


def test_the_shipped_roadmap_goes_over_in_steps_within_every_limit(notion, top):
    """Some 1,800 requests: at three a second, ten minutes."""
    subject = shipped()
    told = in_steps(notion, top, subject, seconds=2)
    assert told[-1].total == 1632 + 15
    assert len(told) > 2
    assert len(notion.requests) < 1.15 * told[-1].total
    [(_title, found)] = notion.contents()["databases"]
    assert len({row["Item"] for row in found}) == len(found) == 1632
    asked = len(notion.requests)
    assert step(notion, top, subject).finished
    over = sum(len(project.items) > 100 for project in subject.projects)
    assert len(notion.requests) - asked == 3 + 15 + over  # the page, the database, its columns; the rows of a project
