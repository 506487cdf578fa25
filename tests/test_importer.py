import io
import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from curriculum.importer import import_curriculum
from curriculum.models import Project, Roadmap, SpecSection, Topic, TopicArea
from curriculum.sections import SECTIONS
from curriculum.spec_pages import project_spec
from curriculum.spec_text import read_projects, write_project
from tests.factories import make_roadmap, make_topic
from tests.specs import project_specs

CONTENT = Path(__file__).parent.parent / "content"
INKWELL = "django-full-stack/01-inkwell.md"
pytestmark = pytest.mark.django_db


@pytest.fixture
def content(tmp_path):
    """A copy of the shipped curriculum with one project and the topics it needs, to be edited."""
    folder = tmp_path / "content"
    (folder / "django-full-stack").mkdir(parents=True)
    (folder / "topics.toml").write_text(few_topics())
    for name in ("roadmap.md", "01-inkwell.md"):
        shutil.copy(CONTENT / "django-full-stack" / name, folder / "django-full-stack")
    return folder


def few_topics():
    head, *entries = (CONTENT / "topics.toml").read_text().split("[[topic]]\n")
    wanted = [*read_projects((CONTENT / INKWELL).read_text()).projects[0].topics, "signals", "channels-websockets"]
    kept = [entry for entry in entries if any(f'slug = "{slug}"\n' in entry for slug in wanted)]
    kept = [re.sub("requires = .*\n", "", entry) for entry in kept]
    return "[[topic]]\n".join([head, *kept])


@pytest.fixture
def spec_file(content):
    return content / "django-full-stack" / "01-inkwell.md"


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1))


def add_project(spec_file, name, title):
    text = spec_file.read_text().replace("title: Inkwell\nslug: inkwell", f"title: {title}\nslug: {title.lower()}")
    (spec_file.parent / name).write_text(text)


def by_action(report, action):
    return [outcome.item for outcome in report.outcomes if outcome.action == action]


def functional_ids():
    section = SpecSection.objects.get(kind="functional", spec_of__slug="inkwell")
    groups = [block for block in section.body.raw_data if block["type"] == "requirement_group"]
    return [entry["id"] for group in groups for entry in group["value"]["entries"]]


