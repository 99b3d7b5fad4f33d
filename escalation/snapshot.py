"""Database to snapshot: the only reader of what rules may look at."""

from __future__ import annotations

from datetime import datetime

from agents import selectors as agents
from chat.models import Conversation
from chat.ratings import wrong_answers
from chat.selectors import pages, transcript
from chat.types import Audience, AuthorKind
from escalation import selectors
from escalation.gauges.base import Said
from escalation.measuring import measure
from escalation.types import Snapshot, Stage

_HISTORY_MESSAGES = 60
"""Of the episode, the newest ones; more cannot change whether a limit of at most 20 is reached."""


def read(*, conversation: Conversation, text: str, now: datetime) -> Snapshot:
    """The snapshot at the beginning of a turn. `text`: the words that the turn answers."""
    measured = measure(text, history(conversation), language=conversation.language or "en")
    visitor = conversation.visitor
    queue_id = agents.default_queue().pk
    return Snapshot(
        now=now,
        stage=Stage.BEFORE_ANSWER,
        text=text,
        language=conversation.language or "en",
        attributes=dict(visitor.attributes),
        start_url=conversation.start_url,
        exchanges=measured.exchanges,
        unresolved=measured.unresolved,
        readings=measured.readings,
        human_available=agents.has_online(queue_id, now),
        hours_open=agents.is_open(queue_id, now),
        pages=pages(conversation),
        rated_down=wrong_answers(conversation.pk, conversation.episode),
        earlier=selectors.earlier_handoffs(conversation.pk, conversation.episode),
    )


def history(conversation: Conversation) -> list[Said]:
    """What visitor and assistant said in the conversation's present episode, in order."""
    rows = (
        transcript(conversation.pk)
        .filter(
            episode=conversation.episode,
            audience=Audience.PUBLIC.value,
            author_kind__in=[AuthorKind.VISITOR.value, AuthorKind.ASSISTANT.value],
        )
        .order_by("-seq")
        .values_list("author_kind", "text")[:_HISTORY_MESSAGES]
    )
    return [Said(author == AuthorKind.VISITOR, text) for author, text in reversed(rows)]
