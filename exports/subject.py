"""What is exported: a roadmap or one of its projects, for everybody or for one learner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from curriculum.published import PublishedProject
from curriculum.spec import RoadmapSpec
from learners.plan import StudyDay

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""Before anything here was written: the moment of what has no other."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that a format writes from, as plain values.

    `only` is the slug of the project when one alone is exported; `projects` then holds that one. `site` is the address of
    the portal without a slash at its end, and `path` that of the roadmap on it. `days` are study days; they have a date
    that means something only when `dated`. Without a plan they are those of the roadmap's own pace, for the numbers of
    weeks and days. `at` is the time of day at which the learner studies, in `zone`, or without one wherever they are; `alarm`
    is how many minutes before it they want to be reminded. `statuses` and `notes` are those of the learner, by the key of
    the item (`learners.schedule.task_key`); a status is `done` or `skipped`, all others are to do. `changed_at` is the moment
    of the last change of what is said here, `made_at` that of this export.
    """

    roadmap: RoadmapSpec
    projects: tuple[PublishedProject, ...]
    site: str
    path: str
    days: tuple[StudyDay, ...]
    dated: bool = False
    at: time | None = None
    zone: ZoneInfo | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    alarm: int | None = None
    changed_at: datetime = EPOCH
    made_at: datetime = EPOCH

    @property
    def title(self) -> str:
        return self.projects[0].spec.title if self.only else self.roadmap.title

    @property
    def slug(self) -> str:
        return self.only or self.roadmap.slug

    @property
    def address(self) -> str:
        """That of the page of what is exported."""
        return self.site + (self.projects[0].path if self.only else self.path)

    @property
    def first_day(self) -> date | None:
        return self.days[0].date if self.days else None
