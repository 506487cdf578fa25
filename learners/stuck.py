"""Where learners get stuck: counts and medians of many, never of one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Case, CharField, Count, Max, Min, Q, Value, When

from curriculum.models import Project
from curriculum.page_items import page_items
from curriculum.sections import SECTION_BY_SLUG, SectionKind

from .models import Enrolment, Tick

FEWEST = 3
"""Of fewer learners than these nothing but their number is told: it would be about somebody."""

STOPPED = timedelta(days=14)
"""Who ticked nothing for so long, with items left, has stopped."""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """`started` counts learners, `done` what they ticked as done. Days and dates are None for fewer than FEWEST learners."""

    started: int = 0
    done: int = 0
    median_days: float | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """Of the learners who started the project: how many ticked something here, what share of it all, and how long it took.

    `median_days` are those from the first to the last tick here. `stopped` counts learners whose last tick of the project is
    here, some time ago, with items left.
    """

    kind: SectionKind
    items: int
    learners: int
    done_share: float | None
    skipped_share: float | None
    median_days: float | None
    last: date | None
    stopped: int | None


def facts_of_projects(project_ids: Iterable[int]) -> dict[int, ProjectFacts]:
    """One query. Learners who ticked nothing count as started."""
    rows = (
        Enrolment.objects.filter(project__in=list(project_ids))
        .values("pk", "project_id", "started_at")
        .annotate(last=Max("ticks__since"), done=Count("ticks", filter=Q(ticks__state=Tick.State.DONE)))
        .values_list("project_id", "started_at", "last", "done")
    )
    by_project = defaultdict(list)
    for project_id, started_at, last, done in rows:
        by_project[project_id].append((started_at, last or started_at, done))
    return {
        project_id: ProjectFacts(
            started=len(found),
            done=sum(done for _, _, done in found),
            median_days=_median_days((started, last) for started, last, _ in found),
            last=_last(last for _, last, _ in found),
        )
        for project_id, found in by_project.items()
    }


def facts_of_sections(project: Project, now: datetime) -> list[SectionFacts]:
    """The sections with items, in the order of the page. Three queries."""
    sections = defaultdict(list)
    for item in page_items([project.pk])[project.pk]:
        sections[item.section].append(item.id)
    total = sum(map(len, sections.values()))
    where = Case(
        *(When(item__in=ids, then=Value(section)) for section, ids in sections.items()),
        default=Value(""),
        output_field=CharField(),
    )
    rows = (
        Tick.objects.filter(enrolment__project=project)
        .exclude(state=Tick.State.TO_DO)
        .annotate(section=where)
        .exclude(section="")
        .values("enrolment_id", "section")
        .annotate(
            first=Min("since"), last=Max("since"), done=Count("pk", filter=Q(state=Tick.State.DONE)), ticked=Count("pk")
        )
    )
    of_section, of_learner = defaultdict(list), defaultdict(list)
    for row in rows:
        of_section[row["section"]].append(row)
        of_learner[row["enrolment_id"]].append(row)
    stopped_in = [
        max(found, key=lambda row: row["last"])["section"]
        for found in of_learner.values()
        if sum(row["ticked"] for row in found) < total and max(row["last"] for row in found) < now - STOPPED
    ]
    return [
        _section_facts(section, len(ids), of_section[section], len(of_learner), stopped_in.count(section))
        for section, ids in sections.items()
    ]


def _section_facts(section: str, items: int, rows: list[dict], learners: int, stopped: int) -> SectionFacts:
    enough = len(rows) >= FEWEST
    done, ticked = sum(row["done"] for row in rows), sum(row["ticked"] for row in rows)
    return SectionFacts(
        kind=SECTION_BY_SLUG[section],
        items=items,
        learners=len(rows),
        done_share=done / (items * learners) if enough else None,
        skipped_share=(ticked - done) / (items * learners) if enough else None,
        median_days=_median_days((row["first"], row["last"]) for row in rows),
        last=_last(row["last"] for row in rows),
        stopped=stopped if enough else None,
    )


def _median_days(spans: Iterable[tuple[datetime, datetime]]) -> float | None:
    days = [(last - first) / timedelta(days=1) for first, last in spans]
    return round(median(days), 1) if len(days) >= FEWEST else None


def _last(times: Iterable[datetime]) -> date | None:
    found = [time.date() for time in times]
    return max(found) if len(found) >= FEWEST else None
