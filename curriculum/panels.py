"""What the page editor shows around the fields."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import strip_tags
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
    rows = section_rows(project) if project.pk else []
    return {
        "project": project,
        "request": request,
        "rows": rows,
        "live": sum(bool(row.page and row.page.live) for row in rows),
        "total": len(SECTIONS),
        "add_url": project.pk and reverse("wagtailadmin_pages:add", args=["curriculum", "specsection", project.pk]),
    }


def section_rows(project):
    """The thirteen rows in a constant number of queries."""
    # specific(), because without it Wagtail prefetches the workflows of plain pages, and finds none.
    pages = list(project.sections.specific().prefetch_workflow_states().annotate_approved_schedule())
    by_kind = {page.kind: page for page in pages}
    return [
        SectionRow(kind, page, empty=is_empty(page.body)) if (page := by_kind.get(kind.slug)) else SectionRow(kind)
        for kind in SECTIONS
    ]


def is_empty(body):
    """Whether nobody has written anything yet: no block holds more than a new block of its type does."""
    child_blocks = body.stream_block.child_blocks
    return all(_words(raw["value"]) <= _untouched(child_blocks[raw["type"]]) for raw in body.raw_data)


def _untouched(block):
    return _words(block.get_prep_value(block.get_default()))


def _words(raw):
    """The values in raw stream data, without ids, markup and blanks."""
    if isinstance(raw, dict):
        return {word for name, value in raw.items() if name not in ("id", "type") for word in _words(value)}
    if isinstance(raw, list):
        return {word for value in raw for word in _words(value)}
    word = strip_tags(str(raw or "")).strip()
    return {word} if word else set()


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
