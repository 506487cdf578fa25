"""Files to pages: one transaction; create, update, leave unchanged, or refuse because a mentor edited the page.

A page remembers the digest of what was last imported into it. If what it holds now has another digest, a mentor edited it,
and the file does not overwrite that unless told to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page, Site

from .identity import keep_ids
from .import_report import DELETED, EDITED, LOCKED, Action, FileRefusedError, Report, refusal
from .imported_images import delete_files, import_images
from .indexing import once_per_object
from .models import ImportedPage, Project, Roadmap, SkillLevel, SpecSection, Topic
from .publishing import add_page, block_error, newest, publish, record_creation, refusing_what_is_invalid, remember
from .scaffold import first_section_after
from .sections import SECTION_BY_SLUG
from .spec import ProjectSpec, RoadmapSpec, Section
from .spec_pages import project_digest, project_spec, roadmap_digest, roadmap_spec, section_digest, section_spec
from .spec_text import Problem, Vocabulary, read_projects, read_roadmap
from .stream import stream_data
from .topic_import import import_topics, read_vocabulary


def import_curriculum(*, paths: Iterable[Path], overwrite_edits: bool = False, dry_run: bool = False) -> Report:
    """Import topics.toml, roadmap.md and project files from these files and folders.

    All of it happens in one transaction, which a dry run rolls back. A file with an error leaves no trace, the others are
    imported.
    """
    run = _Import(Report(overwrite_edits))
    try:
        with transaction.atomic():
            with once_per_object():
                run.import_files(_find_files(paths))
            if dry_run:
                transaction.set_rollback(True)
    except BaseException:
        delete_files(run.images)
        raise
    if dry_run:
        delete_files(run.images)
    return run.report


def _find_files(paths: Iterable[Path]) -> list[Path]:
    """Topics first, then each folder's roadmap.md, then its projects by name. In a folder, other files are not ours."""
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            for pattern in ("topics.toml", "roadmap.md", "[0-9]*.md", "*/roadmap.md", "*/[0-9]*.md"):
                found.update(path.glob(pattern))
        else:
            found.add(path)
    return sorted(
        found, key=lambda path: (path.name != "topics.toml", path.parent, path.name != "roadmap.md", path.name)
    )


