"""The demo's office hours say what its help centre says, and its own chats work at any time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agents.hours import is_open, next_opening
from agents.selectors.hours import hours_of
from config.demo.people import ensure_billing, ensure_people
from tests.conftest import Clock

LONDON = ZoneInfo("Europe/London")

pytestmark = pytest.mark.django_db


def test_billing_keeps_the_hours_of_the_help_centre(clock: Clock) -> None:
    team = ensure_billing()
    assert team.hours is not None
    hours = hours_of(team.hours)
    assert is_open(hours, datetime(2026, 11, 23, 8, tzinfo=LONDON))
    assert is_open(hours, datetime(2026, 11, 28, 16, 59, tzinfo=LONDON))
    assert not is_open(hours, datetime(2026, 11, 29, 12, tzinfo=LONDON))
    holidays = set(team.hours.dates.values_list("on", flat=True))
    assert {date(2026, 12, 25), date(2027, 1, 1)} <= holidays
    eve = datetime(2026, 12, 24, 21, tzinfo=LONDON)
    assert next_opening(hours, eve) == datetime(2026, 12, 29, 8, tzinfo=LONDON)


def test_the_demos_own_teams_have_no_hours_and_a_second_seeding_changes_nothing() -> None:
    cast = ensure_people()
    assert cast.support.team.hours is None
    assert cast.engineers.team.hours is None
    team = ensure_billing()
    assert team.hours is not None
    days = team.hours.dates.count()
    team.hours.dates.all()[0].delete()
    ensure_people()
    assert team.hours.dates.count() == days - 1
