"""The many steps of a sweep, of which none stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet

from agents.types import AgentsError
from chat.types import ChatError
from escalation.types import EscalationError

logger = logging.getLogger(__name__)

BATCH = 200
"""So many rows of a kind in one sweep; the next one goes on."""


def keys(rows: QuerySet[Any]) -> list[int]:
    """The primary keys of the first rows."""
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def each(found: list[int], step: Callable[[int], bool]) -> int:
    """How many steps did something; one that cannot be made is logged and left."""
    done = 0
    for key in found:
        try:
            done += step(key)
        except (AgentsError, ChatError, EscalationError, DatabaseError):
            logger.exception("sweep step failed", extra={"step": str(step), "row": key})
    return done
