"""When promises are due, in business hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.hours import Hours, interval
from escalation.due import due_after

DAY = (interval("08:00", "12:00"), interval("13:00", "17:00"))
BERLIN = Hours("Europe/Berlin", (DAY,) * 5 + ((), ()))


def at(day: int, time: str, month: int = 3) -> datetime:
    hour, minute = map(int, time.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "start", "seconds", "due"),
    [
        (None, at(2, "23:30"), 3600, at(3, "00:30")),
        (BERLIN, at(2, "09:00"), 3600, at(2, "10:00")),  # Monday, 10:00 there
        (BERLIN, at(2, "10:30"), 3600, at(2, "12:30")),  # over lunch
        (BERLIN, at(2, "20:00"), 4 * 3600, at(3, "11:00")),  # the night does not count
        (BERLIN, at(6, "15:30"), 3600, at(9, "07:30")),  # neither does the weekend
        (BERLIN, at(27, "15:30"), 3600, at(30, "06:30")),  # the clocks went forward meanwhile
        (Hours("UTC", ((),) * 7), at(2, "09:00"), 3600, at(2, "10:00")),  # never open
    ],
)
def test_only_business_hours_count(
    hours: Hours | None, start: datetime, seconds: int, due: datetime
) -> None:
    assert due_after(hours, start, seconds) == due
