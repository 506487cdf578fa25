"""What `export_curriculum` writes, and that another portal can read it."""

import io
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from PIL import Image as Picture
from wagtail.images import get_image_model

from curriculum.importer import import_curriculum
from curriculum.models import Project, Roadmap, Topic, TopicArea
from tests.factories import block, make_project, make_roadmap, make_topic, prose

CONTENT = Path(__file__).parent.parent / "content"

pytestmark = pytest.mark.django_db


def export(roadmap, folder):
    """Everything the command said: its output, then its warnings."""
    out, err = io.StringIO(), io.StringIO()
    call_command("export_curriculum", roadmap.slug, folder, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".md")


def texts(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def wipe():
    for roadmap in Roadmap.objects.all():
        roadmap.delete()
    Topic.objects.all().delete()
    TopicArea.objects.all().delete()


def vocabulary():
    areas = list(TopicArea.objects.values_list("slug", "name"))
    fields = ["slug", "name", "area__slug", "tier", "aliases", "description", "docs_url"]
    requires = {topic.slug: topic.required_slugs for topic in Topic.objects.all()}
    return areas, list(Topic.objects.values_list(*fields)), requires


def test_an_export_alone_fills_an_empty_portal(tmp_path):
    roadmap = make_roadmap()
    TopicArea.objects.create(name="Data", slug="data", position=2)
    TopicArea.objects.create(name="Real time", slug="real-time", position=1)
    odd = make_topic('Quotes " and \\ back', area="Data", aliases="größer, \x7f, a b", description="Snow ☃.")
    made_here = make_topic(
        "WebSockets", area="Real time", tier="must", aliases="ws", docs_url="https://example.org/?a=1"
    )
    odd.requires.set([made_here])  # which stands behind it in the file
    make_project(roadmap, topics=[odd, made_here])
    make_project(roadmap, topics=[made_here])
    export(roadmap, tmp_path / "out")
    before = vocabulary()
    wipe()
    report = import_curriculum(paths=[tmp_path / "out"])
    assert report.errors == []
    assert vocabulary() == before
    export(Roadmap.objects.get(), tmp_path / "again")
    assert texts(tmp_path / "again") == texts(tmp_path / "out")
    assert {outcome.action for outcome in import_curriculum(paths=[tmp_path / "again"]).outcomes} == {"unchanged"}


def test_the_shipped_topics_are_exported_as_they_are(tmp_path):
    import_curriculum(paths=[CONTENT])
    export(Roadmap.objects.get(), tmp_path)
    shipped = (CONTENT / "topics.toml").read_text()
    assert (tmp_path / "topics.toml").read_text() == shipped[shipped.index("[areas]") :]


def test_a_project_has_one_file_after_projects_were_reordered(tmp_path):
    roadmap = make_roadmap()
    first, second = make_project(roadmap, "Inkwell", sections={}), make_project(roadmap, "Taskforge", sections={})
    export(roadmap, tmp_path)
    Project.objects.get(pk=second.pk).move(Project.objects.get(pk=first.pk), pos="left")
    out, _ = export(roadmap, tmp_path)
    assert names(tmp_path) == ["01-taskforge.md", "02-inkwell.md", "roadmap.md"]
    assert "Removed 01-inkwell.md, 02-taskforge.md" in out


def test_files_of_others_stay(tmp_path):
    others = ["01-other.md", "1-inkwell.md", "07-my-inkwell.md", "07-inkwell.txt", "inkwell.md", "notes-inkwell.md"]
    for name in others:
        (tmp_path / name).write_text("mine")
    (tmp_path / "08-inkwell.md").mkdir()
    roadmap = make_roadmap()
    make_project(roadmap, "Inkwell", sections={})
    export(roadmap, tmp_path)
    assert [name for name in others if not (tmp_path / name).is_file()] == []
    assert (tmp_path / "08-inkwell.md").is_dir()


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


def make_image(name):
    file = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(file, "PNG")
    return get_image_model().objects.create(title=name, file=ImageFile(file, name=name))


def image_block(image):
    return block("image", {"image": image.pk, "alt": "Two models", "caption": "A caption."})


def test_an_image_without_its_file_is_named_and_the_export_goes_on(tmp_path, media):
    lost, kept = make_image("lost.png"), make_image("kept.png")
    project = make_project(sections={"summary": [image_block(lost), image_block(kept)]})
    Path(lost.file.path).unlink()
    _, err = export(project.get_parent(), tmp_path / "out")
    assert "lost.png" in err and "kept.png" not in err
    assert [path.name for path in (tmp_path / "out" / "images").iterdir()] == ["kept.png"]


def test_a_block_whose_image_was_deleted_is_left_out_and_its_place_is_named(tmp_path, media):
    image = make_image("gone.png")
    blocks = [prose("<p>Before it.</p>"), image_block(image), prose("<p>After it.</p>")]
    project = make_project(title="Inkwell", sections={"summary": blocks})
    roadmap = Roadmap.objects.get()
    roadmap.intro = [prose("<p>Read on.</p>"), image_block(image)]
    roadmap.save()
    get_image_model().objects.all().delete()
    _, err = export(roadmap, tmp_path)
    for name in ("01-inkwell.md", "roadmap.md"):
        assert "![" not in (tmp_path / name).read_text()
        assert f"{name}: left out 1 image block whose" in err
    assert "Before it.\n\nAfter it.\n" in (tmp_path / "01-inkwell.md").read_text()
    assert import_curriculum(paths=[tmp_path]).errors == []
    assert project.sections.get(kind="summary").body.raw_data[1]["type"] == "image"
