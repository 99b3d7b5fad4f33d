"""When a promise is due: so much of a team's business hours after it was made; plain Python."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.hours import ALWAYS, Hours, openings

CALL_GRACE = timedelta(minutes=15)
"""So long after the time that a visitor chose a call may begin."""

CALL_REMINDER = timedelta(minutes=5)
"""So long before the chosen time whoever calls is reminded."""

_HORIZON = timedelta(days=90)
"""Hours that leave no time to answer within this are as good as none."""


def due_after(hours: Hours | None, start: datetime, seconds: int) -> datetime:
    """The moment at which the team was open for `seconds` since `start`, aware UTC.

    None, or hours that hardly ever open: clock time counts.
    """
    left = timedelta(seconds=seconds)
    for one in openings(hours or ALWAYS, start, start + _HORIZON):
        if left <= one.end - one.start:
            return (one.start + left).astimezone(UTC)
        left -= one.end - one.start
    return (start + timedelta(seconds=seconds)).astimezone(UTC)


def call_due(at: datetime) -> datetime:
    """When a call at this time is overdue."""
    return at + CALL_GRACE
