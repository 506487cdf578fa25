"""The plan that a learner saved: what it was made of, and how it is made anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from curriculum.models import Roadmap
from curriculum.published import PublishedProject

from .forms import PlanForm
from .models import StudyPlan, Tick, User
from .plan import ONE_DAY, Days, StudyDay, kept_at, plan
from .schedule import task_key, tasks_of


@dataclass(frozen=True, slots=True)
class MadePlan:
    """Study days and what they were made of. `done` are the days on which tasks were ticked, by the key of the task."""

    form: PlanForm
    days: list[StudyDay]
    done: Mapping[str, date]
    since: date | None = None


def done_tasks(*, user: User, projects: Iterable[PublishedProject], zone: ZoneInfo) -> dict[str, date]:
    """On which day of the learner's time zone each item was ticked as done, by its key. One query."""
    slugs = {project.page_id: project.spec.slug for project in projects}
    done = Tick.objects.filter(enrolment__user=user, enrolment__project__in=slugs, state=Tick.State.DONE).values_list(
        "enrolment__project_id", "item", "since"
    )
    return {task_key(slugs[project_id], item): since.astimezone(zone).date() for project_id, item, since in done}


def address_plan(*, form: PlanForm, projects: list[PublishedProject]) -> MadePlan:
    """The plan that an address alone says: at its pace, and where it names a next task, planned anew from there.

    Raises PlanTooLong.
    """
    tasks = tasks_of(projects)
    days = plan(tasks, form.pace)
    since, following = form.cleaned_data["since"], form.cleaned_data["next"]
    keys = [task.key for task in tasks]
    if since is None or following not in keys:
        return MadePlan(form, days, {})
    done = dict.fromkeys(keys[: keys.index(following)], since - ONE_DAY)
    return MadePlan(form, plan(tasks, form.pace, kept=kept_at(days, done, since), since=since), done, since)


def made_plan(*, saved: StudyPlan, projects: list[PublishedProject]) -> MadePlan | None:
    """The saved plan of these projects; None when its pace is no longer possible. Raises PlanTooLong."""
    form = PlanForm.asked(QueryDict(saved.query), saved.roadmap, saved.changed_at.date())
    if not form.is_valid():
        return None
    done = done_tasks(user=saved.user, projects=projects, zone=form.zone)
    days = plan(tasks_of(projects), form.pace, kept=_days_of(saved.kept), since=saved.since)
    return MadePlan(form, days, done, saved.since)


@transaction.atomic
def save_plan(
    *, user: User, roadmap: Roadmap, projects: list[PublishedProject], form: PlanForm, today: date
) -> StudyPlan:
    """Save a pace. Tasks that were done by an earlier one keep their days, and the rest is planned from today.

    Raises PlanTooLong, and then saves nothing.
    """
    saved = StudyPlan.objects.select_for_update().filter(user=user, roadmap=roadmap).first()
    before = made_plan(saved=saved, projects=projects) if saved else None
    saved = saved or StudyPlan(user=user, roadmap=roadmap)
    saved.query = form.query
    saved.since, saved.kept = None, {}
    if before and any(share.task.key in before.done for day in before.days for share in day.shares):
        _keep(saved, before, today)
    plan(tasks_of(projects), form.pace, kept=_days_of(saved.kept), since=saved.since)
    saved.save()
    return saved


@transaction.atomic
def plan_anew(
    *, user: User, roadmap: Roadmap, projects: list[PublishedProject], now: datetime | None = None
) -> StudyPlan | None:
    """What is done keeps its days, the rest is planned from today. None without a saved plan. Raises PlanTooLong."""
    saved = StudyPlan.objects.select_for_update().filter(user=user, roadmap=roadmap).first()
    before = made_plan(saved=saved, projects=projects) if saved else None
    if saved is None or before is None:
        return None
    _keep(saved, before, timezone.localdate(now, before.form.zone))
    plan(tasks_of(projects), before.form.pace, kept=_days_of(saved.kept), since=saved.since)
    saved.save()
    return saved


def _keep(saved: StudyPlan, before: MadePlan, today: date) -> None:
    kept = kept_at(before.days, before.done, today)
    saved.since = today
    saved.kept = {key: {str(day): str(hours) for day, hours in days.items()} for key, days in kept.items()}


def _days_of(kept: Mapping[str, Mapping[str, str]]) -> dict[str, Days]:
    return {key: {date.fromisoformat(day): Decimal(hours) for day, hours in days.items()} for key, days in kept.items()}
