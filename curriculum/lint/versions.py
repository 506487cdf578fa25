"""Do all specs name the same versions, and none a trap?"""

import re
import shlex
from collections.abc import Iterator

from ..spec import Stack, ToolGroup
from .draft import Curriculum, Draft
from .rules import project_rule

_UV_ADD = re.compile(r"\buv add\b((?:[^\n]*\\\n)*[^\n]*)")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?:\[[\w,-]+\])?(?P<version>.*)")


def added_requirements(draft: Draft) -> Iterator[str]:
    """What the `uv add` lines of a spec install, as they stand there: `celery[redis]~=5.7`."""
    for _section, language, code in draft.code:
        for line in _UV_ADD.findall(code) if language == "bash" else []:
            yield from (word for word in shlex.split(line, comments=True) if re.match(r"[A-Za-z]", word))


def _named(draft: Draft) -> Iterator[tuple[str, str, str, str]]:
    """Section, words to find it by, name and version of what a spec names as its stack or tools."""
    for kind in ("stack", "tools"):
        for block in draft.blocks(kind):
            # A service may be called as its package is: Stripe, and stripe.
            if isinstance(block, Stack) or (isinstance(block, ToolGroup) and block.kind == "internal"):
                for entry in block.entries:
                    yield kind, f"**{entry.name}**", entry.name, entry.version
    for requirement in added_requirements(draft):
        if found := _REQUIREMENT.fullmatch(requirement):
            yield "tools", found["name"], found["name"], found["version"]


@project_rule(
    "ranges",
    "error",
    "Versions are those of platform-facts.toml, so that all specs agree.",
    "Write the range of the facts; if it is out of date, change it there and in every spec.",
)
def ranges(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    known = curriculum.facts.ranges
    for kind, words, name, version in _named(draft):
        wanted = known.get(name.lower())
        if wanted is None and version:
            yield kind, words, f"“{name}” {version} is not in the facts."
        elif wanted is not None and version != wanted:
            yield kind, words, f"“{name}” stands here with “{version}”, in the facts with “{wanted}”."


@project_rule(
    "traps",
    "error",
    "Nothing that is superseded, or that does not install, is taught.",
    "Take what the facts name instead.",
)
def traps(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    facts = curriculum.facts.traps
    for kind, words, name, _version in _named(draft):
        if reason := facts.get(name.lower()):
            yield kind, words, f"“{name}” is a trap: {reason}"
    for kind, language, code in draft.code:
        if language not in ("bash", "powershell", "dockerfile", "yaml", "toml"):
            continue
        for name, reason in facts.items():
            if found := re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w/-]|\.\w)", code):
                line = next(line for line in code.splitlines() if found[0] in line)
                yield kind, line, f"“{name}” is a trap: {reason}"


@project_rule(
    "service-facts",
    "error",
    "The limits of an outside service stand in platform-facts.toml, with a date.",
    "Add a [[service]] of that name there; the portal shows it beside the tool.",
)
def service_facts(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for block in draft.blocks("tools"):
        if isinstance(block, ToolGroup) and block.kind == "external":
            for tool in block.entries:
                if not curriculum.facts.of_service(tool.name):
                    yield "tools", f"**{tool.name}**", f"The facts know no service “{tool.name}”."
                if not tool.alternative:
                    yield "tools", f"**{tool.name}**", f"“{tool.name}” has no alternative that costs nothing."