def mentor_edits(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def mentor_rewords_a_requirement(publish=True):
    section = SpecSection.objects.get(kind="functional", spec_of__slug="inkwell")
    group = next(block for block in section.body if block.block_type == "requirement_group")
    group.value["entries"][0]["text"] = "A mentor's wording."
    revision = section.save_revision()
    if publish:
        revision.publish()


# Creating


def test_importing_creates_the_roadmap_its_projects_and_their_thirteen_sections(content):
    report = import_curriculum(paths=[content])
    assert report.problems == []
    project = Project.objects.child_of(Roadmap.objects.get(slug="django-full-stack")).get()
    assert (project.slug, project.level.slug, project.hours, project.live) == ("inkwell", "beginner", 15, True)
    assert [section.kind for section in project.sections.order_by("path")] == [kind.slug for kind in SECTIONS]
    assert Topic.objects.count() == 15
    assert "ws" in Topic.objects.get(slug="channels-websockets").alias_list


def test_imported_pages_are_published_without_a_draft_and_with_a_history(content):
    import_curriculum(paths=[content])
    pages = Page.objects.filter(depth__gt=2)
    assert pages.count() == 15
    assert not pages.filter(has_unpublished_changes=True).exists()
    assert not pages.filter(live_revision=None).exists()
    assert not pages.filter(last_published_at=None).exists()


def test_every_item_has_an_id_that_loading_it_again_does_not_change(content):
    import_curriculum(paths=[content])
    for section in SpecSection.objects.all():
        ids = [child.id for child in SpecSection.objects.get(pk=section.pk).body]
        assert ids == [child["id"] for child in section.body.raw_data]
        for child in section.body.raw_data:
            entries = child["value"].get("entries", []) if isinstance(child["value"], dict) else []
            assert all(entry["id"] for entry in entries)


def test_pages_read_back_as_their_file(content, spec_file):
    import_curriculum(paths=[content])
    project = Project.objects.get()
    assert write_project(project_spec(project, project.sections.all())) == spec_file.read_text()


def test_the_whole_shipped_curriculum_is_exported_byte_for_byte(tmp_path):
    import_curriculum(paths=[CONTENT])
    call_command("export_curriculum", "django-full-stack", tmp_path, stdout=io.StringIO())
    shipped = {
        path.name[3:] if path.name[0].isdigit() else path.name: path.read_text() for path in CONTENT.glob("*/*.md")
    }
    exported = {
        path.name[3:] if path.name[0].isdigit() else path.name: path.read_text() for path in tmp_path.glob("*.md")
    }
    assert exported == shipped


# Shrinking would run the import hundreds of times; the text's own property tests find small examples.
@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(spec=project_specs)
def test_any_spec_survives_the_way_through_the_database(tmp_path, spec):
    file = tmp_path / "generated" / "01-generated.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(write_project(spec), encoding="utf-8", newline="\n")
    with transaction.atomic():
        make_roadmap("Generated")
        for slug in spec.topics:
            make_topic(slug)
        report = import_curriculum(paths=[file])
        assert report.errors == []
        project = Project.objects.get(slug=spec.slug)
        assert project_spec(project, project.sections.all()) == spec
        assert import_curriculum(paths=[file]).count("unchanged") == 14
        transaction.set_rollback(True)


# Repeating


def test_a_second_import_changes_nothing_and_writes_no_revision(content):
    import_curriculum(paths=[content])
    before = list(Revision.objects.values_list("pk")), list(Page.objects.values_list("pk", "last_published_at"))
    report = import_curriculum(paths=[content])
    assert {outcome.action for outcome in report.outcomes} == {"unchanged"}
    assert (
        list(Revision.objects.values_list("pk")),
        list(Page.objects.values_list("pk", "last_published_at")),
    ) == before


def test_a_dry_run_says_what_would_happen_and_writes_nothing(content):
    out = io.StringIO()
    call_command("import_curriculum", content, "--dry-run", stdout=out)
    assert "create     project django-full-stack/inkwell\n" in out.getvalue()
    assert "Dry run, nothing written: 30 create" in out.getvalue()
    assert not Roadmap.objects.exists()
    assert not Topic.objects.exists()


# Updating


def test_rewording_a_requirement_updates_its_section_alone_and_keeps_all_ids(content, spec_file):
    import_curriculum(paths=[content])
    ids, revisions = functional_ids(), Revision.objects.count()
    text = spec_file.read_text()
    line = next(line for line in text.splitlines() if line.startswith("- [ ] **FR-1**"))
    edit(spec_file, line, "- [ ] **FR-1** (must) A visitor sees something else altogether.")
    report = import_curriculum(paths=[content])
    assert by_action(report, "update") == ["project django-full-stack/inkwell#functional"]
    assert Revision.objects.count() == revisions + 1
    assert functional_ids() == ids
    section = SpecSection.objects.get(kind="functional")
    assert "something else altogether" in str(section.body.raw_data[0]) + str(list(section.body.raw_data))
    assert section.live and not section.has_unpublished_changes


def test_rewording_an_item_without_a_key_keeps_its_id(content, spec_file):
    import_curriculum(paths=[content])
    before = [item.id for item in project_sections("schedule").items]
    line = next(line for line in spec_file.read_text().splitlines() if line.startswith("- [ ] Day 1 "))
    edit(spec_file, line, line + " Ask someone to read it.")
    import_curriculum(paths=[content])
    assert [item.id for item in project_sections("schedule").items] == before


def project_sections(kind):
    project = Project.objects.get(slug="inkwell")
    spec = project_spec(project, project.sections.all())
    return next(section for section in spec.sections if section.kind == kind)


def test_changed_fields_update_the_project_and_no_section(content, spec_file):
    import_curriculum(paths=[content])
    edit(spec_file, "hours: 15\n", "hours: 17.5\n")
    edit(spec_file, "level: beginner", "level: intermediate")
    edit(spec_file, "topics: [py-tooling-uv-ruff, git-github-flow", "topics: [git-github-flow, py-tooling-uv-ruff")
    report = import_curriculum(paths=[content])
    assert by_action(report, "update") == ["project django-full-stack/inkwell"]
    project = Project.objects.get()
    assert (float(project.hours), project.level.slug) == (17.5, "intermediate")
    assert project_spec(project, ()).topics[:2] == ("git-github-flow", "py-tooling-uv-ruff")


def test_a_new_project_takes_its_place_between_those_around_its_file(content, spec_file):
    add_project(spec_file, "09-roomtalk.md", "Roomtalk")
    import_curriculum(paths=[content])
    add_project(spec_file, "02-taskforge.md", "Taskforge")
    add_project(spec_file, "00-warmup.md", "Warmup")
    import_curriculum(paths=[content])
    slugs = [page.slug for page in Project.objects.order_by("path")]
    assert slugs == ["warmup", "inkwell", "taskforge", "roomtalk"]
    assert Page.find_problems() == ([], [], [], [], [])


# What mentors edited


def test_what_a_mentor_edited_is_refused_and_the_rest_updated(content, spec_file):
    import_curriculum(paths=[content])
    mentor_rewords_a_requirement()
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    edit(spec_file, "hours: 15\n", "hours: 16\n")
    report = import_curriculum(paths=[content])
    assert by_action(report, "refused") == ["project django-full-stack/inkwell#functional"]
    assert by_action(report, "update") == ["project django-full-stack/inkwell"]
    assert "A mentor's wording." in str(list(SpecSection.objects.get(kind="functional").body.raw_data))


def test_a_mentors_draft_counts_as_an_edit(content, spec_file):
    import_curriculum(paths=[content])
    mentor_rewords_a_requirement(publish=False)
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    assert by_action(import_curriculum(paths=[content]), "refused") == ["project django-full-stack/inkwell#functional"]


def test_an_edit_is_overwritten_only_when_told_to(content, spec_file):
    import_curriculum(paths=[content])
    ids = functional_ids()
    mentor_rewords_a_requirement()
    report = import_curriculum(paths=[content], overwrite_edits=True)
    assert by_action(report, "update") == ["project django-full-stack/inkwell#functional"]
    assert functional_ids() == ids
    assert "A mentor's wording." not in str(list(SpecSection.objects.get(kind="functional").body.raw_data))


def test_an_edit_that_reached_the_file_counts_as_imported(content, spec_file):
    import_curriculum(paths=[content])
    mentor_rewords_a_requirement()
    call_command("export_curriculum", "django-full-stack", spec_file.parent, stdout=io.StringIO())
    assert by_action(import_curriculum(paths=[content]), "refused") == []
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    assert by_action(import_curriculum(paths=[content]), "update") == ["project django-full-stack/inkwell#functional"]


def test_a_topic_that_a_mentor_edited_is_refused(content):
    import_curriculum(paths=[content])
    Topic.objects.filter(slug="signals").update(description="A mentor's words.")
    edit(
        content / "topics.toml", 'slug = "signals"\nname = "Signals', 'slug = "signals"\nname = "Signals and receivers'
    )
    assert by_action(import_curriculum(paths=[content]), "refused") == ["topic signals"]


def test_what_a_topic_builds_on_follows_the_file(content):
    topics = content / "topics.toml"
    edit(topics, 'slug = "migrations"\n', 'slug = "migrations"\nrequires = ["models-relations"]\n')
    import_curriculum(paths=[content])
    migrations = Topic.objects.get(slug="migrations")
    assert migrations.required_slugs == ["models-relations"]
    edit(topics, 'requires = ["models-relations"]', 'requires = ["admin-basics", "models-relations"]')
    report = import_curriculum(paths=[content])
    assert by_action(report, "update") == ["topic migrations"]
    assert Topic.objects.get(slug="migrations").required_slugs == ["admin-basics", "models-relations"]
    migrations.requires.clear()
    assert by_action(import_curriculum(paths=[content]), "refused") == ["topic migrations"]


def test_rewording_a_step_of_the_guide_keeps_its_id(content):
    import_curriculum(paths=[content])

    def steps():
        return {
            block["id"]: block["value"]["title"]
            for block in Roadmap.objects.get().guide.raw_data
            if block["type"] == "step"
        }

    before = steps()
    edit(
        content / "django-full-stack" / "roadmap.md", "Step 1: Install uv and Python", "Step 1: Install uv with Python"
    )
    assert by_action(import_curriculum(paths=[content]), "update") == ["roadmap django-full-stack"]
    assert list(before) == list(steps())
    assert before != steps()


def test_an_unpublished_section_stays_unpublished(content, spec_file):
    import_curriculum(paths=[content])
    SpecSection.objects.get(kind="functional").unpublish()
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    import_curriculum(paths=[content])
    section = SpecSection.objects.get(kind="functional")
    assert not section.live
    assert section.has_unpublished_changes


def test_a_locked_section_is_refused(content, spec_file):
    import_curriculum(paths=[content])
    SpecSection.objects.filter(kind="functional").update(locked=True)
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    report = import_curriculum(paths=[content])
    assert [outcome.reason.split(";")[0] for outcome in report.outcomes if outcome.action == "refused"] == [
        "locked in the admin"
    ]


def test_two_changes_of_an_unpublished_section_are_no_edit_of_a_mentor(content, spec_file):
    import_curriculum(paths=[content])
    SpecSection.objects.get(kind="functional").unpublish()
    for old, new in [("(must)", "(should)"), ("(should)", "(could)")]:
        edit(spec_file, f"**FR-2** {old}", f"**FR-2** {new}")
        assert by_action(import_curriculum(paths=[content]), "refused") == []


def test_a_draft_that_equals_the_file_is_published(content, spec_file):
    import_curriculum(paths=[content])
    mentor_rewords_a_requirement(publish=False)
    line = next(line for line in spec_file.read_text().splitlines() if line.startswith("- [ ] **FR-1**"))
    edit(spec_file, line, "- [ ] **FR-1** (must) A mentor's wording.")
    assert by_action(import_curriculum(paths=[content]), "update") == ["project django-full-stack/inkwell#functional"]
    assert "A mentor's wording." in str(list(SpecSection.objects.get(kind="functional").body.raw_data))


def test_a_renamed_project_is_found_again(content, spec_file):
    import_curriculum(paths=[content])
    mentor_edits(Project.objects.get(), slug="ink-well", title="Ink Well")
    edit(spec_file, "**FR-2** (must)", "**FR-2** (should)")
    report = import_curriculum(paths=[content])
    assert by_action(report, "refused") == ["project django-full-stack/inkwell"]
    assert by_action(report, "update") == ["project django-full-stack/inkwell#functional"]
    assert Project.objects.get().slug == "ink-well"


def test_a_renamed_roadmap_is_found_again(content):
    import_curriculum(paths=[content])
    mentor_edits(Roadmap.objects.get(), slug="django")
    report = import_curriculum(paths=[content])
    assert (report.count("create"), by_action(report, "refused")) == (0, ["roadmap django-full-stack"])


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_mentors_deleted_comes_back_only_when_told_to(content, overwrite):
    import_curriculum(paths=[content])
    SpecSection.objects.get(kind="functional").delete()
    report = import_curriculum(paths=[content], overwrite_edits=overwrite)
    item = "project django-full-stack/inkwell#functional"
    assert by_action(report, "create" if overwrite else "refused") == [item]
    kinds = [section.kind for section in SpecSection.objects.order_by("path")]
    assert kinds == [kind.slug for kind in SECTIONS if overwrite or kind.slug != "functional"]
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("model", [Project, Roadmap])
def test_a_deleted_project_or_roadmap_stays_deleted(content, model):
    import_curriculum(paths=[content])
    model.objects.get().delete()
    report = import_curriculum(paths=[content])
    assert report.errors == []
    assert "project django-full-stack/inkwell" in by_action(report, "refused")
    assert not Project.objects.exists()


def test_an_unpublished_section_survives_export_and_import(content, spec_file):
    import_curriculum(paths=[content])
    SpecSection.objects.get(kind="stretch").unpublish()
    call_command("export_curriculum", "django-full-stack", spec_file.parent, stdout=io.StringIO())
    assert by_action(import_curriculum(paths=[content]), "update") == []
    assert SpecSection.objects.get(kind="stretch").get_latest_revision_as_object().body


def test_a_renamed_area_stops_nothing(content):
    import_curriculum(paths=[content])
    TopicArea.objects.filter(slug="core").update(slug="django-core")
    report = import_curriculum(paths=[content])
    assert report.errors == []


# All or nothing


def test_a_new_project_that_is_refused_does_not_stop_the_one_behind_it(content, spec_file):
    add_project(spec_file, "02-taskforge.md", "Taskforge")
    edit(spec_file, "## 2. Skill Level\n", "## 2. Skill Level\n![x](images/none.png)\n\n")
    report = import_curriculum(paths=[content])
    assert len(report.errors) == 1
    assert [project.slug for project in Project.objects.all()] == ["taskforge"]
    assert not [outcome.item for outcome in report.outcomes if "inkwell" in outcome.item]


def test_a_slug_in_two_files_is_refused(content, spec_file):
    shutil.copy(spec_file, spec_file.parent / "02-inkwell.md")
    [(path, problem)] = import_curriculum(paths=[content]).errors
    assert path.name == "02-inkwell.md"
    assert "stands in two files" in problem.message


def test_other_files_in_the_folder_are_left_alone(content, spec_file):
    (content / "README.md").write_text("# Read me\n")
    (spec_file.parent / "NOTES.md").write_text("# Notes\n")
    assert import_curriculum(paths=[content]).errors == []


def test_a_file_with_an_error_leaves_no_trace_and_the_others_are_imported(content, spec_file):
    add_project(spec_file, "02-taskforge.md", "Taskforge")
    edit(spec_file, "level: beginner", "level: novice")
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 errors"):
        call_command("import_curriculum", content, stdout=io.StringIO(), stderr=err)
    assert "01-inkwell.md: line 4: error: The level “novice” is unknown." in err.getvalue()
    assert [project.slug for project in Project.objects.all()] == ["taskforge"]


def test_a_block_that_cannot_be_published_stops_its_file(content, spec_file):
    edit(spec_file, "**FR-1** (must)", "**FR-1** (must) \n")
    edit(spec_file, "### Step 1: ", "### Step 1: " + "long " * 40)
    report = import_curriculum(paths=[content])
    [(path, problem)] = report.errors
    assert path == spec_file
    assert problem.section == "10. DevOps & Deployment Steps"
    assert "at most 120 characters" in problem.message
    assert not Project.objects.exists()
    assert not Page.objects.filter(slug="deployment").exists()


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda folder: (folder / "topics.toml").write_text("[areas\n"), "not valid TOML"),
        (lambda folder: (folder / "topics.toml").write_text("areas = 3\n"), "The areas are no list of names"),
        (lambda folder: (folder / "topics.toml").write_text('topic = ["a"]\n'), "The topics are no list"),
        (lambda folder: edit(folder / "topics.toml", 'name = "', "name = 5 #"), "a field that is no text"),
        (lambda folder: edit(folder / "topics.toml", 'area = "tooling"', 'area = "nowhere"'), "a known area"),
        (
            lambda folder: edit(folder / "topics.toml", 'tier = "must"', 'tier = "must-have"'),
            "the unknown tier “must-have”",
        ),
        (
            lambda folder: edit(folder / "topics.toml", 'tier = "must"', 'requires = ["nobody"]'),
            "requires what is no other topic",
        ),
        (lambda folder: edit(folder / "topics.toml", 'aliases = ["', 'aliases = ["ws", "'), "“ws” means two topics"),
        (lambda folder: (folder / "django-full-stack" / "01-inkwell.md").write_bytes(b"\xff"), "is not UTF-8"),
        (
            lambda folder: (folder / "django-full-stack" / "roadmap.md").unlink(),
            "There is no roadmap “django-full-stack”",
        ),
    ],
)
def test_damaged_files_are_named_with_a_cure(content, damage, expected):
    damage(content)
    problems = [str(problem) for _, problem in import_curriculum(paths=[content]).errors]
    assert any(expected in problem for problem in problems)


