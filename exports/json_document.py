"""All of a subject as one JSON document, described by docs/export.schema.json."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from itertools import batched
from typing import Any

from curriculum.published import PublishedProject
from curriculum.sections import SECTION_BY_SLUG
from curriculum.spec import Block
from curriculum.stream import block_name
from learners.plan import StudyDay, monday_of

from .rows import rows
from .subject import Subject

VERSION = 1
"""Of the schema. New fields are no new version; a field that goes or means something else is."""

_TOKENS_AT_ONCE = 2000


def write(subject: Subject) -> Iterator[bytes]:
    """UTF-8, indented; hours are numbers, dates ISO 8601."""
    for tokens in batched(
        json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(document(subject)), _TOKENS_AT_ONCE
    ):
        yield "".join(tokens).encode()
    yield b"\n"


def document(subject: Subject) -> dict[str, Any]:
    roadmap = subject.roadmap
    return {
        "version": VERSION,
        "only": subject.only or None,
        "roadmap": {
            "title": roadmap.title,
            "slug": roadmap.slug,
            "url": subject.site + subject.path,
            "hours_per_day": _number(roadmap.hours_per_day),
            "days_per_week": roadmap.days_per_week,
            "audience": roadmap.audience,
            "outcome": roadmap.outcome,
            "intro": _blocks(roadmap.intro),
            "guide": _blocks(roadmap.guide),
        },
        "projects": [_project(project, subject.site) for project in subject.projects],
        "plan": _plan(subject) if subject.dated else None,
        "progress": _progress(subject) if subject.statuses or subject.notes else [],
    }


def _project(project: PublishedProject, site: str) -> dict[str, Any]:
    spec = project.spec
    return {
        "number": project.number,
        "title": spec.title,
        "slug": spec.slug,
        "url": site + project.path,
        "level": {"slug": spec.level, "name": project.level},
        "hours": _number(spec.hours),
        "topics": list(spec.topics),
        "summary": spec.summary,
        "sections": [
            {
                "kind": section.kind,
                "number": SECTION_BY_SLUG[section.kind].number,
                "title": SECTION_BY_SLUG[section.kind].title,
                "blocks": _blocks(section.blocks),
            }
            for section in spec.sections
        ],
    }


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [{"type": block_name(type(block)), **_values(block)} for block in blocks]


def _values(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_values(entry) for entry in value]
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    """Hours have two decimals at most, which a float gives back as they are."""
    return int(value) if value == value.to_integral_value() else float(value)


def _plan(subject: Subject) -> dict[str, Any]:
    return {
        "time": f"{subject.at:%H:%M}" if subject.at else None,
        "time_zone": subject.zone.key if subject.zone else None,
        "days": [_day(subject, number, day) for number, day in enumerate(subject.days, start=1)],
    }


def _day(subject: Subject, number: int, day: StudyDay) -> dict[str, Any]:
    return {
        "number": number,
        "week": (monday_of(day.date) - monday_of(subject.days[0].date)).days // 7 + 1,
        "date": day.date.isoformat(),
        "hours": _number(day.hours),
        "tasks": [
            {
                "project": share.task.project,
                "item": share.task.key.removeprefix(f"{share.task.project}/"),
                "hours": _number(share.hours),
            }
            for share in day.shares
        ],
    }


def _progress(subject: Subject) -> list[dict[str, Any]]:
    """What the learner said of items, in the order of the pages."""
    return [
        {
            "project": row.project.spec.slug,
            "item": row.place.item.id,
            "status": subject.statuses.get(row.key, "todo"),
            "note": subject.notes.get(row.key, ""),
        }
        for row in rows(subject)
        if row.key in subject.statuses or row.key in subject.notes
    ]
