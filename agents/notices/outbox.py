"""The way from a stored notice to the worker that sends it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from agents.models import Notice

logger = logging.getLogger(__name__)

TASK = "agents.notices.deliver"
TOO_OLD = timedelta(days=3)
"""So long a mail may wait for a server to be named; older ones are no news."""

_EXPIRES_S = 30
_LANES = 2


def has_mail_server() -> bool:
    """Whether mails can be sent: a server and a sender are named."""
    return bool(settings.EMAIL_HOST) and "@" in settings.DEFAULT_FROM_EMAIL


def are_lanes_taken(now: datetime) -> bool:
    """Whether as many mails are being sent as may be: a slow server must not take every worker.

    A worker that died takes its lane along until its lease ends.
    """
    sending = Notice.objects.filter(state=Notice.State.PENDING, lease_until__gt=now)
    return sending.count() >= _LANES


def due(now: datetime) -> Q:
    """Of notices: to be sent, and nobody is sending them."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Q(state=Notice.State.PENDING, not_before__lte=now) & free


def kick_after_commit() -> None:
    """After commit a worker looks for notices that are due; the sweep follows a lost kick."""
    if has_mail_server():
        transaction.on_commit(kick, robust=True)


def kick_if_due(now: datetime) -> None:
    """A worker looks for notices when any is due."""
    if not has_mail_server() or not Notice.objects.filter(due(now)).exists():
        return
    if not are_lanes_taken(now):
        kick()


def kick() -> None:
    """A worker looks for notices that are due."""
    try:
        current_app.send_task(TASK, expires=_EXPIRES_S, retry=False)
    except OperationalError:
        logger.warning("notices left to the sweep")
