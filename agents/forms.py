"""Forms of business hours: a week in seven lines, as a support manager would say it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from agents import holidays
from agents.hours import (
    DAY_MINUTES,
    DAYS,
    HoursError,
    Interval,
    Intervals,
    check_order,
    in_order,
    interval,
    intervals_from_json,
    intervals_to_json,
)
from agents.models import BusinessHours, DatedHours

_WHOLE_DAY = (Interval(0, DAY_MINUTES),)
_DASHES = re.compile(r"\s*(?:-|–|—|\bto\b)\s*")
EXAMPLES = _("Like 09:00-12:00, 13:00-17:30, or 22:00-02:00 until the next day, or closed.")


def day_in_words(intervals: Intervals) -> str:
    """The intervals as a person writes them; `parse_day` reads it back."""
    if intervals == _WHOLE_DAY:
        return _now("all day")
    return ", ".join(map(str, intervals)) or _now("closed")


def parse_day(text: str) -> Intervals:
    """What is open on a day, in order. Raises HoursError with a sentence for the writer."""
    said = text.strip().casefold()
    if said in {"closed", _now("closed").casefold()}:
        return ()
    if said in {"all day", _now("all day").casefold()}:
        return _WHOLE_DAY
    intervals = in_order([_parse_interval(part) for part in re.split(r"[,;]", said)])
    check_order(intervals, "")
    return intervals


def _parse_interval(text: str) -> Interval:
    times = _DASHES.split(text.strip())
    if len(times) != 2:
        raise HoursError(f"“{text.strip()}” is no time span; write it like 09:00-17:30")
    return interval(*times)


class DayField(forms.CharField):
    """The intervals of one day in words; its value is what the rows store."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", UnfoldAdminTextInputWidget())
        options.setdefault("error_messages", {"required": _("Say when it is open, or closed.")})
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """The words to edit."""
        return day_in_words(intervals_from_json(value, "")) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The intervals that were written, as JSON; the error says what is wrong with them."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return intervals_to_json(parse_day(text))
        except HoursError as error:
            raise ValidationError(error.message[:1].upper() + error.message[1:] + ".") from error

    def validate(self, value: Any) -> None:
        """Nothing written is a mistake; closed is not."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Its words were judged as they were read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares what is open, not how it is written."""
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world by continent, as a select shows them; UTC alone comes first."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, slash, place = name.partition("/")
        if slash and region not in {"Etc", "SystemV", "US"}:
            grouped.setdefault(region, []).append((name, place.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *grouped.items()]


class BusinessHoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, zone, and a line for each day of the week."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        widget=UnfoldAdminSelectWidget,
        help_text=BusinessHours._meta.get_field("zone").help_text,
    )
    monday = DayField(label=WEEKDAYS[0], help_text=EXAMPLES)
    tuesday = DayField(label=WEEKDAYS[1])
    wednesday = DayField(label=WEEKDAYS[2])
    thursday = DayField(label=WEEKDAYS[3])
    friday = DayField(label=WEEKDAYS[4])
    saturday = DayField(label=WEEKDAYS[5])
    sunday = DayField(label=WEEKDAYS[6])

    class Meta:
        model = BusinessHours
        fields = ("name", "zone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day in DAYS:
            self.initial.setdefault(day, self.instance.week.get(day, []))

    def clean(self) -> dict[str, Any]:
        """The lines become the row's week."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.week = {day: cleaned.get(day) or [] for day in DAYS}
        return cleaned


class SpecialDayForm(forms.ModelForm):  # type: ignore[type-arg]
    """A date and what is open then."""

    intervals = DayField(label=_("open"), initial=list, help_text=EXAMPLES)

    class Meta:
        model = DatedHours
        fields = ("on", "name", "intervals")


class HolidayForm(forms.Form):
    """Which public holidays to look at."""

    country = forms.ChoiceField(label=_("Country"), widget=UnfoldAdminSelectWidget)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "A code such as BY; a wrong one shows those that are known. "
            "Empty: holidays of the whole country."
        ),
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2100, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"year": today.year})
        known = [("", "–"), *holidays.countries()]
        self.fields["country"].choices = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The region is one of the country's."""
        cleaned = super().clean() or self.cleaned_data
        country, region = cleaned.get("country"), cleaned.get("region")
        known = holidays.regions(country) if country else []
        if region and region not in known:
            codes = ", ".join(known) or _now("none")
            self.add_error("region", _now("Known regions: %(codes)s.") % {"codes": codes})
        return cleaned
