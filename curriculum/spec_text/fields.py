"""The fields of a project or roadmap: from front matter or, where there is none, from the text itself."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

import yaml

from ..spec import Block, Phase, Prose
from .chunks import Line
from .inline import inline_text
from .problems import Problems

DEFAULT_LEVELS = ("beginner", "intermediate", "advanced", "expert")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a spec may name: topics as term -> slug (slugs, names and aliases, in lower case), and levels by slug.

    Without topics, any topic slug is taken.
    """

    topics: Mapping[str, str] | None = None
    levels: Collection[str] = DEFAULT_LEVELS


@dataclass(slots=True)
class Fields:
    """What front matter, or else the text itself, says of a project or roadmap, and where."""

    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    line: int = 1  # of what has no line of its own

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)


def read_front_matter(lines: list[Line], known: Collection[str], problems: Problems) -> tuple[Fields, list[Line]]:
    if not lines or lines[0].text.strip() != "---":
        return Fields(), lines
    end = next((i for i, line in enumerate(lines[1:51], start=1) if line.text.strip() == "---"), None)
    if end is None or not any(line.text.split(":")[0] in known for line in lines[1:end]):
        return Fields(), lines  # a rule, not front matter
    try:
        values = yaml.safe_load("\n".join(line.text for line in lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problems.error(
            lines[1].number + (mark.line if mark else 0),
            "The front matter is not valid YAML.",
            "Write one `name: value` a line.",
        )
        return Fields(), lines
    if not isinstance(values, dict):
        problems.error(lines[1].number, "The front matter is no list of fields.", "Write one `name: value` a line.")
        return Fields(), lines
    where = {name: line.number for line in lines[1:end] for name in values if line.text.startswith(f"{name}:")}
    front = Fields({str(name): value for name, value in values.items()}, where, lines[0].number)
    for name in front.values:
        if name not in known:
            problems.error(front.line_of(name), f"The field “{name}” is unknown.", f"Use {', '.join(known)}.")
    return front, lines[end + 1 :]


def facts_of(
    title: str, sections: Mapping[str, list[Block]], summary: str, vocabulary: Vocabulary
) -> dict[str, object]:
    """The fields of a project without front matter, as far as its heading and sections say them without doubt."""
    facts: dict[str, object] = {}
    bold = re.match(r"\*\*(.+?)[.,:]?\*\*", summary)
    if title := title or (bold[1].split(",")[0] if bold else ""):
        facts["title"] = inline_text(title)
    level_text = " ".join(block.text for block in sections["skill-level"] if isinstance(block, Prose)).lower()
    named = [level for level in vocabulary.levels if re.search(rf"\b{re.escape(level)}\b", level_text)]
    if len(named) == 1:
        facts["level"] = named[0]
    hours = sum((block.hours for block in sections["schedule"] if isinstance(block, Phase)), Decimal(0))
    if hours:
        facts["hours"] = str(hours)
    topic_text = "\n".join(block.text for block in sections["topics"] if isinstance(block, Prose))
    terms = [
        inline_text(term).split(":")[0].strip().lower() for term in re.findall(r"^\s*- (.+)$", topic_text, re.MULTILINE)
    ]
    if vocabulary.topics:
        facts["topics"] = list(dict.fromkeys(vocabulary.topics[term] for term in terms if term in vocabulary.topics))
    return facts


def text_field(front: Fields, name: str, problems: Problems) -> str:
    value = front.values.get(name)
    if isinstance(value, str | int | float) and str(value).strip():
        text = " ".join(str(value).split())
        if len(text) <= 255:
            return text
        problems.error(front.line_of(name), f"The {name} is longer than 255 characters.", "Shorten it.")
    else:
        problems.error(front.line_of(name), f"The {name} is missing.", f"Add `{name}: …` to the front matter.")
    return ""


def slug_field(front: Fields, problems: Problems) -> str:
    if "slug" not in front.values:
        title = str(front.values.get("title", "")).lower()
        return "-".join(re.findall(r"[a-z0-9]+", title))[:255]
    slug = str(front.values["slug"])
    if not SLUG.fullmatch(slug) or len(slug) > 255:
        problems.error(
            front.line_of("slug"),
            f"The slug “{slug}” cannot stand in an address.",
            "Use lower-case letters, digits and hyphens.",
        )
    return slug


def level_field(front: Fields, vocabulary: Vocabulary, problems: Problems) -> str:
    level = str(front.values.get("level", "")).strip().lower()
    if level not in vocabulary.levels:
        found = f"The level “{level}” is unknown." if level else "The level is missing."
        problems.error(front.line_of("level"), found, f"Add `level:` with one of {', '.join(vocabulary.levels)}.")
    return level


def number_field(front: Fields, name: str, problems: Problems, default: Decimal | None = None) -> Decimal:
    if name not in front.values and default is not None:
        return default
    given = front.values.get(name)
    try:
        value = Decimal(str(given))
        if value.is_finite() and 0 < value < 10_000 and round(value, 2) == value:
            return value
        found = f"{name} is {given}."
    except InvalidOperation:
        found = f"{name} is “{given}”, which is no number." if given is not None else f"{name} is missing."
    problems.error(front.line_of(name), found, f"Add `{name}:` with a number above zero, at most two decimals.")
    return default or Decimal(0)


def topics_field(front: Fields, vocabulary: Vocabulary, problems: Problems) -> tuple[str, ...]:
    value, line = front.values.get("topics"), front.line_of("topics")
    if not value:
        problems.warn(line, "The project has no topics.", "Add `topics: [slug, slug]` so that learners find it.")
        return ()
    if not isinstance(value, list):
        problems.error(line, "topics is not a list.", "Write `topics: [slug, slug]`.")
        return ()
    slugs = [str(slug) for slug in value]
    for slug in dict.fromkeys(slugs):
        if vocabulary.topics is not None and slug not in vocabulary.topics.values():
            meant = vocabulary.topics.get(slug.lower())
            cure = f"It is called “{meant}”." if meant else "Use a slug of content/topics.toml, or add the topic there."
            problems.error(line, f"The topic “{slug}” is unknown.", cure)
        if slugs.count(slug) > 1:
            problems.error(line, f"The topic “{slug}” stands there twice.", "Remove one.")
    return tuple(dict.fromkeys(slugs))
