"""What learners type, and what it means."""

from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from .plan import LEAST_HOURS, MOST_HOURS, Break, Pace

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The names of the weekdays in a plan's address; each stands at its number in `Pace.weekdays`."""

MOST_BREAKS = 100

EARLIEST = date(1970, 1, 1)
"""A plan that starts before this has a mistyped year."""

LONGEST_ALARM = 7 * 24 * 60
"""How long before a study day a reminder can come, in minutes."""


class WeekdaysField(forms.MultipleChoiceField):
    """Weekdays by their names in `WEEKDAYS`; their numbers when clean."""

    def __init__(self, **kwargs):
        choices = [(name, WEEKDAYS_ABBR[number]) for number, name in enumerate(WEEKDAYS)]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value):
        return frozenset(WEEKDAYS.index(name) for name in super().clean(value))


class BreaksField(forms.CharField):
    """Days off: `2026-12-24, 2026-12-31..2027-01-02`, with commas or spaces between."""

    def to_python(self, value):
        words = super().to_python(value).replace(",", " ").split()
        if len(words) > MOST_BREAKS:
            raise ValidationError(_("Give at most %(most)s breaks.") % {"most": MOST_BREAKS})
        return tuple(map(self._read, words))

    def prepare_value(self, value):
        return value if isinstance(value, str | None) else ", ".join(map(break_text, value))

    def _read(self, word):
        first, _dots, last = word.partition("..")
        try:
            pause = Break(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            raise ValidationError(
                _("“%(word)s” is neither a day, such as 2026-12-24, nor days, such as 2026-12-24..2027-01-02.")
                % {"word": word[:40]}
            ) from None
        if pause.first > pause.last:
            raise ValidationError(_("“%(word)s” ends before it starts.") % {"word": word})
        return pause


def break_text(pause):
    return str(pause.first) if pause.first == pause.last else f"{pause.first}..{pause.last}"


def _is_time_zone(value):
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is no time zone, such as Europe/Berlin.") % {"value": value[:40]})


class PlanForm(forms.Form):
    """A learner's own pace, as it stands in the address of a plan."""

    start = forms.DateField(
        label=_("Start"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[MinValueValidator(EARLIEST, _("Give a day from 1970 on, such as 2026-12-01."))],
        error_messages={"invalid": _("Give the first day as 2026-12-01.")},
    )
    hours = forms.DecimalField(
        label=_("Hours a study day"),
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )
    days = WeekdaysField(label=_("Study days"))
    off = BreaksField(
        label=_("Days off"),
        required=False,
        max_length=2500,
        empty_value="",
        help_text=_("Such as 2026-12-24..2027-01-02, 2027-04-05."),
    )
    time = forms.TimeField(
        label=_("Time of day"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("For the calendar. Without it, a study day is an all-day event."),
    )
    tz = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        validators=[_is_time_zone],
        help_text=_("Such as Europe/Berlin."),
    )
    alarm = forms.IntegerField(
        label=_("Reminder"),
        required=False,
        min_value=0,
        max_value=LONGEST_ALARM,
        help_text=_("For the calendar: so many minutes before a study day begins."),
    )

    # Planned anew in an address: from which day on, and which task comes next then. The tasks before it are done.
    since = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.HiddenInput,
        validators=[MinValueValidator(EARLIEST)],
    )
    next = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    @classmethod
    def asked(cls, query, roadmap, today):
        """The form of an address, bound: a QueryDict with the start and the roadmap's own pace for what is left out."""
        asked = query.copy()
        pace = {"start": str(today), "hours": f"{roadmap.hours_per_day.normalize():f}"}
        for name, value in pace.items():
            if not asked.get(name):
                asked[name] = value
        days = [day for value in asked.getlist("days") for day in value.split(",") if day]
        asked.setlist("days", days or WEEKDAYS[: roadmap.days_per_week])
        return cls(asked)

    @property
    def pace(self):
        """The pace of a valid form."""
        data = self.cleaned_data
        return Pace(data["start"], data["hours"], data["days"], data["off"])

    @property
    def zone(self):
        return ZoneInfo(self.cleaned_data["tz"] or "UTC")

    @property
    def values(self):
        """The fields of a valid form as they stand in an address, in the form that reads best."""
        data = self.cleaned_data
        values = {
            "start": str(data["start"]),
            "hours": f"{data['hours'].normalize():f}",
            "days": ",".join(WEEKDAYS[number] for number in sorted(data["days"])),
            "off": ",".join(map(break_text, data["off"])),
            "time": f"{data['time']:%H:%M}" if data["time"] else "",
            "tz": data["tz"],
            "alarm": "" if data["alarm"] is None else str(data["alarm"]),
            "since": str(data["since"] or "") if data["next"] else "",
            "next": data["next"] if data["since"] else "",
        }
        return {name: value for name, value in values.items() if value}

    @property
    def pace_values(self):
        """Without the moment at which it was planned anew."""
        return {name: value for name, value in self.values.items() if name not in ("since", "next")}

    @property
    def query(self):
        return urlencode(self.values, safe=",:/")
