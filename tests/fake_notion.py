"""A Notion that speaks the API's protocol over HTTP and enforces its documented limits (tests/notion_rules.py).

    with FakeNotion() as notion:
        page = notion.add_page("My roadmaps")

It knows one workspace in memory. `fail(n, ...)` lets the n-th request from now fail, before or after its work is done.
`violations` are the requests that broke a limit, `requests` all that came, as method and path.
"""

import json
import re
import threading
import time
import uuid
from collections import deque
from http.server import ThreadingHTTPServer
from socketserver import TCPServer

from tests.notion_http import Handler
from tests.notion_rules import (
    Refused,
    answered,
    check_children,
    check_keys,
    check_option,
    check_rich_text,
    checked_properties,
    comparable,
    count_of,
    empty,
    invalid,
    item_of,
    listed,
    not_found,
    title_of,
)

WINDOW = 10
"""How many intervals the average of the rate is taken over."""


class FakeNotion(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, interval=1 / 3):
        super().__init__(("127.0.0.1", 0), Handler)
        self.interval = interval
        self.pages, self.databases, self.sources, self.children = {}, {}, {}, {}
        self.requests, self.violations, self.failures = [], [], {}
        self.capabilities = {"read", "update", "insert"}
        self.lock = threading.RLock()
        self._moments = deque()
        self._numbers = 0

    def server_bind(self):
        TCPServer.server_bind(self)  # that of HTTPServer asks for the name of the host, which may take a second
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()

    def handle_error(self, *which):
        """A client that goes away is no news."""

    # For tests

    def fail(self, number, how, *, after=False, retry_after="0", location=""):
        """The n-th request from now: `cut` the connection, or answer 429, 409, 500 and so on."""
        headers = {"Retry-After": retry_after, "Location": location}
        self.failures[len(self.requests) + number] = (how, after, headers)

    def add_page(self, title, parent=None):
        return self.make_page({"title": {"title": [{"text": {"content": title}}]}}, parent)["id"]

    def contents(self):
        """Everything that is there, without ids and times: what can be compared."""
        return {
            "databases": sorted((title_of(one["title"]), self.rows(one)) for one in self.databases.values()),
            "pages": sorted((self.title(page), self.tree(page["id"])) for page in self.project_pages()),
        }

    def rows(self, database):
        source = database["data_sources"][0]["id"]
        pages = [page for page in self.pages.values() if page["parent"].get("data_source_id") == source]
        found = sorted((page for page in pages if not page["in_trash"]), key=item_of)
        return [{name: comparable(value) for name, value in page["properties"].items()} for page in found]

    def title(self, page):
        return title_of(next(value for value in page["properties"].values() if value["type"] == "title")["title"])

    def project_pages(self):
        return [page for page in self.pages.values() if page["parent"]["type"] == "page_id" and not page["in_trash"]]

    def tree(self, parent):
        return [
            (block["type"], json.dumps(block[block["type"]], sort_keys=True), self.tree(block["id"]))
            for block in self.children.get(parent, [])
        ]

    def row(self, item):
        [page] = [page for page in self.pages.values() if "Item" in page["properties"] and item_of(page) == item]
        return page

    def new_id(self):
        self._numbers += 1
        return str(uuid.UUID(int=self._numbers + (1 << 120)))

    # What Notion does

    def answer(self, method, path, query, body):
        for pattern, handled, needs, work in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and handled == method:
                if needs not in self.capabilities:
                    raise Refused(403, "restricted_resource", "Insufficient permissions for this endpoint.")
                return work(self, *found.groups(), query=query, body=body)
        raise Refused(400, "invalid_request_url", "Invalid request URL.")

    def pace(self):
        now = time.monotonic()
        self._moments.append(now)
        while self._moments[0] <= now - WINDOW * self.interval:
            self._moments.popleft()
        if len(self._moments) > WINDOW + 1:
            self.violations.append("more than three requests a second")
            raise Refused(429, "rate_limited", "You have been rate limited.", **{"Retry-After": "1"})

    def list_children(self, block, *, query, body):
        if block not in self.children:
            raise not_found(block)
        return listed([one for one in self.children[block] if not one["in_trash"]], query)

    def append(self, block, *, query, body):
        self.check_place(block)
        check_keys(body, {"children", "position"})
        blocks = check_children(body.get("children"))
        if count_of(blocks) > 1000:
            raise invalid("body failed validation: more than 1000 blocks")
        made = [self.make_block(block, one) for one in blocks]
        return {"object": "list", "type": "block", "results": made, "has_more": False, "next_cursor": None}

    def make_block(self, parent, block):
        content = {name: value for name, value in block[block["type"]].items() if name != "children"}
        made = {
            "object": "block",
            "id": self.new_id(),
            "type": block["type"],
            block["type"]: content,
            "in_trash": False,
        }
        self.children[made["id"]] = []
        self.children[parent].append(made)
        for child in block[block["type"]].get("children", []):
            self.make_block(made["id"], child)
        return made

    def create_page(self, *, query, body):
        check_keys(body, {"parent", "properties", "children"})
        parent = body["parent"]
        if parent.get("type") == "page_id":
            self.check_place(parent["page_id"])
            if set(body["properties"]) != {"title"}:
                raise invalid("body failed validation: a page in a page has a title only")
            check_rich_text(body["properties"]["title"]["title"], "title")
            return self.make_page(body["properties"], parent["page_id"])
        source = self.source(parent.get("data_source_id", ""))
        self.refuse_archived(source["parent"]["database_id"])
        return self.make_page(body["properties"], source=source)

    def make_page(self, properties, parent=None, source=None):
        page = {"object": "page", "id": self.new_id(), "in_trash": False, "number": self._numbers}
        if source is None:
            where = {"type": "page_id", "page_id": parent} if parent else {"type": "workspace", "workspace": True}
            page["parent"] = where
            page["properties"] = {
                "title": {"id": "title", "type": "title", "title": answered(properties["title"]["title"])}
            }
        else:
            page["parent"] = {"type": "data_source_id", "data_source_id": source["id"]}
            page["properties"] = {name: empty(column) for name, column in source["properties"].items()}
            page["properties"] |= checked_properties(properties, source["properties"])
        self.pages[page["id"]] = page
        self.children[page["id"]] = []
        if parent:
            title = self.title(page)
            self.children[parent].append(
                {
                    "object": "block",
                    "id": page["id"],
                    "type": "child_page",
                    "child_page": {"title": title},
                    "in_trash": False,
                }
            )
        return page

    def update_page(self, page, *, query, body):
        if page not in self.pages:
            raise not_found(page)
        self.refuse_archived(page)
        check_keys(body, {"properties"})
        found = self.pages[page]
        if "data_source_id" in found["parent"]:
            columns = self.source(found["parent"]["data_source_id"])["properties"]
        else:
            columns = {"title": {"id": "title", "type": "title", "title": {}}}
        found["properties"] |= checked_properties(body["properties"], columns)
        for block in (block for blocks in self.children.values() for block in blocks if block["id"] == page):
            block["child_page"]["title"] = self.title(found)
        return found

    def create_database(self, *, query, body):
        check_keys(body, {"parent", "title", "initial_data_source", "is_inline"})
        parent = body["parent"]["page_id"]
        self.check_place(parent)
        check_rich_text(body["title"], "title")
        columns = {}
        for name, column in body["initial_data_source"]["properties"].items():
            [kind] = column
            if kind not in {"title", "rich_text", "number", "select", "date", "url"}:
                raise invalid(f"body failed validation: {kind} is no type of a property")
            for option in column[kind].get("options", []):
                check_option(option["name"])
            columns[name] = {
                "id": "title" if kind == "title" else name[:4],
                "name": name,
                "type": kind,
                kind: column[kind],
            }
        if [column["type"] for column in columns.values()].count("title") != 1:
            raise invalid("A database has exactly one title.")
        database = {"object": "database", "id": self.new_id(), "title": answered(body["title"]), "in_trash": False}
        source = {
            "object": "data_source",
            "id": self.new_id(),
            "properties": columns,
            "parent": {"type": "database_id", "database_id": database["id"]},
        }
        title = title_of(database["title"])
        database["data_sources"] = [{"id": source["id"], "name": title}]
        database["parent"] = {"type": "page_id", "page_id": parent}
        self.databases[database["id"]], self.sources[source["id"]] = database, source
        block = {"object": "block", "id": database["id"], "type": "child_database", "in_trash": False}
        self.children[parent].append(block | {"child_database": {"title": title}})
        return database

    def get_database(self, database, *, query, body):
        if database not in self.databases:
            raise not_found(database)
        return self.databases[database]

    def query(self, source, *, query, body):
        columns = self.source(source)["properties"]
        check_keys(body, {"filter", "sorts", "page_size", "start_cursor"})
        condition = body["filter"]
        if columns.get(condition["property"], {}).get("type") != "rich_text":
            raise invalid(f"Could not find property with name or id: {condition['property']}")
        [(operator, text)] = condition["rich_text"].items()
        fits = {"equals": str.__eq__, "starts_with": str.startswith}[operator]
        pages = [page for page in self.pages.values() if page["parent"].get("data_source_id") == source]
        pages = [page for page in pages if not page["in_trash"] and fits(item_of(page), text)]
        pages.sort(key=lambda page: page["number"], reverse=True)
        return listed(pages, body)

    def source(self, source, **_nothing):
        if source not in self.sources:
            raise not_found(source)
        return self.sources[source]

    def check_place(self, place):
        if place not in self.children:
            raise not_found(place)
        self.refuse_archived(place)

    def refuse_archived(self, place):
        one = self.pages.get(place) or self.databases.get(place)
        while one:
            if one["in_trash"]:
                raise invalid("Can't edit block that is archived. You must unarchive the block before editing.")
            above = one["parent"].get("page_id") or one["parent"].get("data_source_id")
            above = self.sources[above]["parent"]["database_id"] if above in self.sources else above
            one = self.pages.get(above) or self.databases.get(above)


ID = "([0-9a-f-]{36})"
ROUTES = [
    (f"/v1/blocks/{ID}/children", "GET", "read", FakeNotion.list_children),
    (f"/v1/blocks/{ID}/children", "PATCH", "insert", FakeNotion.append),
    ("/v1/pages", "POST", "insert", FakeNotion.create_page),
    (f"/v1/pages/{ID}", "PATCH", "update", FakeNotion.update_page),
    ("/v1/databases", "POST", "insert", FakeNotion.create_database),
    (f"/v1/databases/{ID}", "GET", "read", FakeNotion.get_database),
    (f"/v1/data_sources/{ID}", "GET", "read", FakeNotion.source),
    (f"/v1/data_sources/{ID}/query", "POST", "read", FakeNotion.query),
]
