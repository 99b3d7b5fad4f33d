"""The sweep: everything that has a row and whose time has come, every two seconds."""

from __future__ import annotations

import asyncio
import logging

from celery import shared_task
from django.utils import timezone

from agents import notices
from agents.services import sweep as sweep_agents
from agents.services import tell_waits
from escalation.services import sweep as sweep_handoffs
from flows import calls, outbox, runner

logger = logging.getLogger(__name__)


@shared_task(name="flows.tasks.sweep")
def sweep() -> None:
    """Overdue offers, lost agents, handoffs, turns, calls and unseen waits are seen to."""
    now = timezone.now()
    sweep_agents(now)
    sweep_handoffs(now)
    tell_waits(now)
    for turn_id in runner.sweep():
        run_turn.apply_async((turn_id,), expires=30)
    for call_id in calls.forgotten(now):
        outbox.send(call_id)
    notices.sweep(now)


@shared_task(name="flows.tasks.run_turn")
def run_turn(turn_id: int) -> None:
    """A turn that no web process runs is run here."""
    asyncio.run(runner.run_guarded(turn_id))
