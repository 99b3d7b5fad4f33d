"""When teams can be reached."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Prefetch

from agents import hours as rules
from agents.hours import Hours, HoursError, SpecialDay, intervals_from_json
from agents.models import BusinessHours, DatedHours

logger = logging.getLogger(__name__)

# Zones differ by up to 26 hours, and what began the day before may still be open.
_STILL_MATTERS = timedelta(days=3)


def hours_of(row: BusinessHours) -> Hours:
    """The row's hours with all its special days. Raises HoursError when they cannot be read."""
    week = tuple(intervals_from_json(row.week.get(day, []), day) for day in rules.DAYS)
    days = tuple(
        SpecialDay(day.on, day.name, intervals_from_json(day.intervals, day.on.isoformat()))
        for day in row.dates.all()
    )
    return Hours(row.zone, week, days)


def queue_hours(queue_id: int, now: datetime) -> Hours | None:
    """The hours of the queue's team as far as they matter from `now` on; None: always open.

    Hours that cannot be read are logged and count as none: a broken row must not stop turns.
    """
    coming = DatedHours.objects.filter(on__gte=(now - _STILL_MATTERS).date())
    row = (
        BusinessHours.objects.filter(teams__queues=queue_id)
        .prefetch_related(Prefetch("dates", coming))
        .first()
    )
    try:
        return None if row is None else hours_of(row)
    except HoursError:
        logger.exception("business hours cannot be read", extra={"queue": queue_id})
        return None


def closed_hours(ids: Collection[int], now: datetime) -> frozenset[int]:
    """Those of these business hours (by key) in which nobody can be reached at `now`.

    Two queries, none without ids. Hours that cannot be read are logged and close nobody.
    """
    if not ids:
        return frozenset()
    around = DatedHours.objects.filter(
        on__range=((now - _STILL_MATTERS).date(), (now + _STILL_MATTERS).date())
    )
    found = set()
    for row in BusinessHours.objects.filter(pk__in=ids).prefetch_related(Prefetch("dates", around)):
        try:
            if not rules.is_open(hours_of(row), now):
                found.add(row.pk)
        except HoursError:
            logger.exception("business hours cannot be read", extra={"hours": row.pk})
    return frozenset(found)


def is_open(queue_id: int, now: datetime) -> bool:
    """Whether the queue's team can be reached at `now`; a team without hours always can."""
    hours = queue_hours(queue_id, now)
    return hours is None or rules.is_open(hours, now)


def next_opening(queue_id: int, now: datetime) -> datetime | None:
    """When the queue's team can be reached from `now` on, aware UTC: `now` itself while it is open.

    None when it never opens.
    """
    hours = queue_hours(queue_id, now)
    return now if hours is None else rules.next_opening(hours, now)
