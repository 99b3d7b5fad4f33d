"""Managers write hours as they would say them, and take over public holidays after a look."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agents import selectors
from agents.forms import day_in_words, parse_day
from agents.hours import DAYS, HoursError, SpecialDay
from agents.models import BusinessHours, DatedHours, Team
from agents.services import add_special_days
from tests.agents import builders as make
from tests.conftest import Clock

pytestmark = pytest.mark.django_db
OFFICE = {
    **{day: [["09:00", "12:00"], ["13:00", "17:30"]] for day in DAYS[:5]},
    "saturday": [],
    "sunday": [],
}


def office(name: str = "Office hours", **fields: Any) -> BusinessHours:
    """Weekdays in Berlin."""
    defaults = {"zone": "Europe/Berlin", "week": OFFICE}
    return BusinessHours.objects.create(name=name, **{**defaults, **fields})


def written(**fields: object) -> dict[str, object]:
    """What the browser sends."""
    days = dict.fromkeys(DAYS, "09:00-12:00, 13:00-17:30")
    inline = {f"dates-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {"name": "Office", "zone": "Europe/Berlin", **days, **inline, **fields}


def the_errors(page: Any) -> dict[str, list[str]]:
    """What the form complains of, by field."""
    return dict(page.context["adminform"].form.errors)


# What the queue's team keeps


def test_a_team_without_hours_is_always_open() -> None:
    queue = make.queue("Anytime")
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert selectors.is_open(queue.pk, now)
    assert selectors.next_opening(queue.pk, now) == now


def test_a_queue_keeps_the_hours_of_its_team(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    queue = make.queue("Sales")
    Team.objects.filter(pk=queue.team_id).update(hours=office())
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with django_assert_num_queries(2):
        assert not selectors.is_open(queue.pk, sunday)
    assert selectors.next_opening(queue.pk, sunday) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert selectors.is_open(queue.pk, datetime(2026, 11, 23, 8, tzinfo=UTC))


def test_special_days_of_the_row_count_and_old_ones_are_not_read() -> None:
    queue = make.queue("Sales")
    hours = office()
    Team.objects.filter(pk=queue.team_id).update(hours=hours)
    DatedHours.objects.create(hours=hours, on=date(2026, 11, 20), intervals=["long past"])
    DatedHours.objects.create(hours=hours, on=date(2026, 11, 26), name="Thanksgiving")
    DatedHours.objects.create(hours=hours, on=date(2026, 11, 28), intervals=[["10:00", "11:00"]])
    thursday = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert not selectors.is_open(queue.pk, thursday)
    assert selectors.next_opening(queue.pk, thursday) == thursday + timedelta(hours=22)
    assert selectors.is_open(queue.pk, datetime(2026, 11, 28, 9, 30, tzinfo=UTC))


def test_a_night_that_began_before_yesterdays_date_line_is_open() -> None:
    queue = make.queue("Nights")
    night = {"friday": [["22:00", "02:00"]]}
    hours = office("Nights", zone="Pacific/Kiritimati", week=night)  # 14 hours ahead
    Team.objects.filter(pk=queue.team_id).update(hours=hours)
    DatedHours.objects.create(hours=hours, on=date(2026, 11, 28), name="A closed Saturday")
    assert selectors.is_open(queue.pk, datetime(2026, 11, 27, 11, 59, tzinfo=UTC))
    assert not selectors.is_open(queue.pk, datetime(2026, 11, 27, 12, tzinfo=UTC))


def test_hours_that_cannot_be_read_stop_nobody(caplog: pytest.LogCaptureFixture) -> None:
    queue = make.queue("Broken")
    Team.objects.filter(pk=queue.team_id).update(hours=office(zone="Europe/Atlantis"))
    assert selectors.is_open(queue.pk, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert "business hours cannot be read" in caplog.text


# Words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("09:00-12:00, 13:00-17:30", "09:00-12:00, 13:00-17:30"),
        ("13-17.30; 9:00 – 12:00", "09:00-12:00, 13:00-17:30"),
        ("8 to 16", "08:00-16:00"),
        ("22:00-02:00", "22:00-02:00"),
        ("Closed", "closed"),
        ("All day", "all day"),
        ("0:00-24:00", "all day"),
    ],
)
def test_a_day_as_people_write_it(text: str, shown: str) -> None:
    assert day_in_words(parse_day(text)) == shown
    assert parse_day(shown) == parse_day(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nine to five", "“nine” is no time"),
        ("09:00", "is no time span"),
        ("09:00-12:00-13:00", "is no time span"),
        ("9:75-10:00", "an hour has 60 minutes"),
        ("9:00-25:00", "between 00:00 and 24:00"),
        ("9:00-12:00, 11:00-13:00", "11:00-13:00 begins before 09:00-12:00 has ended"),
        ("22:00-02:00, 23:00-23:30", "begins before"),
        ("9:00-12:00,", "is no time span"),
        ("²:00-3:00", "is no time"),
    ],
)
def test_a_day_that_cannot_be(text: str, says: str) -> None:
    with pytest.raises(HoursError, match=says):
        parse_day(text)


# Pages


@pytest.fixture
def mona_here(client: Client, mona: User) -> Client:
    """Mona's browser."""
    client.force_login(mona)
    return client


