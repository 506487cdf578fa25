"""What the page editor shows around the fields."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.admin.panels import Panel

from .sections import SECTIONS, SectionKind


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A line of the list of sections on the project's edit page; `page` is None where it is missing."""

    kind: SectionKind
    page: object = None
    empty: bool = False


class SectionsPanel(Panel):
    """The thirteen sections of a project with their state."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "curriculum/admin/sections_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | sections_context(self.instance, self.request)


class SectionGuidePanel(Panel):
    """What this section holds, and the way to its neighbours."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "curriculum/admin/section_guide.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | guide_context(self.instance)

        def is_shown(self):
            return bool(self.instance.pk)


def sections_context(project, request):
    return {
        "project": project,
        "request": request,
        "rows": section_rows(project) if project.pk else [],
        "add_url": project.pk and reverse("wagtailadmin_pages:add", args=["curriculum", "specsection", project.pk]),
    }


def section_rows(project):
    """The thirteen rows in a constant number of queries."""
    pages = list(project.sections.prefetch_workflow_states().annotate_approved_schedule())
    empty = _empty_sections(pages)
    by_kind = {page.kind: page for page in pages}
    return [
        SectionRow(kind, by_kind[kind.slug], empty=by_kind[kind.slug].pk in empty)
        if kind.slug in by_kind
        else SectionRow(kind)
        for kind in SECTIONS
    ]


def _empty_sections(pages):
    """The primary keys of those in which nobody has written anything yet."""
    if not pages:
        return set()
    stream_block = pages[0].body.stream_block
    bodies = stream_block.bulk_to_python([list(page.body.raw_data) for page in pages])
    return {
        page.pk
        for page, body in zip(pages, bodies, strict=True)
        if not any(text.strip() for text in stream_block.get_searchable_content(body))
    }


def guide_context(section):
    order = [kind.slug for kind in SECTIONS]
    siblings = sorted(
        type(section).objects.filter(spec_of_id=section.spec_of_id).only("pk", "kind", "title"),
        key=lambda sibling: order.index(sibling.kind),
    )
    place = next(index for index, sibling in enumerate(siblings) if sibling.pk == section.pk)
    return {
        "kind": section.section_kind,
        "total": len(SECTIONS),
        "project": section.spec_of,
        "previous": siblings[place - 1] if place else None,
        "next": siblings[place + 1] if place + 1 < len(siblings) else None,
    }
