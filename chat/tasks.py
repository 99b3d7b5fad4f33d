"""Housekeeping of conversations."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from chat.models import Conversation
from chat.services import move
from chat.types import SYSTEM, ChatError, Move, State

_BATCH = 500


@shared_task(name="chat.tasks.close_idle")
def close_idle() -> int:
    """Conversations with the assistant that nobody wrote in for the site's time are closed."""
    idle = ExpressionWrapper(
        F("site__idle_close_minutes") * Value(timedelta(minutes=1)), output_field=DurationField()
    )
    candidates = (
        Conversation.objects.filter(state=State.ASSISTANT.value)
        .annotate(ends_at=Coalesce("last_message_at", "created_at") + idle)
        .filter(ends_at__lt=timezone.now())
        .values_list("pk", "epoch")[:_BATCH]
    )
    closed = 0
    for pk, epoch in candidates:
        try:
            move(
                conversation_id=pk,
                move=Move.CLOSE,
                actor=SYSTEM,
                reason="idle",
                epoch=epoch,
                outcome="left",
            )
        except ChatError:
            continue  # somebody moved it meanwhile: it is not idle
        closed += 1
    return closed
