"""The worker's side of calls to other systems, on the queue `delivery`."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from chat.outgoing.delivery import DeliveryError
from chat.outgoing.delivery import deliver as make_call
from flows import calls, outbox
from flows.calls import ClaimedCall, Outcome

logger = logging.getLogger(__name__)


@shared_task(name=outbox.TASK)
def deliver(call_id: int) -> None:
    """The call is made and told, or rests until its next try. Calling this twice makes it once."""
    claimed = calls.claim(call_id, timezone.now())
    if claimed is None:
        return
    outcome = _outcome(claimed)
    again_in = calls.settle(claimed, outcome, timezone.now())
    logger.info(
        "call made",
        extra={"call": call_id, "status": outcome.status, "failure": outcome.failure},
    )
    if again_in is not None:
        outbox.send(call_id, after_s=again_in)


def _outcome(claimed: ClaimedCall) -> Outcome:
    if claimed.problem:
        return Outcome(failure=claimed.problem)
    try:
        reply = make_call(claimed.request, private=settings.OUTGOING_ALLOWED_PRIVATE_HOSTS)
    except DeliveryError as error:
        return Outcome(failure=error.code, is_retryable=error.retryable)
    return Outcome(
        status=reply.status,
        body=reply.body.decode("utf-8", "replace"),
        failure="" if reply.is_ok else f"status {reply.status}",
        is_retryable=reply.is_retryable,
    )
