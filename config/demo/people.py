"""The demo's people: two agents, a manager, their teams, queues and prepared replies."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from agents.holidays import public_holidays
from agents.hours import DAYS, SpecialDay
from agents.models import AgentProfile, BusinessHours, CannedReply, Queue, Team
from agents.services import add_special_days
from agents.setup import ensure_agent, ensure_defaults
from config.demo import DEMO_PASSWORD

MANAGER = "mona"
MANAGED_APPS = ("chat", "knowledge", "agents", "escalation", "flows")

CANNED = (
    ("Hello", "hello", "Hi {{visitor}}, I have read everything above. Let me look into it."),
    (
        "Which domain?",
        "domain",
        "Which domain is this about? Please send me its name as you see it in the panel.",
    ),
    ("One moment", "moment", "I am checking this on the server. It takes a minute or two."),
    (
        "Anything else?",
        "else",
        "That is done. Is there anything else I can do for you, {{visitor}}?",
    ),
)


OFFICE_HOURS = {
    **{day: [["08:00", "20:00"]] for day in DAYS[:5]},
    "saturday": [["09:00", "17:00"]],
    "sunday": [],
}
"""As the help centre's page on reaching support says."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works in the demo, by name, and the queues they serve."""

    ada: AgentProfile
    abel: AgentProfile
    support: Queue
    engineers: Queue

    def agent(self, name: str) -> AgentProfile:
        """`ada` or `abel`."""
        return {"ada": self.ada, "abel": self.abel}[name]


def ensure_people() -> Cast:
    """Agents, manager, queues and replies exist. Passwords are set for new users only."""
    support = ensure_defaults()
    team, _ = Team.objects.get_or_create(
        slug="senior-engineers",
        defaults={"name": "Senior engineers", "description": "Servers, outages, data."},
    )
    engineers, _ = Queue.objects.get_or_create(
        slug="senior-engineers", defaults={"name": "Senior engineers", "team": team}
    )
    both = (support.team, team)
    ada = ensure_agent(
        user_id=_user("ada", "Ada", "Okafor").pk, display_name="Ada", capacity=4, teams=both
    )
    abel = ensure_agent(
        user_id=_user("abel", "Abel", "Lindqvist").pk, display_name="Abel", capacity=4, teams=both
    )
    ensure_billing()
    mona = _user(MANAGER, "Mona", "Rahimi")
    mona.groups.add(ensure_managers())
    for title, shortcut, text in CANNED:
        CannedReply.objects.get_or_create(
            shortcut=shortcut, defaults={"title": title, "text": text}
        )
    return Cast(ada=ada, abel=abel, support=support, engineers=engineers)


def ensure_billing() -> Team:
    """A team that keeps office hours, closed on public holidays of this year and the next.

    The teams of the demo's own conversations are always open: it can be tried at night.
    """
    hours, made = BusinessHours.objects.get_or_create(
        name="Office hours", defaults={"zone": "Europe/London", "week": OFFICE_HOURS}
    )
    if made:
        year = timezone.now().year
        found = [*public_holidays("GB", "ENG", year), *public_holidays("GB", "ENG", year + 1)]
        add_special_days(hours_id=hours.pk, days=[SpecialDay(one.on, one.name) for one in found])
    team, _ = Team.objects.get_or_create(
        slug="billing",
        defaults={"name": "Billing", "description": "Invoices and payments.", "hours": hours},
    )
    return team


def _user(username: str, first: str, last: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(
            username, f"{username}@tarnfield.example", DEMO_PASSWORD, is_staff=True
        )
        user.first_name, user.last_name = first, last
        user.save(update_fields=["first_name", "last_name"])
    return user


def ensure_managers() -> Group:
    """The group of people who configure and review: everything but users and their rights."""
    group, _ = Group.objects.get_or_create(name="Managers")
    group.permissions.set(Permission.objects.filter(content_type__app_label__in=MANAGED_APPS))
    return group