def test_hours_are_written_in_seven_lines(mona_here: Client) -> None:
    address = reverse("admin:agents_businesshours_add")
    assert "Like 09:00-12:00" in mona_here.get(address).text
    sent = written(friday="9-12, 22:00-02:00", sunday="closed", saturday="all day")
    assert mona_here.post(address, sent).status_code == 302
    stored = BusinessHours.objects.get()
    assert stored.zone == "Europe/Berlin"
    assert stored.week["monday"] == [["09:00", "12:00"], ["13:00", "17:30"]]
    assert stored.week["friday"] == [["09:00", "12:00"], ["22:00", "02:00"]]
    assert stored.week["saturday"] == [["00:00", "24:00"]]
    assert stored.week["sunday"] == []
    page = mona_here.get(reverse("admin:agents_businesshours_change", args=(stored.pk,)))
    for shown in ("09:00-12:00, 22:00-02:00", 'value="closed"', 'value="all day"'):
        assert shown in page.text


def test_what_is_wrong_is_said_at_its_day(mona_here: Client) -> None:
    sent = written(tuesday="9:00-12:00, 11:00-13:00", thursday="", zone="Europe/Atlantis")
    page = mona_here.post(reverse("admin:agents_businesshours_add"), sent)
    errors = the_errors(page)
    assert set(errors) == {"tuesday", "thursday", "zone"}
    assert errors["tuesday"] == ["11:00-13:00 begins before 09:00-12:00 has ended."]
    assert errors["thursday"] == ["Say when it is open, or closed."]
    assert not BusinessHours.objects.exists()
    assert "9:00-12:00, 11:00-13:00" in page.text  # as it was written


def test_special_days_are_lines_below(mona_here: Client) -> None:
    row = office()
    kept = DatedHours.objects.create(hours=row, on=date(2026, 12, 25))
    address = reverse("admin:agents_businesshours_change", args=(row.pk,))
    line = {
        "dates-TOTAL_FORMS": "2",
        "dates-INITIAL_FORMS": "1",
        "dates-0-id": str(kept.pk),
        "dates-0-hours": str(row.pk),
        "dates-0-on": "2026-12-25",
        "dates-0-intervals": "closed",
        "dates-1-hours": str(row.pk),
        "dates-1-on": "2026-12-24",
        "dates-1-name": "Christmas Eve",
        "dates-1-intervals": "9:00-12:00",
    }
    assert mona_here.post(address, written(**line)).status_code == 302
    assert list(row.dates.values_list("on", "name", "intervals")) == [
        (date(2026, 12, 24), "Christmas Eve", [["09:00", "12:00"]]),
        (date(2026, 12, 25), "", []),
    ]


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ((2026, 11, 23, 9), "open now, until 12:00"),
        ((2026, 11, 23, 11, 30), "closed, opens 13:00"),
        ((2026, 11, 20, 20), "closed, opens Monday 09:00"),
        ((2026, 12, 24, 20), "closed, opens Friday 1 January 10:00"),
    ],
)
def test_the_page_says_what_it_comes_to(
    client: Client, mona: User, clock: Clock, now: tuple[int, ...], says: str
) -> None:
    clock.now = datetime(*now, tzinfo=UTC)
    client.force_login(mona)
    row = office()
    week = date(2026, 12, 25)
    DatedHours.objects.bulk_create(
        DatedHours(hours=row, on=week + timedelta(days=n)) for n in range(7)
    )
    DatedHours.objects.create(hours=row, on=date(2027, 1, 1), intervals=[["10:00", "11:00"]])
    assert says in client.get(reverse("admin:agents_businesshours_changelist")).text
    page = client.get(reverse("admin:agents_businesshours_change", args=(row.pk,)))
    assert says in page.text


