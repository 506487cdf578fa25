"""Files to pages: one transaction; create, update, leave unchanged, or refuse because a mentor edited the page.

A page remembers the digest of what was last imported into it. If what it holds now has another digest, a mentor edited it,
and the file does not overwrite that unless told to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from .identity import keep_ids
from .import_report import FileRefusedError, Report, refusal
from .indexing import once_per_project
from .models import Project, Roadmap, SkillLevel, SpecSection, Topic
from .publishing import add_page, block_error, newest, publish, record_creation, refusing_what_is_invalid
from .sections import SECTION_BY_SLUG
from .spec import Block, Image, ProjectSpec, RoadmapSpec, Section
from .spec_pages import project_digest, project_spec, roadmap_digest, roadmap_spec, section_digest, section_spec
from .spec_text import Problem, Vocabulary, read_projects, read_roadmap
from .stream import stream_data
from .topic_import import import_topics, read_vocabulary


def import_curriculum(*, paths: Iterable[Path], overwrite_edits: bool = False, dry_run: bool = False) -> Report:
    """Import topics.toml, roadmap.md and project files from these files and folders.

    All of it happens in one transaction, which a dry run rolls back. A file with an error leaves no trace, the others are
    imported.
    """
    files = _find_files(paths)
    with transaction.atomic():
        with once_per_project():
            report = _Import(Report(overwrite_edits)).run(files)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _find_files(paths: Iterable[Path]) -> list[Path]:
    """Topics first, then each folder's roadmap.md, then its projects by name."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(path.glob("topics.toml"), path.glob("*.md"), path.glob("*/*.md"))
        else:
            found.add(path)
    return sorted(
        found, key=lambda path: (path.name != "topics.toml", path.parent, path.name != "roadmap.md", path.name)
    )


@dataclass(slots=True)
class _Import:
    report: Report
    roadmaps: dict[Path, Roadmap] = field(default_factory=dict)
    last: dict[int, Project] = field(default_factory=dict)  # by roadmap: the project of the file read last
    vocabulary: Vocabulary | None = None

    def run(self, files: list[Path]) -> Report:
        for path in files:
            try:
                with transaction.atomic():
                    self._import_file(path)
            except FileRefusedError as refused:
                self.report.problems.append((path, refused.problem))
        return self.report

    def _import_file(self, path: Path) -> None:
        text = _read_text(path)
        if path.name == "topics.toml":
            import_topics(text=text, report=self.report)
        elif path.name == "roadmap.md":
            self._import_roadmap(path, text)
        else:
            self._import_projects(path, text)

    def _known(self) -> Vocabulary:
        if self.vocabulary is None:
            self.vocabulary = read_vocabulary()
        return self.vocabulary

    # Roadmaps

    def _import_roadmap(self, path: Path, text: str) -> None:
        spec, problems = read_roadmap(text)
        self._tell(path, problems)
        roadmap = Roadmap.objects.child_of(_home()).filter(slug=spec.slug).first()
        item = f"roadmap {spec.slug}"
        if roadmap is None:
            roadmap = Roadmap()
            self._fill_roadmap(roadmap, spec, path)
            add_page(_home(), roadmap, f"Imported from {path.name}")
            self.report.created(item)
        else:
            current = roadmap_digest(roadmap_spec(newest(roadmap)))
            unchanged, edited = current == roadmap_digest(spec), current != roadmap.imported_digest
            action = self.report.settle(item, unchanged=unchanged, edited=edited)
            if action == "update":
                self._fill_roadmap(roadmap, spec, path)
                publish(roadmap)
            elif action == "unchanged":
                _remember(roadmap, current)
        self.roadmaps[path.parent.resolve()] = roadmap

    def _fill_roadmap(self, roadmap: Roadmap, spec: RoadmapSpec, path: Path) -> None:
        roadmap.title = spec.title
        roadmap.slug = spec.slug
        roadmap.hours_per_day = spec.hours_per_day
        roadmap.days_per_week = spec.days_per_week
        roadmap.audience = spec.audience
        roadmap.outcome = spec.outcome
        roadmap.intro = stream_data(spec.intro, "intro", _images(spec.intro, path), roadmap.intro.raw_data)
        roadmap.imported_digest = roadmap_digest(spec)

    def _roadmap_of(self, path: Path) -> Roadmap:
        folder = path.parent.resolve()
        if folder not in self.roadmaps:
            roadmap = Roadmap.objects.child_of(_home()).filter(slug=folder.name).first()
            if roadmap is None:
                raise refusal(
                    f"There is no roadmap “{folder.name}” to put this project on.",
                    "Put the file into the folder of a roadmap, beside its roadmap.md, and import that too.",
                )
            self.roadmaps[folder] = roadmap
        return self.roadmaps[folder]

    # Projects

    def _import_projects(self, path: Path, text: str) -> None:
        roadmap = self._roadmap_of(path)
        reading = read_projects(text, self._known())
        self._tell(path, reading.problems)
        for spec in reading.projects:
            self._import_project(roadmap, spec, path)

    def _tell(self, path: Path, problems: Iterable[Problem]) -> None:
        """Report the problems; errors stop the file."""
        errors = [problem for problem in problems if problem.severity == "error"]
        self.report.problems += [(path, problem) for problem in problems if problem not in errors[-1:]]
        if errors:
            raise FileRefusedError(errors[-1])

    def _import_project(self, roadmap: Roadmap, spec: ProjectSpec, path: Path) -> None:
        project = Project.objects.child_of(roadmap).filter(slug=spec.slug).first()
        item = f"project {roadmap.slug}/{spec.slug}"
        if project is None:
            project = Project()
            _fill_project(project, spec)
            self._place(roadmap, project, f"Imported from {path.name}")
            self.report.created(item)
        else:
            current = project_digest(project_spec(newest(project), ()))
            unchanged, edited = current == project_digest(spec), current != project.imported_digest
            action = self.report.settle(item, unchanged=unchanged, edited=edited)
            if action == "update":
                _fill_project(project, spec)
                publish(project)
            elif action == "unchanged":
                _remember(project, current)
        self.last[roadmap.pk] = project
        for section in spec.sections:
            self._import_section(project, section, path, item)

    def _place(self, roadmap: Roadmap, project: Project, message: str) -> None:
        """A new project stands right behind the project of the file before it. Existing ones are never moved."""
        before = self.last.get(roadmap.pk)
        first = Project.objects.child_of(roadmap).order_by("path").first()
        with refusing_what_is_invalid(project):
            if before is not None:
                before.refresh_from_db(fields=["path", "numchild"])
                before.add_sibling(instance=project, pos="right")
            elif first is not None:
                first.add_sibling(instance=project, pos="left")
            else:
                roadmap.refresh_from_db(fields=["path", "numchild"])
                roadmap.add_child(instance=project)
        record_creation(project, message)

    def _import_section(self, project: Project, section: Section, path: Path, owner: str) -> None:
        item = f"{owner}#{section.kind}"
        page = SpecSection.objects.filter(spec_of=project, kind=section.kind).first()
        if page is None:
            page = SpecSection(kind=section.kind)
            self._fill_section(page, section, path)
            project.refresh_from_db(fields=["path", "numchild"])
            add_page(project, page, f"Imported from {path.name}")
            self.report.created(item)
            return
        current = section_spec(newest(page))
        section = keep_ids(section, current)
        digest = section_digest(current)
        unchanged, edited = digest == section_digest(section), digest != page.imported_digest
        action = self.report.settle(item, unchanged=unchanged, edited=edited)
        if action == "update":
            self._fill_section(page, section, path)
            publish(page)
        elif action == "unchanged":
            _remember(page, digest)

    def _fill_section(self, page: SpecSection, section: Section, path: Path) -> None:
        page.body = stream_data(section.blocks, section.kind, _images(section.blocks, path), page.body.raw_data)
        page.imported_digest = section_digest(section)
        try:
            page.body.stream_block.clean(page.body)
        except ValidationError as error:
            raise refusal(
                f"A block cannot be published: {block_error(error)}.",
                "Mend it in the file.",
                SECTION_BY_SLUG[section.kind].heading,
            ) from error


