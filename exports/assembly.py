"""A subject from what is published, in a constant number of queries."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max
from wagtail.models import Page

from curriculum.models import Roadmap
from curriculum.published import PublishedProject, published_projects, published_roadmap
from curriculum.sections import SECTION_BY_SLUG
from learners.forms import PlanForm
from learners.plan import LEAST_HOURS, MOST_HOURS, Pace, PlanTooLong, StudyDay, plan
from learners.planning import address_plan
from learners.schedule import tasks_of

from .subject import EPOCH, Subject

SOME_MONDAY = date(2001, 1, 1)
"""Where days are counted from that have no date."""


def assembled(
    *,
    roadmap: Roadmap,
    site: str,
    made_at: datetime,
    only: str = "",
    form: PlanForm | None = None,
    kinds: Iterable[str] = SECTION_BY_SLUG,
) -> Subject | None:
    """What everybody may read of a public roadmap or of the one project `only`; None when there is no such project.

    A valid `form` gives the days their dates. Of one project, its first task falls on the first day. `kinds` are the
    sections to read. Raises PlanTooLong.
    """
    projects = published_projects(roadmap, only or None, kinds)
    if only and not projects:
        return None
    data = form.cleaned_data if form else {}
    root = roadmap.get_url_parts()
    return Subject(
        roadmap=published_roadmap(roadmap),
        projects=tuple(projects),
        site=site,
        path=root[2] if root else "/",
        days=tuple(address_plan(form=form, projects=projects).days if form else _undated(roadmap, projects)),
        dated=form is not None,
        at=data.get("time"),
        zone=form.zone if form and data["tz"] else None,
        only=only,
        alarm=data.get("alarm"),
        changed_at=_changed_at(roadmap, only),
        made_at=made_at,
    )


def _undated(roadmap: Roadmap, projects: Iterable[PublishedProject]) -> list[StudyDay]:
    """The days at the roadmap's own pace; none if that takes a lifetime, because only their numbers count."""
    hours = min(max(Decimal(roadmap.hours_per_day), LEAST_HOURS), MOST_HOURS)
    pace = Pace(SOME_MONDAY, hours, frozenset(range(roadmap.days_per_week)))
    try:
        return plan(tasks_of(projects), pace)
    except PlanTooLong:
        return []


def _changed_at(roadmap: Roadmap, only: str) -> datetime:
    """When the exported pages were last published. Those that were withdrawn count, so that it never goes back."""
    pages = Page.objects.descendant_of(roadmap, inclusive=True)
    if only:
        pages = pages.filter(url_path__startswith=f"{roadmap.url_path}{only}/")
    return pages.aggregate(last=Max("last_published_at"))["last"] or EPOCH
