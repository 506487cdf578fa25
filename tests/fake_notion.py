"""A Notion that speaks the API's protocol over HTTP and refuses what the real one refuses; the limits are its documented ones.

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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "ntn_0123456789abcdef"
VERSIONS = {"2025-09-03", "2026-03-11"}
BLOCK_TYPES = {
    "paragraph", "heading_1", "heading_2", "heading_3", "bulleted_list_item", "numbered_list_item", "to_do", "quote",
    "code", "table", "table_row", "divider",
}  # fmt: skip
WITHOUT_CHILDREN = {"heading_1", "heading_2", "heading_3", "code", "table_row", "divider"}
CODE_LANGUAGES = {
    "bash", "css", "docker", "html", "javascript", "json", "plain text", "powershell", "python", "sql", "toml",
    "typescript", "yaml",
}  # fmt: skip
ANNOTATIONS = {"bold", "italic", "strikethrough", "underline", "code", "color"}
WINDOW = 10
"""How many intervals the average of the rate is taken over."""


class Refused(Exception):
    def __init__(self, status, code, message, **headers):
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers


def invalid(message):
    return Refused(400, "validation_error", message)


class FakeNotion(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, interval=1 / 3):
        super().__init__(("127.0.0.1", 0), Handler)
        self.interval = interval
        self.pages, self.databases, self.sources, self.children = {}, {}, {}, {}
        self.requests, self.violations, self.failures, self.bodies = [], [], {}, []
        self.capabilities = {"read", "update", "insert"}
        self.lock = threading.RLock()
        self._moments = deque()
        self._numbers = 0

    def server_bind(self):
        TCPServer.server_bind(self)  # that of HTTPServer asks for the name of the host, which may take a second
        self.server_port = self.server_address[1]

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that goes away is no news."""

    # For tests

    def fail(self, number, how, *, after=False, retry_after="0"):
        """The n-th request from now: `cut` the connection, or answer 429, 409, 500 and so on."""
        self.failures[len(self.requests) + number] = (how, after, retry_after)

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
        return [self.values(page) for page in sorted(pages, key=lambda page: item_of(page)) if not page["in_trash"]]

    def values(self, page):
        return {name: comparable(value) for name, value in page["properties"].items()}

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
        if block not in self.children:
            raise not_found(block)
        self.refuse_archived(block)
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
            self.refuse_archived(parent["page_id"])
            if set(body["properties"]) != {"title"}:
                raise invalid("body failed validation: a page in a page has a title only")
            check_rich_text(body["properties"]["title"]["title"], "title")
            return self.make_page(body["properties"], parent["page_id"])
        source = self.source(parent.get("data_source_id", ""))
        self.refuse_archived(source["parent"]["database_id"])
        return self.make_page(body["properties"], source=source)

    def make_page(self, properties, parent=None, source=None):
        if parent is not None and parent not in self.children:
            raise not_found(parent)
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
        if parent not in self.children:
            raise not_found(parent)
        self.refuse_archived(parent)
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

    def get_source(self, source, *, query, body):
        return self.source(source)

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

    def source(self, source):
        if source not in self.sources:
            raise not_found(source)
        return self.sources[source]

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
    (f"/v1/data_sources/{ID}", "GET", "read", FakeNotion.get_source),
    (f"/v1/data_sources/{ID}/query", "POST", "read", FakeNotion.query),
]


def not_found(what):
    return Refused(404, "object_not_found", f"Could not find block with ID: {what}. Make sure it is shared.")


def listed(results, options):
    size, start = int(options.get("page_size", 100)), int(options.get("start_cursor") or 0)
    if not 1 <= size <= 100:
        raise invalid("body.page_size should be ≤ `100`")
    more = start + size < len(results)
    found = results[start : start + size]
    return {"object": "list", "results": found, "has_more": more, "next_cursor": str(start + size) if more else None}


def check_keys(body, allowed):
    if extra := set(body) - allowed:
        raise invalid(f"body failed validation: body.{sorted(extra)[0]} should be not present")


def check_children(blocks, depth=0):
    if not isinstance(blocks, list) or not blocks:
        raise invalid("body failed validation: body.children should be an array")
    if len(blocks) > 100:
        raise invalid(f"body.children.length should be ≤ `100`, instead was `{len(blocks)}`")
    if depth > 2:
        raise invalid("body.children[0].children[0].children[0].children should be not present")
    for block in blocks:
        kind = block.get("type")
        if kind not in BLOCK_TYPES or set(block) != {"type", kind}:
            raise invalid(f"body.children[0].{kind} should be defined")
        check_block(kind, block[kind], depth)
    return blocks


def check_block(kind, content, depth):
    if "rich_text" in content:
        check_rich_text(content["rich_text"], kind)
    elif kind not in {"table", "table_row", "divider"}:
        raise invalid(f"body.children[0].{kind}.rich_text should be defined")
    if kind == "code" and content.get("language") not in CODE_LANGUAGES:
        raise invalid(f"body.children[0].code.language should be one of a list, instead was {content.get('language')}")
    if kind == "to_do" and not isinstance(content.get("checked"), bool):
        raise invalid("body.children[0].to_do.checked should be a boolean")
    if kind == "table":
        widths = {len(row["table_row"]["cells"]) for row in content["children"] if row.get("type") == "table_row"}
        if widths != {content["table_width"]}:
            raise invalid("Content creation failed: number of cells in table row must match the table width")
    if kind == "table_row":
        for cell in content["cells"]:
            check_rich_text(cell, "table_row")
    if "children" in content:
        if kind in WITHOUT_CHILDREN:
            raise invalid(f"body.children[0].{kind}.children should be not present")
        check_children(content["children"], depth + 1)


