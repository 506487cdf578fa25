"""The lines of one section to its blocks.

What fits a typed block of the section becomes one; everything else becomes prose, so that no word is lost.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..spec import (
    Block,
    Callout,
    Code,
    EvaluationGroup,
    HttpCheck,
    IdSource,
    Image,
    Objectives,
    Phase,
    Prose,
    QualityGroup,
    RequirementGroup,
    Stack,
    Step,
    StretchGoals,
    ToolGroup,
)
from . import items
from .chunks import (
    STEP_LABEL,
    Chunk,
    FenceChunk,
    HeadingChunk,
    ImageChunk,
    ItemChunk,
    Line,
    ParagraphChunk,
    QuoteChunk,
    TableChunk,
    chunk_lines,
)
from .escapes import reveal_bullet, reveal_start
from .problems import Problems
from .richtext import canonical_markdown

MAX_ITEMS = 400
_CALLOUT = re.compile(r"^\*\*(note|tip|warning)(?::\*\*|\*\*:)\s*", re.IGNORECASE)
_STEP = re.compile(r"^(?:\*\*)?step\s+\d+\s*[:.)–—-]*\s*(.*?)(?:\*\*)?$", re.IGNORECASE)
_TOOL_KIND = re.compile(r"^\W*(internal|external)\b", re.IGNORECASE)


def read_section(lines: list[Line], kind: str, problems: Problems) -> tuple[Block, ...]:
    """The blocks of a section of this kind; `intro` reads the introduction of a roadmap, which is writing only."""
    chunks = chunk_lines(lines)
    count = sum(isinstance(chunk, ItemChunk) for chunk in chunks)
    if count > MAX_ITEMS:
        problems.error(
            lines[0].number, f"This section has {count} list items.", f"At most {MAX_ITEMS} fit; split the project."
        )
        return ()
    parsers = items.ItemParsers(kind, IdSource(kind), problems, chunks)
    return _Reading(kind, chunks, problems, parsers).read()


@dataclass(slots=True)
class _Reading:
    kind: str
    chunks: list[Chunk]
    problems: Problems
    parsers: items.ItemParsers
    blocks: list[Block] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    position: int = 0
    heading: str = ""  # the heading of the part that is being read

    def read(self) -> tuple[Block, ...]:
        while self.position < len(self.chunks):
            self._read_next()
        self._close_prose()
        return tuple(self.blocks)

    def _read_next(self) -> None:
        chunk = self.chunks[self.position]
        match chunk:
            case HeadingChunk():
                self._read_heading(chunk)
            case ItemChunk():
                run = self._run_of_items(self.position)
                if self._takes(run):
                    self._add_group("", run)
                else:
                    self._add_prose_list(run)
                self.position += len(run)
            case TableChunk():
                self._add_table(chunk)
                self.position += 1
            case _:
                self._add_single(chunk)
                self.position += 1

    def _read_heading(self, chunk: HeadingChunk) -> None:
        self.heading = chunk.text
        self.position += 1
        if self.kind == "deployment" and (found := _STEP.match(chunk.text)):
            self._read_step(chunk.line, found[1])
            return
        run = self._run_of_items(self.position)
        if run and self._takes(run) and self._titles_a_group(chunk):
            self._add_group(chunk.text, run)
            self.position += len(run)
            return
        self._add_prose_heading(chunk)

    def _run_of_items(self, start: int) -> list[ItemChunk]:
        run = []
        for chunk in self.chunks[start:]:
            if not isinstance(chunk, ItemChunk):
                break
            run.append(chunk)
        if run and self.parsers.marks:  # a marked list and a plain one that follow each other are two lists
            first = items.is_marked(run[0], self.kind)
            run = run[: next((i for i, item in enumerate(run) if items.is_marked(item, self.kind) != first), len(run))]
        return run

    def _takes(self, run: list[ItemChunk]) -> bool:
        """Is this list one of items of the section, not of prose?"""
        if self.kind == "tools" and not (_TOOL_KIND.match(self.heading) or not self.heading):
            return False
        if not self.parsers.takes_items:
            return False
        return items.is_marked(run[0], self.kind) if self.parsers.marks else all(map(self.parsers.fits, run))

    def _titles_a_group(self, chunk: HeadingChunk) -> bool:
        if self.kind == "tools":
            return chunk.text.strip().lower() in ("internal", "external")
        return self.kind in ("functional", "non-functional", "schedule", "evaluation")

    # Blocks

    def _add(self, block: Block) -> None:
        self._close_prose()
        self.blocks.append(block)

    def _add_group(self, title: str, run: list[ItemChunk]) -> None:
        title = _one_line(title)
        p = self.parsers
        make: dict[str, Callable[[], Block]] = {
            "objectives": lambda: Objectives(tuple(map(p.objective, run))),
            "functional": lambda: RequirementGroup(title, tuple(map(p.requirement, run))),
            "non-functional": lambda: QualityGroup(title, tuple(map(p.measured_requirement, run))),
            "stack": lambda: Stack(tuple(map(p.stack_item, run))),
            "tools": lambda: ToolGroup(self._tool_kind(), tuple(map(p.tool, run))),
            "schedule": lambda: Phase(title or "Plan", tuple(map(p.task, run))),
            "stretch": lambda: StretchGoals(tuple(map(p.stretch_goal, run))),
            "evaluation": lambda: EvaluationGroup(title, tuple(map(p.evaluation_item, run))),
        }
        self._add(make[self.kind]())

    def _tool_kind(self) -> str:
        return "external" if self.heading.strip().lower().startswith("external") else "internal"

    def _add_table(self, chunk: TableChunk) -> None:
        rows = items.table_items(chunk, self.kind)
        if rows is None:
            for row in chunk.rows:
                self._prose_line("- " + ": ".join(part for part in row if part))
            return
        self._add_group(self.heading if self.kind == "schedule" else "", rows)

    def _add_single(self, chunk: Chunk) -> None:
        match chunk:
            case FenceChunk(language=language, code=code, line=line):
                if language == "check" and self.kind == "evaluation":
                    self._add(HttpCheck(code))
                else:
                    self._add(Code(self.parsers.language(language, line), code))
            case QuoteChunk(text=text):
                if text:
                    found = _CALLOUT.match(text)
                    self._add(Callout(found[1].lower(), text[found.end() :]) if found else Callout("note", text))
            case ImageChunk(alt=alt, src=src, caption=caption):
                self._add(Image(src, alt, caption))
            case ParagraphChunk(text=text):
                self._prose_line(reveal_bullet(text))

    # Steps

    def _read_step(self, line: int, title: str) -> None:
        item_id, title = self.parsers.identify(line, "", title)
        why: list[str] = []
        language = command = ""
        labels = {"check": "", "if it fails": ""}
        while self.position < len(self.chunks):
            chunk = self.chunks[self.position]
            labelled = STEP_LABEL.match(chunk.text) if isinstance(chunk, ParagraphChunk) else None
            if labelled and isinstance(chunk, ParagraphChunk):
                label = {"verify": "check"}.get(labelled[1].lower(), labelled[1].lower())
                text = chunk.text[labelled.end() :]
                labels[label] = f"{labels[label]} {text}".strip()
            elif (
                any(labels.values())
                or isinstance(chunk, HeadingChunk)
                or (command and not isinstance(chunk, FenceChunk))
            ):
                break
            elif isinstance(chunk, FenceChunk) and not command and chunk.code:
                language, command = self.parsers.language(chunk.language, chunk.line), chunk.code
            elif isinstance(chunk, ParagraphChunk):
                why.append(reveal_start(chunk.text))
            elif isinstance(chunk, ItemChunk):
                why.append(chunk.text)
            else:
                break
            self.position += 1
        if not labels["check"]:
            self.problems.warn(line, f"The step “{title}” has no check.", "Add a line `**Check:** what must be seen`.")
        self._add(
            Step(
                item_id,
                _one_line(title),
                _one_line(" ".join(why)),
                language,
                command,
                labels["check"],
                labels["if it fails"],
            )
        )

    # Prose

    def _add_prose_heading(self, chunk: HeadingChunk) -> None:
        level = 4 if chunk.level > 3 else 3
        self._prose_line(f"{'#' * level} {chunk.text}" if chunk.level else chunk.raw)

    def _add_prose_list(self, run: list[ItemChunk]) -> None:
        indents: list[int] = []
        lines = []
        for item in run:
            while indents and item.indent < indents[-1]:
                indents.pop()
            if not indents or item.indent > indents[-1] + 1:
                indents.append(item.indent)
            lines.append("   " * (len(indents) - 1) + ("1. " if item.ordered else "- ") + item.text)
        self.prose.append("\n".join(lines))

    def _prose_line(self, text: str) -> None:
        self.prose.append(text)

    def _close_prose(self) -> None:
        if text := canonical_markdown("\n\n".join(self.prose)):
            self.blocks.append(Prose(text))
        self.prose.clear()


def _one_line(text: str) -> str:
    return " ".join(text.split())
