"""What a page holds, as the plain values of `curriculum.spec`."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.models import Page

from .models import Project, Roadmap, SpecSection, Topic
from .sections import SECTIONS
from .spec import ProjectSpec, RoadmapSpec, Section
from .spec_text import write_project, write_roadmap, write_section
from .spec_text.richtext import canonical_line
from .stream import blocks_of


def roadmap_spec(roadmap: Roadmap) -> RoadmapSpec:
    return RoadmapSpec(
        title=roadmap.title,
        slug=roadmap.slug,
        hours_per_day=roadmap.hours_per_day,
        days_per_week=roadmap.days_per_week,
        audience=" ".join(roadmap.audience.split()),
        outcome=" ".join(roadmap.outcome.split()),
        intro=blocks_of(without_lost_images(roadmap.intro), image_src, page_url),
        guide=blocks_of(without_lost_images(roadmap.guide), image_src, page_url),
    )


def project_spec(project: Project, sections: Iterable[SpecSection]) -> ProjectSpec:
    by_kind = {section.kind: section for section in sections}
    return ProjectSpec(
        title=project.title,
        slug=project.slug,
        level=project.level.slug,
        hours=project.hours,
        topics=_topic_slugs(project),
        summary=canonical_line(project.summary),
        sections=tuple(
            section_spec(by_kind[kind.slug]) if kind.slug in by_kind else Section(kind.slug, ()) for kind in SECTIONS
        ),
    )


def _topic_slugs(project: Project) -> tuple[str, ...]:
    """In the order in which they were given, which the project's unsaved draft knows as well as the database."""
    ids = [item.tag_id for item in project.topic_items.all()]
    topics = Topic.objects.in_bulk(ids)
    return tuple(topics[topic_id].slug for topic_id in ids)


def section_spec(section: SpecSection) -> Section:
    return Section(section.kind, blocks_of(without_lost_images(section.body), image_src, page_url))


def without_lost_images(stream: StreamValue) -> list[dict]:
    """The raw data of a stream; a block whose image was deleted shows nothing and has no text form."""
    chosen = image_ids(stream)
    lost = chosen - set(get_image_model().objects.in_bulk(chosen)) if chosen else set()
    return [child for child in stream.raw_data if child["type"] != "image" or child["value"]["image"] not in lost]


def image_ids(stream: StreamValue) -> set[int]:
    return {pk for child in stream.raw_data if child["type"] == "image" and (pk := child["value"]["image"])}


def image_src(image_id: int) -> str:
    """The path by which a spec names an image: images/<file name>."""
    image = get_image_model().objects.filter(pk=image_id).only("file").first()
    return f"images/{PurePath(image.file.name).name}" if image else ""


def page_url(page_id: int) -> str:
    """The address of a linked page, without the host, so that it reads the same on every portal."""
    page = Page.objects.filter(pk=page_id).specific().first()
    parts = page.get_url_parts() if page else None
    return parts[2] if parts else ""


# Digests: what the importer compares to see whether a mentor edited a page since it last wrote it.


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def section_digest(section: Section) -> str:
    return digest(write_section(section))


def roadmap_digest(spec: RoadmapSpec) -> str:
    return digest(write_roadmap(spec))


def project_digest(spec: ProjectSpec) -> str:
    """Of the project's own fields; its sections have digests of their own."""
    return digest(write_project(fields_only(spec)))


def topic_digest(topic: Topic, requires: Iterable[str]) -> str:
    """`requires` are the slugs of the topics that it builds on, which only a saved topic knows.

    Without tier and requires it is the digest of the time before these fields, so that older topics do not look edited.
    """
    texts = [topic.name, topic.area.slug, *topic.alias_list, topic.description, topic.docs_url]
    return digest("\n".join([*texts, *filter(None, [topic.tier]), *sorted(requires)]))


def fields_only(spec: ProjectSpec) -> ProjectSpec:
    return ProjectSpec(spec.title, spec.slug, spec.level, spec.hours, spec.topics, spec.summary, ())


def images_of(roadmap: Roadmap) -> list:
    """Every image in the published text of a roadmap and its projects."""
    streams = [
        roadmap.intro,
        roadmap.guide,
        *(section.body for section in SpecSection.objects.descendant_of(roadmap).live()),
    ]
    ids = {pk for stream in streams for pk in image_ids(stream)}
    return list(get_image_model().objects.filter(pk__in=ids).order_by("pk"))
