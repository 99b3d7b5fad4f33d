"""When a team can be reached: weeks, nights, special days, and both changes of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.hours import (
    ALWAYS,
    DAYS,
    Hours,
    HoursError,
    Interval,
    Intervals,
    SpecialDay,
    from_json,
    interval,
    is_open,
    next_change,
    next_opening,
    to_json,
)

BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
CLOSED: Intervals = ()
MIDNIGHT = time()


def spans(*texts: str) -> Intervals:
    """`09:00-12:00` and the like as intervals."""
    return tuple(interval(*text.split("-")) for text in texts)


def weekly(zone: str = BERLIN, *days: SpecialDay, **named: Intervals) -> Hours:
    """Hours with these days of the week; others are closed."""
    return Hours(zone, tuple(named.get(day, CLOSED) for day in DAYS), days)


def every_day(*texts: str, zone: str = BERLIN) -> Hours:
    """The same in every day of the week."""
    return Hours(zone, (spans(*texts),) * 7)


def local(text: str, zone: str = BERLIN, *, again: bool = False) -> datetime:
    """The moment at which a clock there shows it; `again`: for the second time."""
    naive = datetime.fromisoformat(text)
    return naive.replace(tzinfo=ZoneInfo(zone), fold=int(again)).astimezone(UTC)


OFFICE = Hours(
    BERLIN,
    (*(spans("09:00-12:00", "13:00-17:30"),) * 4, spans("09:00-12:00", "22:00-02:00"), (), ()),
    (
        SpecialDay(date(2026, 12, 25), "Christmas"),
        SpecialDay(date(2026, 12, 26), "Call-in day", spans("10:00-11:00")),
    ),
)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-23T08:59:59", False),  # a Monday
        ("2026-11-23T09:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:30", False),
        ("2026-11-27T13:30", False),  # Friday
        ("2026-11-27T22:00", True),
        ("2026-11-28T01:59", True),  # Saturday is closed, Friday's night goes on
        ("2026-11-28T02:00", False),
        ("2026-11-29T01:00", False),  # the night after Saturday
        ("2026-12-25T10:00", False),  # a Friday, and its night too
        ("2026-12-25T23:00", False),
        ("2026-12-26T00:30", False),
        ("2026-12-26T10:30", True),  # a Saturday that is open
    ],
)
def test_open_by_the_clock_on_the_teams_wall(when: str, expected: bool) -> None:
    assert is_open(OFFICE, local(when)) is expected


@pytest.mark.parametrize(
    ("zone", "when", "expected"),
    [
        (BERLIN, "2026-07-01T07:00+00:00", True),  # 09:00 in summer
        (BERLIN, "2026-01-07T07:00+00:00", False),  # 08:00 in winter
        (NEW_YORK, "2026-07-01T13:00+00:00", True),
        (NEW_YORK, "2026-07-01T07:00+00:00", False),
        (KOLKATA, "2026-07-01T03:30+00:00", True),  # half an hour off
        (KOLKATA, "2026-07-01T03:29+00:00", False),
    ],
)
def test_the_same_hours_in_three_zones(zone: str, when: str, expected: bool) -> None:
    hours = every_day("09:00-17:00", zone=zone)
    assert is_open(hours, datetime.fromisoformat(when)) is expected


# In Berlin the clocks go from 02:00 to 03:00 on 29 March 2026, from 03:00 to 02:00 on 25 October.


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("00:30-02:30", "00:30", "03:00"),  # would end in the hour left out: ends at the jump
        ("02:30-10:00", "03:00", "10:00"),  # would begin in it: begins at the jump
        ("01:00-03:30", "01:00", "03:30"),  # lasts an hour less
    ],
)
def test_clocks_forward(text: str, opens: str, closes: str) -> None:
    hours = weekly(sunday=spans(text))
    before = local("2026-03-28T12:00")
    start = next_opening(hours, before)
    assert start == next_change(hours, before) == local(f"2026-03-29T{opens}")
    assert next_change(hours, start) == local(f"2026-03-29T{closes}")
    assert is_open(hours, start)
    assert not is_open(hours, local(f"2026-03-29T{closes}"))


def test_what_lies_wholly_in_the_hour_left_out_does_not_happen() -> None:
    hours = weekly(sunday=spans("02:10-02:50"))
    assert next_opening(hours, local("2026-03-28T12:00")) == local("2026-04-05T02:10")
    assert not is_open(hours, local("2026-03-29T03:10"))


@pytest.mark.parametrize(
    ("text", "opens", "closes", "minutes"),
    [
        ("00:30-02:30", "00:30", "02:30", 120),  # ends when it is 02:30 for the first time
        ("02:30-04:00", "02:30", "04:00", 150),  # begins then, and lasts an hour more
        ("02:00-02:30", "02:00", "02:30", 30),  # not opened again by the hour shown twice
        ("00:00-24:00", "00:00", "2026-10-26T00:00", 25 * 60),
    ],
)
def test_clocks_back(text: str, opens: str, closes: str, minutes: int) -> None:
    hours = weekly(sunday=spans(text))
    start = next_opening(hours, local("2026-10-24T12:00"))
    assert start == local(f"2026-10-25T{opens}")
    end = next_change(hours, start)
    assert end == local(closes if "T" in closes else f"2026-10-25T{closes}")
    assert end - start == timedelta(minutes=minutes)
    if text == "02:00-02:30":
        assert not is_open(hours, local("2026-10-25T02:15", again=True))


def test_a_night_over_each_change_of_the_clocks() -> None:
    night = every_day("22:00-02:00")
    for sunday in ("2026-03-29", "2026-10-25"):
        assert is_open(night, local(f"{sunday}T01:59"))
        assert not is_open(night, local(f"{sunday}T03:00"))
    shift = every_day("22:00-06:00")
    start = local("2026-10-24T22:00")
    assert next_change(shift, start) == start + timedelta(hours=9)
    start = local("2026-03-28T22:00")
    assert next_change(shift, start) == start + timedelta(hours=7)


def test_intervals_that_meet_are_one() -> None:
    hours = every_day("08:00-12:00", "12:00-24:00", zone=NEW_YORK)
    at = local("2026-11-23T09:00", NEW_YORK)
    assert next_change(hours, at) == local("2026-11-24T00:00", NEW_YORK)
    round_the_clock = every_day("00:00-12:00", "12:00-24:00")
    assert next_change(round_the_clock, at) is None


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, KOLKATA, "Pacific/Kiritimati"])
@pytest.mark.parametrize("hour", range(24))
def test_always_open_never_changes_whatever_the_clock_shows(zone: str, hour: int) -> None:
    """In Berlin it is tomorrow already while a clock in Greenwich shows 23:10."""
    round_the_clock = Hours(zone, (spans("00:00-24:00"),) * 7)
    assert next_change(round_the_clock, datetime(2026, 11, 23, hour, 10, tzinfo=UTC)) is None


def test_always_and_never() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    never = weekly()
    assert is_open(ALWAYS, now)
    assert next_opening(ALWAYS, now) == now
    assert next_change(ALWAYS, now) is None
    assert not is_open(never, now)
    assert next_opening(never, now) is None
    assert next_change(never, now) is None


def test_special_days_long_ahead_count() -> None:
    summer = SpecialDay(date(2027, 7, 1), "Summer party", spans("10:00-11:00"))
    hours = Hours(BERLIN, (CLOSED,) * 7, (summer,))
    assert next_opening(hours, local("2026-11-23T12:00")) == local("2027-07-01T10:00")
    closed = SpecialDay(date(2027, 7, 1), "Summer party")
    hours = Hours("UTC", ALWAYS.week, (closed,))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert next_change(hours, now) == datetime(2027, 7, 1, tzinfo=UTC)
    assert next_opening(hours, datetime(2027, 7, 1, 5, tzinfo=UTC)) == datetime(
        2027, 7, 2, tzinfo=UTC
    )


def test_three_closed_weeks() -> None:
    first = date(2026, 12, 21)
    holiday = tuple(SpecialDay(first + timedelta(days=n)) for n in range(21))
    hours = Hours(BERLIN, OFFICE.week, holiday)
    assert next_opening(hours, local("2026-12-20T12:00")) == local("2027-01-11T09:00")


def test_a_day_that_a_zone_left_out() -> None:
    hours = every_day("09:00-17:00", zone="Pacific/Apia")  # had no 30 December 2011
    at = local("2011-12-29T18:00", "Pacific/Apia")
    assert next_opening(hours, at) == local("2011-12-31T09:00", "Pacific/Apia")


def test_a_midnight_that_the_clock_left_out() -> None:
    hours = every_day("00:00-01:30", zone="Africa/Cairo")  # 24 April 2026 began at 01:00
    start = next_opening(hours, local("2026-04-23T12:00", "Africa/Cairo"))
    assert start == local("2026-04-24T01:00", "Africa/Cairo")
    assert next_change(hours, start) == local("2026-04-24T01:30", "Africa/Cairo")


# Against a simpler rule, minute by minute: a clock with a needle that is never turned back


def minutes_from(start: datetime, hours: float) -> Iterator[datetime]:
    """Every minute of so many hours."""
    return (start + timedelta(minutes=n) for n in range(int(hours * 60)))


def open_minutes(hours: Hours, start: datetime, span_h: float) -> Iterator[bool]:
    """Whether each minute is open, by the latest time that the wall clock has shown so far."""
    shown = datetime.combine(date.min, MIDNIGHT)
    for moment in minutes_from(start - timedelta(hours=30), 30 + span_h):
        shown = max(shown, moment.astimezone(hours.clock).replace(tzinfo=None))
        if moment >= start:
            yield any(
                day + timedelta(minutes=one.start) <= shown < day + timedelta(minutes=one.last)
                for back in (0, 1)
                for day in [datetime.combine(shown.date() - timedelta(days=back), MIDNIGHT)]
                for one in hours.intervals_of(day.date())
            )


@st.composite
def days(draw: st.DrawFn) -> Intervals:
    """A day's intervals, with nights."""
    times = sorted(draw(st.sets(st.integers(0, 95), max_size=4)))
    pairs = list(zip(times[::2], times[1::2], strict=False))
    found = [Interval(start * 15, end * 15) for start, end in pairs]
    if len(times) % 2 and times[-1] > 0:
        found.append(
            Interval(times[-1] * 15, draw(st.integers(0, min(times[0], times[-1] - 1))) * 15)
        )
    return tuple(found)


