"""A supervisor calls for help: whoever could look after a queue and is not online gets a mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agents.models import AgentProfile, Notice, Queue, QueueEntry
from agents.notices import addresses
from agents.notices.listening import heard_since, teams_of
from agents.notices.plain import name_of
from agents.notices.texts import TEAM, words_in
from agents.notices.writing import Draft, language_for, write
from agents.types import NotPossibleError, Presence
from chat.types import State

PAUSE = timedelta(minutes=10)


@transaction.atomic
def call_for_help(*, queue_id: int, by: str, now: datetime | None = None) -> int:
    """Everybody of the team and of the overflow team who is not online gets a mail.

    `by`: who calls, shown to them. Returns how many people are told: those who want mail and have
    an address. Raises NotPossibleError: "too_soon" within ten minutes of a call that reached
    somebody, "no_queue".
    """
    now = now or timezone.now()
    queue = Queue.objects.select_for_update(of=("self",), no_key=True).filter(pk=queue_id).first()
    if queue is None:
        raise NotPossibleError("no_queue", _("This queue does not exist any more."))
    if _was_called(queue_id, now):
        raise NotPossibleError("too_soon", _("Help was called less than ten minutes ago."))
    words = words_in(TEAM, language_for(None))
    waits = QueueEntry.objects.filter(
        queue=queue, left_at__isnull=True, is_message=False, conversation__state=State.QUEUED
    )
    names = {"queue": name_of(queue.name), "by": name_of(by), "count": waits.count()}
    draft = Draft(
        Notice.Kind.WAITING,
        f"{_prefix(queue_id)}{int(now.timestamp())}",
        words["help"] % names,
        words["help_body"] % names,
    )
    to = addresses.of_agents(_not_online(queue, now))
    return write(draft, to=to, queue=queue, conversation_id=None, at=now) if to else 0


def _prefix(queue_id: int) -> str:
    return f"help:{queue_id}:"


def _was_called(queue_id: int, now: datetime) -> bool:
    lately = Notice.objects.filter(created_at__gt=now - PAUSE, conversation__isnull=True)
    return lately.filter(key__startswith=_prefix(queue_id)).exists()


def _not_online(queue: Queue, now: datetime) -> list[int]:
    people = AgentProfile.objects.filter(teams__in=teams_of(queue)).distinct()
    online = people.filter(presence=Presence.ONLINE, last_beat_at__gte=heard_since(now))
    return list(people.exclude(pk__in=online.values("pk")).values_list("pk", flat=True))
