"""Lets conversations wait in a line of their own, whose only agent is busy; prints JSON.

Run as a module inside the product's environment: `python -m bench.crowd --agent` makes the line and
its agent, `python -m bench.crowd --waiting 500` lets so many more conversations wait in it.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from typing import Any

import django

from bench.cast import new_agent, new_visitor, owned

_SLUG = "crowd"
_LONG_S = 24 * 3600
"""Nobody is caught by a fallback while figures are taken."""


def main() -> None:
    """Rows are there, made by the product's own services."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--agent", action="store_true", help="the line, and the one who serves it")
    parser.add_argument("--waiting", type=int, default=0, help="so many more wait in it")
    options = parser.parse_args()
    django.setup()
    json.dump(_line() if options.agent else _wait(options.waiting), sys.stdout)
    print()


def _line() -> dict[str, Any]:
    from agents.models import Queue, Team
    from chat.models import Site

    team = Team.objects.create(name="Crowd", slug=_SLUG)
    Queue.objects.create(
        name="Crowd", slug=_SLUG, team=team, max_wait_s=_LONG_S, offer_timeout_s=600
    )
    agent = new_agent("crowd-agent", capacity=1, teams=[team])
    site = Site.objects.get(name="Benchmark")
    return {**agent, "has": owned(site, "First", agent)["id"]}


def _wait(count: int) -> list[dict[str, Any]]:
    from agents.models import Queue
    from chat.models import Site
    from escalation.models import Handoff

    site = Site.objects.get(name="Benchmark")
    queue = Queue.objects.get(slug=_SLUG)
    found = [_waiting(site, queue.pk, number) for number in range(count)]
    for handoff in Handoff.objects.filter(queue=queue, deadline_at__isnull=False):
        handoff.deadline_at = handoff.requested_at + timedelta(seconds=_LONG_S)
        handoff.save(update_fields=["deadline_at"])
    return found


def _waiting(site: Any, queue_id: int, number: int) -> dict[str, Any]:
    """Asks for a person, and stands in this line before anybody is offered anything."""
    from django.db import transaction

    from agents.services import enqueue
    from chat.services import open_conversation
    from escalation.services import escalate
    from escalation.types import ReasonCode

    visitor, token = new_visitor(site, f"Waiting {number}")
    with transaction.atomic():
        conversation = open_conversation(site=site, visitor=visitor)
        handoff = escalate(
            conversation_id=conversation.pk,
            epoch=None,
            reason=ReasonCode.FLOW_STEP,
            sentence="They wait in a line of their own.",
            fired=(),
            queue_id=queue_id,
        )
        enqueue(
            conversation_id=conversation.pk,
            queue_id=queue_id,
            priority=0,
            reason=handoff.reason,
            reason_text=handoff.sentence,
        )
    return {"token": token, "id": str(conversation.public_id)}


if __name__ == "__main__":
    main()
