import json
import re
import shutil
from pathlib import Path, PurePath

from django.core.management.base import BaseCommand, CommandError

from curriculum.models import Project, Roadmap, Topic, TopicArea
from curriculum.spec_pages import images_of, project_spec, roadmap_spec, without_lost_images
from curriculum.spec_text import write_project, write_roadmap


class Command(BaseCommand):
    help = "Write all topics and the published pages of a roadmap as text files that import_curriculum reads back."

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
        self.write(dest / "topics.toml", topics_text())
        self.write(dest / "roadmap.md", write_roadmap(roadmap_spec(page)))
        self.warn_of_lost_images("roadmap.md", [page.intro, page.guide])
        projects = Project.objects.child_of(page).live().order_by("path").select_related("level")
        files = {f"{number:02}-{project.slug}.md": project for number, project in enumerate(projects, start=1)}
        for name, project in files.items():
            sections = list(project.sections.filter(live=True))
            self.write(dest / name, write_project(project_spec(project, sections)))
            self.warn_of_lost_images(name, [section.body for section in sections])
        self.remove_former(dest, files)
        for image in images_of(page):
            self.copy_image(image, dest / "images")
        self.stdout.write(f"Wrote topics.toml, roadmap.md and {len(projects)} projects to {dest}.")

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

    def warn_of_lost_images(self, name: str, streams: list):
        if lost := sum(len(stream.raw_data) - len(without_lost_images(stream)) for stream in streams):
            self.stderr.write(f"{name}: left out {lost} image block{'s'[: lost > 1]} whose image was deleted.")

    def copy_image(self, image, folder: Path):
        name = PurePath(image.file.name).name
        try:
            source = image.file.open("rb")
        except FileNotFoundError:
            self.stderr.write(f"images/{name}: the portal has lost this file; put it there by hand.")
            return
        folder.mkdir(exist_ok=True)
        with source, (folder / name).open("wb") as target:
            shutil.copyfileobj(source, target)


def topics_text() -> str:
    """All areas and topics as topics.toml holds them; topics in the order in which they were made."""
    areas = [f"{area.slug} = {toml(area.name)}\n" for area in TopicArea.objects.all()]
    topics = Topic.objects.select_related("area").prefetch_related("requires").order_by("pk")
    return "".join(["[areas]\n", *areas, *map(topic_text, topics)])


def topic_text(topic: Topic) -> str:
    optional = {"tier": topic.tier, "requires": topic.required_slugs}
    fields = {
        "slug": topic.slug,
        "name": topic.name,
        "area": topic.area.slug,
        **{name: value for name, value in optional.items() if value},
        "aliases": topic.alias_list,
        "description": topic.description,
        "docs": topic.docs_url,
    }
    return "".join(["\n[[topic]]\n", *(f"{name} = {toml(value)}\n" for name, value in fields.items())])


def toml(value: str | list[str]) -> str:
    """JSON of strings and lists of strings is TOML, too, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
