"""A zip file for Notion's import, named and nested as Notion's own exports are.

`Title 0123….md` is a page, the folder `Title 0123…` beside it holds what is below that page, and links between them are
relative and percent-encoded. Titles are cut after 50 characters there, and signs that a file name cannot have become spaces.
Notion writes a database as `Title 0123….csv`, what its view shows, and `Title 0123…_all.csv`, all its rows. Here both would
be the same, and no row has a page, so one file says everything. It is plainly `tasks.csv`: that becomes the name of the
database, and is found by whoever imports the table alone.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote, urldefrag

from .archive import ArchivedFile, archive
from .notion_markdown import guide_markdown, project_markdown, roadmap_markdown
from .rows import Row, rows
from .subject import Subject
from .tables import BYTE_ORDER_MARK, COLUMNS, record, table

_IDS = uuid.UUID("6f1b1f0e-7e1c-5b3e-9a55-0f0f5f0c8d21")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
LONGEST_TITLE = 50
"""Characters of a title in the name of its file; in UTF-8 that fits any file system, id and all."""

BOARD = """
Tasks are everything that can be ticked. In Notion, add a board view grouped by Status and a calendar view by Date. If a \
column arrived as text, change its type first: Status, Phase, Level and Type to Select, Date to Date, Hours to Number, \
Link to URL.
"""
NO_DATES = "\nThe dates are empty. Export again with a start date to fill the calendar.\n"


@dataclass(frozen=True, slots=True)
class _Paths:
    """Where everything is in the zip file. `pages` are the paths of its pages by their addresses on the portal."""

    top: str
    folder: str
    pages: Mapping[str, str]

    @property
    def tasks(self) -> str:
        return f"{self.folder}/tasks.csv"


def write(subject: Subject) -> Iterator[bytes]:
    return archive(_files(subject), subject.changed_at)


def page_name(title: str, *slugs: str) -> str:
    """What Notion calls the file of a page, without its ending. The slugs, from the roadmap down, give it its id."""
    safe = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", title)).split())
    return f"{safe[:LONGEST_TITLE].strip(' .') or 'Untitled'} {uuid.uuid5(_IDS, '/'.join(slugs)).hex}"


def date_cell(row: Row) -> str:
    """November 30, 2026; with an arrow and the last day where a task takes several."""
    if not row.date or not row.last_date:
        return ""
    return _date(row.date) if row.date == row.last_date else f"{_date(row.date)} → {_date(row.last_date)}"


def _files(subject: Subject) -> Iterator[ArchivedFile]:
    paths = _paths(subject)
    top = _link_from(paths.top, paths.pages)
    tasks = f"\n[Tasks]({_relative(paths.top, paths.tasks)})\n{BOARD}{'' if subject.dated else NO_DATES}"
    if subject.only:
        yield _page(paths.top, project_markdown(subject.projects[0], subject, top) + tasks)
    else:
        yield _page(paths.top, roadmap_markdown(subject, top) + tasks)
        for project in subject.projects:
            path = paths.pages[subject.site + project.path]
            yield _page(path, project_markdown(project, subject, _link_from(path, paths.pages)))
        if subject.roadmap.guide:
            path = paths.pages[_guide(subject)]
            yield _page(path, guide_markdown(subject, _link_from(path, paths.pages)))
    yield ArchivedFile(paths.tasks, _tasks(subject))


def _page(path: str, text: str) -> ArchivedFile:
    return ArchivedFile(path, [text.encode()])


def _paths(subject: Subject) -> _Paths:
    roadmap, slug = subject.roadmap, subject.roadmap.slug
    if subject.only:
        [project] = subject.projects
        name = page_name(project.spec.title, slug, project.spec.slug)
        return _Paths(f"{name}.md", name, {subject.site + project.path: f"{name}.md"})
    name = page_name(roadmap.title, slug)
    pages = {subject.site + subject.path: f"{name}.md"}
    for project in subject.projects:
        title = f"{project.number:02} {project.spec.title}"
        pages[subject.site + project.path] = f"{name}/{page_name(title, slug, project.spec.slug)}.md"
    if roadmap.guide:
        pages[_guide(subject)] = f"{name}/{page_name('Base guide', slug, 'guide', 'page')}.md"
    return _Paths(f"{name}.md", name, pages)


def _guide(subject: Subject) -> str:
    return f"{subject.site}{subject.path}guide/"


def _link_from(path: str, pages: Mapping[str, str]) -> Callable[[str], str]:
    """Links to what is in the zip file, as seen from one of its pages. They lead to a page, never into one: so do Notion's."""

    def link(address: str) -> str:
        there = pages.get(urldefrag(address).url)
        return address if there is None or there == path else _relative(path, there)

    return link


def _relative(start: str, path: str) -> str:
    there = PurePosixPath(path).relative_to(PurePosixPath(start).parent, walk_up=True)
    return quote(str(there), safe="/!$&'+,;=@~")


def _tasks(subject: Subject) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK
    yield table([COLUMNS]).encode()
    place = COLUMNS.index("Date")
    for row in rows(subject):
        cells = list(record(row))
        cells[place] = date_cell(row)
        yield table([cells]).encode()


def _date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
