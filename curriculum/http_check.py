"""An HTTP check as a learner reads it: what is sent, and what must come back."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

LONGEST_SOURCE = 20_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast, where the wheel has it
MOST_STEPS = 50

CHECK_FIELDS = frozenset(["id", "title", "topics", "steps"])
STEP_FIELDS = frozenset(
    [
        "as",
        "token",
        "key",
        "host",
        "method",
        "path",
        "headers",
        "form",
        "json",
        "raw",
        "multipart",
        "csrf",
        "sign",
        "repeat",
        "parallel",
        "poll",
        "ws",
        "sse",
        "expect",
        "expect_counts",
        "save",
    ]
)
EXPECT_FIELDS = frozenset(["status", "headers", "headers_not", "headers_absent", "body", "body_not", "json", "max_ms"])

EXPECTATIONS = {
    "headers": _("Header"),
    "headers_not": _("Header without"),
    "headers_absent": _("No header"),
    "body": _("Body has"),
    "body_not": _("Body lacks"),
    "json": _("JSON"),
    "max_ms": _("Within ms"),
}


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One request: `sends` is `GET /feed/`, `sender` is `ada` or nobody, `expects` are pairs of label and text."""

    sends: str
    sender: str
    status: str
    expects: list[tuple[Any, str]]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    steps: list[CheckStep]


@lru_cache(maxsize=2_000)  # parsing takes a millisecond, and a project has ten of them
def read_check(source: str) -> Check | None:
    """Read the check's YAML; None when it is not one."""
    data = read_yaml(source)
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        return None
    steps = [_step(step) for step in data["steps"][:MOST_STEPS] if isinstance(step, dict)]
    return Check(id=str(data.get("id", "")), title=str(data.get("title", "")), steps=steps) if steps else None


def read_yaml(source: str) -> Any:
    """The check's data as it stands; None when it is not readable."""
    try:
        return _load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


@lru_cache(maxsize=2_000)  # a block is cleaned three times on its way to a page
def problem_of(source: str) -> Any:
    """What keeps this source from being a check, in words; empty if it is one."""
    try:
        data = _load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _("It is not readable YAML: %(error)s.") % {"error": str(error).splitlines()[0]}
    if not isinstance(data, dict) or not CHECK_FIELDS >= set(data) >= {"id", "title", "steps"}:
        return _("It needs id, title and steps, may have topics, and nothing else.")
    steps = data["steps"]
    if not isinstance(steps, list) or not 0 < len(steps) <= MOST_STEPS:
        return _("It needs a list of 1 to %(most)d steps.") % {"most": MOST_STEPS}
    for number, step in enumerate(steps, start=1):
        if problem := _problem_of_step(step):
            return _("Step %(number)d: %(problem)s") % {"number": number, "problem": problem}
    return ""


def _problem_of_step(step: Any) -> Any:
    if not isinstance(step, dict) or not {"method", "path"} <= set(step):
        return _("it needs a method and a path.")
    if unknown := set(step) - STEP_FIELDS:
        return _("unknown: %(names)s.") % {"names": ", ".join(map(str, sorted(unknown, key=str)))}
    expect = step.get("expect", {})
    if not (expect or "expect_counts" in step) or not isinstance(expect, dict):
        return _("it needs expect, with the status that must come back.")
    if unknown := set(expect) - EXPECT_FIELDS:
        return _("unknown in expect: %(names)s.") % {"names": ", ".join(map(str, sorted(unknown, key=str)))}
    return ""


def _load(source: str) -> Any:
    if len(source) > LONGEST_SOURCE:
        raise ValueError("too long")
    # A few aliases of aliases can stand for gigabytes.
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(source, Loader=_LOADER)):
        raise ValueError("aliases are not allowed")
    return yaml.load(source, Loader=_LOADER)  # noqa: S506 (a safe one)


def _step(step: dict[str, Any]) -> CheckStep:
    expect = step.get("expect")
    expect = expect if isinstance(expect, dict) else {}
    method = "WebSocket" if "ws" in step else str(step.get("method", "GET"))
    return CheckStep(
        sends=f"{method} {_text(step.get('path', ''))}",
        sender=_text(step.get("as") or step.get("token") or ""),
        # Requests sent at once are expected by how many of them get which status.
        status=_text(expect.get("status") or step.get("expect_counts") or ""),
        expects=list(_expects(expect)),
    )


def _expects(expect: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    for name, label in EXPECTATIONS.items():
        value = expect.get(name)
        if isinstance(value, dict):
            yield from ((label, f"{key}: {_text(wanted)}") for key, wanted in value.items())
        elif isinstance(value, list):
            yield from ((label, _text(one)) for one in value)
        elif value is not None:
            yield label, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(one)}" for key, one in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
