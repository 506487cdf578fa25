"""The picture of a roadmap: its projects as steps, as wide as they take hours and as high as their level.

Sideways everything is a percentage, so that the picture fills any width while its lines and letters keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

HIGHEST = 4  # level that is drawn at its own height
RISE, CLIMB = 48, 120  # one level takes at most this height, all of them together that
MARGIN = 28  # above the steps for the highest level's name, below them for the weeks
PHONE, DESK = 320, 900  # how wide the picture is at least


@dataclass(frozen=True, slots=True)
class Step:
    """One project. `x`, `middle` and `width` are percentages of the picture's width, `top` is in pixels."""

    number: int
    x: str
    middle: str
    width: str
    top: int
    height: int
    label_at: int
    numbered: bool
    name: str  # where it fits beside the number


@dataclass(frozen=True, slots=True)
class Line:
    """A level's height or a week's place, with its label."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class Picture:
    steps: list[Step]
    heights: list[Line]
    weeks: list[Line]
    numbered_on_phones: bool
    height: int


def draw(projects: Sequence[tuple[Decimal, int, str]], weeks: int = 0, names: Sequence[str] = ()) -> Picture:
    """Draw projects, each as its hours, its level's position from 1 and its level's name; `names` are their own."""
    total = sum((hours for hours, _, _ in projects), Decimal(0)) or Decimal(1)
    levels = {min(position, HIGHEST): name for _, position, name in projects}
    rise = min(RISE, CLIMB // max(levels, default=1))
    ground = MARGIN + rise * max(levels, default=0)
    steps, start = [], Decimal(0)
    for number, ((hours, position, _), name) in enumerate(zip_longest(projects, names, fillvalue=""), start=1):
        top = ground - rise * min(position, HIGHEST)
        share = hours / total
        steps.append(
            Step(
                number=number,
                x=_percent(start / total),
                middle=_percent((start + hours / 2) / total),
                width=_percent(share),
                top=top,
                height=ground - top,
                label_at=top + 21,
                numbered=share * DESK >= _width_of(number),
                name=name if share * DESK >= _width_of(number) + 8 * len(name) else "",
            )
        )
        start += hours
    return Picture(
        steps=steps,
        heights=[Line(name, str(ground - rise * position)) for position, name in sorted(levels.items())],
        height=ground + (MARGIN if weeks else 0),
        numbered_on_phones=all(
            hours / total * PHONE >= _width_of(number) for number, (hours, _, _) in enumerate(projects, start=1)
        ),
        weeks=[Line(str(week), _percent(Decimal(week) / weeks)) for week in _weeks_to_mark(weeks)],
    )


def _width_of(number: int) -> int:
    return 7 * len(str(number)) + 2


def _weeks_to_mark(weeks: int) -> range:
    """A handful of round numbers."""
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if weeks / step <= 8), 1000)
    return range(step, weeks + 1, step)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
