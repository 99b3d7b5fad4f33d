"""Calls that steps ask for: written with the step, sent once it is stored."""

from __future__ import annotations

import functools
import logging
from datetime import datetime

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from flows.effects import CallOut
from flows.models import FlowCall, FlowRun

logger = logging.getLogger(__name__)

TASK = "flows.webhooks.deliver"


def write(run: FlowRun, call: CallOut, at: datetime) -> FlowCall:
    """The call has a row, and is on its way after commit; whatever is lost, the sweep finds it."""
    row = FlowCall.objects.create(
        run=run,
        node=run.node,
        key=call.key,
        method=call.method,
        url=call.url,
        headers=dict(call.headers),
        body=call.body,
        secret=call.secret,
        timeout_s=call.timeout_s,
        created_at=at,
    )
    transaction.on_commit(functools.partial(send, row.pk))
    return row


def send(call_id: int, *, after_s: float = 0) -> None:
    """A worker delivers it, at the earliest after so many seconds."""
    try:
        current_app.send_task(TASK, (call_id,), countdown=after_s or None, retry=False)
    except OperationalError:
        logger.warning("call left to the sweep", extra={"call": call_id})
