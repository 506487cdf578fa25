"""The linter of a curriculum: one registry of RULES, used by the command, the tests and, later, the admin."""

from . import checks, commands, overlap, plan, structure, topics, tracing, versions, wording  # noqa: F401 (they register)
from .draft import Curriculum, Draft, TopicEntry
from .loading import load_curricula
from .rules import RULES, Finding, find_faults

__all__ = ["RULES", "Curriculum", "Draft", "Finding", "TopicEntry", "find_faults", "load_curricula"]
