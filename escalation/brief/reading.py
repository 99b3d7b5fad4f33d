"""Database to brief: the only reader of what a brief is made of; each query has a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from agents.models import CannedReply, Queue
from agents.selectors import visitor_of
from chat.models import Message, TimelineEntry
from chat.selectors import transcript
from chat.types import Audience, AuthorKind, EntryKind
from escalation.brief.opening import Canned
from escalation.models import Decision, Handoff

ASKED = 12
_VISITOR_MESSAGES = 60
"""Facts may stand far back; what stands before even these is one scroll away."""

_ANSWERS = 8
_ASSISTANT_MESSAGES = 40
_SHORT = 40
"""Messages of a conversation that is read as a whole; below each of the limits above."""

_FORMS = 5
_READINGS = 40
_CANNED = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """The readings of one decision, and the visitor's message that they are about."""

    seq: int
    readings: dict[str, float]


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form. `seq`: of the entry that brought it."""

    seq: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a brief is made of, oldest first; `first` is the visitor's very first message.

    `asked`: the visitor's newest messages. `answers`: the assistant's newest answers, without the
    fixed words of flows; `spoken`: all its newest words. `answer_count`: of all answers.
    """

    visitor: dict[str, Any]
    first: Message | None
    asked: Sequence[Message]
    spoken: Sequence[Message]
    answers: Sequence[Message]
    answer_count: int
    forms: Sequence[Form]
    measured: Sequence[Measured]
    canned: Sequence[Canned]


def material(handoff: Handoff) -> Material:
    """What is at hand for this handoff's brief. A dozen queries, however long the conversation."""
    said = _said(handoff.conversation_id)
    return Material(
        visitor=visitor_of(handoff.conversation),
        first=said.first,
        asked=said.asked,
        spoken=said.spoken,
        answers=said.answers,
        answer_count=said.answer_count,
        forms=_forms(handoff.conversation_id),
        measured=_measured(handoff.conversation_id, said.asked),
        canned=_canned(handoff),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The messages of a `Material`."""

    first: Message | None
    asked: Sequence[Message]
    spoken: Sequence[Message]
    answers: Sequence[Message]
    answer_count: int


def _said(conversation_id: int) -> _Said:
    """A short conversation is read in one go, of a long one each part by itself.

    Answers are what carries a detail: fixed words of a flow, such as its greeting, do not.
    """
    public = transcript(conversation_id).filter(audience=Audience.PUBLIC.value)
    beginning = list(public.order_by("seq")[: _SHORT + 1])
    if len(beginning) > _SHORT:
        return _said_at_length(public)
    asked = [one for one in beginning if one.author_kind == AuthorKind.VISITOR]
    spoken = [one for one in beginning if one.author_kind == AuthorKind.ASSISTANT]
    answers = [one for one in spoken if "detail" in one.data]
    return _Said(
        first=asked[0] if asked else None,
        asked=asked,
        spoken=spoken,
        answers=answers[-_ANSWERS:],
        answer_count=len(answers),
    )


def _said_at_length(public: QuerySet[Message]) -> _Said:
    visitor = public.filter(author_kind=AuthorKind.VISITOR.value)
    assistant = public.filter(author_kind=AuthorKind.ASSISTANT.value)
    answers = assistant.filter(data__has_key="detail")
    return _Said(
        first=visitor.order_by("seq").first(),
        asked=list(visitor.order_by("-seq")[:_VISITOR_MESSAGES])[::-1],
        spoken=list(assistant.order_by("-seq")[:_ASSISTANT_MESSAGES])[::-1],
        answers=list(answers.order_by("-seq")[:_ANSWERS])[::-1],
        answer_count=answers.count(),
    )


def _forms(conversation_id: int) -> list[Form]:
    rows = (
        TimelineEntry.objects.filter(
            conversation=conversation_id, kind=EntryKind.FORM_SUBMITTED.value
        )
        .order_by("-seq")
        .values_list("seq", "payload")[:_FORMS]
    )
    return [
        Form(seq, {str(key): str(value) for key, value in (payload.get("values") or {}).items()})
        for seq, payload in reversed(rows)
    ]


def _measured(conversation_id: int, asked: Sequence[Message]) -> list[Measured]:
    """Readings by the message that was the newest when they were taken; of each, the last."""
    rows = (
        Decision.objects.filter(conversation=conversation_id)
        .order_by("-pk")
        .values_list("created_at", "snapshot__readings")[:_READINGS]
    )
    latest: dict[int, Measured] = {}
    for created_at, readings in reversed(rows):
        seq = max((one.seq for one in asked if one.created_at <= created_at), default=0)
        if seq:
            values = {one["name"]: float(one["value"]) for one in readings or ()}
            latest[seq] = Measured(seq, values)
    return [latest[seq] for seq in sorted(latest)]


def _canned(handoff: Handoff) -> list[Canned]:
    """The canned replies that everybody has, and those of the team that is asked."""
    wanted = Q(team__isnull=True)
    if handoff.queue_id is not None:
        wanted |= Q(team__in=Queue.objects.filter(pk=handoff.queue_id).values("team"))
    rows = CannedReply.objects.filter(wanted).order_by("pk").values_list("pk", "title", "text")
    return [Canned(*row) for row in rows[:_CANNED]]
