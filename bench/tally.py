"""What became of every message that was due: sent, confirmed, seen by an agent, and when."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Fate:
    """One message. Times are seconds of `time.perf_counter`; None means: not (yet)."""

    due: float
    sent: float | None = None
    acked: float | None = None
    seen: float | None = None
    listed: float | None = None  # its words stood in the owner's list
    watched: bool = True  # an agent looks at this conversation, so it has to be seen


class Tally:
    """All messages of one run. A message is known by a client id that holds its number."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(4)
        self.fates: list[Fate] = []
        self.doubled = 0
        self.open_count = 0  # arrivals that are still waited for

    def due(self, at: float, *, watched: bool = True) -> str:
        """A further message is due at this time; returns its client id."""
        self.fates.append(Fate(at, watched=watched))
        self.open_count += 1 + watched
        return f"{self.mark}-{len(self.fates) - 1:08d}"

    def acked(self, client_id: str) -> None:
        """The server has confirmed it."""
        fate = self._fate(client_id)
        if fate is not None and fate.acked is None:
            fate.acked = time.perf_counter()
            self.open_count -= 1

    def seen(self, client_id: str) -> None:
        """It has come to the socket of an agent who looks at its conversation."""
        fate = self._fate(client_id)
        if fate is None:
            return
        if fate.seen is not None:
            self.doubled += 1
        else:
            fate.seen = time.perf_counter()
            self.open_count -= fate.watched

    def listed(self, client_id: str) -> None:
        """The list of its agent shows it."""
        fate = self._fate(client_id)
        if fate is not None and fate.listed is None:
            fate.listed = time.perf_counter()

    def _fate(self, client_id: str) -> Fate | None:
        mark, _, number = client_id.partition("-")
        if mark != self.mark:
            return None  # of an earlier run, still on its way
        return self.fates[int(number)]


def spread(seconds: Iterable[float]) -> dict[str, float | None]:
    """p50, p95, p99 and the largest, in milliseconds; None when there is nothing."""
    ordered = sorted(seconds)
    if not ordered:
        return {"p50": None, "p95": None, "p99": None, "max": None}
    return {
        "p50": _ms(_rank(ordered, 0.50)),
        "p95": _ms(_rank(ordered, 0.95)),
        "p99": _ms(_rank(ordered, 0.99)),
        "max": _ms(ordered[-1]),
    }


def summary(fates: Sequence[Fate]) -> dict[str, Any]:
    """Counts and latencies of these messages; latency counts from when each was due."""
    watched = [fate for fate in fates if fate.watched]
    return {
        "due": len(fates),
        "sent": sum(1 for fate in fates if fate.sent is not None),
        "acked": sum(1 for fate in fates if fate.acked is not None),
        "watched": len(watched),
        "delivered": sum(1 for fate in watched if fate.seen is not None),
        "ack_ms": spread(one.acked - one.due for one in fates if one.acked is not None),
        "delivery_ms": spread(one.seen - one.due for one in watched if one.seen is not None),
        "list_ms": spread(one.listed - one.due for one in fates if one.listed is not None),
        "lateness_ms": spread(one.sent - one.due for one in fates if one.sent is not None),
    }


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
