"""Files to pages: one transaction; create, update, leave unchanged, or refuse because a mentor edited the page.

A page remembers the digest of what was last imported into it. If what it holds now has another digest, a mentor edited it,
and the file does not overwrite that unless told to.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Page, Site

from .identity import keep_ids
from .indexing import once_per_project
from .models import Project, Roadmap, SkillLevel, SpecSection, Topic, TopicArea
from .sections import SECTION_BY_SLUG
from .spec import Block, Image, ProjectSpec, RoadmapSpec, Section
from .spec_pages import (
    project_digest,
    project_spec,
    roadmap_digest,
    roadmap_spec,
    section_digest,
    section_spec,
    topic_digest,
)
from .spec_text import Problem, Vocabulary, read_projects, read_roadmap
from .stream import stream_data

Action = Literal["create", "update", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: a topic, a roadmap, a project's fields, or a section."""

    action: Action
    item: str
    reason: str = ""


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[tuple[Path, Problem]] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[Path, Problem]]:
        return [(path, problem) for path, problem in self.problems if problem.severity == "error"]

    def count(self, action: Action) -> int:
        return sum(outcome.action == action for outcome in self.outcomes)


class FileRefusedError(Exception):
    """A file cannot be imported; carries what to tell about it."""

    def __init__(self, message: str, cure: str, section: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(1, "error", section, message, cure)


def import_curriculum(*, paths: Iterable[Path], overwrite_edits: bool = False, dry_run: bool = False) -> Report:
    """Import topics.toml, roadmap.md and project files from these files and folders.

    All of it happens in one transaction, which a dry run rolls back. A file with an error leaves no trace, the others are
    imported.
    """
    files = _find_files(paths)
    with transaction.atomic():
        with once_per_project():
            report = _Import(overwrite_edits=overwrite_edits).run(files)
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
    overwrite_edits: bool
    report: Report = field(default_factory=Report)
    roadmaps: dict[Path, Roadmap] = field(default_factory=dict)
    last: dict[int, Project] = field(default_factory=dict)  # by roadmap: the project of the file read last
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

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
            self._import_topics(text)
        elif path.name == "roadmap.md":
            self._import_roadmap(path, text)
        else:
            self._import_projects(path, text)

    def _settle(self, *, item: str, unchanged: bool, edited: bool) -> bool:
        """Record what becomes of an existing item; true if it is to be written."""
        if unchanged:
            self.report.outcomes.append(Outcome("unchanged", item))
        elif edited and not self.overwrite_edits:
            reason = "edited in the admin since the last import; export it first, or use --overwrite-edits"
            self.report.outcomes.append(Outcome("refused", item, reason))
        else:
            self.report.outcomes.append(Outcome("update", item))
            return True
        return False

    # Topics

    def _import_topics(self, text: str) -> None:
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise FileRefusedError(f"This is not valid TOML: {error}.", "Mend the line it names.") from error
        for position, (slug, name) in enumerate(data.get("areas", {}).items(), start=1):
            TopicArea.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})
        areas = {area.slug: area for area in TopicArea.objects.all()}
        existing = {topic.slug: topic for topic in Topic.objects.select_related("area")}
        for entry in data.get("topic", []):
            self._import_topic(entry, areas, existing)
        self._check_terms()

    def _import_topic(self, entry: dict[str, str], areas: dict[str, TopicArea], existing: dict[str, Topic]) -> None:
        slug = entry.get("slug", "")
        area = areas.get(entry.get("area", ""))
        if not slug or not entry.get("name") or area is None:
            raise FileRefusedError(
                f"The topic “{slug or entry.get('name', '?')}” lacks a slug, a name or a known area.",
                "Give it `slug`, `name` and an `area` that stands under [areas].",
            )
        wanted = Topic(
            slug=slug,
            name=entry["name"],
            area=area,
            aliases=", ".join(entry.get("aliases", [])),
            description=entry.get("description", ""),
            docs_url=entry.get("docs", ""),
        )
        wanted.imported_digest = topic_digest(wanted)
        topic = existing.get(slug)
        if topic is None:
            self.report.outcomes.append(Outcome("create", f"topic {slug}"))
        else:
            current = topic_digest(topic)
            unchanged, edited = current == wanted.imported_digest, current != topic.imported_digest
            if not self._settle(item=f"topic {slug}", unchanged=unchanged, edited=edited):
                return
            wanted.pk = topic.pk
        try:
            wanted.clean_fields()
            wanted.validate_constraints()
        except ValidationError as error:
            raise FileRefusedError(f"Topic {slug}: {' '.join(error.messages)}", "Mend its entry.") from error
        wanted.save(force_update=wanted.pk is not None)

    def _check_terms(self) -> None:
        """An alias means one topic. Checked over all at once; each save would compare with all others."""
        meant: dict[str, Topic] = {}
        for topic in Topic.objects.all():
            for term in topic.terms:
                if other := meant.setdefault(term, topic):
                    if other.pk == topic.pk:
                        continue
                    raise FileRefusedError(
                        f"“{term}” means two topics, {other.slug} and {topic.slug}.", "Remove the alias from one."
                    )
        self.vocabulary = Vocabulary({term: topic.slug for term, topic in meant.items()}, self._levels())

    def _levels(self) -> tuple[str, ...]:
        return tuple(SkillLevel.objects.values_list("slug", flat=True))

    def _known(self) -> Vocabulary:
        if self.vocabulary.topics is None:
            self._check_terms()
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
            _add_page(_home(), roadmap, f"Imported from {path.name}")
            self.report.outcomes.append(Outcome("create", item))
        else:
            current = roadmap_digest(roadmap_spec(_newest(roadmap)))
            unchanged, edited = current == roadmap_digest(spec), current != roadmap.imported_digest
            if self._settle(item=item, unchanged=unchanged, edited=edited):
                self._fill_roadmap(roadmap, spec, path)
                _publish(roadmap)
            elif unchanged:
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
                raise FileRefusedError(
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
            refused = FileRefusedError("", "")
            refused.problem = errors[-1]
            raise refused

    def _import_project(self, roadmap: Roadmap, spec: ProjectSpec, path: Path) -> None:
        project = Project.objects.child_of(roadmap).filter(slug=spec.slug).first()
        item = f"project {roadmap.slug}/{spec.slug}"
        if project is None:
            project = Project()
            _fill_project(project, spec)
            self._place(roadmap, project, f"Imported from {path.name}")
            self.report.outcomes.append(Outcome("create", item))
        else:
            current = project_digest(project_spec(_newest(project), ()))
            unchanged, edited = current == project_digest(spec), current != project.imported_digest
            if self._settle(item=item, unchanged=unchanged, edited=edited):
                _fill_project(project, spec)
                _publish(project)
            elif unchanged:
                _remember(project, current)
        self.last[roadmap.pk] = project
        for section in spec.sections:
            self._import_section(project, section, path, item)

    def _place(self, roadmap: Roadmap, project: Project, message: str) -> None:
        """A new project stands right behind the project of the file before it. Existing ones are never moved."""
        before = self.last.get(roadmap.pk)
        first = Project.objects.child_of(roadmap).order_by("path").first()
        with _clear_errors(project):
            if before is not None:
                before.refresh_from_db(fields=["path", "numchild"])
                before.add_sibling(instance=project, pos="right")
            elif first is not None:
                first.add_sibling(instance=project, pos="left")
            else:
                roadmap.refresh_from_db(fields=["path", "numchild"])
                roadmap.add_child(instance=project)
        _record(project, message)

    def _import_section(self, project: Project, section: Section, path: Path, owner: str) -> None:
        item = f"{owner}#{section.kind}"
        page = SpecSection.objects.filter(spec_of=project, kind=section.kind).first()
        if page is None:
            page = SpecSection(kind=section.kind)
            self._fill_section(page, section, path)
            project.refresh_from_db(fields=["path", "numchild"])
            _add_page(project, page, f"Imported from {path.name}")
            self.report.outcomes.append(Outcome("create", item))
            return
        current = section_spec(_newest(page))
        section = keep_ids(section, current)
        digest = section_digest(current)
        unchanged = digest == section_digest(section)
        if self._settle(item=item, unchanged=unchanged, edited=digest != page.imported_digest):
            self._fill_section(page, section, path)
            _publish(page)
        elif unchanged:
            _remember(page, digest)

    def _fill_section(self, page: SpecSection, section: Section, path: Path) -> None:
        page.body = stream_data(section.blocks, section.kind, _images(section.blocks, path), page.body.raw_data)
        page.imported_digest = section_digest(section)
        try:
            page.body.stream_block.clean(page.body)
        except ValidationError as error:
            raise FileRefusedError(
                f"A block cannot be published: {_block_error(error)}.",
                "Mend it in the file.",
                SECTION_BY_SLUG[section.kind].heading,
            ) from error


# Pages


def _home() -> Page:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        raise FileRefusedError(
            "There is no default site.", "Run `manage.py migrate`, or make one under Settings > Sites."
        )
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


def _newest[P: (Roadmap, Project, SpecSection)](page: P) -> P:
    """The page as its editor shows it: a draft counts as an edit, too."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


def _add_page(parent: Page, page: Page, message: str) -> None:
    with _clear_errors(page):
        parent.add_child(instance=page)
    _record(page, message)


def _record(page: Page, message: str) -> None:
    """The first revision of a page that was created published."""
    revision = page.save_revision(clean=False)
    Page.objects.filter(pk=page.pk).update(live_revision=revision)
    log(instance=page, action="wagtail.create", revision=revision, data={"comment": message})


def _publish(page: Page) -> None:
    """A new revision, published if the page is; an unpublished page keeps it as its draft."""
    with _clear_errors(page):
        page.full_clean()
    revision = page.save_revision(clean=False)
    if page.live:
        PublishPageRevisionAction(revision, log_action=True).execute(skip_permission_checks=True)


def _remember(page: Page, digest: str) -> None:
    """A page that came to equal its file by other ways counts as imported. No revision: its content is the same."""
    if page.imported_digest != digest:
        type(page).objects.filter(pk=page.pk).update(imported_digest=digest)


class _clear_errors:  # noqa: N801 (reads as the statement it is)
    """Turns a page's validation errors into a refusal of the file, in words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ValidationError):
            raise FileRefusedError(
                f"The page “{self.page.title}” cannot be published: {' '.join(error.messages)}", "Mend it in the file."
            ) from error


def _block_error(error: ValidationError) -> str:
    """The innermost message of a nested StreamField error, with the way to it: `3 > entries > 1 > text: …`."""
    data = error.as_json_data() if hasattr(error, "as_json_data") else {"messages": error.messages}
    way: list[str] = []
    while "messages" not in data:
        errors = data.get("blockErrors") or {}
        name, data = next(iter(errors.items()))
        way.append(str(name + 1) if isinstance(name, int) else str(name))
    return f"{' > '.join(way)}: {' '.join(data['messages'])}"


# Files


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileRefusedError(f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except OSError as error:
        raise FileRefusedError(
            f"The file cannot be read: {error.strerror}.", "Check the path and its permissions."
        ) from error


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
        raise FileRefusedError(f"There is no image {block.src}.", f"Put the file into {path.parent.name}/images/.")
    with file.open("rb") as content:
        return images.create(title=block.alt[:255] or name, file=ImageFile(content, name=name)).pk
