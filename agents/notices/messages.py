"""Something was promised to a visitor who is not waiting any more: the team reads it by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from agents.models import Notice, Queue, QueueEntry
from agents.notices import addresses
from agents.notices.plain import name_of, quoted
from agents.notices.texts import TEAM, moment_in, words_in
from agents.notices.writing import Draft, drop_waiting, write
from agents.selectors.access import staff_conversations
from agents.setup import ensure_defaults
from chat.models import Message, TimelineEntry
from chat.types import Audience, AuthorKind, Entry, EntryKind, State

_MESSAGE_FIELD = "message"


def is_new_promise(entry: Entry) -> bool:
    """Whether this promise is news to the team; one that was only put off is not."""
    return not entry.payload.get("postponed")


def on_promise_made(entry: Entry) -> None:
    """Reaction in the transaction of `promise.made`: the team of its queue gets a mail, once."""
    if not is_new_promise(entry):
        return
    talk = staff_conversations().select_related("site").get(pk=entry.conversation_id)
    queue = _queue_of(talk.pk)
    kind = str(entry.payload["kind"])
    words = words_in(TEAM, talk.site.language)
    stage = kind if kind in words else Notice.Kind.MESSAGE.value
    names = {"visitor": name_of(talk.visitor.display_name), "queue": name_of(queue.name)}
    parts = [words[f"{stage}_body"] % names, *_times(entry.payload, queue, words)]
    said = said_last(talk.pk)
    parts += [f"{words['last']}\n{quoted(said)}"] if said else []
    key = f"promise:{entry.payload['promise']}:{kind}:{entry.payload.get('at') or ''}"
    write(
        Draft(Notice.Kind.MESSAGE, key, words[stage] % names, "\n\n".join(parts)),
        to=addresses.of_team(queue.team),
        queue=queue,
        conversation_id=talk.pk,
        at=datetime.fromisoformat(entry.at),
    )
    if entry.state == State.DEFERRED.value:
        drop_waiting(talk.pk)  # the team reads this instead


def zone_of(queue: Queue) -> ZoneInfo:
    """The zone in which the queue's team reads times."""
    hours = queue.team.hours
    return ZoneInfo(hours.zone if hours is not None else settings.TIME_ZONE)


def said_last(conversation_id: int) -> str:
    """The visitor's newest words: the message they left in a form, or in the conversation."""
    said = Message.objects.filter(
        conversation=conversation_id, author_kind=AuthorKind.VISITOR, audience=Audience.PUBLIC
    )
    newest = said.order_by("-seq").values_list("seq", "text").first() or (0, "")
    forms = TimelineEntry.objects.filter(
        conversation=conversation_id, kind=EntryKind.FORM_SUBMITTED, seq__gt=newest[0]
    )
    values = forms.order_by("-seq").values_list("payload__values", flat=True).first()
    left = values.get(_MESSAGE_FIELD) if isinstance(values, dict) else None
    return str(left or newest[1])


def _queue_of(conversation_id: int) -> Queue:
    waits = QueueEntry.objects.filter(conversation=conversation_id).order_by("-pk")
    wait = waits.select_related("queue__team__hours").first()
    return wait.queue if wait is not None else ensure_defaults()


def _times(payload: Mapping[str, Any], queue: Queue, words: Mapping[str, str]) -> list[str]:
    """When the call is to be, and until when an answer is owed."""
    lines = [
        words[name] % {"when": moment_in(moment, zone_of(queue))}
        for name, moment in (
            ("call_at", _moment(payload.get("at"))),
            ("due", _moment(payload.get("due_at"))),
        )
        if moment is not None
    ]
    return ["\n".join(lines)] if lines else []


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
