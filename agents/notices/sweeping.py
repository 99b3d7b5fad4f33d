"""The sweep's part in mails: whoever waits unseen is noticed, and what is due is on its way."""

from __future__ import annotations

from datetime import datetime

from agents.notices.outbox import kick_if_due
from agents.notices.waiting import notify_waiting


def sweep(now: datetime) -> int:
    """Nobody waits unseen without a notice, and a worker knows of all that are due.

    Returns how many rows are new. Nothing is sent here: a mail server may be slow.
    """
    written = notify_waiting(now)
    kick_if_due(now)
    return written
