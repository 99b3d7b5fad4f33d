"""A silent visitor has left, and the time follows their last word without a write for each."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from chat.models import Message
from chat.types import State
from flows import runner
from flows.models import FlowRun
from tests.flows.staging import Stage

DAY = timedelta(days=1)


def test_who_is_silent_for_long_has_left(stage: Stage) -> None:
    conversation = stage.ask("How long do you keep backups?")
    now = timezone.now()
    FlowRun.objects.update(deadline_at=now)
    runner.sweep()
    run = FlowRun.objects.get()
    assert (run.node, run.state) == ("assistant", "waiting")
    assert run.deadline_at is not None
    assert abs(run.deadline_at - now - DAY) < timedelta(minutes=1)
    Message.objects.update(created_at=now - 2 * DAY)
    FlowRun.objects.update(deadline_at=now)
    runner.sweep()
    conversation.refresh_from_db()
    assert (conversation.state, conversation.outcome) == (State.CLOSED, "left")
    assert FlowRun.objects.get().outcome == "left"