CHANGES = [
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Africa/Cairo", date(2026, 4, 24)),  # at midnight
    ("Africa/Cairo", date(2026, 10, 30)),
    (KOLKATA, date(2026, 5, 5)),
]


@given(
    week=st.tuples(*[days()] * 7),
    special=days(),
    change=st.sampled_from(CHANGES),
)
def test_every_week_agrees_with_a_clock_watched_minute_by_minute(
    week: tuple[Intervals, ...], special: Intervals, change: tuple[str, date]
) -> None:
    zone, day = change
    hours = Hours(zone, week, (SpecialDay(day, "", special),))
    start = datetime.combine(day, MIDNIGHT, UTC) - timedelta(hours=12)
    watched = list(open_minutes(hours, start, 36))
    for minute in range(0, len(watched), 7):
        moment = start + timedelta(minutes=minute)
        assert is_open(hours, moment) is watched[minute], moment
    flips = [n for n in range(1, len(watched)) if watched[n] is not watched[n - 1]]
    change_at = next_change(hours, start)
    assert (change_at is not None and change_at < start + timedelta(hours=36)) is bool(flips)
    if flips:
        assert change_at == start + timedelta(minutes=flips[0])
    opened = next((n for n, is_it in enumerate(watched) if is_it), None)
    if opened is not None:
        assert next_opening(hours, start) == start + timedelta(minutes=opened)