def count_of(blocks):
    return sum(1 + count_of(block[block["type"]].get("children", [])) for block in blocks)


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def check_rich_text(texts, where):
    if len(texts) > 100:
        raise invalid(f"body.{where}.rich_text.length should be ≤ `100`, instead was `{len(texts)}`")
    for text in texts:
        if text.get("type", "text") != "text" or set(text) - {"type", "text", "annotations"}:
            raise invalid(f"body.{where}.rich_text[0] is no text")
        content, link = text["text"]["content"], text["text"].get("link")
        if utf16(content) > 2000:
            raise invalid(
                f"body.{where}.rich_text[0].text.content.length should be ≤ `2000`, instead was `{utf16(content)}`"
            )
        if set(text.get("annotations", {})) - ANNOTATIONS:
            raise invalid(f"body.{where}.rich_text[0].annotations should be known")
        if link and (utf16(link["url"]) > 2000 or not re.match(r"https?://[^/\s]|mailto:.", link["url"])):
            raise invalid("Invalid URL for link.")


def check_option(name):
    if not name or "," in name or utf16(name) > 100:
        raise invalid(f"Invalid select option, commas not allowed: {name}")


def checked_properties(properties, columns):
    """As they are answered; every one is of the type of its column."""
    made = {}
    for key, value in properties.items():
        name = next((name for name, column in columns.items() if key in (name, column["id"])), None)
        if name is None:
            raise invalid(f"{key} is not a property that exists.")
        kind = columns[name]["type"]
        if set(value) != {kind}:
            raise invalid(f"{name} is expected to be {kind}.")
        made[name] = {
            "id": columns[name]["id"],
            "type": kind,
            kind: checked_value(name, kind, value[kind], columns[name]),
        }
    return made


def checked_value(name, kind, value, column):
    if kind in {"title", "rich_text"}:
        check_rich_text(value, name)
        return answered(value)
    if kind == "number" and not isinstance(value, int | float | None):
        raise invalid(f"body.properties.{name}.number should be a number")
    if kind == "select" and value is not None:
        check_option(value["name"])
        options = column["select"].setdefault("options", [])
        same = [option for option in options if option["name"].casefold() == value["name"].casefold()]
        if not same:
            options.append({"name": value["name"]})
        return {"id": "x", "name": (same or [value])[0]["name"], "color": "default"}
    if kind == "url" and value is not None and (not value or utf16(value) > 2000):
        raise invalid(f"body.properties.{name}.url should be a URL")
    if kind == "date" and value is not None:
        for day in filter(None, [value["start"], value.get("end")]):
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                raise invalid(f"body.properties.{name}.date should be a date")
        return {"start": value["start"], "end": value.get("end"), "time_zone": None}
    return value


def empty(column):
    kind = column["type"]
    return {"id": column["id"], "type": kind, kind: [] if kind in {"title", "rich_text"} else None}


def answered(texts):
    return [{"type": "text", "text": text["text"], "plain_text": text["text"]["content"]} for text in texts]


def title_of(texts):
    return "".join(text["plain_text"] for text in texts)


def item_of(page):
    return title_of(page["properties"]["Item"]["rich_text"])


def comparable(value):
    kind = value["type"]
    if kind in {"title", "rich_text"}:
        return title_of(value[kind])
    if kind == "select":
        return value[kind] and value[kind]["name"]
    return value[kind]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: apart, the second waits for the first one's receipt

    def do_GET(self):
        with self.server.lock:
            self.serve()

    do_POST = do_PATCH = do_GET  # noqa: N815  the names that http.server looks for

    def serve(self):
        notion, parts = self.server, urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        notion.requests.append((self.command, parts.path))
        how, after, retry_after = notion.failures.pop(len(notion.requests), (None, False, "0"))
        if how and not after:
            return self.fail(how, retry_after)
        status, answer, headers = 200, None, {}
        try:
            answer = self.work(parts, raw, length)
        except Refused as refused:
            if refused.code == "validation_error":
                notion.violations.append(str(refused))
            status, headers = refused.status, refused.headers
            answer = {"object": "error", "status": status, "code": refused.code, "message": str(refused)}
        if how:
            return self.fail(how, retry_after)
        return self.reply(status, answer, headers)

    def work(self, parts, raw, length):
        notion = self.server
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, "unauthorized", "API token is invalid.")
        if self.headers.get("Notion-Version") not in VERSIONS:
            raise Refused(400, "missing_version", "Notion-Version header should be defined.")
        notion.pace()
        if length > 500_000:
            notion.violations.append("a body of more than 500 KB")
            raise Refused(413, "validation_error", "Payload too large.")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return notion.answer(self.command, parts.path, query, json.loads(raw) if raw else {})

    def fail(self, how, retry_after):
        if how == "cut":
            self.close_connection = True
            self.connection.close()
            return
        code = {429: "rate_limited", 409: "conflict_error", 529: "service_overload"}.get(how, "internal_server_error")
        self.reply(
            how, {"object": "error", "status": how, "code": code, "message": "Failed."}, {"Retry-After": retry_after}
        )

    def reply(self, status, answer, headers):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass
