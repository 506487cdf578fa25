"""What a learner sees first: today, where to go on, how far everything is."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from curriculum.published import PublishedProject, published_projects

from .models import Enrolment, StudyPlan, Tick, User
from .plan import PlanTooLong
from .plan_page import PlanPage, ShownDay, plan_page
from .planning import made_plan
from .progress import ProjectProgress, RoadmapProgress, progress_of
from .rhythm import Rhythm, rhythm


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`day` is today's study day, or the next one. `checkpoint` is the project that is done next, by the plan, and when.

    `others` are the learner's saved plans but the one that was changed last, which all of this is about. `unreadable` are
    projects with ticks that no longer have a public page.
    """

    today: date
    roadmaps: list[RoadmapProgress]
    unreadable: list[Enrolment]
    rhythm: Rhythm
    plan: StudyPlan | None
    page: PlanPage | None
    day: ShownDay | None
    checkpoint: tuple[PublishedProject, date] | None
    others: list[StudyPlan]

    @property
    def going_on(self) -> ProjectProgress | None:
        """The project worked on last; finished ones are left alone while another is open."""
        started = [project for roadmap in self.roadmaps for project in roadmap.started]
        return max(started, key=lambda project: (not project.is_finished, project.last), default=None)

    @property
    def changed(self) -> list[ProjectProgress]:
        return [project for roadmap in self.roadmaps for project in roadmap.started if project.changes]


def dashboard(*, user: User, now: datetime | None = None) -> Dashboard:
    roadmaps, unreadable = progress_of(user)
    plans = list(
        StudyPlan.objects.filter(user=user, roadmap__live=True)
        .select_related("user", "roadmap")
        .order_by("-changed_at")
    )
    saved = plans[0] if plans else None
    zone, page = ZoneInfo("UTC"), None
    today = timezone.localdate(now, zone)
    if saved:
        projects = published_projects(saved.roadmap, kinds=["schedule"])
        try:
            made = made_plan(saved=saved, projects=projects)
        except PlanTooLong:
            made = None  # the page of the plan says so
        if made and made.days:
            zone = made.form.zone
            today = timezone.localdate(now, zone)
            page = plan_page(made=made, projects=projects, today=today)
    ticked = Tick.objects.filter(enrolment__user=user).exclude(state=Tick.State.TO_DO).values_list("since", flat=True)
    return Dashboard(
        today=today,
        roadmaps=roadmaps,
        unreadable=unreadable,
        rhythm=rhythm({since.astimezone(zone).date() for since in ticked}, today),
        plan=saved,
        page=page,
        day=next((day for day in page.week if day.date >= today), None) if page else None,
        checkpoint=next(((project, day) for project, day in page.finishes if day >= today), None) if page else None,
        others=plans[1:],
    )
