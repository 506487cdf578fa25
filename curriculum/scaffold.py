"""A project starts with its thirteen sections: drafts that hold the blocks each one is made of."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from .models import Project, SpecSection
from .sections import SECTIONS, SectionKind


def missing_kinds(project: Project) -> list[SectionKind]:
    present = set(project.sections.values_list("kind", flat=True))
    return [kind for kind in SECTIONS if kind.slug not in present]


@transaction.atomic
def add_missing_sections(*, project: Project, user=None) -> list[SpecSection]:
    """Add the sections that the project lacks, as drafts. Sections that exist are left alone."""
    return [add_section(project=project, kind=kind, user=user) for kind in missing_kinds(project)]


@transaction.atomic
def add_section(*, project: Project, kind: SectionKind, user=None) -> SpecSection:
    """Add one section as a draft, in its place among its siblings."""
    section = SpecSection(kind=kind.slug, body=starting_body(kind), live=False, owner=user)
    if following := first_section_after(project, kind):
        following.add_sibling("left", instance=section)
    else:
        # Read anew: treebeard keeps the number of children on the instance it was given.
        Project.objects.get(pk=project.pk).add_child(instance=section)
    section.save_revision(user=user, clean=False)
    return section


def starting_body(kind: SectionKind) -> list[dict]:
    """Raw stream data: one empty block of each type that the section opens with, all ids set."""
    blocks = SpecSection._meta.get_field("body").stream_block.child_blocks
    return [
        {"type": name, "value": blocks[name].get_prep_value(blocks[name].get_default()), "id": str(uuid4())}
        for name in kind.starts_with
    ]


def unfinished_sections(sections: QuerySet[SpecSection]) -> list[SpecSection]:
    """Those whose newest draft could not be published in the editor, such as one that nobody has filled in yet."""
    pages = sections.select_related("spec_of", "latest_revision").order_by("path")
    return [page for page in pages if not _is_publishable(page.get_latest_revision_as_object())]


def _is_publishable(section: SpecSection) -> bool:
    try:
        section.full_clean()
        section.body.stream_block.clean(section.body)  # which full_clean leaves to forms
    except ValidationError:
        return False
    return True


def first_section_after(project: Project, kind: SectionKind) -> SpecSection | None:
    later = [other.slug for other in SECTIONS if other.number > kind.number]
    return project.sections.filter(kind__in=later).order_by("path").first()
