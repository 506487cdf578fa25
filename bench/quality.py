"""How good the finder's order is: success@1, success@3 and nDCG@10 over judged queries."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any

QUERIES = Path(__file__).with_name("queries.toml")
GO_FIRST = 3
"""The grade of a project that a learner should be sent to first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the projects worth finding, by slug, each with its grade from 1 to 3."""

    text: str
    kind: str
    filters: dict[str, list[str]]
    best: dict[str, int]
    held_out: bool

    @property
    def parameters(self) -> dict[str, list[str]]:
        return {"q": [self.text], **self.filters}


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of the queries, from 0 to 1. Success is a project to go to first among the first results."""

    queries: int
    success_at_1: float
    success_at_3: float
    ndcg_at_10: float


def read_queries() -> list[Judged]:
    def judged(query: dict[str, Any]) -> Judged:
        return Judged(query["q"], query["kind"], query.get("filters", {}), query["best"], query.get("held_out", False))

    return [judged(query) for query in tomllib.loads(QUERIES.read_text())["query"]]


def quality(answers: Iterable[tuple[Judged, Sequence[str]]]) -> Quality:
    """`answers` gives for each query the slugs that were found, the best first."""
    answers = list(answers)
    return Quality(
        queries=len(answers),
        success_at_1=mean(_success(judged, slugs[:1]) for judged, slugs in answers),
        success_at_3=mean(_success(judged, slugs[:3]) for judged, slugs in answers),
        ndcg_at_10=mean(ndcg(judged.best, slugs[:10]) for judged, slugs in answers),
    )


def _success(judged: Judged, slugs: Sequence[str]) -> bool:
    return any(judged.best.get(slug) == GO_FIRST for slug in slugs)


def ndcg(best: dict[str, int], slugs: Sequence[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, with 2^grade - 1 as the gain (Burges et al., 2005)."""
    ideal = sorted(best.values(), reverse=True)[:depth]
    return _gain([best.get(slug, 0) for slug in slugs[:depth]]) / _gain(ideal)


def _gain(grades: Iterable[int]) -> float:
    return sum((pow(2.0, grade) - 1) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
