"""What supervisors decide about who waits: to whom it goes, and in which queue it stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import Assignment, Queue, QueueEntry
from agents.selectors.colleagues import is_there
from agents.services.locks import live_assignment, live_entry, lock_agent
from agents.services.news import route_after_commit
from agents.services.offers import back_to_waiting
from agents.services.ownership import claim, has_already
from agents.services.taking import revoke, take
from agents.types import AssignmentState, NotPossibleError
from chat import services as chat
from chat.types import Audience, Author, AuthorKind, EntryKind, Move


@transaction.atomic
def assign(*, by: str, conversation_id: int, agent_id: int, now: datetime | None = None) -> int:
    """The conversation is this agent's, as `by` (a person's name) chose; an open offer is revoked.

    From everywhere but a colleague's hands. Returns the newest number; assigning what the agent
    has changes nothing. Raises NotPossibleError: "no_agent", "not_there", "full", "owned",
    "not_possible".
    """
    agent = lock_agent(agent_id)
    conversation = chat.lock(conversation_id)
    now = now or timezone.now()
    live = live_assignment(conversation_id)
    if has_already(agent_id, conversation, live):
        return conversation.last_seq
    if not is_there(agent, now):
        message = _("%(name)s is not there.") % {"name": agent.display_name}
        raise NotPossibleError("not_there", message)
    try:
        claimed = claim(agent, conversation, live, now)
    except NotPossibleError as error:
        if error.code != "full":
            raise
        # Its own words are for the agent; here somebody else reads them.
        message = _("%(name)s has no free place.") % {"name": agent.display_name}
        raise NotPossibleError("full", message) from None
    return take(agent, claimed, Move.TAKE_OVER, now, by=by)


@transaction.atomic
def move_to_queue(
    *, by: str, conversation_id: int, queue_id: int, now: datetime | None = None
) -> int:
    """The waiting conversation (or message) stands in this queue, as long as it has waited.

    An open offer is revoked, and the other queue's people are asked after commit: what the old
    queue had asked of them (skills, a person) is forgotten. Returns the newest number; moving to
    where it stands changes nothing. Raises NotPossibleError: "no_queue", "not_waiting".
    """
    conversation = chat.lock(conversation_id)
    queue = Queue.objects.filter(pk=queue_id).first()
    if queue is None:
        raise NotPossibleError("no_queue", _("This queue does not exist any more."))
    entry, live = live_entry(conversation_id), live_assignment(conversation_id)
    if entry is None or (live is not None and live.state == AssignmentState.ACCEPTED):
        raise NotPossibleError("not_waiting", _("This conversation does not wait any more."))
    if entry.queue_id == queue.pk:
        return conversation.last_seq
    if live is not None:
        _take_back(live, by, now or timezone.now())
    return _stand_in(queue, entry, by)


def _take_back(offered: Assignment, by: str, now: datetime) -> None:
    revoke(offered, "moved", now)
    back_to_waiting(offered.conversation_id, Author(AuthorKind.AGENT, by), "moved")


def _stand_in(queue: Queue, entry: QueueEntry, by: str) -> int:
    entry.queue, entry.skills, entry.wanted_agent = queue, [], None
    entry.exhausted_at = entry.overflowed_at = None
    entry.save(update_fields=["queue", "skills", "wanted_agent", "exhausted_at", "overflowed_at"])
    recorded = chat.record(
        conversation_id=entry.conversation_id,
        kind=EntryKind.QUEUE_ENTERED,
        payload={
            "queue": {"id": queue.pk, "name": queue.name},
            "priority": entry.priority,
            "by": by,
        },
        audience=Audience.STAFF,
    )
    route_after_commit()
    return recorded.seq
