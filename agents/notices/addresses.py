"""Who gets a mail: the team's own address, else its members; managers when nobody came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet

from agents.models import AgentProfile, Team
from agents.selectors.access import VIEW_PERMISSION

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mail goes. `mark` tells addresses apart without naming them; `agent_id` may be 0."""

    email: str
    mark: str
    agent_id: int = 0


def of_team(team: Team) -> list[Address]:
    """The team's own address, else those of its members."""
    own = _usable([Address(team.email, f"t{team.pk}")])
    return own or of_members([team.pk])


def of_members(team_ids: Collection[int]) -> list[Address]:
    """All members of these teams who want mails, may answer visitors and have an address."""
    return _usable(_as_addresses(_readers().filter(teams__in=team_ids).distinct()))


def of_agents(agent_ids: Collection[int]) -> list[Address]:
    """Of these agents those who want mails, may answer visitors and have an address."""
    return _usable(_as_addresses(_readers().filter(pk__in=agent_ids)))


def of_managers() -> list[Address]:
    """Superusers and whoever may look at the queues; agents among them unless they want no mail."""
    users = get_user_model().objects.with_perm(VIEW_PERMISSION, backend=_BACKEND)
    wants = Q(agent_profile__isnull=True) | Q(agent_profile__gets_mail=True)
    rows = users.filter(wants, is_active=True, is_staff=True).order_by("pk")
    return _usable(Address(user.email, f"u{user.pk}") for user in rows)


def together(*groups: Iterable[Address]) -> list[Address]:
    """All of them, each address once."""
    return _usable(one for group in groups for one in group)


def _readers() -> QuerySet[AgentProfile]:
    return (
        AgentProfile.objects.filter(gets_mail=True, user__is_active=True, user__is_staff=True)
        .exclude(user__email="")
        .select_related("user")
        .order_by("pk")
    )


def _as_addresses(agents: Iterable[AgentProfile]) -> Iterable[Address]:
    return (Address(one.user.email, f"u{one.pk}", one.pk) for one in agents)


def _usable(found: Iterable[Address]) -> list[Address]:
    """Those that are addresses at all, each once, whatever its case."""
    kept: dict[str, Address] = {}
    for one in found:
        if one.email and _is_address(one.email):
            kept.setdefault(one.email.lower(), one)
    return list(kept.values())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
