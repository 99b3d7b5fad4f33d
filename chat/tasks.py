"""Housekeeping of conversations."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from chat.models import Conversation
from chat.services import lock, move
from chat.types import SYSTEM, Move, State

_BATCH = 500


@shared_task(name="chat.tasks.close_idle")
def close_idle() -> int:
    """Conversations with the assistant that nobody wrote in for the site's time are closed."""
    idle = ExpressionWrapper(
        F("site__idle_close_minutes") * Value(timedelta(minutes=1)), output_field=DurationField()
    )
    now = timezone.now()
    candidates = (
        Conversation.objects.filter(state=State.ASSISTANT.value)
        .annotate(ends_at=Coalesce("last_message_at", "created_at") + idle)
        .filter(ends_at__lt=now)
        .values_list("pk", flat=True)[:_BATCH]
    )
    return sum(_close_if_idle(pk, now) for pk in candidates)


@transaction.atomic
def _close_if_idle(pk: int, now: datetime) -> bool:
    """Closed, unless somebody wrote or moved since the candidates were read: looked at again."""
    conversation = lock(pk)
    idle = timedelta(minutes=conversation.site.idle_close_minutes)
    last = conversation.last_message_at or conversation.created_at
    if conversation.state != State.ASSISTANT or last + idle >= now:
        return False
    move(conversation_id=pk, move=Move.CLOSE, actor=SYSTEM, reason="idle", outcome="left")
    return True
