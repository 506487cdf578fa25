"""What `export_curriculum` writes, and that another portal can read it."""

import io

import pytest
from django.core.management import call_command

from curriculum.models import Project
from tests.factories import make_project, make_roadmap

pytestmark = pytest.mark.django_db


def export(roadmap, folder):
    """Everything the command said: its output, then its warnings."""
    out, err = io.StringIO(), io.StringIO()
    call_command("export_curriculum", roadmap.slug, folder, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".md")


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
