"""A learner's roadmap straight into their Notion: a database with a row for each task, a page for each project.

All that is remembered stands in Notion. Rows are found again by the key in their column Item, pages by their title,
which says so until they are whole. So it can be cut anywhere, and a second time changes only what changed here.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from .notion_api import AnswerLost, NotionClient, NotionError, OutOfTime
from .notion_markdown import project_markdown
from .notion_objects import Json, Words, chunks, page_blocks, rich_text
from .notion_rows import ITEM, changed_properties, item_of, missing_column, row_properties, schema
from .rows import Row, rows
from .subject import Subject

_HOSTS = re.compile(r"(.+\.)?notion\.(so|com|site)")
_ID = re.compile(r"(?:.*-)?([0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})", re.IGNORECASE)
_UNFINISHED = " (unfinished)"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: how many of the parts are done, and the id of the table of tasks once it is known.

    It only saves time. Whoever begins without it finds the same in Notion.
    """

    part: int = 0
    table: str = ""

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """A wrong one is none."""
        found = re.fullmatch(r"(\d{1,6}):([0-9a-f]{32})", text)
        return cls(int(found[1]), str(uuid.UUID(found[2]))) if found else cls()

    def __str__(self) -> str:
        return f"{self.part}:{self.table.replace('-', '')}" if self.table else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """After a step: pages and rows that are there, of how many; from where to go on, after how many seconds."""

    done: int
    total: int
    cursor: Cursor
    wait: float = 0
    finished: bool = False


def page_id(link: str) -> str:
    """The id of the page that a learner means, by its link or its id; empty if it is neither. Nothing is fetched."""
    link = link.strip()
    if "/" in link:
        try:
            parts = urlsplit(link if "://" in link else f"https://{link}")
            host = parts.hostname or ""
        except ValueError:
            return ""
        if not _HOSTS.fullmatch(host):
            return ""
        opened = parse_qs(parts.query)
        if "v" in opened and "p" not in opened:  # a view of a database
            return ""
        # A page that is shown beside or above another one.
        link = opened.get("p", [parts.path.rstrip("/").rpartition("/")[2]])[0]
    found = _ID.fullmatch(link)
    return str(uuid.UUID(found[1])) if found else ""


def push(subject: Subject, *, page: str, client: NotionClient, cursor: Cursor) -> Progress:
    """Do what fits before the client's deadline. Raises NotionError, in words for the learner."""
    return _Push(subject, page, client, cursor).step()


