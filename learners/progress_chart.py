"""Planned against done hours, as a drawing whose lines keep their size while it fills any width."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .plan import WeekTotal

WIDTH, HEIGHT = 1000, 240


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across at some hours, at a height in the drawing's units, or a week's place from the left in percent."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`planned` and `done` are the points of SVG polylines in a box of WIDTH by HEIGHT. `now` is where today stands, if it does."""

    planned: str
    done: str
    hours: list[Mark]
    weeks: list[Mark]
    now: str


def draw(totals: Sequence[WeekTotal], this_week: int | None) -> Chart:
    """`this_week` is the place of the current week in `totals`; done hours are drawn up to it."""
    most = max([total.planned for total in totals] + [total.done for total in totals], default=Decimal(0)) or Decimal(1)
    last = len(totals) if this_week is None else this_week + 1

    def point(place: int, hours: Decimal) -> str:
        return f"{_x(place, len(totals))},{HEIGHT - float(hours / most) * HEIGHT:.1f}"

    return Chart(
        planned=" ".join([point(0, Decimal(0)), *(point(n, week.planned) for n, week in enumerate(totals, start=1))]),
        done=" ".join([point(0, Decimal(0)), *(point(n, week.done) for n, week in enumerate(totals[:last], start=1))]),
        hours=[
            Mark(str(hours), f"{HEIGHT - float(hours / most) * HEIGHT:.1f}") for hours in _round_numbers(int(most), 4)
        ],
        weeks=[Mark(str(week), f"{week / len(totals):.2%}") for week in _round_numbers(len(totals), 8)],
        now="" if this_week is None else _x(this_week + 1, len(totals)),
    )


def _x(place: int, weeks: int) -> str:
    return f"{place / max(weeks, 1) * WIDTH:.1f}"


def _round_numbers(most: int, count: int) -> range:
    """At most `count` round numbers up to `most`."""
    steps = (factor * 10**power for power in range(7) for factor in (1, 2, 5))
    step = next(step for step in steps if most / step <= count)
    return range(step, most + 1, step)
