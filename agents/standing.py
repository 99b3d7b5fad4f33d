"""What a waiting visitor is told about their wait; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.types import FallbackKind, WaitEstimate

_STEPS_S = ((120, 30), (600, 60), (1800, 300), (7200, 600))
"""Up to so many seconds a range is told in steps of so many: figures that jump look made up."""
_LARGEST_STEP_S = 1800
_USUAL_WAYS = (FallbackKind.OFFLINE_FORM, FallbackKind.ASSISTANT_NOTE)
"""What is offered where the queue names no ladder of its own."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The people a visitor waits for, at one moment.

    `closes_at`: when their hours end, None: not today or never. `opens_at`: when they begin again.
    `limit_s`: the longest wait to ask of visitors. `ladder`: what catches those who cannot wait.
    """

    is_open: bool
    online: int
    closes_in_s: float | None
    opens_at: datetime | None
    limit_s: int
    ladder: Sequence[str]


def told(position: int, estimate: WaitEstimate | None, desk: Desk) -> dict[str, Any]:
    """The parts of a `waiting` frame: position, range, note, and the ways out that it offers.

    A range is told only while somebody is there to come; ways are offered when the range passes the
    limit, when the team closes before its end, and when nobody is there.
    """
    note = _note(estimate, desk)
    shown = estimate if desk.online and desk.is_open else None
    return {
        "position": position,
        "low_s": _down(shown.low_s) if shown else None,
        "high_s": _up(shown.high_s) if shown else None,
        "note": note,
        "opens_at": desk.opens_at.isoformat() if note == "closed" and desk.opens_at else None,
        "ways": ways(desk.ladder) if note else [],
    }


def ways(ladder: Sequence[str]) -> list[str]:
    """What a visitor may choose instead of waiting, in the ladder's order."""
    named = [kind for kind in ladder if kind != FallbackKind.WAIT]
    return [str(kind) for kind in named or _USUAL_WAYS]


def _note(estimate: WaitEstimate | None, desk: Desk) -> str:
    if not desk.is_open:
        return "closed"
    if not desk.online:
        return "nobody"
    if estimate is None:
        return ""
    if desk.closes_in_s is not None and estimate.high_s > desk.closes_in_s:
        return "closing"
    return "long" if estimate.high_s > desk.limit_s else ""


def _step(seconds: int) -> int:
    return next((step for until, step in _STEPS_S if seconds <= until), _LARGEST_STEP_S)


def _down(seconds: int) -> int:
    return seconds - seconds % _step(seconds)


def _up(seconds: int) -> int:
    return -(-seconds // _step(seconds)) * _step(seconds)
