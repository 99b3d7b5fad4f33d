"""When a team can be reached: weekly intervals, dated exceptions, a time zone; plain Python.

An interval is what a clock on the team's wall shows, and belongs to the day on which it begins:
"22:00-02:00" on Friday ends on Saturday, also when Saturday is closed. It lasts from the first
moment at which that clock shows its beginning, or a later time, to the first moment after which it
shows its end, or a later one. So where the clocks go forward, what would begin or end in the hour
that is left out does so when the clock jumps; where they go back, an hour that is shown twice
counts once: what begins in it begins the first time, what ends in it ends the first time, and
"00:00-24:00" is the whole day, be it 23, 24 or 25 hours long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 24 * 60
_ONE_DAY = timedelta(days=1)
# A weekly interval may fall into the hour that is left out, but not three weeks in a row.
_REPEATS_AFTER = timedelta(weeks=3)


class HoursError(ValueError):
    """These are no hours. `place`: the part that is wrong, such as `monday`; else empty."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, minutes since midnight; an `end` before `start` is on the next day.

    Raises HoursError for times that no clock shows, and for an interval that is empty.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MINUTES and 0 <= self.end <= DAY_MINUTES):
            raise HoursError("times lie between 00:00 and 24:00")
        if self.start == self.end:
            raise HoursError("begins and ends at the same time; write 00:00-24:00 for a whole day")

    @property
    def last(self) -> int:
        """Its end, in minutes since the midnight before its start."""
        return self.end if self.end > self.start else self.end + DAY_MINUTES

    def __str__(self) -> str:
        return f"{clock_time(self.start)}-{clock_time(self.end)}"


Intervals = tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date on which other intervals begin than in every week; none: closed."""

    on: date
    name: str = ""
    intervals: Intervals = ()


@dataclass(frozen=True)
class Hours:
    """`week`: Monday first, seven days, each in order. `days`: the exceptions, by date.

    Raises HoursError for an unknown zone, a week that has not seven days, intervals that overlap
    within a day, or a date that is named twice.
    """

    zone: str
    week: tuple[Intervals, ...]
    days: tuple[SpecialDay, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise HoursError("a week has seven days", "week")
        for name, intervals in zip(DAYS, self.week, strict=True):
            check_order(intervals, name)
        for day in self.days:
            check_order(day.intervals, day.on.isoformat())
        if len(self._special) != len(self.days):
            raise HoursError("a date is named twice", "days")
        _ = self.clock

    @cached_property
    def clock(self) -> ZoneInfo:
        """The zone's rules. Raises HoursError when there is no such zone."""
        try:
            return ZoneInfo(self.zone)
        except (KeyError, OSError, ValueError) as error:  # unknown, a folder of names, no name
            raise HoursError("there is no such time zone", "zone") from error

    @cached_property
    def _special(self) -> Mapping[date, Intervals]:
        return {day.on: day.intervals for day in self.days}

    def intervals_of(self, day: date) -> Intervals:
        """What begins on that day."""
        special = self._special.get(day)
        return self.week[day.weekday()] if special is None else special


def check_order(intervals: Intervals, place: str) -> None:
    """Raises HoursError when one of a day's intervals, sorted, begins before another ends."""
    for earlier, later in pairwise(intervals):
        if later.start < earlier.last:
            raise HoursError(f"{later} begins before {earlier} has ended", place)


ALWAYS = Hours("UTC", ((Interval(0, DAY_MINUTES),),) * len(DAYS))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Open without a break from `start` until before `end`, both aware UTC."""

    start: datetime
    end: datetime


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the team can be reached at this moment (aware, any zone)."""
    today = _local_date(hours, at)
    return any(
        one.start <= at < one.end
        for day in (today - _ONE_DAY, today)
        for one in _stretches_of(hours, day)
    )


