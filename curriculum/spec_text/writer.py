"""Plain values to the text form. Deterministic: the same values give the same bytes."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal

import yaml

from ..sections import SECTION_BY_SLUG
from ..spec import (
    Block,
    Callout,
    Code,
    EvaluationGroup,
    EvaluationItem,
    HttpCheck,
    IdSource,
    Image,
    Item,
    MeasuredRequirement,
    Objective,
    Objectives,
    Phase,
    ProjectSpec,
    Prose,
    QualityGroup,
    Requirement,
    RequirementGroup,
    RoadmapSpec,
    Section,
    Stack,
    StackItem,
    Step,
    StretchGoal,
    StretchGoals,
    Task,
    Tool,
    ToolGroup,
)
from .escapes import hide_bullets, hide_label, hide_mark, hide_start


def write_project(spec: ProjectSpec) -> str:
    """The whole file of a project."""
    front = {
        "title": _scalar(spec.title),
        "slug": _scalar(spec.slug),
        "level": _scalar(spec.level),
        "hours": number(spec.hours),
        "topics": f"[{', '.join(spec.topics)}]",
    }
    sections = (write_section(section, summary=spec.summary) for section in spec.sections)
    return "\n".join([_front_matter(front), *sections])


def write_section(section: Section, summary: str = "") -> str:
    """One section with its heading; the project's summary opens the first."""
    body = write_blocks(section.blocks, section.kind)
    if section.kind == "summary" and summary:
        body = _stack_up([hide_bullets(summary), body] if body else [hide_bullets(summary)])
    heading = f"## {SECTION_BY_SLUG[section.kind].heading}\n"
    return f"{heading}{body}\n" if body else heading


def write_roadmap(spec: RoadmapSpec) -> str:
    """The roadmap.md of a roadmap."""
    front = {
        "title": _scalar(spec.title),
        "slug": _scalar(spec.slug),
        "hours_per_day": number(spec.hours_per_day),
        "days_per_week": str(spec.days_per_week),
    }
    parts = {"Audience": spec.audience, "Outcome": spec.outcome, "Introduction": write_blocks(spec.intro, "intro")}
    if spec.guide:
        parts["Base Guide"] = write_blocks(spec.guide, "deployment")
    sections = (f"## {title}\n{text}\n" if text else f"## {title}\n" for title, text in parts.items())
    return "\n".join([_front_matter(front), *sections])


def write_blocks(blocks: Iterable[Block], kind: str) -> str:
    ids, steps, texts = IdSource(kind), 0, []
    for block in blocks:
        steps += isinstance(block, Step)
        texts.append(_write_block(block, ids, steps))
    return _stack_up(texts)


def number(value: Decimal) -> str:
    """A decimal without trailing zeros: 15, 2.5."""
    return f"{value.normalize():f}"


def _stack_up(texts: list[str]) -> str:
    """Texts of blocks with one blank line between them, none beside a heading."""
    out = ""
    for text in texts:
        if not out:
            out = text
            continue
        tight = re.match(r"###", text) or re.match(r"###", out.rsplit("\n", 1)[-1])
        out += ("\n" if tight else "\n\n") + text
    return out


def _front_matter(fields: dict[str, str]) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{lines}---\n"


def _scalar(text: str) -> str:
    """A YAML scalar, quoted only where YAML would read a plain one as something else."""
    try:
        plain = yaml.safe_load(f"key: {text}") == {"key": text}
    except yaml.YAMLError:
        plain = False
    return (
        text if plain and not re.search(r"[\x00-\x1f\x85\u2028\u2029]", text) else json.dumps(text, ensure_ascii=False)
    )


