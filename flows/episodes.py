"""What a turn may look at: the words of the present episode, and what colleagues settled before it.

A hand-back or a reopening begins an episode. What led to a person in an earlier one is no live
history: neither rules nor the assistant read it again, so it cannot bring in a person twice. What
colleagues said there comes as a brief, in their names, never as the assistant's own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from agents.types import FallbackKind
from chat.models import Conversation, Message, TimelineEntry
from chat.types import Audience, AuthorKind, EntryKind, Move
from flows.models import Turn
from flows.types import TurnState

HISTORY_MESSAGES = 12
"""Earlier messages that an answerer sees: enough for follow-up questions, small for a model."""

_WAITING_MESSAGES = 8
_EPISODES = 3
_REPLIES = 3
"""Of each of the newest earlier episodes, so many last replies stand for what was settled."""

_REPLY_CHARS = 400
_BRIEF_CHARS = 2400

PASSED_ON = "passed_on"
"""Failure code of a turn that settled nothing: its words are for whoever the flow leads to."""

_REPLIED = (TurnState.ANSWERED.value, TurnState.ESCALATED.value)
"""Turns after which their words are owed nothing; those of a failed turn still wait."""

NOBODY_CAME = "nobody_came"
"""Why the assistant has the word again, where nobody handed it back."""

_UNATTENDED = (NOBODY_CAME, FallbackKind.ASSISTANT_NOTE.value)
"""The same, with the case that a person was promised to follow up."""

_BEGINS = (Move.RETURN_TO_ASSISTANT.value, Move.REOPEN.value)
"""Moves that begin an episode."""


@dataclass(frozen=True, slots=True)
class Words:
    """`waiting`: the visitor's messages that are owed an answer; `history`: what came before."""

    waiting: tuple[Message, ...]
    history: tuple[Message, ...]


def words(conversation: Conversation) -> Words:
    """What was said in the present episode, in order; the newest messages only.

    Words that a colleague left without a reply when handing back wait for the assistant.
    """
    recent = _newest(conversation, conversation.episode, HISTORY_MESSAGES + _WAITING_MESSAGES)
    waiting = _unanswered(recent)
    # A picture alone has no words, and models refuse messages without any.
    history = [one for one in recent if one.text and one not in waiting][-HISTORY_MESSAGES:]
    if not history:
        waiting = [*left_open(conversation), *waiting]
    return Words(tuple(waiting), tuple(history))


def left_open(conversation: Conversation) -> list[Message]:
    """What the visitor wrote to a colleague who handed back without a reply to it.

    Only words that the colleague was there to read: those that asked for a person are settled.
    Where nobody came, what was written while waiting is open too.
    """
    begun = _beginnings(conversation, 1)
    is_unattended = bool(begun) and begun[0].payload.get("reason") in _UNATTENDED
    if not is_unattended and not (begun and begun[0].payload["move"] == Move.RETURN_TO_ASSISTANT):
        return []
    kinds = [EntryKind.AGENT_JOINED.value]
    if is_unattended:
        kinds.append(EntryKind.CONVERSATION_ESCALATED.value)
    since = (
        TimelineEntry.objects.filter(
            conversation=conversation, kind__in=kinds, seq__lt=begun[0].seq
        )
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    last = _newest(conversation, conversation.episode - 1, _WAITING_MESSAGES)
    return [one for one in _unanswered(last) if since is not None and one.seq > since]


def settled(conversation: Conversation) -> str:
    """What colleagues settled in earlier episodes, oldest first; empty when there was nobody.

    What they wrote when handing back, else their last replies to the visitor. It says whose words
    they are: data for an answerer, never its own.
    """
    if conversation.episode < 2:
        return ""
    parts: list[str] = []
    for back, entry in enumerate(_beginnings(conversation, _EPISODES), start=1):
        written = " ".join(str(entry.payload.get("brief", "")).split())
        if written:
            name = entry.payload["actor"].get("name") or "A colleague"
            parts.append(f"{name} (a colleague) handed back with the note: {written}")
        else:
            parts += _replies(conversation, conversation.episode - back)
    return "\n".join(reversed(parts))[-_BRIEF_CHARS:]


def _replies(conversation: Conversation, episode: int) -> list[str]:
    """The last things that people wrote to the visitor in that episode, in one line."""
    replies = (
        Message.objects.filter(
            conversation=conversation,
            episode=episode,
            author_kind=AuthorKind.AGENT.value,
            audience=Audience.PUBLIC.value,
        )
        .order_by("-seq")
        .values_list("author_name", "text")[:_REPLIES]
    )
    said = [
        f"{name or 'Somebody'} (a colleague) wrote: {' '.join(text.split())[:_REPLY_CHARS]}"
        for name, text in reversed(replies)
    ]
    return ["\n".join(said)] if said else []


def _beginnings(conversation: Conversation, limit: int) -> list[TimelineEntry]:
    """The moves that began the newest episodes, newest first; each ended the one before."""
    return list(
        TimelineEntry.objects.filter(
            conversation=conversation,
            kind=EntryKind.CONVERSATION_MOVED.value,
            payload__move__in=_BEGINS,
        ).order_by("-seq")[:limit]
    )


def _newest(conversation: Conversation, episode: int, limit: int) -> list[Message]:
    """The newest words of visitor, assistant and people in that episode, in order."""
    rows = Message.objects.filter(
        conversation=conversation, episode=episode, audience=Audience.PUBLIC.value
    ).exclude(author_kind=AuthorKind.SYSTEM.value)
    return list(rows.order_by("-seq")[:limit])[::-1]


def _unanswered(recent: list[Message]) -> list[Message]:
    """The visitor's messages that no turn has dealt with and no person's reply has followed.

    An answer is numbered when it is finished: what its turn did not take up may stand before it.
    What a flow says by itself answers nothing: words that came before the assistant still wait.
    """
    if not recent:
        return []
    taken_up = max((one.seq for one in recent if one.author_kind == AuthorKind.AGENT), default=0)
    turns = Turn.objects.filter(conversation=recent[0].conversation_id, state__in=_REPLIED)
    settled = turns.exclude(failure=PASSED_ON).aggregate(upto=Max("upto_seq"))["upto"]
    taken_up = max(taken_up, settled or 0)
    return [one for one in recent if one.author_kind == AuthorKind.VISITOR and one.seq > taken_up]
