"""Files of specs that stand one behind the other in one document, as an export of a roadmap holds them."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from curriculum.spec import Code, ProjectSpec, Prose, RoadmapSpec, Section
from curriculum.spec_text import read_projects, read_roadmap, write_project, write_roadmap
from tests.specs import project_specs

FRONT = "---\ntitle: Inkwell\nslug: inkwell\n---"
ROADMAP = RoadmapSpec("The way", "way", Decimal("2.5"), 6, "You.", "A site.", (Prose("Build."),), (Prose("Guide."),))


def spec(slug="inkwell", *blocks):
    return ProjectSpec(slug, slug, "beginner", Decimal(1), ("urls",), "A blog.", (Section("summary", blocks),))


def whole(text):
    """The projects, with their empty sections left out."""
    reading = read_projects(text)
    assert reading.errors == ()
    return [
        ProjectSpec(p.title, p.slug, p.level, p.hours, p.topics, p.summary, tuple(s for s in p.sections if s.blocks))
        for p in reading.projects
    ]


@settings(max_examples=30, deadline=None)
@given(specs=st.lists(project_specs, min_size=2, max_size=3))
def test_any_specs_behind_a_roadmap_read_back_as_they_were_written(specs):
    text = "\n".join([write_roadmap(ROADMAP), *map(write_project, specs)])
    assert read_projects(text).projects == tuple(specs)
    assert read_projects(text.removeprefix(write_roadmap(ROADMAP))).projects == tuple(specs)
    assert read_roadmap(text)[0] == ROADMAP


def test_front_matter_that_a_spec_shows_as_code_opens_no_file():
    blog = spec("blog", Code("yaml", f"\n{FRONT}\n\n{FRONT}"))
    shop = spec("shop", Prose("A shop."))
    assert whole(f"{write_project(blog)}\n{write_project(shop)}") == [blog, shop]


def test_rules_between_paragraphs_open_no_file():
    text = write_project(spec("blog", Prose("One.")))
    for rule in ("---\n\nTwo.\n\n---", "---\nTwo: three.\n---", "---\ntitle: Two\n\n---", "---\ntitle: Two\n---"):
        assert len(read_projects(f"{text}\n{rule}\n\nFour.\n").projects) == 1


def test_a_problem_names_its_line_in_the_document():
    text = f"{write_project(spec('blog'))}\n---\ntitle: Shop\nslug: A B\nlevel: hard\n---\n\n## 1. Project Title & Summary\nA.\n"
    lines = text.splitlines()
    found = {problem.line: problem.message for problem in read_projects(text).errors}
    assert "slug" in found[lines.index("slug: A B") + 1]
    assert "hard" in found[lines.index("level: hard") + 1]
    assert "hours is missing" in found[lines.index("title: Shop")]


def test_words_before_the_first_file_go_with_its_project():
    text = f"My own notes.\n\n{write_project(spec())}"
    [read] = read_projects(text).projects
    assert read.slug == "inkwell"
    assert Prose("My own notes.") in read.sections[0].blocks


def test_a_roadmap_says_where_it_ends():
    text = f"{write_roadmap(ROADMAP)}\n{write_project(spec())}"
    [problem] = read_roadmap(text)[1]
    assert (problem.severity, text.splitlines()[problem.line - 1]) == ("warning", "---")
