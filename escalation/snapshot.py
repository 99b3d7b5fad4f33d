"""Database to snapshot: the only reader of what rules may look at."""

from __future__ import annotations

import logging
from datetime import datetime

from agents import selectors as agents
from chat.models import Conversation
from chat.ratings import wrong_answers
from chat.selectors import transcript
from chat.types import Audience, AuthorKind
from escalation import selectors
from escalation.gauges import human_request, unresolved
from escalation.gauges.base import Said
from escalation.gauges.unresolved import Count
from escalation.types import Reading, Snapshot, Stage

logger = logging.getLogger(__name__)

_HISTORY_MESSAGES = 60
"""Of the episode, the newest ones; more cannot change whether a limit of at most 20 is reached."""


def read(*, conversation_id: int, text: str, now: datetime) -> Snapshot:
    """The snapshot at the beginning of a turn. `text`: the words that the turn answers."""
    conversation = Conversation.objects.select_related("visitor").get(pk=conversation_id)
    readings: list[Reading] = []
    count = _unresolved(conversation, text)
    if count is not None:
        readings.append(count.reading)
    request = _human_request(conversation_id, text)
    if request is not None:
        readings.append(request)
    visitor = conversation.visitor
    queue_id = agents.default_queue().pk
    return Snapshot(
        now=now,
        stage=Stage.BEFORE_ANSWER,
        text=text,
        language=conversation.language or "en",
        attributes=dict(visitor.attributes),
        start_url=conversation.start_url,
        exchanges=count.exchanges if count is not None else 0,
        unresolved=count.unresolved if count is not None else 0,
        readings=tuple(readings),
        human_available=agents.has_online(queue_id, now),
        hours_open=agents.is_open(queue_id, now),
        rated_down=wrong_answers(conversation_id, conversation.episode),
        earlier=selectors.earlier_handoffs(conversation_id, conversation.episode),
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


def _unresolved(conversation: Conversation, text: str) -> Count | None:
    try:
        return unresolved.measure(history(conversation), text)
    except (ValueError, IndexError, RecursionError):
        _log_failure(unresolved.GAUGE, conversation.pk)
        return None


def _human_request(conversation_id: int, text: str) -> Reading | None:
    try:
        return human_request.measure(text)
    except (ValueError, IndexError, RecursionError):
        _log_failure(human_request.GAUGE, conversation_id)
        return None


def _log_failure(gauge: str, conversation_id: int) -> None:
    """A failed gauge yields no reading; nobody takes it for zero."""
    logger.exception("gauge failed", extra={"gauge": gauge, "conversation": conversation_id})