def next_change(hours: Hours, at: datetime) -> datetime | None:
    """The first moment after `at` when it opens or closes, aware UTC; None when it never does."""
    for one in _stretches(hours, at):
        if one.start > at:
            return one.start
        if one.end > at:
            return one.end if one.end < _horizon(hours, at) else None
    return None


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` on when it is open, aware UTC; None when that never comes.

    While it is open this is `at` itself.
    """
    for one in _stretches(hours, at):
        if one.end > at:
            return max(one.start, at).astimezone(UTC)
    return None


def openings(hours: Hours, at: datetime, until: datetime) -> Iterator[Stretch]:
    """When it is open between the two moments, in order; parts before and after are cut off."""
    for one in _stretches(hours, at):
        if one.start >= until:
            return
        if one.end > at:
            yield Stretch(max(one.start, at.astimezone(UTC)), min(one.end, until.astimezone(UTC)))


def _stretches(hours: Hours, at: datetime) -> Iterator[Stretch]:
    """From the one that `at` may lie in, in order, joined where one ends as the next begins."""
    day, joined = _local_date(hours, at) - _ONE_DAY, None
    until = _local_date(hours, _horizon(hours, at))
    while day <= until:
        for one in _stretches_of(hours, day):
            if joined is not None and one.start <= joined.end:
                joined = Stretch(joined.start, max(joined.end, one.end))
                continue
            if joined is not None:
                yield joined
            joined = one
        day += _ONE_DAY
    if joined is not None:
        yield joined


def _horizon(hours: Hours, at: datetime) -> datetime:
    """After this moment nothing comes that was not seen before it."""
    newest = max((day.on for day in hours.days), default=date.min)
    last = datetime.combine(newest, time(), UTC)
    return max(at.astimezone(UTC), last) + _REPEATS_AFTER


def _local_date(hours: Hours, at: datetime) -> date:
    return at.astimezone(hours.clock).date()


def _stretches_of(hours: Hours, day: date) -> Iterator[Stretch]:
    """The intervals that begin on this day; without those that the clock leaves out."""
    for interval in hours.intervals_of(day):
        start = _first_moment(hours.clock, day, interval.start)
        end = _first_moment(hours.clock, day, interval.last)
        if start < end:
            yield Stretch(start, end)


def _first_moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """When a clock there first shows the time, or a later one; aware UTC."""
    shown = datetime.combine(day, time()) + timedelta(minutes=minutes)
    early = shown.replace(tzinfo=zone).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == shown:
        return early
    # The clock never shows it: find the jump between the two ways to read such a time.
    before, after = shown.replace(tzinfo=zone, fold=1).astimezone(UTC), early
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < shown:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


# Text and JSON


def clock_time(minutes: int) -> str:
    """Minutes since midnight as 08:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def parse_clock_time(text: str) -> int:
    """Minutes since midnight of 08:30, 8:30, 8.30 or 8. Raises HoursError."""
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    digits = hour.isascii() and hour.isdigit() and (not minute or minute.isascii())
    if not digits or len(hour) > 2 or (minute and not (minute.isdigit() and len(minute) == 2)):
        raise HoursError(f"“{text.strip()}” is no time; write it like 08:30")
    if int(minute or 0) > 59:
        raise HoursError(f"“{text.strip()}” is no time: an hour has 60 minutes")
    return int(hour) * 60 + int(minute or 0)


def interval(start: str, end: str) -> Interval:
    """The interval between two clock times. Raises HoursError."""
    return Interval(parse_clock_time(start), parse_clock_time(end))


def in_order(intervals: Sequence[Interval]) -> Intervals:
    """The intervals, the earliest first."""
    return tuple(sorted(intervals, key=lambda one: one.start))


def intervals_from_json(data: Any, place: str) -> Intervals:
    """The intervals of one day, such as [["09:00", "12:00"]]. Raises HoursError."""
    if not isinstance(data, list):
        raise HoursError("a list of intervals is expected", place)
    found = []
    for pair in data:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(t, str) for t in pair)
        ):
            raise HoursError('an interval looks like ["09:00", "12:00"]', place)
        try:
            found.append(interval(*pair))
        except HoursError as error:
            raise HoursError(error.message, place) from error
    return in_order(found)


def intervals_to_json(intervals: Intervals) -> list[list[str]]:
    """What `intervals_from_json` reads."""
    return [[clock_time(one.start), clock_time(one.end)] for one in intervals]


def from_json(data: Any) -> Hours:
    """The hours that `to_json` wrote. Raises HoursError, which names the part that is wrong."""
    if not isinstance(data, dict) or not isinstance(data.get("week"), dict):
        raise HoursError("hours are an object with zone, week and days")
    unknown = set(data["week"]) - set(DAYS)
    if unknown:
        raise HoursError(f"no such day: {sorted(unknown)[0]}", "week")
    week = tuple(intervals_from_json(data["week"].get(day, []), day) for day in DAYS)
    days = data.get("days", [])
    if not isinstance(days, list):
        raise HoursError("a list of dates is expected", "days")
    return Hours(str(data.get("zone", "")), week, tuple(map(_special_day, days)))


def _special_day(data: Any) -> SpecialDay:
    try:
        on = date.fromisoformat(data["date"])
    except (KeyError, TypeError, ValueError) as error:
        raise HoursError("a date looks like 2026-12-25", "days") from error
    return SpecialDay(
        on, str(data.get("name", "")), intervals_from_json(data.get("open", []), on.isoformat())
    )


def to_json(hours: Hours) -> dict[str, Any]:
    """A JSON object: zone, the days of the week by name, the exceptions."""
    return {
        "zone": hours.zone,
        "week": week_to_json(hours.week),
        "days": [
            {
                "date": day.on.isoformat(),
                "name": day.name,
                "open": intervals_to_json(day.intervals),
            }
            for day in hours.days
        ],
    }


def week_to_json(week: Sequence[Intervals]) -> dict[str, list[list[str]]]:
    """The days of the week by name, closed ones too."""
    return {day: intervals_to_json(one) for day, one in zip(DAYS, week, strict=True)}