class _Push:
    """One step. Its parts are the page of each project, then the rows of each project."""

    def __init__(self, subject: Subject, page: str, client: NotionClient, cursor: Cursor):
        self.subject = subject
        self.page = page
        self.client = client
        self.cursor = cursor
        self.children: list[Json] | None = None
        self.columns: Json = {}
        by_project: dict[str, list[Row]] = {project.spec.slug: [] for project in subject.projects}
        for row in rows(subject):
            by_project[row.project.spec.slug].append(row)
        self.rows = list(by_project.values())
        self.done = 0

    def step(self) -> Progress:
        count = len(self.subject.projects)
        total = count + sum(map(len, self.rows))
        part = self.cursor.part if self.cursor.table else 0
        self.done = min(part, count) + sum(map(len, self.rows[: max(part - count, 0)]))
        try:
            table = self.cursor.table or self._table()
            self.cursor = Cursor(part, table)
            while part < 2 * count:
                if part < count:
                    self._project_page(part)
                else:
                    self._project_rows(self.rows[part - count], table)
                part += 1
                self.cursor = Cursor(part, table)
        except OutOfTime as stop:
            return Progress(self.done, total, self.cursor, stop.wait)
        return Progress(total, total, Cursor(), finished=True)

    # The database

    def _table(self) -> str:
        """The id of the data source with the rows, made if it is not there. The one database has one."""
        title = f"Tasks: {self.subject.roadmap.title}"
        body = {
            "parent": {"type": "page_id", "page_id": self.page},
            "title": rich_text([Words(title)]),
            "initial_data_source": {"properties": schema()},
        }
        found = self._child("child_database", title)
        if found is None:
            found = self.client.create("databases", body, lambda: self._child("child_database", title, anew=True))
        if "data_sources" not in found:
            found = self.client.get(f"databases/{found['id']}")
        sources = found["data_sources"]
        if not sources:
            raise NotionError(
                _("The database “%(title)s” in Notion has no table any more. Delete it.") % {"title": title}
            )
        return str(sources[0]["id"])

    def _child(self, kind: str, title: str, *, anew: bool = False) -> Json | None:
        return next((child for child in self._children(anew=anew) if _title(child, kind) == title), None)

    def _children(self, *, anew: bool = False) -> list[Json]:
        """What stands on the learner's page."""
        if self.children is None or anew:
            self.children = list(self.client.listed("GET", f"blocks/{self.page}/children"))
        return self.children

    # Pages

    def _project_page(self, part: int) -> None:
        """Make it, or complete one that was cut. A page that is whole is the learner's."""
        project = self.subject.projects[part]
        title = f"{project.number:02} {project.spec.title}"
        if self._whole_page(title) is None:
            blocks = page_blocks(project_markdown(project, self.subject))
            found = self._child("child_page", title + _UNFINISHED) or self._new_page(title + _UNFINISHED)
            self._complete(found["id"], blocks)
            self.client.update(f"pages/{found['id']}", _titled(title))
        self.done += 1

    def _whole_page(self, title: str) -> Json | None:
        """The number in a title changes when a project is put before it; what the page says does not."""
        others = {f"{project.number:02} {project.spec.title}" for project in self.subject.projects} - {title}
        _number, _space, name = title.partition(" ")
        same = re.compile(rf"\d{{2,}} {re.escape(name)}")
        titles = {_title(child, "child_page"): child for child in self._children()}
        return titles.get(title) or next(
            (child for there, child in titles.items() if same.fullmatch(there) and there not in others), None
        )

    def _new_page(self, title: str) -> Json:
        body = {"parent": {"type": "page_id", "page_id": self.page}, **_titled(title)}
        return self.client.create("pages", body, lambda: self._child("child_page", title, anew=True))

    def _complete(self, page: str, blocks: list[Json]) -> None:
        """Append what is missing; where an answer was lost, look again how much that is."""
        lost = 0
        while True:
            there = sum(1 for _block in self.client.listed("GET", f"blocks/{page}/children"))
            try:
                for chunk in chunks(blocks[there:]):
                    self.client.append(f"blocks/{page}/children", {"children": chunk})
            except AnswerLost:
                self.client.back_off(lost)
                lost += 1
            else:
                return

    # Rows

    def _project_rows(self, own: list[Row], table: str) -> None:
        if not own:
            return
        if not self.columns:
            self.columns = self.client.get(f"data_sources/{table}")["properties"]
            if column := missing_column(self.columns):
                message = _(
                    "The database in Notion needs a text column named “%(column)s”: rows are found again by it. Give "
                    "it its name back, or rename the database and get a new one."
                )
                raise NotionError(message % {"column": column})
        found = {item_of(page): page for page in self._pages_of(own, table)}
        for row in own:
            page = found.get(row.key)
            if page is None:
                body = {
                    "parent": {"type": "data_source_id", "data_source_id": table},
                    "properties": row_properties(row, self.columns),
                }
                self._named(row, lambda body=body, key=row.key: self._new_row(table, body, key))
            elif changed := changed_properties(row, page, self.columns):
                path, body = f"pages/{page['id']}", {"properties": changed}
                self._named(row, lambda path=path, body=body: self.client.update(path, body))
            self.done += 1

    def _pages_of(self, own: list[Row], table: str) -> Iterator[Json]:
        """The rows of a project: its keys begin alike. In the order of creation, so the older of two doubles counts."""
        start = own[0].key.removesuffix(own[0].place.item.id)
        query = {
            "filter": {"property": ITEM, "rich_text": {"starts_with": start}},
            "sorts": [{"timestamp": "created_time", "direction": "descending"}],
        }
        return self.client.listed("POST", f"data_sources/{table}/query", query)

    def _new_row(self, table: str, body: Json, key: str) -> Json:
        same = {"filter": {"property": ITEM, "rich_text": {"equals": key}}}

        def find() -> Json | None:
            return next(self.client.listed("POST", f"data_sources/{table}/query", same), None)

        return self.client.create("pages", body, find)

    def _named(self, row: Row, change: Callable[[], Json]) -> None:
        """Say which task it is that Notion refuses."""
        try:
            change()
        except NotionError as error:
            if error.code != "validation_error":
                raise
            message = _("“%(task)s”: %(error)s") % {"task": row.name[:100], "error": error}
            raise NotionError(message, error.code) from None


def _titled(title: str) -> Json:
    return {"properties": {"title": {"title": rich_text([Words(title)])}}}


def _title(child: Json, kind: str) -> str:
    return str(child[kind]["title"]) if child["type"] == kind and not child.get("in_trash") else ""