def test_a_missing_path_is_an_error():
    with pytest.raises(CommandError, match="does not exist"):
        call_command("import_curriculum", "/nowhere")


def test_a_failure_half_way_leaves_nothing(content, monkeypatch):
    calls = iter([None] * 5)

    def fails_later(*args, **kwargs):
        if next(calls, "end") == "end":
            raise RuntimeError("the power went out")

    monkeypatch.setattr("curriculum.publishing.log", fails_later)
    with pytest.raises(RuntimeError):
        import_curriculum(paths=[content])
    assert not Roadmap.objects.exists()
    assert not Topic.objects.exists()


# Many projects in one document, and pictures


def test_a_pasted_document_of_many_projects_is_imported(content, spec_file):
    single = spec_file.read_text().split("---\n", 2)[2]
    parts = []
    for number, title in enumerate(["Alpha", "Beta"], start=1):
        part = single.replace("## 2. Skill Level\n", "## 2. Skill Level\nThis is a beginner project.\n\n")
        parts.append(f"# Project {number}: {title}\n\n{part}")
    spec_file.write_text("\n".join(parts))
    report = import_curriculum(paths=[content])
    assert report.errors == []
    assert [(project.title, project.level.slug) for project in Project.objects.order_by("path")] == [
        ("Alpha", "beginner"),
        ("Beta", "beginner"),
    ]


