import shutil
from pathlib import Path, PurePath

from django.core.management.base import BaseCommand, CommandError

from curriculum.models import Project, Roadmap
from curriculum.spec_pages import images_of, project_spec, roadmap_spec
from curriculum.spec_text import write_project, write_roadmap


class Command(BaseCommand):
    help = "Write the published pages of a roadmap as text files that import_curriculum reads back."

    def add_arguments(self, parser):
        parser.add_argument("roadmap", metavar="ROADMAP", help="the slug of the roadmap")
        parser.add_argument(
            "dest", metavar="DEST", type=Path, help="the folder to write to; files of the same name are replaced"
        )

    def handle(self, *, roadmap, dest, **options):
        page = Roadmap.objects.live().filter(slug=roadmap).first()
        if page is None:
            known = ", ".join(Roadmap.objects.live().values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no published roadmap “{roadmap}”. Known: {known}.")
        dest.mkdir(parents=True, exist_ok=True)
        self.write(dest / "roadmap.md", write_roadmap(roadmap_spec(page)))
        projects = Project.objects.child_of(page).live().order_by("path").select_related("level")
        for number, project in enumerate(projects, start=1):
            spec = project_spec(project, project.sections.filter(live=True))
            self.write(dest / f"{number:02}-{project.slug}.md", write_project(spec))
        for image in images_of(page):
            self.copy_image(image, dest / "images")
        self.stdout.write(f"Wrote roadmap.md and {len(projects)} projects to {dest}.")

    def write(self, path: Path, text: str):
        path.write_text(text, encoding="utf-8", newline="\n")

    def copy_image(self, image, folder: Path):
        folder.mkdir(exist_ok=True)
        with image.file.open("rb") as source, (folder / PurePath(image.file.name).name).open("wb") as target:
            shutil.copyfileobj(source, target)
