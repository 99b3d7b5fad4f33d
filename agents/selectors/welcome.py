"""What an inbox page needs once, when it opens."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from agents.frames import CannedReplyView, InboxWelcome, Me, OfferFrame
from agents.models import Assignment, CannedReply
from agents.selectors.access import Access
from agents.selectors.people import me_of
from agents.selectors.rows import counts_for, queue_views, row_for
from agents.types import AssignmentState, Presence


def welcome(access: Access) -> InboxWelcome:
    """Who is signed in, the queues, the prepared replies, the numbers on the tabs."""
    return InboxWelcome(
        me=_me(access),
        queues=queue_views(),
        canned_replies=canned_replies(access.agent_id),
        counts=counts_for([access.agent_id])[access.agent_id],
        heartbeat_s=settings.LIVE["heartbeat_s"],
    )


def _me(access: Access) -> Me:
    agent = me_of(access.agent_id) if access.agent_id is not None else None
    return agent or Me(
        id=access.user_id,
        name=access.name,
        presence=Presence.OFFLINE,
        load=0,
        capacity=0,
        may_reply=False,
    )


def offers_to(agent_id: int) -> list[OfferFrame]:
    """The offers that the agent can still answer: a reloaded page has to show them again."""
    open_ones = Assignment.objects.filter(
        agent_id=agent_id, state=AssignmentState.OFFERED, deadline_at__gt=timezone.now()
    )
    return [
        OfferFrame(
            row=row_for(one.conversation_id, agent_id), deadline_at=one.deadline_at.isoformat()
        )
        for one in open_ones.order_by("deadline_at")
        if one.deadline_at is not None
    ]


def canned_replies(agent_id: int | None) -> list[CannedReplyView]:
    """The prepared replies for everybody and for the agent's own teams, by title."""
    wanted = Q(team__isnull=True)
    if agent_id is not None:
        wanted |= Q(team__agents=agent_id)
    return [
        CannedReplyView(id=one.pk, title=one.title, shortcut=one.shortcut, text=one.text)
        for one in CannedReply.objects.filter(wanted).distinct()
    ]
