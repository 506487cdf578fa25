"""Can the checks of section 13 be run: well formed, with known accounts and variables, each of them able to fail?"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ..http_check import problem_of, read_yaml
from .draft import Curriculum, Draft
from .rules import project_rule

OPERATORS = frozenset(["re", "not_re", "gte", "lte", "len_lte", "len_gte", "type"])
METHODS = frozenset(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
_VARIABLE = re.compile(r"{{(.*?)}}")
COMMON = {"c-health": 1, "c-404": 1, "c-csrf": 2, "c-headers": 3, "c-reqid": 6, "c-ready": 6, "c-version": 7}
"""Checks that every project repeats, and from which place on the roadmap on."""


def _parsed(draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    """Words to find the check by, and its data; those that are no check are left out."""
    for source in draft.checks:
        if not problem_of(source):
            data = read_yaml(source)
            yield f"id: {data['id']}", data


@project_rule(
    "check-form",
    "error",
    "A check follows the schema, and its patterns compile.",
    "See the table of fields in docs/content-format.md.",
)
def check_form(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for source in draft.checks:
        if problem := problem_of(source):
            yield "evaluation", source, f"This is no check: {problem}"
    for words, data in _parsed(draft):
        for number, step in enumerate(data["steps"], start=1):
            for problem in _problems_of_step(step):
                yield "evaluation", words, f"{data['id']}, step {number}: {problem}"


def _problems_of_step(step: dict[str, Any]) -> Iterator[str]:
    if step["method"] not in METHODS:
        yield f"“{step['method']}” is no method."
    if not str(step["path"]).startswith(("/", "{{")):
        yield f"the path “{step['path']}” does not start with a slash."
    expect = step.get("expect", {})
    tables = {name: expect.get(name, {}) for name in ("headers", "headers_not", "json")} | {
        "save": step.get("save", {})
    }
    if wrong := [name for name, table in tables.items() if not isinstance(table, dict)]:
        yield f"{' and '.join(wrong)} must be a table of names and values."
        return
    if expect and "status" not in expect:
        yield "it expects no status."
    patterns = [*expect.get("headers", {}).values(), *expect.get("headers_not", {}).values()]
    patterns += [*expect.get("body", []), *expect.get("body_not", [])]
    for path, wanted in expect.get("json", {}).items():
        if isinstance(wanted, dict):
            if unknown := set(wanted) - OPERATORS:
                yield f"json {path} has unknown operators: {', '.join(sorted(map(str, unknown)))}."
            patterns += [wanted[name] for name in ("re", "not_re") if name in wanted]
    for source in step.get("save", {}).values():
        patterns += [source["body"]] if "body" in source else [source["header"][1]] if "header" in source else []
    for pattern in patterns:
        try:
            re.compile(str(pattern))
        except re.error as error:
            yield f"the pattern “{pattern}” does not compile: {error}."
    if "parallel" in step and sum(step.get("expect_counts", {}).values()) != step["parallel"]:
        yield "expect_counts do not add up to parallel."


@project_rule(
    "check-names",
    "error",
    "A check uses only accounts and variables that are known.",
    "Name the account in backticks in section 4, or save the variable in an earlier step.",
)
def check_names(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    described = set(re.findall(r"`([\w.-]+)`", draft.prose("functional")))
    accounts = curriculum.facts.accounts | described
    for words, data in _parsed(draft):
        known = set(curriculum.facts.variables)
        for step in data["steps"]:
            for name in ("as", "token", "key"):
                if name in step and str(step[name]) not in accounts:
                    yield "evaluation", words, f"{data['id']} uses “{step[name]}”, which section 4 does not name."
            for variable in _VARIABLE.findall(json.dumps(step, default=str)):
                if variable.strip() not in known:
                    yield "evaluation", words, f"{data['id']} uses {{{{{variable}}}}}, which no earlier step saved."
            known |= set(step.get("save", {}))


@project_rule(
    "check-ids",
    "error",
    "Every check has an id of its own, and the checks that all projects share are there.",
    "Rename it; copy the missing one from the project before.",
)
def check_ids(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    place = curriculum.drafts.index(draft)
    others = {
        data["id"] for other in curriculum.drafts[:place] for _words, data in _parsed(other) if data["id"] not in COMMON
    }
    seen: set[str] = set()
    for words, data in _parsed(draft):
        if data["id"] in seen or data["id"] in others:
            yield "evaluation", words, f"The id {data['id']} stands twice."
        seen.add(data["id"])
    number = int(found[1]) if (found := re.search(r"difficulty (\d+) of", draft.prose("skill-level"))) else place + 1
    for name, first in COMMON.items():
        if number >= first and name not in seen:
            yield "evaluation", "### Checks that run", f"The check {name} is missing."


@project_rule(
    "check-can-fail",
    "error",
    "A check can fail: it asks for more than that a page answers 200.",
    "Expect words in the body, a header, a value, or a refusal.",
)
def check_can_fail(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for words, data in _parsed(draft):
        asks = [step for step in data["steps"] if "expect_counts" in step or "ws" in step or "sse" in step]
        asks += [step for step in data["steps"] if step.get("expect", {}).get("status") != 200]
        asks += [step for step in data["steps"] if set(step.get("expect", {})) - {"status", "max_ms"} or "save" in step]
        if not asks:
            yield "evaluation", words, f"{data['id']} passes on any page that answers 200."
