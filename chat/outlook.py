"""What the visitor's socket and page tell about people, asked of whoever knows: `config.wiring`.

The kernel knows no queues and no hours. It asks through these two questions, and says nothing
where nobody answers them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chat.frames import WaitingFrame

WaitOf = Callable[[int, str], WaitingFrame | None]
"""(conversation, public id) -> how its visitor's wait stands; None while they do not wait."""

OpensAt = Callable[[int], datetime | None]
"""site -> when people can be reached again; None while they can, or when nobody knows."""


class _Known:
    def __init__(self) -> None:
        self.wait_of: WaitOf | None = None
        self.opens_at: OpensAt | None = None


_known = _Known()


def connect(*, wait_of: WaitOf, opens_at: OpensAt) -> None:
    """These two know. Called once, when the product starts."""
    _known.wait_of, _known.opens_at = wait_of, opens_at


def wait_of(conversation_id: int, public_id: str) -> WaitingFrame | None:
    """How the wait of this conversation's visitor stands, as they were last told."""
    return _known.wait_of(conversation_id, public_id) if _known.wait_of else None


def opens_at(site_id: int) -> datetime | None:
    """When people can be reached again; None while they can."""
    return _known.opens_at(site_id) if _known.opens_at else None
