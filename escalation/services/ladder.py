"""The ladder below visitors for whom nobody can be had: its rungs in order, and what ends it.

A rung that cannot be is left out, one that ends without a way to reach the visitor makes way for
the next. Behind the last the conversation itself is what is kept, and promised to be answered.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from agents import selectors as agents
from agents.models import Queue
from agents.services import give_up_asking
from agents.types import FallbackKind
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, Move, State
from escalation import selectors, texts
from escalation.fallbacks import FALLBACKS
from escalation.fallbacks.base import Waiting
from escalation.models import Handoff
from escalation.rules import PolicySettings
from escalation.services.settling import capture
from escalation.types import CapturedBasis

logger = logging.getLogger(__name__)

_NOBODY = "nobody"
"""Nobody is online: then people are asked for all the same, and whoever comes finds the visitor."""

_OF_POLICY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        FallbackKind.OFFLINE_FORM.value: (FallbackKind.OFFLINE_FORM.value,),
        FallbackKind.WAIT.value: (FallbackKind.WAIT.value, FallbackKind.OFFLINE_FORM.value),
        FallbackKind.CALLBACK.value: (FallbackKind.CALLBACK.value, FallbackKind.OFFLINE_FORM.value),
        FallbackKind.ASSISTANT_NOTE.value: (FallbackKind.ASSISTANT_NOTE.value,),
    }
)
"""The ladder that each choice of a policy stands for."""


def rungs_of(handoff: Handoff, settings: PolicySettings) -> Sequence[str]:
    """The rungs in order: the queue's, else the policy's."""
    return ladder_of(handoff.queue or agents.default_queue(), settings)


def ladder_of(queue: Queue, settings: PolicySettings) -> Sequence[str]:
    """The queue's own rungs in order; where it names none, those of the policy."""
    own = [kind for kind in queue.fallbacks if kind in FALLBACKS]
    return own or _OF_POLICY[settings.fallback]


def waiting_of(
    conversation: Conversation,
    handoff: Handoff,
    now: datetime,
    *,
    texts: Mapping[str, str] | None = None,
    beside_the_wait: bool = False,
) -> Waiting:
    """What a rung sees of the visitor."""
    settings = selectors.as_policy(handoff.policy_version).settings
    return Waiting(
        conversation=conversation,
        handoff=handoff,
        settings=settings,
        now=now,
        away=why_away(handoff, now),
        beside_the_wait=beside_the_wait,
        texts=texts or {},
    )


def why_away(handoff: Handoff, now: datetime) -> str:
    """Why the handoff's queue takes no newcomers: "closed_hours", "closed", "full"; or empty."""
    queue = handoff.queue or agents.default_queue()
    found = agents.takes_newcomers(queue.pk, now, conversation_id=handoff.conversation_id)
    return "" if found == _NOBODY else found


def climb(conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """The next rung that can be has begun; behind the last the conversation itself is kept.

    The conversation's row is locked by the caller, the handoff is open.
    """
    settings = selectors.as_policy(handoff.policy_version).settings
    rungs = rungs_of(handoff, settings)
    for place, kind in enumerate(rungs):
        if kind not in handoff.rungs and _begin(conversation, handoff, rungs[place:], now):
            return
    _keep_conversation(conversation, handoff, now)


def _begin(
    conversation: Conversation, handoff: Handoff, rungs: Sequence[str], now: datetime
) -> bool:
    kind, *later = rungs
    note_rung(handoff, kind)
    # Whoever may go on waiting afterwards keeps their place while they look at a form.
    stays = FallbackKind.WAIT in later and conversation.state == State.QUEUED
    waiting = waiting_of(conversation, handoff, now, beside_the_wait=stays)
    begun = FALLBACKS[kind].begin(waiting)
    logger.info("rung", extra={"handoff": handoff.pk, "kind": kind, "begun": begun})
    return begun


def note_rung(handoff: Handoff, *kinds: str) -> None:
    """These rungs are not tried again for this handoff. Stored before what they bring about."""
    handoff.rungs = [*handoff.rungs, *(kind for kind in kinds if kind not in handoff.rungs)]
    handoff.save(update_fields=["rungs"])


def _keep_conversation(conversation: Conversation, handoff: Handoff, now: datetime) -> None:
    """The last resort: what was written is the message, and the visitor knows that it is kept.

    A form stays where it is: what is sent late counts too.
    """
    waiting = waiting_of(conversation, handoff, now)
    if not handoff.form_id:
        words = texts.outcome("captured", conversation.language, waiting.settings.form_texts)
        told = " ".join(filter(None, [waiting.why_nobody(), words]))
        chat.post_system_message(conversation_id=conversation.pk, text=told)
    if conversation.state != State.DEFERRED:
        chat.move(
            conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM, reason="conversation"
        )
    capture(handoff, basis=CapturedBasis.CONVERSATION, now=now)


def turn_away(conversation_id: int, now: datetime) -> bool:
    """The wait in a queue that takes no newcomers is over at once: flow or ladder go on.

    False, and nothing has changed, where the queue takes the conversation.
    """
    handoff = selectors.open_handoff(conversation_id)
    if handoff is None or not why_away(handoff, now):
        return False
    return give_up_asking(conversation_id=conversation_id, now=now)
