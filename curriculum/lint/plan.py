"""Do the hours add up: tasks to days, days to the project, projects to what the roadmap promises?"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from ..spec import Phase, Task
from .draft import Curriculum, Draft
from .rules import Fault, project_rule, rule

MOST_TASKS_A_DAY = 4
SHORTEST_TASK, LONGEST_TASK = Decimal("0.25"), Decimal("1.5")
LEVELS = ("beginner", "intermediate", "advanced", "expert")
_DIFFICULTY = re.compile(r"difficulty (\d+) of \d+", re.IGNORECASE)


def _tasks(draft: Draft) -> list[Task]:
    return [task for task in draft.items("schedule") if isinstance(task, Task)]


def _number(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


@project_rule(
    "task-size",
    "error",
    f"A task has a day and takes {SHORTEST_TASK} to {LONGEST_TASK} hours.",
    "Write `Day 1 (0.75 h): …`; split what takes longer.",
)
def task_size(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    for task in _tasks(draft):
        if task.day is None or task.hours is None:
            yield "schedule", task.text, f"The task “{task.text[:60]}” has no day or no hours."
        elif not SHORTEST_TASK <= task.hours <= LONGEST_TASK:
            yield "schedule", task.text, f"The task “{task.text[:60]}” takes {_number(task.hours)} hours."


@project_rule(
    "days",
    "error",
    "Every session is planned: days count from 1 without a gap, and each is filled with the hours of a study day.",
    f"Move hours between tasks until each day is full, with at most {MOST_TASKS_A_DAY} tasks.",
)
def days(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    session = curriculum.roadmap.hours_per_day if curriculum.roadmap else Decimal("2.5")
    planned: dict[int, list[Task]] = defaultdict(list)
    last = 0
    for task in _tasks(draft):
        if task.day is not None:
            planned[task.day].append(task)
            if task.day < last:
                yield "schedule", task.text, f"Day {task.day} stands behind day {last}."
            last = max(last, task.day)
    for day in range(1, int((draft.spec.hours / session).to_integral_value(ROUND_CEILING)) + 1):
        tasks = planned.pop(day, [])
        hours = sum((task.hours or Decimal(0) for task in tasks), Decimal(0))
        if hours != session:
            words = tasks[0].text if tasks else ""
            yield "schedule", words, f"Day {day} holds {_number(hours)} hours, and a session has {_number(session)}."
        if len(tasks) > MOST_TASKS_A_DAY:
            yield "schedule", tasks[0].text, f"Day {day} has {len(tasks)} tasks."
    for day, tasks in planned.items():
        yield "schedule", tasks[0].text, f"Day {day} is one more than {_number(draft.spec.hours)} hours give."


@project_rule(
    "project-hours",
    "error",
    "The tasks of a project add up to its hours, within 10 %.",
    "Mend the tasks, or the `hours` of the project.",
)
def project_hours(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    total = sum(
        (block.hours for block in draft.blocks("schedule") if isinstance(block, Phase)),
        Decimal(0),
    )
    if abs(total - draft.spec.hours) > draft.spec.hours / 10:
        yield "schedule", "", f"The tasks take {_number(total)} hours, the project {_number(draft.spec.hours)}."


@project_rule(
    "deliverables",
    "warning",
    "Every study day ends with something to show and a commit.",
    "End the day's last task with `Deliverable: …` and `Commit: …`.",
)
def deliverables(draft: Draft, curriculum: Curriculum) -> Iterator[tuple[str, str, str]]:
    texts: dict[int, str] = defaultdict(str)
    for task in _tasks(draft):
        texts[task.day or 0] += f" {task.text}"
    for day, text in texts.items():
        lacking = [word for word in ("Deliverable:", "Commit:") if word not in text]
        if lacking:
            first = next(task.text for task in _tasks(draft) if (task.day or 0) == day)
            yield "schedule", first, f"Day {day} has no {' and no '.join(lacking).replace(':', '').lower()}."


@rule(
    "roadmap-totals",
    "error",
    "What the roadmap promises is what its projects add up to.",
    "Mend the number in roadmap.md, or the hours of a project.",
)
def roadmap_totals(curriculum: Curriculum) -> Iterator[Fault]:
    if curriculum.roadmap is None:
        return
    hours = sum((draft.spec.hours for draft in curriculum.drafts), Decimal(0))
    week = curriculum.roadmap.hours_per_day * curriculum.roadmap.days_per_week
    weeks = (hours / week).to_integral_value(ROUND_CEILING)
    text = "\n".join(curriculum.roadmap_lines)
    for unit, total in {"hours": hours, "weeks": weeks, "projects": Decimal(len(curriculum.drafts))}.items():
        if not re.search(rf"\b{_number(total)} {unit}\b", text):
            yield Fault(f"It does not say “{_number(total)} {unit}”, which is the sum.", curriculum.roadmap_path)


@rule(
    "progression",
    "error",
    "Level never falls along the roadmap, and difficulty rises.",
    "Move the project, or mend its level and the “difficulty N of 15” of section 2.",
)
def progression(curriculum: Curriculum) -> Iterator[Fault]:
    level, difficulty = 0, 0
    for draft in curriculum.drafts:
        if (own := LEVELS.index(draft.spec.level) if draft.spec.level in LEVELS else level) < level:
            yield Fault(f"{draft.spec.level} comes after {LEVELS[level]}.", draft.path, draft.field_line("level"))
        level = max(own, level)
        found = _DIFFICULTY.search(draft.prose("skill-level"))
        line = draft.line_of("skill-level", found[0] if found else "")
        if found is None:
            yield Fault("Section 2 does not say its difficulty.", draft.path, line, "skill-level")
        elif int(found[1]) <= difficulty:
            yield Fault(f"Difficulty {found[1]} comes after {difficulty}.", draft.path, line, "skill-level")
        else:
            difficulty = int(found[1])
