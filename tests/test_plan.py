"""The plan of a learner's days: no hour lost, none doubled, never on a day off, in order."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plan import (
    Break,
    Pace,
    PlannedTask,
    PlanTooLong,
    finish_dates,
    kept_at,
    plan,
    totals,
    weeks,
)

MONDAY = date(2026, 11, 30)
EVERY_DAY = frozenset(range(7))


def tasks_of(*hours, project="blog"):
    return [PlannedTask(f"{project}-{n}", project, Decimal(str(value))) for n, value in enumerate(hours, start=1)]


def pace(hours=2, weekdays=EVERY_DAY, start=MONDAY, breaks=()):
    return Pace(start, Decimal(str(hours)), frozenset(weekdays), tuple(breaks))


def as_text(days):
    return [f"{day.date:%d.%m.} " + ", ".join(f"{s.task.key} {s.hours:g}" for s in day.shares) for day in days]


quarters = st.integers(0, 80).map(lambda n: Decimal(n) / 4)
dates = st.dates(date(2023, 12, 1), date(2032, 3, 31))
breaks = st.builds(lambda first, length: Break(first, first + timedelta(days=length)), dates, st.integers(0, 40))
paces = st.builds(
    Pace,
    start=dates,
    hours=st.integers(2, 48).map(lambda n: Decimal(n) / 4),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    breaks=st.lists(breaks, max_size=4).map(tuple),
)
task_lists = st.lists(st.tuples(quarters, st.integers(0, 3)), max_size=30).map(
    lambda rows: [
        PlannedTask(f"t{n}", f"p{project}", hours)
        for n, (hours, project) in enumerate(sorted(rows, key=lambda row: row[1]))
    ]
)


@st.composite
def done_tasks(draw, tasks, start):
    """Some of the tasks, each with the day on which it was ticked."""
    chosen = draw(st.lists(st.sampled_from(tasks), unique=True)) if tasks else []
    return {task.key: start + timedelta(days=draw(st.integers(-5, 60))) for task in chosen}


def hours_by_task(days):
    found = defaultdict(Decimal)
    for day in days:
        for share in day.shares:
            found[share.task.key] += share.hours
    return dict(found)


@given(tasks=task_lists, pace=paces)
def test_no_hour_is_lost_or_doubled(tasks, pace):
    assert hours_by_task(plan(tasks, pace)) == {task.key: task.hours for task in tasks}


@given(tasks=task_lists, pace=paces)
def test_nothing_is_planned_on_a_day_off_or_beyond_the_hours_of_a_day(tasks, pace):
    for day in plan(tasks, pace):
        assert day.date >= pace.start
        assert day.date.weekday() in pace.weekdays
        assert not any(pause.first <= day.date <= pause.last for pause in pace.breaks)
        assert day.hours <= pace.hours


@given(tasks=task_lists, pace=paces)
def test_tasks_keep_their_order_and_no_study_day_before_the_last_is_left_half_empty(tasks, pace):
    days = plan(tasks, pace)
    order = [share.task.key for day in days for share in day.shares]
    assert list(dict.fromkeys(order)) == [task.key for task in tasks]
    assert all(day.hours == pace.hours for day in days[:-1])
    assert [day.date for day in days] == sorted({day.date for day in days})
    for day, following in pairwise(days):
        between = (day.date + timedelta(days=n) for n in range(1, (following.date - day.date).days))
        assert not any(pace.is_study_day(missed) for missed in between)


@given(data=st.data(), tasks=task_lists, pace=paces, after=st.integers(0, 60))
def test_a_plan_made_anew_loses_no_hour_and_keeps_what_was_done(data, tasks, pace, after):
    today = pace.start + timedelta(days=after)
    before = plan(tasks, pace)
    done = data.draw(done_tasks(tasks, pace.start))
    kept = kept_at(before, done, today)
    anew = plan(tasks, pace, kept=kept, since=today)

    assert hours_by_task(anew) == {task.key: task.hours for task in tasks}
    past = {(day.date, share.task.key): share.hours for day in before for share in day.shares if day.date < today}
    for day in anew:
        for share in day.shares:
            if share.task.key not in done:
                assert day.date >= today
                assert pace.is_study_day(day.date)
            else:
                assert day.date <= today
    still = {(day.date, share.task.key): share.hours for day in anew for share in day.shares}
    assert all(still[day, key] >= hours for (day, key), hours in past.items() if key in done)


@given(tasks=task_lists, pace=paces)
def test_making_it_anew_with_nothing_done_on_the_first_day_changes_nothing(tasks, pace):
    assert plan(tasks, pace, kept={}, since=pace.start) == plan(tasks, pace)


def test_a_task_is_split_where_the_day_ends():
    assert as_text(plan(tasks_of(3, 2, 1), pace(2))) == [
        "30.11. blog-1 2",
        "01.12. blog-1 1, blog-2 1",
        "02.12. blog-2 1, blog-3 1",
    ]


def test_weekdays_and_breaks_are_left_out():
    christmas = Break(date(2026, 12, 2), date(2026, 12, 7))
    days = plan(tasks_of(8), pace(2, weekdays={0, 2, 4}, breaks=[christmas]))
    assert [day.date.isoformat() for day in days] == ["2026-11-30", "2026-12-09", "2026-12-11", "2026-12-14"]


def test_one_task_of_300_hours_fills_150_days():
    days = plan(tasks_of(300), pace(2))
    assert len(days) == 150
    assert all(day.hours == 2 for day in days)


def test_a_leap_day_and_the_ends_of_summer_time_are_days_like_others():
    leap = plan(tasks_of(6), pace(2, start=date(2028, 2, 28)))
    assert [day.date.isoformat() for day in leap] == ["2028-02-28", "2028-02-29", "2028-03-01"]
    spring = plan(tasks_of(6), pace(2, start=date(2027, 3, 27)))
    assert [day.date.day for day in spring] == [27, 28, 29]


def test_a_task_without_hours_stands_on_the_day_of_the_one_before_it():
    assert as_text(plan(tasks_of(2, 0, 1), pace(2))) == ["30.11. blog-1 2, blog-2 0", "01.12. blog-3 1"]


def test_a_plan_without_end_is_refused():
    for_ever = Break(MONDAY, date.max)
    with pytest.raises(PlanTooLong):
        plan(tasks_of(1), pace(2, breaks=[for_ever]))
    with pytest.raises(PlanTooLong):
        plan(tasks_of(3000), pace(0.5, weekdays={0}))
    with pytest.raises(PlanTooLong):
        plan(tasks_of(2), pace(1, start=date.max - timedelta(days=1)))


@pytest.mark.parametrize(("hours", "weekdays"), [(0.25, {0}), (12.5, {0}), (2, set()), (2, {7})])
def test_an_impossible_pace_is_refused(hours, weekdays):
    with pytest.raises(ValueError, match="study day"):
        pace(hours, weekdays)


def test_what_was_done_ahead_takes_no_time_of_later_days():
    tasks = tasks_of(2, 2, 2)
    before = plan(tasks, pace(2))
    today = MONDAY + timedelta(days=1)
    kept = kept_at(before, {"blog-1": MONDAY, "blog-3": MONDAY}, today)
    assert as_text(plan(tasks, pace(2), kept=kept, since=today)) == ["30.11. blog-1 2, blog-3 2", "01.12. blog-2 2"]


def test_a_missed_week_moves_what_is_left():
    tasks = tasks_of(2, 2, 2)
    kept = kept_at(plan(tasks, pace(2)), {"blog-1": MONDAY}, date(2026, 12, 7))
    anew = plan(tasks, pace(2), kept=kept, since=date(2026, 12, 7))
    assert as_text(anew) == ["30.11. blog-1 2", "07.12. blog-2 2", "08.12. blog-3 2"]


@pytest.mark.parametrize(
    ("hours", "expected"), [("5", {0: 2, 1: 3}), ("3", {0: 2, 1: 1}), ("1", {0: 1}), ("0", {0: 0})]
)
def test_a_task_whose_hours_changed_since_keeps_its_days(hours, expected):
    kept = {"blog-1": {MONDAY: Decimal(2), MONDAY + timedelta(days=1): Decimal(2)}}
    days = plan(tasks_of(hours), pace(2), kept=kept, since=MONDAY)
    assert {(day.date - MONDAY).days: day.hours for day in days} == expected


def test_each_project_has_a_last_day():
    tasks = tasks_of(2, 1) + tasks_of(2, project="shop")
    assert finish_dates(plan(tasks, pace(2))) == {"blog": date(2026, 12, 1), "shop": date(2026, 12, 2)}


def test_weeks_start_on_monday():
    found = weeks(plan(tasks_of(20), pace(2, start=date(2026, 12, 4))))
    assert [(monday.isoformat(), len(days)) for monday, days in found] == [("2026-11-30", 3), ("2026-12-07", 7)]


def test_done_hours_are_added_up_by_the_week_in_which_they_were_done():
    days = plan(tasks_of(14, 14), pace(2))
    found = totals(days, {"blog-2": date(2026, 12, 20)})
    assert [(week.monday.isoformat(), week.planned, week.done) for week in found] == [
        ("2026-11-30", 14, 0),
        ("2026-12-07", 28, 0),
        ("2026-12-14", 28, 14),
    ]
    assert totals([], {}) == []