@dataclass(slots=True)
class _Import:
    report: Report
    roadmaps: dict[Path, Roadmap] = field(default_factory=dict)  # by the folder of their files
    names: dict[Path, str] = field(default_factory=dict)  # by folder: the slug in its roadmap.md
    last: dict[Path, Project] = field(default_factory=dict)  # by folder: the project of the file read last
    seen: set[str] = field(default_factory=set)
    images: list = field(default_factory=list)  # created by this run
    places: dict[str, int | None] | None = None  # the page of each item that was ever imported
    vocabulary: Vocabulary | None = None

    def import_files(self, files: list[Path]) -> None:
        for path in files:
            outcomes, images, last = len(self.report.outcomes), len(self.images), dict(self.last)
            try:
                with transaction.atomic():
                    self._import_file(path)
            except FileRefusedError as refused:
                self.report.problems.append((path, refused.problem))
                del self.report.outcomes[outcomes:]
                delete_files(self.images[images:])
                del self.images[images:]
                self.last, self.places = last, None

    def _import_file(self, path: Path) -> None:
        text = _read_text(path)
        if path.name == "topics.toml":
            import_topics(text=text, report=self.report)
        elif path.name == "roadmap.md":
            self._import_roadmap(path, text)
        else:
            self._import_projects(path, text)

    def _decide(self, item: str, page: Page, *, current: str, wanted: str) -> Action:
        """What becomes of a page, by the digests of what it holds and what its file says."""
        if current == wanted:
            # A draft that equals the file while readers still see something else is published.
            waits = page.live and page.has_unpublished_changes
            if page.imported_digest != wanted:
                remember(page, wanted)
            return self.report.settle(item, unchanged=not waits)
        edited = EDITED if current != page.imported_digest else ""
        return self.report.settle(item, unchanged=False, conflict=LOCKED if page.locked else edited)

    def _find[P: Page](self, model: type[P], item: str, candidates: QuerySet[P]) -> P | None:
        """The page that this item became, wherever it is now; else one in its place, or None. Raises if mentors deleted it."""
        if self.places is None:
            self.places = dict(ImportedPage.objects.values_list("item", "page_id"))
        if item not in self.places:
            return candidates.first()
        page = model.objects.filter(pk=self.places[item]).first()
        if page is None and not self.report.overwrite_edits:
            raise _Deleted(item)
        return page

    def _created(self, item: str, page: Page) -> None:
        self.report.created(item)
        self._remember_place(item, page)

    def _remember_place(self, item: str, page: Page) -> None:
        if self.places is not None and self.places.get(item) != page.pk:
            ImportedPage.objects.update_or_create(item=item, defaults={"page_id": page.pk})
            self.places[item] = page.pk

    def _known(self) -> Vocabulary:
        if self.vocabulary is None:
            self.vocabulary = read_vocabulary()
        return self.vocabulary

    # Roadmaps

    def _import_roadmap(self, path: Path, text: str) -> None:
        spec, problems = read_roadmap(text)
        self._tell(path, problems)
        item = f"roadmap {spec.slug}"
        self.names[path.parent.resolve()] = spec.slug
        try:
            roadmap = self._find(Roadmap, item, Roadmap.objects.child_of(_home()).filter(slug=spec.slug))
        except _Deleted:
            self.report.settle(item, unchanged=False, conflict=DELETED)
            return
        if roadmap is None:
            roadmap = Roadmap()
            self._fill_roadmap(roadmap, spec, path)
            add_page(_home(), roadmap, f"Imported from {path.name}")
            self._created(item, roadmap)
        else:
            self._remember_place(item, roadmap)
            there = roadmap_spec(newest(roadmap))
            steps = keep_ids(Section("deployment", spec.guide), Section("deployment", there.guide))
            spec = replace(spec, guide=steps.blocks)
            current, wanted = roadmap_digest(there), roadmap_digest(spec)
            if self._decide(item, roadmap, current=current, wanted=wanted) == "update":
                self._fill_roadmap(roadmap, spec, path)
                publish(roadmap)
        self.roadmaps[path.parent.resolve()] = roadmap

    def _fill_roadmap(self, roadmap: Roadmap, spec: RoadmapSpec, path: Path) -> None:
        roadmap.title = spec.title
        roadmap.slug = spec.slug
        roadmap.hours_per_day = spec.hours_per_day
        roadmap.days_per_week = spec.days_per_week
        roadmap.audience = spec.audience
        roadmap.outcome = spec.outcome
        for name, kind, blocks in [("intro", "intro", spec.intro), ("guide", "deployment", spec.guide)]:
            images = import_images(blocks, path, self.images)
            setattr(roadmap, name, stream_data(blocks, kind, images, getattr(roadmap, name).raw_data))
        roadmap.imported_digest = roadmap_digest(spec)

    def _roadmap_of(self, path: Path) -> Roadmap | None:
        """None if mentors deleted it."""
        folder = path.parent.resolve()
        if folder not in self.roadmaps:
            name = self._name_of(path)
            try:
                candidates = Roadmap.objects.child_of(_home()).filter(slug=name)
                roadmap = self._find(Roadmap, f"roadmap {name}", candidates)
            except _Deleted:
                return None
            if roadmap is None:
                raise refusal(
                    f"There is no roadmap “{name}” to put this project on.",
                    "Put the file into the folder of a roadmap, beside its roadmap.md, and import that too.",
                )
            self.roadmaps[folder] = roadmap
        return self.roadmaps[folder]

    def _name_of(self, path: Path) -> str:
        """What the roadmap of this file is called in files, whatever mentors renamed it to."""
        folder = path.parent.resolve()
        return self.names.get(folder, folder.name)

    # Projects

    def _import_projects(self, path: Path, text: str) -> None:
        roadmap = self._roadmap_of(path)
        reading = read_projects(text, self._known())
        self._tell(path, reading.problems)
        for spec in reading.projects:
            item = f"project {self._name_of(path)}/{spec.slug}"
            if item in self.seen:
                raise refusal(
                    f"The slug “{spec.slug}” stands in two files of this roadmap.", "Rename one, or remove it."
                )
            self.seen.add(item)
            try:
                if roadmap is None:
                    raise _Deleted(item)
                self._import_project(roadmap, spec, path, item)
            except _Deleted:
                self.report.settle(item, unchanged=False, conflict=DELETED)

    def _tell(self, path: Path, problems: Iterable[Problem]) -> None:
        """Report the problems; errors stop the file."""
        errors = [problem for problem in problems if problem.severity == "error"]
        self.report.problems += [(path, problem) for problem in problems if problem not in errors[-1:]]
        if errors:
            raise FileRefusedError(errors[-1])

    def _import_project(self, roadmap: Roadmap, spec: ProjectSpec, path: Path, item: str) -> None:
        project = self._find(Project, item, Project.objects.child_of(roadmap).filter(slug=spec.slug))
        if project is None:
            project = Project()
            _fill_project(project, spec)
            self._place(roadmap, project, path)
            self._created(item, project)
        else:
            self._remember_place(item, project)
            current, wanted = project_digest(project_spec(newest(project), ())), project_digest(spec)
            if self._decide(item, project, current=current, wanted=wanted) == "update":
                _fill_project(project, spec)
                publish(project)
        self.last[path.parent.resolve()] = project
        for section in spec.sections:
            self._import_section(project, section, path, f"{item}#{section.kind}")

    def _place(self, roadmap: Roadmap, project: Project, path: Path) -> None:
        """A new project stands right behind the project of the file before it. Existing ones are never moved."""
        before = self.last.get(path.parent.resolve())
        first = Project.objects.child_of(roadmap).order_by("path").first()
        with refusing_what_is_invalid(project):
            if before is not None and Project.objects.child_of(roadmap).filter(pk=before.pk).exists():
                before.refresh_from_db(fields=["path", "numchild"])
                before.add_sibling(instance=project, pos="right")
            elif first is not None:
                first.add_sibling(instance=project, pos="left")
            else:
                roadmap.refresh_from_db(fields=["path", "numchild"])
                roadmap.add_child(instance=project)
        record_creation(project, f"Imported from {path.name}")

    def _import_section(self, project: Project, section: Section, path: Path, item: str) -> None:
        try:
            page = self._find(SpecSection, item, project.sections.filter(kind=section.kind))
        except _Deleted:
            self.report.settle(item, unchanged=not section.blocks, conflict=DELETED)
            return
        if page is None:
            page = SpecSection(kind=section.kind)
            self._fill_section(page, section, path)
            self._place_section(project, page, path)
            self._created(item, page)
            return
        self._remember_place(item, page)
        current = section_spec(newest(page))
        section = keep_ids(section, current)
        if not section.blocks and not page.live:  # an export leaves out what is not published
            self.report.settle(item, unchanged=True)
        elif self._decide(item, page, current=section_digest(current), wanted=section_digest(section)) == "update":
            self._fill_section(page, section, path)
            publish(page)

    def _place_section(self, project: Project, page: SpecSection, path: Path) -> None:
        with refusing_what_is_invalid(page):
            if following := first_section_after(project, SECTION_BY_SLUG[page.kind]):
                following.add_sibling("left", instance=page)
            else:
                project.refresh_from_db(fields=["path", "numchild"])
                project.add_child(instance=page)
        record_creation(page, f"Imported from {path.name}")

    def _fill_section(self, page: SpecSection, section: Section, path: Path) -> None:
        page.body = stream_data(
            section.blocks, section.kind, import_images(section.blocks, path, self.images), page.body.raw_data
        )
        page.imported_digest = section_digest(section)
        try:
            page.body.stream_block.clean(page.body)
        except ValidationError as error:
            raise refusal(
                f"A block cannot be published: {block_error(error)}.",
                "Mend it in the file.",
                SECTION_BY_SLUG[section.kind].heading,
            ) from error


class _Deleted(Exception):
    """Mentors deleted the page of this item, so its file does not bring it back."""


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


# Files


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise refusal(f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except OSError as error:
        raise refusal(f"The file cannot be read: {error.strerror}.", "Check the path and its permissions.") from error
