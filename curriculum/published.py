"""What learners may read of a roadmap, as plain values: its projects in order, each with its spec.

Made in a constant number of queries, for what shows or writes a whole roadmap: plans, exports, progress.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.models import Page

from .models import ProjectTopic, Roadmap, SpecSection
from .progression import progression
from .sections import SECTION_BY_SLUG, SECTIONS
from .spec import Block, Item, Phase, ProjectSpec, RoadmapSpec, Section, Step, items_of
from .spec_text.richtext import canonical_line
from .stream import blocks_of

_LINK_TO_PAGE = re.compile(r'<a [^>]*linktype="page"[^>]*>')
_ID = re.compile(r' id="(\d+)"')


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item that can be ticked. `section` is the slug of its kind, `group` the title of its phase or feature, or empty."""

    section: str
    group: str
    item: Item


@dataclass(frozen=True, slots=True)
class PublishedProject:
    """A project in its place. `path` is its address without the host, `level` the name of its level.

    `introduces` and `reinforces` are the names of its topics: those that no earlier project of the roadmap has, and the others.
    """

    page_id: int
    number: int
    path: str
    level: str
    spec: ProjectSpec
    introduces: tuple[str, ...] = ()
    reinforces: tuple[str, ...] = ()

    @property
    def items(self) -> list[PublishedItem]:
        """All that can be ticked, in the order of the page."""
        return [
            PublishedItem(section.kind, "" if isinstance(block, Step) else getattr(block, "title", ""), item)
            for section in self.spec.sections
            for block in section.blocks
            for item in items_of([block])
        ]

    @property
    def phases(self) -> list[Phase]:
        """The parts of its plan, in order."""
        [schedule] = (section for section in self.spec.sections if section.kind == "schedule")
        return [block for block in schedule.blocks if isinstance(block, Phase)]


def published_projects(
    roadmap: Roadmap, slug: str | None = None, kinds: Iterable[str] = SECTION_BY_SLUG
) -> list[PublishedProject]:
    """The public projects of a roadmap in its order; only the one with this slug, if one is named.

    `kinds` are the sections to read; the others are empty. A plan needs one of thirteen.
    """
    stages = [stage for stage in progression(roadmap).stages if slug in (None, stage.project.slug)]
    bodies: dict[int, dict[str, StreamValue]] = {stage.project.pk: {} for stage in stages}
    sections = SpecSection.objects.filter(spec_of__in=bodies, kind__in=kinds, live=True, view_restrictions=None)
    for project_id, kind, body in sections.values_list("spec_of_id", "kind", "body"):
        bodies[project_id][kind] = body
    topics = _topics(bodies)
    streams = [body for of_project in bodies.values() for body in of_project.values()]
    images, pages = _image_names(streams), _page_paths(streams)
    root = roadmap.get_url_parts()
    return [
        PublishedProject(
            page_id=stage.project.pk,
            number=stage.number,
            path=f"{root[2] if root else '/'}{stage.project.slug}/",
            level=stage.project.level.name,
            spec=ProjectSpec(
                title=stage.project.title,
                slug=stage.project.slug,
                level=stage.project.level.slug,
                hours=stage.project.hours,
                topics=tuple(topics[stage.project.pk]),
                summary=canonical_line(stage.project.summary),
                sections=tuple(
                    Section(kind.slug, _blocks(bodies[stage.project.pk].get(kind.slug), images, pages))
                    for kind in SECTIONS
                ),
            ),
            introduces=tuple(topic.name for topic in stage.introduces),
            reinforces=tuple(topic.name for topic in stage.reinforces),
        )
        for stage in stages
    ]


def published_roadmap(roadmap: Roadmap) -> RoadmapSpec:
    """The roadmap's own text, without its projects."""
    streams = [roadmap.intro, roadmap.guide]
    images, pages = _image_names(streams), _page_paths(streams)
    return RoadmapSpec(
        title=roadmap.title,
        slug=roadmap.slug,
        hours_per_day=roadmap.hours_per_day,
        days_per_week=roadmap.days_per_week,
        audience=" ".join(roadmap.audience.split()),
        outcome=" ".join(roadmap.outcome.split()),
        intro=_blocks(roadmap.intro, images, pages),
        guide=_blocks(roadmap.guide, images, pages),
    )


def _blocks(body: StreamValue | None, images: Mapping[int, str], pages: Mapping[int, str]) -> tuple[Block, ...]:
    """A block whose image was deleted shows nothing, and has no text form."""
    shown = [
        child
        for child in (body.raw_data if body else ())
        if child["type"] != "image" or child["value"]["image"] in images
    ]
    return blocks_of(shown, images.__getitem__, lambda page_id: pages.get(page_id, ""))


def _topics(projects: Iterable[int]) -> dict[int, list[str]]:
    """The slugs of each project's topics, in the order in which they were given."""
    found = defaultdict(list)
    carried = ProjectTopic.objects.filter(content_object__in=projects).order_by("pk")
    for project_id, slug in carried.values_list("content_object_id", "tag__slug"):
        found[project_id].append(slug)
    return found


def _image_names(streams: Iterable[StreamValue]) -> dict[int, str]:
    """How a spec names the images that still exist, by their ids."""
    chosen = {child["value"]["image"] for stream in streams for child in stream.raw_data if child["type"] == "image"}
    files = get_image_model().objects.filter(pk__in=chosen).values_list("pk", "file") if chosen else ()
    return {pk: f"images/{PurePath(name).name}" for pk, name in files}


def _page_paths(streams: Iterable[StreamValue]) -> dict[int, str]:
    """The addresses, without the host, of the pages that prose links to, by their ids."""
    linked = {
        int(match[1])
        for stream in streams
        for child in stream.raw_data
        if child["type"] == "prose"
        for link in _LINK_TO_PAGE.findall(child["value"] or "")
        if (match := _ID.search(link))
    }
    pages = Page.objects.filter(pk__in=linked).specific() if linked else ()
    return {page.pk: parts[2] for page in pages if (parts := page.get_url_parts()) and parts[2]}