# Pages


def _home() -> Page:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise refusal("There is no default site.", "Run `manage.py migrate`, or make one under Settings > Sites.")
    return site.root_page


def _fill_project(project: Project, spec: ProjectSpec) -> None:
    project.title = spec.title
    project.slug = spec.slug
    project.summary = spec.summary
    project.level = SkillLevel.objects.get(slug=spec.level)
    project.hours = spec.hours
    by_slug = {topic.slug: topic for topic in Topic.objects.filter(slug__in=spec.topics)}
    project.topics.set([by_slug[slug] for slug in spec.topics])
    project.imported_digest = project_digest(replace(spec, sections=()))


def _remember(page: Page, digest: str) -> None:
    """A page that came to equal its file by other ways counts as imported. No revision: its content is the same."""
    if page.imported_digest != digest:
        type(page).objects.filter(pk=page.pk).update(imported_digest=digest)


# Files


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise refusal(f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except OSError as error:
        raise refusal(f"The file cannot be read: {error.strerror}.", "Check the path and its permissions.") from error


def _images(blocks: Iterable[Block], path: Path) -> dict[str, int]:
    """The image behind each src of these blocks: one of that file name on the portal, else the file beside the spec."""
    return {block.src: _image(block, path) for block in blocks if isinstance(block, Image)}


def _image(block: Image, path: Path) -> int:
    images = get_image_model().objects
    name = Path(block.src).name
    if found := images.filter(file__endswith=f"/{name}").order_by("pk").first():
        return found.pk
    file = path.parent / "images" / name
    if block.src != f"images/{name}" or not file.is_file():
        raise refusal(f"There is no image {block.src}.", f"Put the file into {path.parent.name}/images/.")
    with file.open("rb") as content:
        return images.create(title=block.alt[:255] or name, file=ImageFile(content, name=name)).pk
