"""Times at which a team can call: in its business hours, on round minutes of its own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agents.hours import ALWAYS, DAYS, Hours, openings

MOST = 60
"""More times than this are a list that nobody reads."""


def clock_of(hours: Hours | None) -> ZoneInfo:
    """The clock on the team's wall; a team that can always be reached has none of its own: UTC."""
    return (hours or ALWAYS).clock


def slots(
    hours: Hours | None, now: datetime, *, lead: timedelta, every: timedelta, days: int
) -> list[datetime]:
    """Beginnings of times that lie whole in opening hours, aware UTC, at most MOST of them.

    From `lead` after now until `days` days later; each a multiple of `every` after midnight on the
    team's clock.
    """
    hours = hours or ALWAYS
    first, last = now + lead, now + lead + timedelta(days=days)
    found: list[datetime] = []
    for stretch in openings(hours, first, last):
        at = _round_up(stretch.start, every, hours.clock)
        while at + every <= stretch.end and len(found) < MOST:
            found.append(at)
            at = _round_up(at + timedelta(minutes=1), every, hours.clock)
    return found


def _round_up(at: datetime, every: timedelta, clock: ZoneInfo) -> datetime:
    """The first moment from `at` on at which the clock shows a multiple of `every`."""
    local = at.astimezone(clock)
    midnight = datetime.combine(local.date(), time(), clock)
    since = local.replace(tzinfo=None) - midnight.replace(tzinfo=None)
    shown = midnight.replace(tzinfo=None) + every * -(-since // every)
    while (moment := shown.replace(tzinfo=clock).astimezone(UTC)) < at:
        shown += every
    return moment


def spoken(at: datetime, clock: ZoneInfo) -> str:
    """The time as colleagues read it, such as: Monday 2 March, 09:00 (Europe/Berlin)."""
    local = at.astimezone(clock)
    day = DAYS[local.weekday()].capitalize()
    return f"{day} {local.day} {local:%B}, {local:%H:%M} ({clock.key})"
