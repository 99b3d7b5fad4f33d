"""The way from a stored notice to the worker that sends it."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from agents.models import Notice

logger = logging.getLogger(__name__)

TASK = "agents.notices.deliver"
_EXPIRES_S = 30


def has_mail_server() -> bool:
    """Whether mails can be sent: a server and a sender are named."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


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
    if has_mail_server() and Notice.objects.filter(due(now)).exists():
        kick()


def kick() -> None:
    """A worker looks for notices that are due."""
    try:
        current_app.send_task(TASK, expires=_EXPIRES_S, retry=False)
    except OperationalError:
        logger.warning("notices left to the sweep")