@given(week=st.tuples(*[days()] * 7), special=days())
def test_json_keeps_every_week(week: tuple[Intervals, ...], special: Intervals) -> None:
    hours = Hours(BERLIN, week, (SpecialDay(date(2026, 12, 24), "Christmas Eve", special),))
    assert from_json(to_json(hours)) == hours


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "zone, week and days"),
        ({"zone": "Europe/Atlantis", "week": {}}, "zone: there is no such time zone"),
        ({"zone": "", "week": {}}, "zone: there is no such time zone"),
        ({"zone": "Europe", "week": {}}, "zone: there is no such time zone"),
        ({"zone": "UTC", "week": {"funday": []}}, "week: no such day: funday"),
        ({"zone": "UTC", "week": {"monday": "9-5"}}, "monday: a list"),
        ({"zone": "UTC", "week": {"monday": [["9", 5]]}}, "monday: an interval looks like"),
        ({"zone": "UTC", "week": {"monday": [["9:00", "24:30"]]}}, "monday: times lie between"),
        ({"zone": "UTC", "week": {"monday": [["9:60", "10:00"]]}}, "monday: “9:60” is no time"),
        ({"zone": "UTC", "week": {"monday": [["9:00", "9:00"]]}}, "monday: begins and ends"),
        (
            {"zone": "UTC", "week": {"friday": [["22:00", "02:00"], ["23:00", "24:00"]]}},
            "friday: 23:00-24:00 begins before 22:00-02:00 has ended",
        ),
        ({"zone": "UTC", "week": {}, "days": [{"date": "soon"}]}, "days: a date looks like"),
        (
            {"zone": "UTC", "week": {}, "days": [{"date": "2026-12-25"}] * 2},
            "days: a date is named twice",
        ),
        (
            {"zone": "UTC", "week": {}, "days": [{"date": "2026-12-25", "open": [["a", "b"]]}]},
            "2026-12-25: “a” is no time",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(data: object, says: str) -> None:
    with pytest.raises(HoursError, match=says):
        from_json(data)
