"""Pages for Notion: Markdown that its import and its paste turn into headings, to-dos, tables and code."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from mdit_py_plugins.tasklists import tasklists_plugin

from curriculum.published import PublishedProject
from curriculum.sections import SECTION_BY_SLUG
from curriculum.spec import Section

from .gfm import Link, code_span, heading, inline, linked, literal, table
from .notion_blocks import Place, blocks, day, hours
from .rows import Row, rows
from .subject import Subject

CLIPBOARD = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(tasklists_plugin, enabled=True)


def as_it_is(address: str) -> str:
    return address


def project_markdown(project: PublishedProject, subject: Subject, link_to: Link = as_it_is) -> str:
    """The page of a project. Links are absolute before `link_to` may lead them elsewhere."""
    address = subject.site + project.path
    own = list(rows(replace(subject, projects=(project,))))
    place = Place(lambda href: link_to(urljoin(address, href)), address, notes=subject.notes)
    roadmap = linked(subject.roadmap.title, link_to(subject.site + subject.path))
    parts = [
        [heading(1, literal(project.spec.title))],
        [f"Project {project.number} of {roadmap}. [Read it on the portal]({address})."],
    ]
    for section in project.spec.sections:
        items = {row.place.item.id: row for row in own if row.place.section == section.kind}
        there = replace(place, address=f"{address}#{section.kind}", rows=items)
        parts += [[heading(2, SECTION_BY_SLUG[section.kind].heading)], *_section(section, project, subject, there)]
    return _joined(parts)


def project_html(project: PublishedProject, subject: Subject) -> str:
    """The same page for the clipboard's text/html: Notion pastes its checkboxes as to-dos."""
    tokens = CLIPBOARD.parse(project_markdown(project, subject))
    for place, token in enumerate(tokens):
        if token.type == "list_item_open" and tokens[place + 1].type == "paragraph_open":
            tokens[place + 1].hidden = tokens[place + 3].hidden = True  # the words, and nothing around them
    return str(CLIPBOARD.renderer.render(tokens, CLIPBOARD.options, {}))


def roadmap_markdown(subject: Subject, link_to: Link = as_it_is) -> str:
    """The page above the projects. Each link to one stands alone, as Notion writes its child pages."""
    roadmap, address = subject.roadmap, subject.site + subject.path
    place = Place(lambda href: link_to(urljoin(address, href)), address)
    parts = [
        [heading(1, literal(roadmap.title))],
        [f"[Read it on the portal]({address})."],
        *_titled("Who it is for", roadmap.audience),
        *_titled("What you can do afterwards", roadmap.outcome),
        *blocks(roadmap.intro, place),
        [heading(2, "Projects")],
    ]
    parts += [
        [linked(f"{project.number}. {project.spec.title}", place.link(project.path))] for project in subject.projects
    ]
    return _joined(parts)


def guide_markdown(subject: Subject, link_to: Link = as_it_is) -> str:
    """What all projects of the roadmap share."""
    address = f"{subject.site}{subject.path}guide/"
    place = Place(lambda href: link_to(urljoin(address, href)), address)
    return _joined([[heading(1, "Base guide")], *blocks(subject.roadmap.guide, place)])


def _joined(parts: Iterable[list[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _titled(title: str, text: str) -> list[list[str]]:
    return [[heading(2, title)], [literal(text)]] if text else []


# Sections and the facts that they open with, as their pages do


def _section(section: Section, project: PublishedProject, subject: Subject, place: Place) -> Iterator[list[str]]:
    shown = [*_facts(section, project, subject, place), *blocks(section.blocks, place)]
    if not shown:
        required = SECTION_BY_SLUG[section.kind].required
        shown = [["*This section is being written.*" if required else "*This project does not need this section.*"]]
    yield from shown


def _facts(section: Section, project: PublishedProject, subject: Subject, place: Place) -> Iterator[list[str]]:
    spec = project.spec
    match section.kind:
        case "summary":
            title = "" if spec.title in spec.summary else f"**{literal(spec.title)}.** "
            yield [title + inline(spec.summary, place.link)]
        case "skill-level":
            yield [f"**Level:** {literal(project.level)}"]
        case "topics":
            yield from _topics(project)
        case "schedule" if project.phases:
            yield [_totals(project, subject, place.rows.values())]
            phases = [(inline(phase.title, place.link), hours(phase.hours)) for phase in project.phases]
            together = sum((phase.hours for phase in project.phases), Decimal(0))
            yield table(("Phase", "Hours"), [*phases, ("**Tasks together**", f"**{hours(together)}**")])


def _topics(project: PublishedProject) -> Iterator[list[str]]:
    if project.introduces:
        yield [f"**New here:** {', '.join(map(literal, project.introduces))}"]
    if project.reinforces:
        yield [f"**Practised again:** {', '.join(map(literal, project.reinforces))}"]
    if not project.introduces and not project.reinforces and project.spec.topics:
        yield [f"**Topics:** {', '.join(map(code_span, project.spec.topics))}"]


def _totals(project: PublishedProject, subject: Subject, own: Iterable[Row]) -> str:
    """15 h in all, at 2.5 h a day, 6 days a week: 1 week."""
    roadmap = subject.roadmap
    weeks = int((project.spec.hours / (roadmap.hours_per_day * roadmap.days_per_week)).to_integral_value(ROUND_CEILING))
    pace = f"{hours(roadmap.hours_per_day)} a day, {_counted(roadmap.days_per_week, 'day')} a week"
    said = f"**{hours(project.spec.hours)} in all**, at {pace}: {_counted(weeks, 'week')}."
    dates = [one for row in own for one in (row.date, row.last_date) if one]
    return f"{said} Your plan: {day(min(dates))} to {day(max(dates))}." if dates else said


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
