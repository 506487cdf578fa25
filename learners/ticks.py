"""How ticks are written: changes that browsers send, in order, each once, all of them or none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from curriculum.models import Project

from .models import Enrolment, Tick, User

MOST_CHANGES = 2_000  # in one request
MOST_TICKS = 5_000  # of one learner in one project
MOST_QUEUES = 50  # browsers of one learner that are remembered
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{0,16}")


class Refused(ValueError):
    """A change that cannot be applied; says which, and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one item, as a browser sends it.

    `number` counts the changes of its queue, from 1. What is None stays as it is. `wording` and `words` say how the item
    read to the learner who changed it.
    """

    number: int
    item: str
    state: str | None = None
    note: str | None = None
    wording: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one browser sends for one project.

    `seen` is the wording of each item on the page; it is kept at the start, and when the learner has `caught_up` with what
    changed since. A plain form has no queue: it is sent once, by hand.
    """

    changes: tuple[Change, ...]
    queue: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    caught_up: bool = False
    merge: bool = False


def read_changes(data: Any) -> Changes:
    """The changes in parsed JSON. Raises Refused with the place of what is wrong."""
    if not isinstance(data, dict):
        raise Refused("Send an object with queue and changes.")
    queue = _named(data.get("queue"), "queue")
    rows = data.get("changes", [])
    if not isinstance(rows, list) or len(rows) > MOST_CHANGES:
        raise Refused(f"changes must be a list of at most {MOST_CHANGES}.")
    seen = data.get("seen", {})
    if not isinstance(seen, dict) or len(seen) > MOST_TICKS:
        raise Refused("seen must be an object of item ids and digests.")
    return Changes(
        queue=queue,
        changes=tuple(_change(row, f"changes[{place}]") for place, row in enumerate(rows)),
        seen={_named(item, "seen"): _digest(digest, f"seen[{item}]") for item, digest in seen.items()},
        caught_up=data.get("caught_up") is True,
        merge=data.get("merge") is True,
    )


def _change(row: Any, place: str) -> Change:
    if not isinstance(row, dict):
        raise Refused(f"{place} must be an object.")
    number, state = row.get("n"), row.get("state")
    if type(number) is not int or not 0 < number < 2**53:
        raise Refused(f"{place}.n must be a positive whole number.")
    if state is not None and state not in Tick.State.values:
        raise Refused(f"{place}.state must be one of {', '.join(Tick.State.values)}.")
    note = row.get("note")
    return Change(
        number=number,
        item=_named(row.get("item"), f"{place}.item"),
        state=state,
        note=None if note is None else _text(note, 500, f"{place}.note"),
        wording=_digest(row.get("wording", ""), f"{place}.wording"),
        words=_text(row.get("words", ""), 2000, f"{place}.words"),
    )


def _named(value: Any, place: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise Refused(f"{place} must be 1 to 64 letters, digits, hyphens or underscores.")
    return value


def _digest(value: Any, place: str) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise Refused(f"{place} must be a digest of at most 16 hexadecimal digits.")
    return value


def _text(value: Any, most: int, place: str) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise Refused(f"{place} must be a text of at most {most} characters.")
    # PostgreSQL takes neither NUL nor half a surrogate pair.
    return value.replace("\0", "").encode(errors="replace").decode()


@transaction.atomic
def apply_changes(
    *, user: User, project_id: int, sent: Changes, now: datetime | None = None
) -> tuple[Enrolment, list[Tick]] | None:
    """Apply the changes that were not applied before, in order: the last one of an item wins, by the server's clock.

    Returns the enrolment and all its ticks, or None when there is no such public project that the learner could start. Two
    browsers of one learner wait for each other. Raises Refused.
    """
    now = now or timezone.now()
    enrolment = _locked(user, project_id)
    if enrolment is None:
        return None
    ticks = {tick.item: tick for tick in enrolment.ticks.all()}
    last = dict(enrolment.applied).get(sent.queue, 0)
    changed: dict[str, Tick] = {}
    for change in sent.changes:
        if change.number > last:
            tick = ticks.setdefault(change.item, Tick(enrolment=enrolment, item=change.item, state="todo", since=now))
            if sent.merge:
                _merge(tick, change, now)
            else:
                _apply(tick, change, now)
            changed[change.item] = tick
            last = change.number
    if len(ticks) > MOST_TICKS:
        raise Refused(f"A project can hold at most {MOST_TICKS} ticks.")
    if changed:
        _save(changed.values())
    if sent.seen and (sent.caught_up or not enrolment.seen):
        enrolment.seen = dict(sent.seen)
    if sent.queue:
        enrolment.applied = _remembered(enrolment.applied, sent.queue, last)
    enrolment.save(update_fields=["seen", "applied"])
    return enrolment, list(ticks.values())


def _locked(user: User, project_id: int) -> Enrolment | None:
    """The enrolment, made if need be, so that nobody else changes it before this transaction ends."""
    rows = Enrolment.objects.select_for_update().filter(user=user, project_id=project_id)
    if enrolment := rows.first():
        return enrolment
    project = Project.objects.live().public().filter(pk=project_id).first()
    if project is None:
        return None
    Enrolment.objects.bulk_create(
        [Enrolment(user=user, project=project, title=project.title)], ignore_conflicts=True
    )  # another browser of the same learner may be doing the same
    return rows.get()


def _apply(tick: Tick, change: Change, now: datetime) -> None:
    if change.state is not None:
        if change.state != tick.state:
            tick.state, tick.since = change.state, now
        tick.wording, tick.words = change.wording, change.words
    if change.note is not None:
        tick.note = change.note


def _merge(tick: Tick, change: Change, now: datetime) -> None:
    """What a browser kept before its learner signed in adds to the account, and takes nothing away."""
    furthest = ["todo", "skipped", "done"]
    if change.state and furthest.index(change.state) > furthest.index(tick.state):
        tick.state, tick.since = change.state, now
        tick.wording, tick.words = change.wording, change.words
    if change.note and change.note not in tick.note:
        tick.note = f"{tick.note} / {change.note}" if tick.note else change.note


def _save(ticks: Iterable[Tick]) -> None:
    Tick.objects.bulk_create(
        ticks,
        update_conflicts=True,
        unique_fields=["enrolment", "item"],
        update_fields=["state", "since", "note", "wording", "words"],
    )


def _remembered(applied: list[list[Any]], queue: str, last: int) -> list[list[Any]]:
    """The newest queues; each browser has one."""
    return [*(known for known in applied if known[0] != queue), [queue, last]][-MOST_QUEUES:]