@pytest.mark.parametrize(
    ("week", "says"),
    [
        ({day: [["00:00", "24:00"]] for day in DAYS}, "open at any time"),
        ({}, "never open"),
        ({"monday": "nonsense"}, "cannot be read: monday: a list of intervals is expected"),
    ],
)
def test_hours_that_never_change(mona_here: Client, week: dict[str, Any], says: str) -> None:
    office(week=week)
    assert says in mona_here.get(reverse("admin:agents_businesshours_changelist")).text


def test_the_list_has_a_query_budget(mona_here: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        add_special_days(
            hours_id=office(f"Office {number}").pk, days=[SpecialDay(date(2026, 12, 25), "X")]
        )
    with django_assert_max_num_queries(9):
        mona_here.get(reverse("admin:agents_businesshours_changelist"))


def test_hours_in_use_are_not_deleted(mona_here: Client) -> None:
    row = office()
    Team.objects.create(name="Sales", slug="sales", hours=row)
    address = reverse("admin:agents_businesshours_delete", args=(row.pk,))
    mona_here.post(address, {"post": "yes"})
    assert BusinessHours.objects.filter(pk=row.pk).exists()


# Public holidays


def test_holidays_are_shown_before_they_are_added(mona_here: Client) -> None:
    row = office()
    DatedHours.objects.create(hours=row, on=date(2026, 12, 26), intervals=[["10:00", "11:00"]])
    change = reverse("admin:agents_businesshours_change", args=(row.pk,))
    assert "Import public holidays" in mona_here.get(change).text
    address = reverse("admin:agents_holidays", args=(row.pk,))
    assert "Germany" in mona_here.get(address).text
    choice = {"country": "DE", "region": "BY", "year": "2026"}
    page = mona_here.get(address, choice)
    assert "Epiphany" in page.text
    assert "listed already" in page.text
    assert row.dates.count() == 1, "looking adds nothing"
    ticked = {**choice, "on": ["2026-01-06", "2026-12-25", "2026-12-26", "2026-02-02"]}
    assert mona_here.post(address, ticked).url == change
    assert list(row.dates.values_list("on", "name", "intervals")) == [
        (date(2026, 1, 6), "Epiphany", []),
        (date(2026, 12, 25), "Christmas Day", []),
        (date(2026, 12, 26), "", [["10:00", "11:00"]]),  # as it was; 2 February is no holiday
    ]


@pytest.mark.parametrize(
    ("choice", "field", "says"),
    [
        ({"country": "XX", "year": "2026"}, "country", "XX"),
        (
            {"country": "DE", "region": "ZZ", "year": "2026"},
            "region",
            "Known regions: Augsburg, BB, BE",
        ),
        ({"country": "DE", "year": "1"}, "year", "2000"),
        ({"country": "", "year": "2026"}, "country", "required"),
    ],
)
def test_a_choice_that_cannot_be(
    mona_here: Client, choice: dict[str, str], field: str, says: str
) -> None:
    row = office()
    page = mona_here.get(reverse("admin:agents_holidays", args=(row.pk,)), choice)
    assert page.status_code == 200
    assert says in str(page.context["form"].errors[field])
    post = mona_here.post(reverse("admin:agents_holidays", args=(row.pk,)), choice)
    assert post.status_code == 200
    assert not row.dates.exists()


def test_only_who_may_change_hours_imports(client: Client, ada: User) -> None:
    row = office()
    address = reverse("admin:agents_holidays", args=(row.pk,))
    choice = {"country": "DE", "year": "2026", "on": ["2026-12-25"]}
    assert client.post(address, choice).status_code == 302  # to the login
    ada.user_permissions.add(Permission.objects.get(codename="view_businesshours"))
    client.force_login(ada)
    assert client.get(address, choice).status_code == 403
    assert client.post(address, choice).status_code == 403
    assert client.get(reverse("admin:agents_holidays", args=(0,))).status_code == 404
    assert not row.dates.exists()


def test_a_manager_of_the_demo_may_do_all_of_it(client: Client, mona: User) -> None:
    row = office()
    add_special_days(hours_id=row.pk, days=[SpecialDay(date(2026, 12, 25), "<b>Christmas</b>")])
    client.force_login(mona)
    page = client.get(reverse("admin:agents_businesshours_change", args=(row.pk,)))
    assert "&lt;b&gt;Christmas" in page.text
    assert "<b>Christmas" not in page.text
