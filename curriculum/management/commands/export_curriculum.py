import re
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
            "dest", metavar="DEST", type=Path, help="the folder to write to; files of the same projects are replaced"
        )

    def handle(self, *, roadmap, dest, **options):
        page = Roadmap.objects.live().filter(slug=roadmap).first()
        if page is None:
            known = ", ".join(Roadmap.objects.live().values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no published roadmap “{roadmap}”. Known: {known}.")
        dest.mkdir(parents=True, exist_ok=True)
        self.write(dest / "roadmap.md", write_roadmap(roadmap_spec(page)))
        projects = Project.objects.child_of(page).live().order_by("path").select_related("level")
        files = {f"{number:02}-{project.slug}.md": project for number, project in enumerate(projects, start=1)}
        for name, project in files.items():
            spec = project_spec(project, project.sections.filter(live=True))
            self.write(dest / name, write_project(spec))
        self.remove_former(dest, files)
        for image in images_of(page):
            self.copy_image(image, dest / "images")
        self.stdout.write(f"Wrote roadmap.md and {len(projects)} projects to {dest}.")

    def write(self, path: Path, text: str):
        path.write_text(text, encoding="utf-8", newline="\n")

    def remove_former(self, dest: Path, files: dict[str, Project]):
        """What an earlier export wrote for the same projects when they stood in another place."""
        slugs = {project.slug for project in files.values()}
        former = [
            path
            for path in sorted(dest.iterdir())
            if (match := re.fullmatch(r"[0-9]{2,}-(.+)\.md", path.name))
            and match[1] in slugs
            and path.name not in files
            and path.is_file()
        ]
        for path in former:
            path.unlink()
        if former:
            self.stdout.write(f"Removed {', '.join(path.name for path in former)}: the projects have a new number.")

    def copy_image(self, image, folder: Path):
        folder.mkdir(exist_ok=True)
        with image.file.open("rb") as source, (folder / PurePath(image.file.name).name).open("wb") as target:
            shutil.copyfileobj(source, target)
