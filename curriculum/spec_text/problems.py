"""What is wrong with a text, where, and what to do about it."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """An error stops its file; a warning does not. `section` is a heading such as `4. Functional Requirements`, or empty."""

    line: int
    severity: Severity
    section: str
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.section}" if self.section else "")
        return f"{place}: {self.severity}: {self.message} {self.cure}"


@dataclass(slots=True)
class Problems:
    found: list[Problem] = field(default_factory=list)
    section: str = ""

    def error(self, line: int, message: str, cure: str) -> None:
        self.found.append(Problem(line, "error", self.section, message, cure))

    def warn(self, line: int, message: str, cure: str) -> None:
        self.found.append(Problem(line, "warning", self.section, message, cure))
