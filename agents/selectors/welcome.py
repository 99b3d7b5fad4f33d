"""What an inbox page needs once."""

from __future__ import annotations

from django.db.models import Q

from agents.frames import CannedReplyView
from agents.models import CannedReply


def canned_replies(agent_id: int | None) -> list[CannedReplyView]:
    """The prepared replies for everybody and for the agent's own teams, by title."""
    wanted = Q(team__isnull=True)
    if agent_id is not None:
        wanted |= Q(team__agents=agent_id)
    return [
        CannedReplyView(id=one.pk, title=one.title, shortcut=one.shortcut, text=one.text)
        for one in CannedReply.objects.filter(wanted).distinct()
    ]
