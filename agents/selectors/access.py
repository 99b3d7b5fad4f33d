"""Who of the staff may look at conversations, and who may answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from agents.models import AgentProfile
from chat.models import Conversation
from chat.types import AccessDeniedError

VIEW_PERMISSION = "agents.view_queue"
"""Lets managers without an agent's profile look into the inbox; they cannot answer."""


@dataclass(frozen=True, slots=True)
class Access:
    """A member of staff who may open the inbox. `agent_id` None: may look, not answer."""

    user_id: int
    name: str
    agent_id: int | None

    @property
    def may_reply(self) -> bool:
        """Whether this is an agent, and not somebody who only looks."""
        return self.agent_id is not None


def access_as_agent(user_id: int) -> Access:
    """What this user may do in the inbox, read afresh.

    Raises AccessDeniedError unless they are active staff and either an agent or a manager with the
    permission `agents.view_queue`.
    """
    user = get_user_model().objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    if user is None:
        raise AccessDeniedError("not staff")
    agent = AgentProfile.objects.filter(pk=user.pk).first()
    if agent is not None:
        return Access(user.pk, agent.display_name, agent.pk)
    if not user.has_perm(VIEW_PERMISSION):
        raise AccessDeniedError("no agent and no permission to look")
    return Access(user.pk, user.get_full_name() or user.get_username(), None)


def staff_conversations() -> QuerySet[Conversation]:
    """All conversations, with their visitors: the staff of this installation may see every one.

    The only door to the kernel's rows in this app; callers have passed `access_as_agent`.
    """
    return Conversation.objects.select_related("visitor")


def conversation_id_of(public_id: str) -> int:
    """The primary key behind a wire id. Raises AccessDeniedError when there is none."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        raise AccessDeniedError("no such conversation") from None
    found = staff_conversations().filter(public_id=wanted).values_list("pk", flat=True).first()
    if found is None:
        raise AccessDeniedError("no such conversation")
    return found
