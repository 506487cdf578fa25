"""What an import did, item by item, and what stopped it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .spec_text import Problem

EDITED = "edited in the admin since the last import"
LOCKED = "locked in the admin"
DELETED = "deleted in the admin since the last import"

Action = Literal["create", "update", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: a topic, a roadmap, a project's fields, or a section."""

    action: Action
    item: str
    reason: str = ""


@dataclass(slots=True)
class Report:
    overwrite_edits: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[tuple[Path, Problem]] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[Path, Problem]]:
        return [(path, problem) for path, problem in self.problems if problem.severity == "error"]

    def count(self, action: Action) -> int:
        return sum(outcome.action == action for outcome in self.outcomes)

    def created(self, item: str) -> None:
        self.outcomes.append(Outcome("create", item))

    def settle(self, item: str, *, unchanged: bool, conflict: str = "") -> Action:
        """Decide on an item that exists; `conflict` says why its file may not overwrite it."""
        if unchanged:
            outcome = Outcome("unchanged", item)
        elif conflict and not self.overwrite_edits:
            outcome = Outcome("refused", item, f"{conflict}; export it first, or use --overwrite-edits")
        else:
            outcome = Outcome("update", item)
        self.outcomes.append(outcome)
        return outcome.action


class FileRefusedError(Exception):
    """A file cannot be imported; carries what to tell about it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refusal(message: str, cure: str, section: str = "", line: int = 1) -> FileRefusedError:
    return FileRefusedError(Problem(line, "error", section, message, cure))
