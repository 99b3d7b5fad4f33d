"""Small builders of the standing cast: Vera visits, Ada and Abel are agents, Mona manages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils import timezone

from agents import services
from agents.models import (
    AgentProfile,
    Assignment,
    BusinessHours,
    Queue,
    QueueEntry,
    Skill,
    Team,
)
from agents.models.hours import closed_week
from agents.setup import ensure_defaults
from agents.types import LIVE_ASSIGNMENTS, Presence
from chat import services as chat
from chat.models import Conversation, Site, TimelineEntry, Visitor
from chat.types import SYSTEM, Audience, EntryKind, Move

_numbers = count(1)


def agent(
    name: str = "Ada",
    *,
    capacity: int = 3,
    teams: Iterable[Team] = (),
    presence: Presence = Presence.ONLINE,
    skills: Iterable[str] = (),
    languages: Iterable[str] = (),
) -> AgentProfile:
    """An agent of these teams (none given: of the default queue's team)."""
    user = User.objects.create_user(f"{name.lower()}{next(_numbers)}", is_staff=True)
    made = services.ensure_agent(user_id=user.pk, display_name=name, capacity=capacity, teams=teams)
    made.skills.set(skill(one) for one in skills)
    AgentProfile.objects.filter(pk=made.pk).update(languages=list(languages))
    services.set_presence(agent_id=made.pk, presence=presence)
    made.refresh_from_db()
    made.user = user  # known to tests that must not read the database
    return made


def skill(slug: str) -> Skill:
    """The skill of that short name."""
    return Skill.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def manager(*, may_look: bool = True) -> User:
    """Mona: staff without an agent's profile."""
    user = User.objects.create_user(f"mona{next(_numbers)}", is_staff=True)
    if may_look:
        user.user_permissions.add(Permission.objects.get(codename="view_queue"))
    return user


def queue(name: str, *, team: Team | None = None, **fields: Any) -> Queue:
    """A queue, with a team of its own unless one is given."""
    slug = name.lower()
    team = team or Team.objects.create(name=f"{name} team", slug=f"{slug}-team")
    return Queue.objects.create(name=name, slug=slug, team=team, **fields)


def conversation(*, visitor: str = "Vera", text: str = "Hello?", **fields: Any) -> Conversation:
    """A conversation that the assistant has, with one message of the visitor."""
    site, _ = Site.objects.get_or_create(key="shop", defaults={"name": "Shop"})
    who = Visitor.objects.create(site=site, name=visitor, **fields)
    made = chat.open_conversation(site=site, visitor=who, start_url="https://shop.example/")
    if text:
        say(made, text)
    return made


def say(target: Conversation, text: str) -> int:
    """The visitor writes; returns the number."""
    entry = chat.post_visitor_message(
        conversation_id=target.pk, client_id=f"visitor-{next(_numbers):06}", text=text
    )
    return entry.seq


def escalate(
    target: Conversation,
    *,
    to: Queue | None = None,
    priority: int = 0,
    since: datetime | None = None,
    reason: str = "keyword",
    **wishes: Any,
) -> None:
    """The conversation waits, as an escalation leaves it. `wishes`: skills, wanted_agent_id."""
    with transaction.atomic():
        chat.move(conversation_id=target.pk, move=Move.ESCALATE, actor=SYSTEM)
        chat.record(
            conversation_id=target.pk,
            kind=EntryKind.CONVERSATION_ESCALATED,
            payload={"reason": reason, "brief": {"why": reason}},
            audience=Audience.STAFF,
        )
        services.enqueue(
            conversation_id=target.pk,
            queue_id=(to or ensure_defaults()).pk,
            priority=priority,
            reason=reason,
            reason_text="Because.",
            waiting_since=since,
            **wishes,
        )


def set_aside(target: Conversation, *, to: Queue | None = None, **options: Any) -> QueueEntry:
    """What is said so far is a message for the team, as a fallback leaves it."""
    with transaction.atomic():
        chat.move(conversation_id=target.pk, move=Move.DEFER, actor=SYSTEM)
        return services.set_aside(
            conversation_id=target.pk,
            queue_id=(to or ensure_defaults()).pk,
            reason="message",
            reason_text="Please write back.",
            now=options.pop("now", None) or timezone.now(),
            **options,
        )


def waiting(*, language: str = "", **options: Any) -> Conversation:
    """A new conversation that waits."""
    made = conversation()
    Conversation.objects.filter(pk=made.pk).update(language=language)
    escalate(made, **options)
    return made


def held_by(owner: AgentProfile) -> Conversation:
    """A new conversation that this agent has."""
    made = conversation()
    services.take_over(agent_id=owner.pk, conversation_id=made.pk)
    return made


def state_of(target: Conversation) -> str:
    """The state as stored."""
    return Conversation.objects.values_list("state", flat=True).get(pk=target.pk)


def kinds_of(target: Conversation) -> list[str]:
    """The kinds of all entries, in order."""
    entries = TimelineEntry.objects.filter(conversation=target).order_by("seq")
    return list(entries.values_list("kind", flat=True))


def last_payload(target: Conversation, kind: EntryKind) -> dict[str, Any]:
    """The payload of the newest entry of this kind."""
    entries = TimelineEntry.objects.filter(conversation=target, kind=kind)
    return entries.latest("seq").payload


def live(target: Conversation) -> Assignment | None:
    """The live assignment, if there is one."""
    return Assignment.objects.filter(conversation=target, state__in=LIVE_ASSIGNMENTS).first()


def wait_of(target: Conversation) -> QueueEntry | None:
    """The wait under way, if there is one."""
    return QueueEntry.objects.filter(conversation=target, left_at__isnull=True).first()


def later(seconds: float) -> datetime:
    """So many seconds from now."""
    return timezone.now() + timedelta(seconds=seconds)


def at(minute: int) -> datetime:
    """A moment of a day long gone."""
    return datetime(2026, 1, 5, 9, minute, tzinfo=UTC)


def close_the_laptop(owner: AgentProfile, seconds_ago: float = 3600) -> None:
    """The agent's pages were last heard of so long ago."""
    AgentProfile.objects.filter(pk=owner.pk).update(last_beat_at=later(-seconds_ago))


def keep_hours(of: Team, *, zone: str = "UTC", **week: list[list[str]]) -> None:
    """The team keeps hours: these days of the week, closed on all others."""
    name = f"Hours {next(_numbers)}"
    of.hours = BusinessHours.objects.create(name=name, zone=zone, week={**closed_week(), **week})
    of.save()
