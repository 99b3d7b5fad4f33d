"""Writing special days into business hours."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from agents.hours import SpecialDay, intervals_to_json
from agents.models import BusinessHours, DatedHours


@transaction.atomic
def add_special_days(*, hours_id: int, days: Iterable[SpecialDay]) -> int:
    """The days are exceptions of these hours; dates that have one already keep it.

    Returns how many were new.
    """
    hours = BusinessHours.objects.select_for_update().get(pk=hours_id)
    known = set(hours.dates.values_list("on", flat=True))
    new = {day.on: day for day in days if day.on not in known}
    rows = DatedHours.objects.bulk_create(
        DatedHours(hours=hours, on=on, name=day.name, intervals=intervals_to_json(day.intervals))
        for on, day in new.items()
    )
    return len(rows)