def _write_block(block: Block, ids: IdSource, step_number: int) -> str:
    match block:
        case Prose(text):
            return hide_bullets(text)
        case Code(language, code):
            return _fence(language, code)
        case Callout(kind, text):
            return f"> **{kind.capitalize()}:** {text}"
        case Image(src, alt, caption):
            title = f' "{caption}"' if caption else ""
            return f"![{alt}]({src}{title})"
        case Objectives(entries):
            return "\n".join(map(_objective, entries))
        case RequirementGroup(title, entries):
            return _group(title, [_marked(_requirement(entry), entry, ids) for entry in entries])
        case QualityGroup(title, entries):
            return _group(title, [_marked(_measured_requirement(entry), entry, ids) for entry in entries])
        case Stack(entries):
            return "\n".join(map(_stack_item, entries))
        case ToolGroup(kind, entries):
            return _group(kind.capitalize(), map(_tool, entries))
        case Step():
            return _step(block, _marked(f"### Step {step_number}: {block.title}", block, ids))
        case Phase(title, entries):
            return _group(title, [_marked(_task(entry), entry, ids) for entry in entries])
        case StretchGoals(entries):
            return "\n".join(_marked(_stretch_goal(entry), entry, ids) for entry in entries)
        case EvaluationGroup(title, entries):
            return _group(title, [_marked(_evaluation_item(entry), entry, ids) for entry in entries])
        case HttpCheck(source):
            return _fence("check", source)


def _marked(line: str, item: Item, ids: IdSource) -> str:
    """The line of an item, with its id where that cannot be worked out from the text."""
    mark = "" if item.id == ids.next(item.key, item.text) else f" {{#{item.id}}}"
    return hide_mark(line) + mark


def _group(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"### {title}", *lines] if title else lines)


def _fence(language: str, code: str) -> str:
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("^`{3,}", code, re.MULTILINE)), 3)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _with(label: str, text: str, part: str) -> str:
    """The text, and behind its label the part that ends the item."""
    text = hide_label(text, label)
    return f"{text} *{label}:* {part}" if part else text


def _objective(entry: Objective) -> str:
    key = f"**{entry.key}** " if entry.key else ""
    return f"- {key}{_with('Covers', entry.text, entry.covers)}"


def _requirement(entry: Requirement) -> str:
    return f"- [ ] **{entry.key}** ({entry.priority}) {entry.text}"


def _measured_requirement(entry: MeasuredRequirement) -> str:
    return f"- [ ] **{entry.key}** ({entry.priority}) {_with('Measured by', entry.text, entry.measured_by)}"


def _stack_item(entry: StackItem) -> str:
    version = f" {entry.version}" if entry.version else ""
    return f"- **{entry.name}**{version}: {_with('Instead of', entry.purpose, entry.instead_of)}"


def _tool(entry: Tool) -> str:
    version = f" {entry.version}" if entry.version else ""
    plan = f" ({entry.plan})" if entry.plan else ""
    return f"- **{entry.name}**{version}{plan}: {_with('Alternative', entry.purpose, entry.alternative)}"


def _step(step: Step, heading: str) -> str:
    lines = [heading]
    if step.why:
        lines.append(hide_start(step.why))
    if step.command:
        lines.append(_fence(step.language, step.command))
    if step.check:
        lines.append(f"**Check:** {step.check}")
    if step.if_it_fails:
        lines.append(f"**If it fails:** {step.if_it_fails}")
    return "\n".join(lines)


def _task(entry: Task) -> str:
    day = f"Day {entry.day}" if entry.day is not None else ""
    hours = f"({number(entry.hours)} h)" if entry.hours is not None else ""
    when = " ".join(part for part in (day, hours) if part)
    return f"- [ ] {when}: {entry.text}" if when else f"- [ ] {entry.text}"


def _stretch_goal(entry: StretchGoal) -> str:
    key = f"**{entry.key}** " if entry.key else ""
    hours = f"({number(entry.hours)} h) " if entry.hours is not None else ""
    return f"- [ ] {key}{hours}{entry.text}"


def _evaluation_item(entry: EvaluationItem) -> str:
    key = f"**{entry.key}** " if entry.key else ""
    points = f"({entry.points} points) " if entry.points is not None else ""
    return f"- [ ] {key}{points}{_with('Done when', entry.text, entry.done_when)}"