def test_pictures_beside_a_spec_are_imported_once_and_exported(content, spec_file, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (spec_file.parent / "images").mkdir()
    Picture.new("RGB", (20, 10)).save(spec_file.parent / "images" / "models.png")
    edit(spec_file, "## 2. Skill Level\n", '## 2. Skill Level\n![The models](images/models.png "Two models")\n\n')
    for _ in range(2):
        assert import_curriculum(paths=[content]).errors == []
    assert get_image_model().objects.get().title == "The models"
    call_command("export_curriculum", "django-full-stack", tmp_path / "out", stdout=io.StringIO())
    assert (tmp_path / "out" / "01-inkwell.md").read_text() == spec_file.read_text()
    assert (tmp_path / "out" / "images" / "models.png").read_bytes() == (
        spec_file.parent / "images" / "models.png"
    ).read_bytes()


def test_a_dry_run_leaves_no_picture_behind(content, spec_file, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (spec_file.parent / "images").mkdir()
    Picture.new("RGB", (20, 10)).save(spec_file.parent / "images" / "models.png")
    edit(spec_file, "## 2. Skill Level\n", "## 2. Skill Level\n![The models](images/models.png)\n\n")
    import_curriculum(paths=[content], dry_run=True)
    assert not list((tmp_path / "media").rglob("*.png"))
    import_curriculum(paths=[content])
    assert by_action(import_curriculum(paths=[content]), "refused") == []


def test_a_picture_with_another_content_or_a_name_it_cannot_keep_is_refused(content, spec_file, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (spec_file.parent / "images").mkdir()
    Picture.new("RGB", (20, 10)).save(spec_file.parent / "images" / "models.png")
    edit(spec_file, "## 2. Skill Level\n", "## 2. Skill Level\n![The models](images/models.png)\n\n")
    import_curriculum(paths=[content])
    Picture.new("RGB", (30, 10)).save(spec_file.parent / "images" / "models.png")
    edit(spec_file, "images/models.png)", 'images/models.png "New")')
    assert "another image named models.png" in str(import_curriculum(paths=[content]).errors)
    (spec_file.parent / "images" / "models.png").rename(spec_file.parent / "images" / "größe.png")
    edit(spec_file, "images/models.png", "images/größe.png")
    assert "cannot keep its name" in str(import_curriculum(paths=[content]).errors)


def test_a_picture_that_is_not_there_stops_its_file(content, spec_file):
    edit(spec_file, "## 2. Skill Level\n", "## 2. Skill Level\n![x](images/none.png)\n\n")
    assert "There is no image images/none.png." in str(import_curriculum(paths=[content]).errors)


# The database


def test_a_project_has_a_section_of_a_kind_once(content):
    import_curriculum(paths=[content])
    one, other = SpecSection.objects.all()[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecSection.objects.filter(pk=one.pk).update(kind=other.kind)


def test_hours_must_be_positive(content):
    import_curriculum(paths=[content])
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(hours=0)


def test_a_project_is_copied_with_its_sections_and_deleted_with_them(content):
    import_curriculum(paths=[content])
    project = Project.objects.get()
    copy = project.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.sections.count() == 13
    assert project.sections.count() == 13
    copy.delete()
    assert SpecSection.objects.count() == 13
    assert read_projects(write_project(project_spec(project, project.sections.all()))).problems == ()
