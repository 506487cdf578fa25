"""The text form of a spec: Markdown to plain values and back. Pure; see docs/content-format.md."""

from .problems import Problem
from .reader import Reading, Vocabulary, read_projects, read_roadmap
from .writer import write_project, write_roadmap, write_section

__all__ = [
    "Problem",
    "Reading",
    "Vocabulary",
    "read_projects",
    "read_roadmap",
    "write_project",
    "write_roadmap",
    "write_section",
]
