"""What a learner's pages show, gathered in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.images import get_image_model
from wagtail.rich_text import RichText, expand_db_html

from .coverage import coverage
from .models import Project, Roadmap, SpecSection
from .progression import progression
from .sections import SECTIONS, SectionKind

IMAGE_FILTERS = ("width-800|format-webp", "width-1600|format-webp")
_BOUNDARY = "<!-- next block -->"


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as a learner reads it."""

    kind: SectionKind
    page: SpecSection
    body: StreamValue


def roadmap_context(roadmap: Roadmap) -> dict:
    [intro] = read_streams([roadmap.intro])
    path = progression(roadmap)
    parts = coverage([stage.topics for stage in path.stages])
    return {
        "progression": path,
        "intro": intro,
        "coverage": list(zip(path.stages, parts, strict=True)),
        "guide_url": roadmap.get_guide_url(),
    }


def guide_context(roadmap: Roadmap) -> dict:
    [guide] = read_streams([roadmap.guide])
    return {"roadmap": roadmap, "guide": guide}


def project_context(project: Project, draft: SpecSection | None = None) -> dict:
    """The context of a project's page; `draft` stands in for the published section of its kind."""
    roadmap = project.get_parent().specific
    path = progression(roadmap)
    index = path.index(project)
    stages = path.stages
    stage = stages[index] if index is not None else None
    return {
        "page": project,
        "roadmap": roadmap,
        "progression": path,
        "stage": stage,
        # Who may read a private project sees its topics, though it has no place among the public ones.
        "own_topics": list(project.topics.all()) if stage is None else [],
        "previous": stages[index - 1] if index else None,
        "next": stages[index + 1] if index is not None and index + 1 < len(stages) else None,
        "sections": read_sections(project, draft),
    }


def read_sections(project: Project, draft: SpecSection | None = None) -> list[ReadSection]:
    """The published sections in the order of `SECTIONS`. The page is the same for everybody: a private one is left out."""
    public = project.sections.filter(live=True, view_restrictions=None) if project.pk else []
    by_kind = {section.kind: section for section in public}
    if draft is not None:
        by_kind[draft.kind] = draft
    pages = [(kind, by_kind[kind.slug]) for kind in SECTIONS if kind.slug in by_kind]
    bodies = read_streams([page.body for _, page in pages])
    return [ReadSection(kind, page, body) for (kind, page), body in zip(pages, bodies, strict=True)]


def read_streams(streams: list[StreamValue]) -> list[StreamValue]:
    """The streams ready to render: images, renditions and page links of all of them loaded at once, not block by block."""
    if not streams:
        return []
    bodies = streams[0].stream_block.bulk_to_python([list(stream.raw_data) for stream in streams])
    _load_renditions([child.value["image"] for child in _children(bodies, "image") if child.value["image"]])
    _expand_links(list(_children(bodies, "prose")))
    return bodies


def _children(bodies: Iterable[StreamValue], block_type: str) -> Iterable[StreamValue.StreamChild]:
    return (child for body in bodies for child in body if child.block_type == block_type)


def _load_renditions(images: list) -> None:
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=IMAGE_FILTERS)
    if images:
        prefetch_related_objects(images, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def _expand_links(prose: list[StreamValue.StreamChild]) -> None:
    expanded = expand_db_html(_BOUNDARY.join(child.value.source for child in prose)).split(_BOUNDARY)
    for child, html in zip(prose, expanded, strict=False):
        child.value = RichText(html)
