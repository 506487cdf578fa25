"""The registry of rules: what each asks, how bad a breach is, and how to mend it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..sections import SECTION_BY_SLUG
from .draft import Curriculum, Draft

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of a rule, in words. `section` is the slug of a section, or empty."""

    message: str
    path: str
    line: int = 1
    section: str = ""
    cure: str = ""
    severity: Severity | None = None


Check = Callable[[Curriculum], Iterable[Fault]]
DraftCheck = Callable[[Draft, Curriculum], Iterable[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`asks` is what a spec must fulfil and `mend` what to do if it does not, each one sentence."""

    id: str
    severity: Severity
    asks: str
    mend: str
    check: Check


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the rule that found it, as a person or a machine reads it."""

    rule: str
    severity: Severity
    path: str
    line: int
    section: str  # its heading
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.section}" if self.section else "")
        return f"{self.path}: {place}: {self.severity} [{self.rule}]: {self.message} {self.cure}"


RULES: dict[str, Rule] = {}


def rule(rule_id: str, severity: Severity, asks: str, mend: str) -> Callable[[Check], Check]:
    """Register a check of the whole curriculum."""

    def register(check: Check) -> Check:
        if rule_id in RULES:
            raise ValueError(f"The rule {rule_id} stands twice.")
        RULES[rule_id] = Rule(rule_id, severity, asks, mend, check)
        return check

    return register


def project_rule(rule_id: str, severity: Severity, asks: str, mend: str) -> Callable[[DraftCheck], DraftCheck]:
    """Register a check of each project. It yields (section, words to find the line by, message)."""

    def register(check: DraftCheck) -> DraftCheck:
        def check_all(curriculum: Curriculum) -> Iterator[Fault]:
            for draft in curriculum.drafts:
                for section, words, message in check(draft, curriculum):
                    line = draft.line_of(section, words) if section else draft.field_line(words)
                    yield Fault(message, draft.path, line, section)

        rule(rule_id, severity, asks, mend)(check_all)
        return check

    return register


def find_faults(curriculum: Curriculum) -> list[Finding]:
    """What the rules find, by file and line."""
    findings = [_finding(found, fault) for found in RULES.values() for fault in found.check(curriculum)]
    return sorted(findings, key=lambda finding: (finding.path, finding.line, finding.rule, finding.message))


def _finding(broken: Rule, fault: Fault) -> Finding:
    return Finding(
        rule=broken.id,
        severity=fault.severity or broken.severity,
        path=fault.path,
        line=fault.line,
        section=SECTION_BY_SLUG[fault.section].heading if fault.section in SECTION_BY_SLUG else fault.section,
        message=fault.message,
        cure=fault.cure or broken.mend,
    )
