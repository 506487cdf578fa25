"""The formats in which a curriculum leaves the portal: the one list that addresses, menus, docs and tests read."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from curriculum.sections import SECTION_BY_SLUG

from . import calendar, json_document, markdown, notion_zip, repository, tables
from .subject import Subject


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a subject. `write` gives the file in parts; `name` stands in its address.

    `kinds` are the sections that it reads. One that `needs_start` has nothing to say without dates.
    """

    name: str
    label: str | Promise
    description: str | Promise
    media_type: str
    extension: str
    write: Callable[[Subject], Iterator[bytes]]
    kinds: Collection[str] = tuple(SECTION_BY_SLUG)
    needs_start: bool = False

    def file_name(self, subject: Subject) -> str:
        return f"{subject.slug}.{self.extension}"


FORMATS = (
    Format(
        name="notion",
        label=_("Notion"),
        description=_("A page for each project and one table of tasks, as a zip that Notion imports."),
        media_type="application/zip",
        extension="notion.zip",
        write=notion_zip.write,
    ),
    Format(
        name="markdown",
        label=_("Markdown"),
        description=_(
            "The specs as text, for editors, language models and an import into another portal. It has no dates."
        ),
        media_type="text/markdown; charset=utf-8",
        extension="md",
        write=markdown.write,
    ),
    Format(
        name="csv",
        label=_("CSV"),
        description=_("One row for everything that can be ticked, for spreadsheets and databases."),
        media_type="text/csv; charset=utf-8; header=present",
        extension="csv",
        write=tables.write,
        kinds=("functional", "non-functional", "deployment", "schedule", "stretch", "evaluation"),
    ),
    Format(
        name="ics",
        label=_("Calendar"),
        description=_("One event for each study day with its tasks, for calendar programs. It needs a start."),
        media_type="text/calendar; charset=utf-8",
        extension="ics",
        write=calendar.write,
        kinds=("schedule",),
        needs_start=True,
    ),
    Format(
        name="repository",
        label=_("Repository"),
        description=_(
            "README, spec, pull request template and a script that creates the issues, for your own repository."
        ),
        media_type="application/zip",
        extension="repository.zip",
        write=repository.write,
    ),
    Format(
        name="json",
        label=_("JSON"),
        description=_("All of it as data, as docs/export.schema.json describes it, for programs."),
        media_type="application/json",
        extension="json",
        write=json_document.write,
    ),
)

FORMAT_BY_NAME = {choice.name: choice for choice in FORMATS}
