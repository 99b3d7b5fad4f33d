"""How each fact of `flows.facts` is read from the database, when a step asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from agents.hours import DAYS
from chat.models import Conversation, Message
from chat.ratings import wrong_answers
from chat.selectors import pages
from chat.types import AuthorKind, State
from escalation import selectors as escalation
from escalation.models import Handoff
from flows.types import QueueFigures


def _is_escalated(conversation: Conversation) -> bool:
    """Whether a person was brought in, in this episode; also when they are done."""
    if conversation.state == State.CLOSED:
        return _handoff(conversation) is not None
    return conversation.state != State.ASSISTANT


def _handoff(conversation: Conversation) -> Handoff | None:
    newest = escalation.newest_handoff(conversation.pk)
    return newest if newest is not None and newest.episode == conversation.episode else None


def _reason(conversation: Conversation) -> str | None:
    handoff = _handoff(conversation)
    return handoff.reason if handoff else None


def _urgency(conversation: Conversation) -> str | None:
    urgency = escalation.last_judgement(conversation).urgency
    return urgency.value if urgency else None


def _wrote_at(conversation: Conversation) -> str | None:
    """When the visitor wrote last, ISO 8601 in UTC; asked when a wait for them has ended."""
    said = Message.objects.filter(conversation=conversation, author_kind=AuthorKind.VISITOR.value)
    at = said.order_by("-seq").values_list("created_at", flat=True).first()
    return at.isoformat() if at else None


def _messages(conversation: Conversation) -> int:
    return Message.objects.filter(
        conversation=conversation,
        episode=conversation.episode,
        author_kind=AuthorKind.VISITOR.value,
    ).count()


OF_CONVERSATION: Mapping[str, Callable[[Conversation], Any]] = MappingProxyType(
    {
        "escalated": _is_escalated,
        "reason": _reason,
        "confidence": lambda talk: escalation.last_judgement(talk).confidence,
        "intent": lambda talk: escalation.last_judgement(talk).intent,
        "urgency": _urgency,
        "rated_down": lambda talk: wrong_answers(talk.pk, talk.episode),
        "outcome": lambda talk: talk.outcome,
        "language": lambda talk: talk.language,
        "page": lambda talk: talk.current_url,
        "start_page": lambda talk: talk.start_url,
        "pages": pages,
        "messages": _messages,
        "tags": lambda talk: tuple(talk.tags),
        "state": lambda talk: talk.state,
        "episode": lambda talk: talk.episode,
        "epoch": lambda talk: talk.epoch,
        "visitor_wrote_at": _wrote_at,
    }
)
"""The last two are not in the catalogue: steps compare them to know what happened meanwhile."""

OF_QUEUE: Mapping[str, Callable[[QueueFigures, datetime], Any]] = MappingProxyType(
    {
        "hours_open": lambda queue, now: queue.is_open,
        "queue_length": lambda queue, now: queue.waiting,
        "agents_online": lambda queue, now: queue.online,
        "agents_free": lambda queue, now: queue.free,
        "hour": lambda queue, now: _local(queue, now).hour,
        "weekday": lambda queue, now: DAYS[_local(queue, now).weekday()],
    }
)
"""Facts of the default queue, its hours and its clock."""


def _local(queue: QueueFigures, now: datetime) -> datetime:
    return now.astimezone(queue.hours.clock if queue.hours is not None else ZoneInfo("UTC"))
