"""While they wait visitors may choose another way: a call, a message, or the assistant."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from agents import selectors as agents
from agents.standing import ways
from agents.types import FallbackKind
from chat import services as chat
from chat.types import Entry, State
from escalation import selectors
from escalation.fallbacks import FALLBACKS
from escalation.models import Handoff
from escalation.services.ladder import note_rung, waiting_of
from escalation.types import HandoffState


@transaction.atomic
def on_way_chosen(entry: Entry) -> None:
    """The way begins now. The place in the queue is kept until it has led somewhere.

    Nothing happens where the visitor does not wait any more, somebody is being asked, or the way is
    none of their queue's: a browser can send any.
    """
    conversation = chat.lock(entry.conversation_id)
    handoff = selectors.open_handoff(entry.conversation_id)
    kind = str(entry.payload["way"])
    if handoff is None or handoff.state != HandoffState.PENDING or kind not in FALLBACKS:
        return
    if conversation.state != State.QUEUED or kind not in _offered(handoff):
        return
    if kind == FallbackKind.ASSISTANT_NOTE:  # the ladder is over with it
        note_rung(handoff, kind)
    waiting = waiting_of(conversation, handoff, timezone.now(), beside_the_wait=True)
    FALLBACKS[kind].begin(waiting)


def _offered(handoff: Handoff) -> Sequence[str]:
    queue = handoff.queue or agents.default_queue()
    return ways(queue.fallbacks)
