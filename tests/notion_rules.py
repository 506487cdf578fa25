"""What Notion refuses, as its documentation has it; and how it answers what it takes. For tests/fake_notion.py."""

import re

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


class Refused(Exception):
    def __init__(self, status, code, message, **headers):
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers


def invalid(message):
    return Refused(400, "validation_error", message)


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
